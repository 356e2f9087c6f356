"""A day of a service, compressed: `make soak`, which writes docs/soak.md.

Ten thousand mixed requests by clients who never cease, while the library changes and is
ingested, the index is rolled back, the language model and the service are restarted and
killed (kill -9). Nothing may be lost: every request is answered in the end, every feedback
and key that was acknowledged is there. Nothing may be wrong: one question has one answer
by index, whichever door it comes by. And the last process may not grow.
"""

import json
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from assistant.keys import Keyring
from assistant.settings import AssistantSettings
from evals.mixture import WORDED, Asked, Turns, mixture, told
from evals.model_server import ModelProcess
from evals.serving import Serving, request, resident
from evals.soak_report import growth, page

REQUESTS, CLIENTS = 10_000, 4
PAGE = Path("docs/soak.md")
EDITED = "rennes-metropole-stations-epuration"  # the case that changes; it has no English edition here
MODELLED = "What share of the electricity of the Laillé plant in Rennes do the solar trackers cover?"
OLD, NEW = "25 stations d'épuration qui desservaient", "vingt-cinq stations d'épuration qui desservaient"
SETS = (Path("evals/questions/dev.jsonl"), Path("evals/questions/test.jsonl"))
LIMIT = 600.0  # seconds in which a request has its answer, whatever happens meanwhile


class Event(NamedTuple):
    """Something that befalls the service once so many of a hundred requests were answered."""

    percent: int
    name: str


DAY = (
    Event(0, "start model"), Event(5, "ingest"), Event(15, "restart model"), Event(20, "kill service"),
    Event(25, "ingest"), Event(30, "roll back"), Event(35, "kill model"), Event(38, "start model"),
    Event(40, "kill while ingesting"), Event(45, "ingest"), Event(50, "kill service"), Event(60, "ingest"),
    Event(90, "ingest"),
)  # fmt: skip


class Size(NamedTuple):
    """How large a process was, in MiB, when so many requests had been answered since it started."""

    requests: int
    mebibytes: float


