"""Is one run better than another, question by question?

Two runs answer the same questions, so they are compared in pairs: a randomisation test
asks how often chance alone, swapping the two scores of each question at random, would
make as large a difference; a bootstrap over the questions gives an interval for it.
(Smucker, Allan and Carterette, "A comparison of statistical significance tests for
information retrieval evaluation", CIKM 2007.)
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evals.records import Run
from evals.scores import LOWER_IS_BETTER, Scores, scores_of
from ingest.errors import IngestError

DRAWS = 10_000
SEED = 20_240_101
SAME = 1e-9  # scores nearer than this are equal


class Incomparable(IngestError):
    """Two runs that have nothing to compare."""


@dataclass(frozen=True)
class Comparison:
    """How the second of two systems does beside the first, on one measure.

    `wins`, `ties` and `losses` count questions; `difference` is that of the means, second
    less first, with its 95 % interval from `low` to `high`; `p` is the probability that
    chance alone makes as large a difference, either way. `won` and `lost` are question ids.
    """

    measure: str
    ties: int
    first: float
    second: float
    low: float
    high: float
    p: float
    won: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def wins(self) -> int:
        """On how many questions the second is better."""
        return len(self.won)

    @property
    def losses(self) -> int:
        """On how many questions the second is worse."""
        return len(self.lost)

    @property
    def difference(self) -> float:
        """The mean of the second less that of the first."""
        return self.second - self.first


def compare_runs(first: Run, second: Run) -> list[Comparison]:
    """The comparison of two runs on every measure; raise `Incomparable` where they cannot be compared.

    They must be of one task; the questions that both hold are compared, if they are the same.
    """
    if first.header.task != second.header.task:
        raise Incomparable(
            f"a run of {first.header.task} cannot be compared with one of {second.header.task}; give two of a kind"
        )
    questions = {record.question.id: record.question for record in first.records}
    shared = [record for record in second.records if questions.get(record.question.id) == record.question]
    if not shared:
        raise Incomparable("the two runs have no question in common; run both on the same file of questions")
    ids = {record.question.id for record in shared}
    return compare_scores(_scores(first, ids), _scores(second, ids))


def compare_scores(before: Mapping[str, Scores], after: Mapping[str, Scores]) -> list[Comparison]:
    """The comparison of scores by question id, on every measure that both have of some question."""
    measures = dict.fromkeys(measure for scores in after.values() for measure in scores)
    compared = (compare(measure, _of(measure, before), _of(measure, after)) for measure in measures)
    return [found for found in compared if found is not None]


def compare(measure: str, first: Mapping[str, float], second: Mapping[str, float]) -> Comparison | None:
    """Compare scores by question id; None where no question has both."""
    ids = [id_ for id_ in first if id_ in second]
    if not ids:
        return None
    differences = np.array([second[id_] - first[id_] for id_ in ids])
    differences[np.abs(differences) < SAME] = 0.0
    low, high = interval(differences)
    better = -differences if measure in LOWER_IS_BETTER else differences
    return Comparison(
        measure=measure,
        ties=int(np.sum(better == 0)),
        first=sum(first[id_] for id_ in ids) / len(ids),
        second=sum(second[id_] for id_ in ids) / len(ids),
        low=low,
        high=high,
        p=randomisation(differences),
        won=tuple(id_ for id_, value in zip(ids, better, strict=True) if value > 0),
        lost=tuple(id_ for id_, value in zip(ids, better, strict=True) if value < 0),
    )


def randomisation(differences: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    """The two-sided probability, by `DRAWS` random swaps, of a mean as far from 0 as that of the differences.

    The draw that was seen counts as one of them, so it is never 0.
    """
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), size=(DRAWS, len(differences)))
    drawn = np.abs(signs @ differences)
    return float((1 + np.sum(drawn >= abs(differences.sum()) - SAME)) / (1 + DRAWS))


def interval(differences: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of the mean of the differences."""
    chosen = np.random.default_rng(SEED).integers(len(differences), size=(DRAWS, len(differences)))
    low, high = np.percentile(differences[chosen].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _scores(run: Run, ids: set[str]) -> dict[str, Scores]:
    return {id_: scores for id_, scores in scores_of(run).items() if id_ in ids}


def _of(measure: str, scores: Mapping[str, Scores]) -> dict[str, float]:
    return {id_: value for id_, of in scores.items() if (value := of.get(measure)) is not None}
