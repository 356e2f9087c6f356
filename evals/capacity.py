"""How long one waits at several loads, beside what a queue on paper says: `python -m evals.capacity [SECONDS]`.

A service as a process of its own is asked by chance (a Poisson process, whoever waits does
not hold the next one back) at shares of what it gives at the most, so many seconds each
(the default 30). Three kinds: searches, answers quoted, and answers whose every sentence a
language model behind a server words in a fixed time. Then the embedded model itself, sentence by
sentence. Its clients share the machine. Writes `evals/capacity.json`
and `docs/capacity.md`.
"""

import http.client
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import quote

from assistant import prompts, translations
from assistant.llm import EmbeddedModel
from assistant.settings import AssistantSettings
from evals.bench.measuring import in_turn
from evals.capacity_page import JSON, PAGE, Capacity, Level, Run, page
from evals.files import write_whole
from evals.french import french_alone
from evals.load import SETS, ask
from evals.loops import Ask, closed_loop, open_loop
from evals.model_server import StandIn
from evals.queueing import Queue
from evals.serving import Serving, request
from evals.systems import commit
from ingest.cases import case_paths, read_case
from ingest.documents import to_passages

USAGE = "usage: python -m evals.capacity [SECONDS]"
SECONDS = 30
UTILISATIONS = (0.3, 0.5, 0.7, 0.85)
CLIENTS = 16  # of the closed loop
TEXTS, ROUNDS = 40, 2  # different questions, and how often each is asked alone
SENTENCE = 0.1  # seconds that the stand-in words a sentence
WORDED = 24  # sentences that the embedded model words


def main(arguments: Sequence[str]) -> None:
    """Measure, print and write."""
    if not all(argument.isdecimal() and int(argument) for argument in arguments) or len(arguments) > 1:
        sys.exit(USAGE)
    seconds = int(arguments[0]) if arguments else SECONDS
    settings, load = AssistantSettings(), [os.getloadavg()[0]]
    runs = [*_own(settings, seconds), _worded(settings, seconds)]
    load.append(os.getloadavg()[0])
    worded = _sentences_a_second(settings)
    capacity = Capacity(
        date=date.today().isoformat(), machine=f"{platform.system()} {platform.machine()}", code=commit(),
        cores=os.cpu_count() or 1, load=[round(one, 1) for one in [*load, os.getloadavg()[0]]], seconds=seconds,
        clients=CLIENTS, sentence=SENTENCE, runs=runs, worded=worded,
    )  # fmt: skip
    write_whole(JSON, capacity.model_dump_json(indent=1) + "\n", "check the disk")
    write_whole(PAGE, page(capacity), "check the disk")
    print(page(capacity))


def _own(settings: AssistantSettings, seconds: float) -> list[Run]:
    """Searches and quoted answers: the interpreter's lock makes one server of a process."""
    with tempfile.TemporaryDirectory() as folder:
        service = Serving(settings, Path(folder), QUEUE="10000")
        service.start()

        def search(text: str) -> bool:
            return request(service.port, "GET", f"/search?q={quote(text)}")[0] == http.client.OK

        try:
            asks = {"search": search, "answer, quoted": _asker(service)}
            return [measure(name, 1, one, _texts(), seconds) for name, one in asks.items()]
        finally:
            service.stop()


def _worded(settings: AssistantSettings, seconds: float) -> Run:
    """English questions to a library without its English edition, every sentence worded by the stand-in."""
    with tempfile.TemporaryDirectory() as name, StandIn(SENTENCE, settings.answering) as url:
        folder = Path(name)
        french_alone(settings.corpus, folder / "corpus")
        (folder / translations.FILE).mkdir()  # a folder of its name: no wording is kept, each is made anew
        given = {"CORPUS": str(folder / "corpus"), "LLM_URL": url, "LLM_MODEL": "stand-in", "QUEUE": "10000"}
        service = Serving(settings, folder, **given)
        service.command("ingest")
        service.start()
        try:
            texts = _texts("en")
            return measure("answer, worded by a server", settings.answering, _asker(service), texts, seconds)
        finally:
            service.stop()


def _asker(service: Serving) -> Ask:
    return lambda text: ask(service.port, text, "application/json")[0] == http.client.OK


def _texts(language: str = "") -> list[str]:
    """Questions that the library answers, of one language or of both."""
    lines = [json.loads(line) for path in SETS for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = [line["question"] for line in lines if line["answerable"] and language in ("", line["language"])]
    return wanted[:: max(1, len(wanted) // TEXTS)][:TEXTS]


def measure(name: str, servers: int, one: Ask, texts: Sequence[str], seconds: float) -> Run:
    """One kind of request: alone, as many as there can be, then by chance at each utilisation."""
    for text in texts:
        one(text)
    alone = [statistics.mean(in_turn(ROUNDS, partial(one, text))[0]) for text in texts]
    most = closed_loop(one, texts, seconds, CLIENTS)
    mean = statistics.mean(alone)
    queue = Queue(servers, servers / most, statistics.pvariance(alone) / mean**2)
    levels = [_level(queue, one, texts, alone, seconds, utilisation) for utilisation in UTILISATIONS]
    return Run(name=name, servers=servers, alone=mean, variation=queue.variation, most=most, levels=levels)


def _level(
    queue: Queue, one: Ask, texts: Sequence[str], alone: Sequence[float], seconds: float, utilisation: float
) -> Level:
    """One utilisation; a wait is what a request takes longer than its question takes alone."""
    rate = queue.rate(utilisation)
    waits, failed = open_loop(one, texts, alone, rate, seconds)
    return Level(
        utilisation=utilisation, rate=rate, answered=len(waits), failed=failed,
        predicted_mean=queue.mean_wait(rate), predicted_p95=queue.wait_of(0.95, rate),
        mean=statistics.mean(waits), p95=statistics.quantiles(waits, n=20)[-1],
    )  # fmt: skip


def _sentences_a_second(settings: AssistantSettings) -> float:
    """Of the embedded model on one sentence of each of some cases, its instructions read."""
    model = EmbeddedModel(settings)
    passages = to_passages([read_case(path) for path in case_paths(settings.corpus)[:WORDED]])
    sentences = {passage.case: passage.sentences[0].text for passage in passages if passage.language == "fr"}

    def word(text: str) -> None:
        model.complete(prompts.translation(text), translations.MAX_TOKENS)

    word("Bonjour.")
    started = time.perf_counter()
    for text in sentences.values():
        word(text)
    return len(sentences) / (time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1:])