class Soak:
    """One run: what is asked, what befalls, and what came of it."""

    def __init__(self, settings: AssistantSettings, folder: Path, asked: Sequence[Asked], modelled: bool) -> None:
        self._folder, self._asked, self._turns = folder, asked, Turns(asked)
        shutil.copytree(settings.corpus, folder / "corpus")
        (folder / "corpus" / "english" / f"{EDITED}.md").unlink()
        self._model = ModelProcess()
        url = {"LLM_URL": self._model.url} if modelled else {}
        given = {"CORPUS": str(folder / "corpus"), "FEEDBACK": "true", "RATE": "0", "PER_KEY": "32", **url}
        self.service = Serving(settings, folder, **given)
        self._keys = Keyring(folder / "keys.json")
        self._contributor = {"Authorization": f"Bearer {self._keys.create('soak', 'contributor')}"}
        self.created = [self._keys.create("reader", "reader")]
        self._lock, self._begun = threading.Lock(), 0
        self.done: Counter[str] = Counter()  # requests answered, by kind
        self.waits: Counter[str] = Counter()  # replies that said when to come again, and connections that were cut
        self.faults: list[str] = []
        self.answers: dict[str, set[str]] = defaultdict(set)
        self.acknowledged: set[str] = set()
        self.lives: list[list[Size]] = []
        self.events: list[str] = []

    def run(self, events: Sequence[Event]) -> None:
        """Ask everything while everything happens; what the result is stands in the attributes.

        While an event lasts, no more is asked than up to the next one, so that some is asked after each.
        """
        self._start()
        clients = [threading.Thread(target=self._client) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            marks = [len(self._asked) * event.percent // 100 for event in events]
            for event, mark, following in zip(events, marks, [*marks[1:], len(self._asked)], strict=True):
                self._turns.until = following
                self._wait_for(mark)
                self.happen(event.name)
                self.events.append(f"{event.name} at {self.done.total()}")
            self._wait_for(len(self._asked))
        finally:
            self._turns.until = len(self._asked)
            for client in clients:
                client.join()
            self._measure()
            self.service.stop()
            self._model.kill()

    def happen(self, name: str) -> None:
        """Let an event come about, to its end."""
        ways: dict[str, Callable[[], None]] = {
            "ingest": self._ingest, "roll back": self._roll_back, "kill service": self._kill,
            "kill while ingesting": self._kill_while_ingesting, "start model": self._model.start,
            "kill model": self._model.kill,
        }  # fmt: skip
        for part in ("kill model", "start model") if name == "restart model" else (name,):
            ways[part]()

    def kept(self) -> list[str]:
        """What was acknowledged and is not there: feedback, keys."""
        lines = (self._folder / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
        there = {json.loads(line)["comment"] for line in lines}
        unknown = [token[:12] for token in self.created if self._keys.recognise(token) is None]
        return sorted(self.acknowledged - there) + unknown

    def ambiguous(self, worded: bool = False) -> list[str]:
        """What was answered in more than one way: by us, or as the language model worded it."""
        several = [name for name, digests in sorted(self.answers.items()) if len(digests) > 1]
        return [name for name in several if name.startswith(f"answer {WORDED} ") == worded]

    def _client(self) -> None:
        while asked := self._turns.next():
            try:
                self._have_answered(asked)
            except Exception as error:
                self.faults.append(f"{asked.kind} {asked.path}: {error!r}")
            finally:
                with self._lock:
                    self.done[asked.kind] += 1

    def _have_answered(self, asked: Asked) -> None:
        """Ask until there is an answer, as a client does who heeds what it is told."""
        end = time.monotonic() + LIMIT
        headers = {**asked.headers, **self._contributor}
        while time.monotonic() < end:
            try:
                reply = request(self.service.port, asked.method, asked.path, asked.body, headers)
            except OSError as error:
                self.waits[type(error).__name__] += 1
                time.sleep(0.2)
                continue
            status = reply[0]
            if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                if "retry-after" not in reply[1]:
                    raise ValueError(f"{status} without Retry-After")
                self.waits[f"{status} with Retry-After"] += 1
                time.sleep(min(1.0, float(reply[1]["retry-after"])))
                continue
            if status not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
                raise ValueError(f"{status} {reply[2][:200]!r}")
            return self._note(asked, told(asked, reply))
        raise TimeoutError(f"no answer in {LIMIT:.0f} s")

    def _note(self, asked: Asked, same: tuple[str, str] | None) -> None:
        with self._lock:
            if same:
                self.answers[same[0]].add(same[1])
            if asked.kind == "feedback":
                self.acknowledged.add(json.loads(asked.body)["comment"])

    def _wait_for(self, count: int) -> None:
        """Return when so many requests are done, measuring the process as they go."""
        step = max(1, len(self._asked) // 50)
        while (done := self.done.total()) < count:
            if self.lives and done - self._begun - self.lives[-1][-1].requests >= step:
                self._measure()
            time.sleep(0.05)

    def _measure(self) -> None:
        self.lives[-1].append(Size(self.done.total() - self._begun, resident(self.service.process)))

    def _start(self) -> None:
        self.service.start()
        self._begun = self.done.total()
        self.lives.append([Size(0, resident(self.service.process))])

    def _kill(self) -> None:
        """A key is made just before: it must be there after."""
        self.created.append(self._keys.create("reader", "reader"))
        self._measure()
        self.service.kill()
        self._start()

    def _roll_back(self) -> None:
        self._measure()
        self.service.stop()
        self.service.command("rollback")
        self._start()

    def _edit(self) -> None:
        """The other of two wordings of one sentence."""
        path = self._folder / "corpus" / "cases" / f"{EDITED}.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(OLD, NEW) if OLD in text else text.replace(NEW, OLD), encoding="utf-8")

    def _ingest(self) -> None:
        self._edit()
        headers = {"Accept": "text/event-stream", **self._contributor}
        _, _, body = request(self.service.port, "POST", "/ingest", headers=headers)
        if b'"event": "report"' not in body:
            self.faults.append(f"ingestion: {body[-300:]!r}")

    def _kill_while_ingesting(self) -> None:
        def ingest() -> None:
            with suppress(OSError):  # its connection is cut
                self._ingest()

        ingesting = threading.Thread(target=ingest)
        ingesting.start()
        time.sleep(0.3)
        self._kill()
        ingesting.join()


def soak(settings: AssistantSettings, folder: Path, count: int, events: Sequence[Event], modelled: bool) -> Soak:
    """A run of so many requests, in a folder of its own."""
    texts = [json.loads(line)["question"] for path in SETS for line in path.read_text(encoding="utf-8").splitlines()]
    cases = sorted(path.stem for path in (settings.corpus / "cases").glob("*.md") if path.stem != EDITED)
    done = Soak(settings, folder, mixture(count, texts, MODELLED, cases), modelled)
    done.run(events)
    return done


def main() -> None:
    """Run the day, or as many requests as the first argument says, and write the page; exit code 1 where it failed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done = soak(AssistantSettings(), Path(folder), count, DAY, modelled=True)
        PAGE.write_text(page(done, time.monotonic() - started, date.today(), CLIENTS), encoding="utf-8")
        print(PAGE.read_text(encoding="utf-8"))
        warm, end = growth(done.lives[-1])
        sys.exit(bool(done.faults or done.ambiguous() or done.kept() or end > 1.1 * warm))


if __name__ == "__main__":
    main()
