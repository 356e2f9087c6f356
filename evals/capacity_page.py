"""The waits that were measured and predicted, as JSON and as the page docs/capacity.md made from it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from evals.files import Strict, parse, read_text
from evals.machine import was_shared
from evals.queueing import BUSIEST, Queue, arrivals, machines

JSON, PAGE = Path(__file__).with_name("capacity.json"), Path("docs/capacity.md")
THINKING = 30.0  # seconds that a reader is taken to need between an answer and the next question
USERS = (10, 50, 100, 500, 1000, 5000)
LONGEST = 1.0  # seconds that 95 in 100 may wait at most
SENTENCES = 4  # of a translated answer, in the worked example
SERVER_SENTENCE, SERVER_SLOTS = 0.5, 32  # seconds of one, and how many at once: a server taken as an example


class Level(Strict):
    """One utilisation: arrivals a second, how many were answered and failed, seconds of wait."""

    utilisation: float
    rate: float
    answered: int
    failed: int
    predicted_mean: float
    predicted_p95: float
    mean: float
    p95: float


class Run(Strict):
    """One kind of request: seconds alone with their variation, the most a second, and the levels."""

    name: str
    servers: int
    alone: float
    variation: float
    most: float
    levels: list[Level]

    def queue(self) -> Queue:
        """The queue that predicts it: as many servers, as fast as the closed loop found them."""
        return Queue(self.servers, self.servers / self.most, self.variation)


class Capacity(Strict):
    """A measurement; `load` is the machine's load average before, after the service, and after the model.

    `worded`: sentences a second of the embedded model, one at a time; `sentence`: seconds of the stand-in.
    """

    schema_version: Literal[1] = 1
    date: str
    machine: str
    code: str
    cores: int
    load: list[float]
    seconds: float
    clients: int
    sentence: float
    runs: list[Run]
    worded: float

    def run(self, name: str) -> Run:
        """The run of a name."""
        return next(run for run in self.runs if run.name == name)


def read_capacity(path: Path = JSON) -> Capacity:
    """What was measured; raises `InvalidFile`."""
    return parse(Capacity, read_text(path, "run `python -m evals.capacity`"), path, None, "measure again")


def page(capacity: Capacity) -> str:
    """The page."""
    parts = (_method(capacity), _measured(capacity), _users(capacity), _example(capacity), TRIED, CAVEATS)
    return "\n\n".join(["# How many users, how many machines", *("\n".join(part) for part in parts)]) + "\n"


def _method(capacity: Capacity) -> Iterator[str]:
    yield from (
        "Made from `evals/capacity.json`, which `python -m evals.capacity` writes with this page.",
        "",
        "## On paper",
        "",
        "- **Utilisation** is arrivals a second × seconds of service / servers. Nothing steady comes of 1 or more.",
        "- **Who waits at all**: Erlang's C formula for so many servers (A. K. Erlang, 1917).",
        "- **Mean wait** = share that waits × service / (servers × (1 − utilisation)) × (1 + v) / 2, where v is the "
        "variance of the service time over its squared mean: 0 where all take as long, 1 where they are exponential "
        "(Allen and Cunneen; A. O. Allen, *Probability, Statistics, and Queueing Theory*, 1990). For one server it is "
        "exact (Pollaczek and Khinchine).",
        "- **95 in 100 wait at most** mean wait of those who wait × ln(share that waits / 0.05), as if they waited "
        "exponentially long.",
        "- **Users to arrivals**: users / (seconds they think + seconds of an answer), the interactive response time "
        "law (Denning and Buzen, 1978).",
        "",
        "Arrivals are taken to come by chance (Poisson). A search or a quoted answer has **one server a process**: "
        "Python's lock lets one thread work at a time, whatever the cores. An answer whose sentences another machine "
        "words has as many servers as `PRECEDENTS_ANSWERING`.",
    )


def _measured(capacity: Capacity) -> Iterator[str]:
    load = ", ".join(f"{one:.1f}" for one in capacity.load)
    yield from (
        "## Beside what was measured",
        "",
        f"{capacity.date}, code {capacity.code}, {capacity.machine}, {capacity.cores} cores, clients on the same "
        f"machine; load average before, after the service and after the model: {load}. "
        + _shared(capacity)
        + f" {capacity.seconds:.0f} s at each utilisation of the most that {capacity.clients} clients "
        "got who asked without a pause. A wait is what a request took longer than its question takes alone, from when "
        "it was due.",
    )
    for run in capacity.runs:
        yield from (
            "",
            f"### {run.name.capitalize()}",
            "",
            f"Alone {run.alone * 1000:.0f} ms, v = {run.variation:.2f}; at the most {run.most:.1f} a second, so that "
            f"each of {run.servers} has {run.servers / run.most * 1000:.1f} ms.",
            "",
            "| busy | arrivals/s | answered | failed | mean wait, paper | measured | 95 in 100, paper | measured |",
            "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        )
        for level in run.levels:
            waits = (level.predicted_mean, level.mean, level.predicted_p95, level.p95)
            cells = " | ".join(f"{wait * 1000:.0f} ms" for wait in waits)
            yield f"| {level.utilisation:.0%} | {level.rate:.1f} | {level.answered} | {level.failed} | {cells} |"


def _shared(capacity: Capacity) -> str:
    if was_shared(capacity.load, capacity.cores):
        return "**Others used the cores meanwhile**, so that waits are longer and less regular than on a quiet machine."
    return "No more than this benchmark itself makes."


def _users(capacity: Capacity) -> Iterator[str]:
    search, quoted = capacity.run("search"), capacity.run("answer, quoted")
    yield from (
        "## Users to machines",
        "",
        f"Readers who think {THINKING:.0f} s between two requests, spread over the machines by chance; 95 in 100 wait "
        f"{LONGEST:.0f} s at most, and no machine is busier than {BUSIEST:.0%}. One process a machine as "
        "the one measured; several processes a machine, with a Qdrant server, count as so many machines up to its "
        "cores.",
        "",
        "| users at once | requests/s | machines, searches | utilisation | machines, quoted answers | utilisation |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    )
    for users in USERS:
        rate = arrivals(users, THINKING, search.alone)
        cells = [f"{users:,}", f"{rate:.1f}"]
        for run in (search, quoted):
            count = machines(run.queue(), rate, LONGEST)
            cells += [str(count), f"{run.queue().utilisation(rate / count):.0%}"]
        yield f"| {' | '.join(cells)} |"


def _example(capacity: Capacity) -> Iterator[str]:
    one = capacity.worded
    embedded = Queue(1, SENTENCES / one, 0)
    server = Queue(SERVER_SLOTS, SENTENCES * SERVER_SENTENCE, 0)
    users = 100
    yield from (
        "## A worked example: translated answers",
        "",
        f"The worst case: every answer has {SENTENCES} sentences that have no English edition, none of them worded "
        "before. The library has its English edition, and a sentence is worded once by one model, so that few answers "
        "of the library as it is have any. The "
        f"embedded model words {one:.2f} a second on this machine: it has one slot, so it is one server.",
        "",
        f"1. Service: {SENTENCES} / {one:.2f} = {embedded.service:.1f} s an answer, v taken as 0.",
        f"2. {users} users, each a question every {THINKING:.0f} + {embedded.service:.1f} s: "
        f"{arrivals(users, THINKING, embedded.service):.2f} answers a second.",
        f"3. One machine would be {embedded.utilisation(arrivals(users, THINKING, embedded.service)):.1f} times as "
        f"busy as it can be; for 95 in 100 to wait no longer than an answer takes, it needs "
        f"**{machines(embedded, arrivals(users, THINKING, embedded.service), embedded.service)} machines**.",
        f"4. By an OpenAI-compatible server (`PRECEDENTS_LLM_URL`) that words a sentence in {SERVER_SENTENCE} s, "
        f"{SERVER_SLOTS} at once (an assumption: measure yours), with `PRECEDENTS_ANSWERING={SERVER_SLOTS}`: "
        f"{server.service:.1f} s an answer, {arrivals(users, THINKING, server.service):.2f} a second, "
        f"{server.utilisation(arrivals(users, THINKING, server.service)):.0%} of one machine; "
        f"95 in 100 wait {server.wait_of(0.95, arrivals(users, THINKING, server.service)):.2f} s at most.",
    )


TRIED = (
    "## What was tried to word more at once",
    "",
    "The embedded model on real sentences of the library, each way and one slot in turns on the same sentences in one "
    "process, on two cores that others used too (load 5 to 10), 26 November 2026: ratios of speed, one slot being 1.",
    "",
    "| | speed | what else |",
    "| --- | --- | --- |",
    "| four slots, one KV cache for all, four sentences at a time | 1.04 and 0.83 (two runs, medians of 3) | 6 and 7 "
    "of 12 in the same words; 9 passed the check where 10 did; 24 to 26 s for each sentence, not 7; slots read the "
    "instructions again for themselves |",
    "| speculation from n-grams of the prompt (`ngram-simple`), of 12 tokens | 1.04 (median of 6) | nothing was ever "
    "drafted: English does not repeat the French |",
    "| the same, of 3 tokens | 0.90 (median of 5) | 15 of 40 drafted tokens taken; 4 of 5 in the same words |",
    "| flash attention asked for, KV cache in 8 bits | 0.94 (median of 5) | 2 of 5 in the same words |",
    "| the instructions' reading kept in a file, at a restart | 8 ms, not 24 to 49 s of reading | same "
    "words (one sentence); kept |",
    "",
    "So there is one slot: four gain nothing here, each reader waits longer, and words depend on who else asks. Few "
    "sentences on a busy machine: with more cores, measure again.",
)
CAVEATS = (
    "## Where paper is off",
    "",
    "Reasons that were thought of; none has been measured apart from the others.",
    "",
    "- The clients share the machine and take part of its cores, most of all in the closed loop: what a service gives "
    "at the most is told too low, and with it the waits at a given rate too long.",
    "- One process has one interpreter lock, so that it counts as one server; yet ONNX Runtime and the index work "
    "without it, so that a second request is further on than the paper has it when the first ends: waits may fall "
    "short of the paper's; where they are longer, this is not why.",
    "- The tail is taken as exponential. With all answers of about one length it is shorter.",
    "- A machine that others use has no one service time.",
)
