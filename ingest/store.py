"""What a store of passages is, wherever it keeps them: in this process (`ingest.embedded_store`) or on a server.

One point a passage, with three vectors: `passage` (dense), `sentences` (one dense
vector a sentence, compared by the best of them), `words` (BM25, see `ingest.words`).
Whatever the store, the same question finds the same passages in the same order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np

from ingest.embeddings import Vectors
from ingest.passages import Passage
from ingest.words import Frequencies, Language

FILTER_FIELDS = (
    "case", "origin", "territoire", "echelon", "departement", "region", "theme", "statut", "techniques", "sujets",
    "partenaires",
)  # fmt: skip
INDEXED = (*FILTER_FIELDS, "section", "language")  # the fields with a payload index: whatever anything filters by
MAX_VALUES = 1_000_000  # of a field: more cases than any library that one store is for
# The graph of a large store, chosen at 100,000 and a million passages (docs/performance.md): with more edges a point
# than the engine's own 16, and more points looked at in a search, it finds vectors of sentences too.
EDGES = 24
LOOKED_AT = 256
OF_MANY = 160  # passages for each point looked at, in a store of very many

Filters = Mapping[str, Sequence[str]]
"""Wanted values by filter field; a field without values is not filtered, and a value that nothing has finds nothing."""


@dataclass(frozen=True)
class Match:
    """A passage with the vectors of its sentences, shape (len(passage.sentences), dimension)."""

    passage: Passage
    sentence_vectors: Vectors


def looked_at(passages: int) -> int:
    """How many points a search of a graph of so many passages looks at (`ef`): the nearest of more are closer."""
    return max(LOOKED_AT, passages // OF_MANY)


class Store(Protocol):
    """Passages that can be searched."""

    @property
    def frequencies(self) -> Frequencies:
        """In how many of the passages each word stands."""

    def add(self, passages: Sequence[Passage], dense: Vectors, sentences: Sequence[Vectors]) -> None:
        """Write passages with their vectors: `dense` one row each, `sentences` one array each."""

    def remove(self, cases: Sequence[str]) -> None:
        """Take every passage of these cases out."""

    def finish(self) -> None:
        """Make what was written last; a store that was never finished is not opened."""

    def rank(
        self, vector: Vectors, words: str, filters: Filters, languages: Sequence[Language], limit: int
    ) -> dict[str, list[str]]:
        """The cases of the best `limit` passages of each ranking: `passage`, `sentences`, `words`.

        One entry a passage, best first, so a case comes as often as it has passages there.
        """

    def read(self, vector: Vectors, filters: Filters, languages: Sequence[Language], limit: int) -> list[Match]:
        """Passages with their sentence vectors, those whose best sentence is nearest to `vector` first."""

    def passages(self, filters: Filters, languages: Sequence[Language]) -> Iterator[Passage]:
        """Every passage that meets the filters, in no order that means anything."""

    def values(self, field: str) -> dict[str, int]:
        """The values of a filter field, with the number of passages that have each."""

    def close(self) -> None:
        """Release what the store holds in this process."""


class Found(Protocol):
    """A point that was read."""

    @property
    def payload(self) -> Any:
        """The passage as JSON, or what was asked of it."""

    @property
    def vector(self) -> Any:
        """The vectors that were asked for, by name."""


class Scored(Protocol):
    """A point that a search found."""

    @property
    def id(self) -> Any:
        """The passage's `point_id`."""

    @property
    def score(self) -> float:
        """Higher is better."""


P = TypeVar("P", bound=Scored)


def best_first(points: Iterable[P]) -> list[P]:
    """Points by score, those of one score by their ids: two engines round differently, and break ties as they like."""
    return sorted(points, key=_rank)


def ids_best_first(points: Iterable[Scored]) -> list[Any]:
    """The ids of points, in the order of `best_first`; each is read once, as the engine makes it anew each time."""
    return [id_ for _, id_ in sorted(map(_rank, points))]


def _rank(point: Scored) -> tuple[float, Any]:
    return -round(point.score, 6), point.id


def match(point: Found) -> Match:
    """A point that was read with its payload and the vectors of its sentences."""
    return Match(Passage.model_validate(point.payload), np.asarray(point.vector["sentences"], np.float32))
