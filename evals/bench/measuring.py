"""What every measure is made with: seconds of a call, works that take turns or have a process, seconds by stage."""

import multiprocessing
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from evals.bench.results import Runs

OFTEN = 0.05  # seconds between two looks at a process
LAST_WORDS = 30  # seconds that a process has to put its things away, once it has given what it was asked for
Told = Callable[[str], None]
"""Called with what is being measured."""
Work = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """What a group measured: runs by the name of the figure, milliseconds of an answer by stage for each form of it."""

    figures: dict[str, Runs]
    stages: dict[str, dict[str, float]] = field(default_factory=dict)


def seconds(work: Work) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turn(rounds: int, *works: Work) -> list[list[float]]:
    """Seconds of each round of each of these works, which take turns (A B A B): what else runs is shared by all."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for own, work in zip(taken, works, strict=True):
            own.append(seconds(work))
    return taken


def rates(count: float, taken: Sequence[float]) -> list[float]:
    """How many a second, by run."""
    return [count / one for one in taken]


def in_child(work: Callable[..., Any], *arguments: Any, patience: float | None = None) -> Any:
    """What `work` gives in a fresh process; raises `TimeoutError` when it takes longer than `patience` seconds."""
    with _child(work, arguments) as (results, _):
        if not results.poll(patience):
            raise TimeoutError
        return results.recv()


def in_watched_child(work: Callable[..., Any], *arguments: Any) -> tuple[Any, int]:
    """What `work` gives in a fresh process, and how much memory of its own that held at the most, in MiB."""
    with _child(work, arguments) as (results, process):
        most = 0
        while not results.poll(OFTEN):
            most = max(most, resident("RssAnon", process))
        return results.recv(), most


def resident(field: str, process: int) -> int:
    """MiB of a process: `VmRSS`, all of it with pages of files, or `RssAnon`, its own."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith(field)).split()[1]) // 1024


@contextmanager
def _child(work: Callable[..., Any], arguments: Sequence[Any]) -> Iterator[tuple[Connection, int]]:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_do, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    assert process.pid is not None
    try:
        yield ours, process.pid
        process.join(LAST_WORDS)
    finally:
        process.terminate()
        process.join()


def _do(results: Connection, work: Callable[..., Any], arguments: Sequence[Any]) -> None:
    results.send(work(*arguments))


class Stages:
    """Seconds of one thread by stage; a stage within another is not counted in that other."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._within: list[str] = []
        self._since = 0.0

    @contextmanager
    def within(self, stage: str) -> Iterator[None]:
        """The time of the block is the stage's."""
        self._turn()
        self._within.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._within.pop()

    @contextmanager
    def watching(self, watched: Sequence[tuple[Any, str, str]]) -> Iterator[None]:
        """For the time of the block, calls of these (owner, attribute, stage) count wherever a stage is on."""
        with ExitStack() as stack:
            for owner, name, stage in watched:
                stack.enter_context(patch.object(owner, name, self._watched(getattr(owner, name), stage)))
            yield

    def _watched(self, call: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @wraps(call)
        def timed(*given: Any, **named: Any) -> Any:
            if not self._within:
                return call(*given, **named)
            with self.within(stage):
                return call(*given, **named)

        return timed

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._within:
            self.seconds[self._within[-1]] += now - self._since
        self._since = now
