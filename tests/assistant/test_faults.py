"""Under faults: a service says what is wrong, and works again once it is mended."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant, open_assistant
from assistant.events import Done, Event
from assistant.http import create_api
from assistant.schemas import Answer, AskRequest
from assistant.service import Service
from assistant.settings import AssistantSettings
from tests.serving import serving

QUESTION = "Qui a réduit l'énergie des stations d'épuration ?"
# Its answer is in French cases whose English edition is taken away: a model has to put it into English.
ENGLISH = "Who reduced energy use in wastewater plants?"
SERVE = [sys.executable, "-c", "from ui.cli import main; main()", "serve"]


@contextmanager
def language_model(reply: str, status: int = 200, delay: float = 0) -> Iterator[str]:
    """A server of OpenAI's protocol that always replies the same, after `delay` seconds."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(delay)
            message = {"role": "assistant", "content": reply}
            body = json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def french(corpus: Path, settings: AssistantSettings, tmp_path_factory: pytest.TempPathFactory) -> AssistantSettings:
    """A library of one case without English edition."""
    from ingest.pipeline import ingest

    folder = tmp_path_factory.mktemp("french")
    (folder / "corpus" / "cases").mkdir(parents=True)
    for name in ("rennes-metropole-stations-epuration.md",):
        shutil.copy(corpus / "cases" / name, folder / "corpus" / "cases")
    shutil.copy(corpus / "thesaurus.yaml", folder / "corpus")
    made = settings.model_copy(update={"corpus": folder / "corpus", "index": folder / "index"})
    ingest(made, lambda *_: None)
    return made


@pytest.fixture
def index(settings: AssistantSettings, tmp_path: Path) -> AssistantSettings:
    """Settings for a copy of the real index."""
    shutil.copytree(settings.index, tmp_path / "index")
    return settings.model_copy(update={"index": tmp_path / "index"})


def quoted(settings: AssistantSettings) -> None:
    """The service answers an English question with the sources' own French words, and says so."""
    with open_assistant(settings) as assistant:
        reply = TestClient(create_api(Service.over(assistant))).post("/ask", json={"question": ENGLISH})
    answer = Answer.model_validate(reply.json())
    assert answer.status == "answered"
    assert {sentence.check for sentence in answer.sentences} == {"quoted"}
    assert all(sentence.text in answer.sources[sentence.citations[0] - 1].quote for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("reply", "status"), [("", 500), ("", 200), ("Banana 42 in Paris.", 200), ("{{{", 200)], ids=str
)
def test_a_model_that_fails_or_raves_is_not_heard(french: AssistantSettings, reply: str, status: int) -> None:
    with language_model(reply, status) as url:
        quoted(french.model_copy(update={"llm_url": url, "llm_model": "m"}))


def test_a_model_that_is_down(french: AssistantSettings) -> None:
    quoted(french.model_copy(update={"llm_url": "http://127.0.0.1:1/v1", "llm_model": "m"}))


def test_a_model_that_is_slow_is_not_waited_for(french: AssistantSettings) -> None:
    with language_model("Too late.", delay=1.5) as url:
        quoted(french.model_copy(update={"llm_url": url, "llm_model": "m", "llm_timeout": 0.1}))


def test_an_index_that_is_missing_and_comes(index: AssistantSettings) -> None:
    away = index.index.with_name("away")
    index.index.rename(away)
    with Service(index) as service, TestClient(create_api(service)) as client:
        for asked in (lambda: client.post("/ask", json={"question": QUESTION}), lambda: client.get("/cases")):
            reply = asked()
            assert reply.status_code == 503
            assert "run `precedents ingest`" in reply.json()["detail"]
            assert reply.headers["retry-after"]
        away.rename(index.index)
        assert client.post("/ask", json={"question": QUESTION}).json()["status"] == "answered"


def test_an_index_that_goes_and_comes_back(index: AssistantSettings) -> None:
    with Service(index) as service, TestClient(create_api(service)) as client:
        assert client.post("/ask", json={"question": QUESTION}).status_code == 200
        away = index.index.with_name("away")
        index.index.rename(away)
        assert client.post("/ask", json={"question": QUESTION}).status_code == 503
        assert client.get("/health").status_code == 503
        shutil.rmtree(index.index, ignore_errors=True)
        away.rename(index.index)
        assert client.post("/ask", json={"question": QUESTION}).status_code == 200


def test_a_damaged_store(index: AssistantSettings) -> None:
    current = index.index / (index.index / "CURRENT").read_text().strip()
    for file in (current / "store").rglob("*.json"):
        file.write_text("{")
    with Service(index) as service, TestClient(create_api(service)) as client:
        reply = client.post("/ask", json={"question": QUESTION})
        assert reply.status_code == 503
        assert "the index is damaged" in reply.json()["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"question": ' + b'{"a":' * 50_000, b'"x"', b"null"]
)
def test_bytes_that_are_no_request(assistant: Assistant, body: bytes) -> None:
    client = TestClient(create_api(Service.over(assistant)))
    for path in ("/ask", "/compare", "/dossier", "/v1/chat/completions", "/feedback"):
        reply = client.post(path, content=body, headers={"Content-Type": "application/json"})
        assert 400 <= reply.status_code < 500, path
        assert reply.json()["detail"]


