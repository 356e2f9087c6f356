"""How much a service carries on this machine: `make load`.

The service runs as a process of its own on a copy of the current index, without its
language model, so that what is measured is ours. Its clients share the machine with it.
Three loads: searches by sixteen clients, two hundred clients who all ask at once, and two
thousand questions in a row, after each of which the process should be as large as before.
"""

import http.client
import json
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from assistant.settings import AssistantSettings
from evals.serving import PATIENCE, Reply, Serving, request, resident

SETS = (Path("evals/questions/dev.jsonl"), Path("evals/questions/test.jsonl"))
CLIENTS, SEARCHES = 16, 3000
AT_ONCE = 200
IN_A_ROW, ROUNDS, ASKING = 2000, 8, 4


def main() -> None:
    """Print the figures of this machine."""
    texts = [json.loads(line)["question"] for path in SETS for line in path.read_text(encoding="utf-8").splitlines()]
    settings = AssistantSettings()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start; the clients are on the same machine"
    )
    with served(settings) as service:
        ask(service.port, texts[0], "application/json")
        search_load(service.port, texts)
        ask_at_once(service.port, texts)
        ask_in_a_row(service.port, texts, service.process)


@contextmanager
def served(settings: AssistantSettings) -> Iterator[Serving]:
    """A service on a copy of the index, once it is ready."""
    with tempfile.TemporaryDirectory() as folder:
        service = Serving(settings, Path(folder))
        service.start()
        try:
            yield service
        finally:
            service.stop()


def ask(port: int, text: str, accept: str) -> Reply:
    """The reply to a question."""
    return request(port, "POST", "/ask", json.dumps({"question": text}), {"Accept": accept})


def in_threads(count: int, work: Callable[[int], None]) -> float:
    """Seconds that `count` threads take together, each of which does `work` with its number."""
    threads = [threading.Thread(target=work, args=[number]) for number in range(count)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def search_load(port: int, texts: Sequence[str]) -> None:
    """Searches by several clients, one after the other each, on connections that stay open."""
    seconds: list[float] = []
    wrong: Counter[int] = Counter()

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        for turn in range(number, SEARCHES, CLIENTS):
            started = time.perf_counter()
            connection.request("GET", f"/search?q={quote(texts[turn % len(texts)])}")
            reply = connection.getresponse()
            reply.read()
            seconds.append(time.perf_counter() - started)
            if reply.status != http.client.OK:
                wrong[reply.status] += 1
        connection.close()

    whole = in_threads(CLIENTS, client)
    p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    print(
        f"search, {CLIENTS} clients, {SEARCHES} searches: {SEARCHES / whole:.0f} a second, "
        f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, failed {dict(wrong) or 'none'}"
    )


def ask_at_once(port: int, texts: Sequence[str]) -> None:
    """Clients who all ask at the same moment: what each of them gets."""
    got: Counter[str] = Counter()

    def client(number: int) -> None:
        try:
            status, headers, body = ask(port, texts[number % len(texts)], "text/event-stream")
        except OSError as error:
            got[f"lost: {error}"] += 1
            return
        if status == http.client.TOO_MANY_REQUESTS and headers.get("retry-after"):
            got["429 with Retry-After"] += 1
        elif status == http.client.OK and b"event: answer" in body:
            got["answered after a wait" if b"event: queued" in body else "answered"] += 1
        else:
            got[f"{status}: {body[-80:]!r}"] += 1

    whole = in_threads(AT_ONCE, client)
    print(f"{AT_ONCE} clients at once: {dict(got)} in {whole:.1f} s")


def ask_in_a_row(port: int, texts: Sequence[str], process: int) -> None:
    """Many questions, and the size of the process as they go."""
    sizes = [resident(process)]
    started = time.perf_counter()
    for turn in range(ROUNDS):
        each = IN_A_ROW // ROUNDS // ASKING

        def client(number: int, turn: int = turn, each: int = each) -> None:
            for n in range(each):
                ask(port, texts[(turn * each * ASKING + n * ASKING + number) % len(texts)], "application/json")

        in_threads(ASKING, client)
        sizes.append(resident(process))
    seconds = time.perf_counter() - started
    shown = ", ".join(f"{size:.0f}" for size in sizes)
    print(f"{IN_A_ROW} questions, {ASKING} clients: {IN_A_ROW / seconds:.0f} a second; memory in MiB: {shown}")


if __name__ == "__main__":
    main()
