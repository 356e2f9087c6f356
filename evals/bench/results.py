"""What the suite measured, as `results.json` keeps it; and what was reached before, in `budget.json`."""

from pathlib import Path
from statistics import fmean, median
from typing import Literal, TypeVar

from evals.files import InvalidFile, Strict, parse, read_text

RESULTS, BUDGET = Path(__file__).with_name("results.json"), Path(__file__).with_name("budget.json")
T = TypeVar("T", bound=Strict)


class Runs(Strict):
    """One figure, run by run: ours, and of what ran beside it in the same minutes."""

    ours: list[float]
    beside: list[float]

    def value(self, *, mean: bool) -> tuple[float, float]:
        """Ours and what is beside: the median of the runs, or their mean."""
        middle = fmean if mean else median
        return middle(self.ours), middle(self.beside)


class Group(Strict):
    """What was measured together: figures by name, milliseconds of an answer by stage for each form of it.

    `load` is the machine's load average before and after, `libraries` their versions.
    """

    date: str
    code: str
    machine: str
    cores: int
    load: tuple[float, float]
    seconds: float
    libraries: dict[str, str]
    figures: dict[str, Runs]
    stages: dict[str, dict[str, float]]


class Results(Strict):
    """The groups, each as it was measured last."""

    schema_version: Literal[1] = 1
    groups: dict[str, Group]


class Reached(Strict):
    """A figure as it was when the budget was recorded: the ratio, None where there is none, and ours."""

    ratio: float | None
    ours: float


class Budget(Strict):
    """What was reached, by figure, and when it was recorded; a later run drifts from it, and nothing fails."""

    schema_version: Literal[1] = 1
    date: str
    figures: dict[str, Reached]


def read_results(path: Path = RESULTS) -> Results:
    """What was measured so far, nothing where there is no such file."""
    return _read(Results, path) or Results(groups={})


def read_budget(path: Path = BUDGET) -> Budget:
    """What was reached, nothing where there is no such file."""
    return _read(Budget, path) or Budget(date="", figures={})


def _read(kind: type[T], path: Path) -> T | None:
    try:
        return parse(kind, read_text(path, "measure"), path, None, "measure again, with `make bench`")
    except InvalidFile:
        if path.exists():
            raise
        return None
