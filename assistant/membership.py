"""Which cases belong in a list that no condition gives: each by its own chance, so many that the list is best.

The chance of a case comes from a logistic regression (Cox, 1958) on how its sentences, its
words and its subjects stand to the question; `evals/calibrate_lists.py` makes the file and
says from what. The list is cut where the F1 to expect of it is greatest (Lewis, "Evaluating
and optimizing autonomous text classification systems", SIGIR 1995).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from assistant.catalogue import Catalogue
from assistant.question import Question
from assistant.schemas import Filters, Language
from assistant.search import Hit, Searcher
from ingest.embeddings import Vectors
from ingest.thesaurus import Thesaurus
from ingest.vectors import Encoder

FILE = "membership.json"
CANDIDATES = 40  # cases of which membership is judged, the first of the ranking
TOP = 3  # sentences of a case whose mean counts
LEAST = 0.45  # F1 to expect of a list; of 20 questions below it, cross-validated, lists had .28
NAMES = (
    "best sentence among the cases", "words of the best sentence", "words of the case", "next sentences",
    "subjects asked for", "no subject asked for", "nearest label", "nearest label among the cases",
)  # fmt: skip


@dataclass(frozen=True)
class Candidates:
    """Cases, the hits of each, and what tells whether it belongs: shape (cases, `NAMES`)."""

    cases: Sequence[str]
    hits: Mapping[str, Sequence[Hit]]
    told: Vectors


class Membership:
    """Judges which cases of one library belong in the answer to a question."""

    def __init__(self, searcher: Searcher, catalogue: Catalogue, thesaurus: Thesaurus, encoder: Encoder) -> None:
        self._searcher, self._catalogue, self._encoder = searcher, catalogue, encoder
        self._concepts = {concept.id: n for n, concept in enumerate(thesaurus.concepts)}
        self._labels_of = thesaurus.concepts
        self._labels = lru_cache(self._embedded)

    def candidates(
        self, question: Question, asked: Sequence[str], allowed: Collection[str], filters: Filters
    ) -> Candidates | None:
        """The cases to judge, of those `allowed`, if any; `asked` are the subjects that the question names."""
        vector = self._searcher.vectors(question)[0]
        ranking = self._searcher.ranking(question, vector, filters.model_dump())
        hits: dict[str, list[Hit]] = {case: [] for case in ranking if case in allowed}
        first = list(hits)[:CANDIDATES]
        for hit in self._searcher.read(question, first):
            hits[hit.passage.case].append(hit)
        cases = [case for case in first if hits[case]]
        if not cases:
            return None
        near = self._labels(question.language) @ vector
        return Candidates(cases, hits, features([hits[case] for case in cases], asked, self._nearest(cases, near)))

    def _nearest(self, cases: Sequence[str], near: Vectors) -> Vectors:
        """The cosine of the question with the nearest label of each case's subjects, given those of all labels."""
        own = ([self._concepts[s] for s in self._catalogue.cases[case].sujets if s in self._concepts] for case in cases)
        return np.array([max((float(near[n]) for n in numbers), default=0.0) for numbers in own])

    def _embedded(self, language: Language) -> Vectors:
        return self._encoder.encode_documents([concept.label(language) for concept in self._labels_of])


def features(hits: Sequence[Sequence[Hit]], asked: Sequence[str], labels: Vectors) -> Vectors:
    """What tells whether each case belongs, shape (cases, `NAMES`), given its hits and the cosine of its nearest label.

    Scores and cosines are set against the other cases judged; shares are from 0 to 1.
    """
    best = np.array([max(hit.best() for hit in own) for own in hits])
    words = np.array([max(float(hit.words[:, 0].max()) for hit in own) for own in hits])
    standing = np.array([own[0].standing.words for own in hits])
    means = np.array([_mean_of_top(own) for own in hits])
    subjects = np.array([_share(asked, own[0].standing.subjects) for own in hits])
    nothing = np.full(len(hits), float(not asked))
    near = labels - labels.max()
    return np.stack(
        [_standard(best), words, standing, means - means.max(), subjects, nothing, near, _standard(labels)], axis=1
    )


def members(candidates: Candidates) -> list[str]:
    """The cases that belong, the likeliest first; none where too few of them could be right."""
    fitted = _calibration()
    weights = np.array([fitted["weights"][name] for name in NAMES])
    chances = 1 / (1 + np.exp(-(candidates.told @ weights + fitted["intercept"])))
    order = np.argsort(-chances, kind="stable")
    kept, f1 = best_cut(chances[order])
    return [candidates.cases[n] for n in order[:kept]] if f1 >= LEAST else []


def best_cut(chances: Vectors) -> tuple[int, float]:
    """How many, the likeliest first, to keep for the best F1 to expect, 2 Σ kept / (kept + Σ all), and that F1."""
    kept = np.arange(1, len(chances) + 1)
    expected = 2 * np.cumsum(chances) / (kept + chances.sum())
    return int(expected.argmax()) + 1, float(expected.max())


def _mean_of_top(hits: Sequence[Hit]) -> float:
    scores = np.sort(np.concatenate([hit.scores[:, 0] for hit in hits]))
    return float(scores[-TOP:].mean())


def _share(asked: Sequence[str], held: Collection[str]) -> float:
    return sum(subject in held for subject in asked) / len(asked) if asked else 0.0


def _standard(values: Vectors) -> Vectors:
    """Of mean 0 and deviation 1 among the cases judged."""
    return np.asarray((values - values.mean()) / (values.std() + 1e-6))


@cache
def _calibration() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("assistant").joinpath(FILE).read_text(encoding="utf-8"))
    return loaded
