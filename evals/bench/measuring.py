"""What every measure is made with: seconds of a call, works that take turns, seconds by stage."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from unittest.mock import patch

from evals.bench.results import Runs

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