class Slow(Assistant):
    """The real assistant, which waits before each event and counts its answers that were cut short."""

    def __init__(self, assistant: Assistant, seconds: float) -> None:
        self.__dict__.update(assistant.__dict__)
        self.seconds, self.begun, self.done, self.cut = seconds, 0, 0, 0

    def stream(self, request: AskRequest, frugal: bool = False) -> Generator[Event, None, None]:
        self.begun += 1
        ended = False
        try:
            for event in super().stream(request, frugal):
                time.sleep(self.seconds)
                ended = isinstance(event, Done)
                yield event
        finally:
            self.done, self.cut = self.done + ended, self.cut + (not ended)


def _ask_and_leave(address: str, accept: str) -> None:
    """Ask, and close the connection while the answer is being made."""
    host, port = address.removeprefix("http://").split(":")
    body = json.dumps({"question": QUESTION})
    head = f"POST /ask HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode())
        time.sleep(0.3)


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_a_client_that_leaves_frees_its_place(assistant: Assistant, accept: str) -> None:
    slow = Slow(assistant, 0.2)
    service = Service.over(slow)
    service.settings = service.settings.model_copy(update={"answering": 1})
    with serving(create_api(service)) as address:
        _ask_and_leave(address, accept)
        for _ in range(100):
            if slow.cut:
                break
            time.sleep(0.05)
        assert (slow.begun, slow.cut) == (1, 1)
        slow.seconds = 0
        assert httpx.post(f"{address}/ask", json={"question": QUESTION}, timeout=10).status_code == 200


def test_whoever_is_not_answered_before_it_stops_is_told_to_come_again(assistant: Assistant) -> None:
    slow = Slow(assistant, 2)
    with ThreadPoolExecutor() as pool:
        with serving(create_api(Service.over(slow)), last_words=1) as address:
            asked = pool.submit(httpx.post, f"{address}/ask", json={"question": QUESTION}, timeout=30)
            while not slow.begun and not asked.done():
                time.sleep(0.01)
        reply = asked.result()
    assert reply.status_code == 503
    assert int(reply.headers["retry-after"]) >= 1
    assert "the service stops" in reply.json()["detail"]


def test_those_who_wait_see_their_place_and_those_too_many_when_to_come_again(assistant: Assistant) -> None:
    service = Service.over(Slow(assistant, 0.3))
    service.settings = service.settings.model_copy(update={"answering": 1, "queue": 3})
    replies: list[httpx.Response] = []
    with serving(create_api(service)) as address:

        def ask() -> None:
            headers = {"Accept": "text/event-stream"}
            replies.append(httpx.post(f"{address}/ask", json={"question": QUESTION}, headers=headers, timeout=60))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    answered = [reply for reply in replies if reply.status_code == 200]
    refused = [reply for reply in replies if reply.status_code == 429]
    assert (len(answered), len(refused)) == (4, 4), "one in, three waiting, four sent away; nobody lost"
    assert all(int(reply.headers["retry-after"]) >= 1 for reply in refused)
    assert all('"event":"answer"' in reply.text for reply in answered)
    positions = [json.loads(line[6:])["position"] for reply in answered for line in reply.text.splitlines()
                 if line.startswith('data: {"event":"queued"')]  # fmt: skip
    assert {1, 2} <= set(positions)


@contextmanager
def served(settings: AssistantSettings, folder: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`precedents serve` as a process, with the language model at `url`, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {"INDEX": settings.index, "CORPUS": settings.corpus, "KEYS": folder / "keys.json", "LLM_URL": url}
    environment = {**os.environ, "PRECEDENTS_LLM_MODEL": "m", **{f"PRECEDENTS_{k}": str(v) for k, v in given.items()}}
    process = subprocess.Popen(
        [*SERVE, "--port", str(port)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                if httpx.get(f"{address}/health", timeout=5).status_code == 200:
                    break
            except httpx.HTTPError:
                assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.25)
        yield process, address
    finally:
        process.kill()
        process.communicate()


def test_told_to_stop_it_ends_its_streams_and_logs_json(french: AssistantSettings, tmp_path: Path) -> None:
    headers = {"Accept": "text/event-stream"}
    with language_model("Nonsense.", delay=0.5) as url, served(french, tmp_path, url) as (process, address):
        with httpx.stream("POST", f"{address}/ask", json={"question": ENGLISH}, headers=headers, timeout=60) as reply:
            lines = reply.iter_lines()
            assert next(lines) == "event: understood"
            process.send_signal(signal.SIGTERM)
            rest = "\n".join(lines)
        assert '"event":"sentence"' in rest
        assert '"event":"answer"' in rest, "the stream went on to its end"
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)
        assert process.stderr is not None
        logged = [json.loads(line) for line in process.stderr.read().splitlines()]
    answered = next(line for line in logged if line["message"] == "answered")
    assert answered["request"]
    assert ENGLISH not in json.dumps(logged, ensure_ascii=False)
