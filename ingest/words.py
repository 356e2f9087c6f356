"""The words of meaning of a text as BM25 sees them, and how rare each is in the library.

Stems without accents, French or English by the language of the text, as numbers. The
analysis and the BM25 weights are the store engine's own, whichever store is used; how
rare a word is, is counted here and put into the question, so that it is the same in any
store, however many shards or removed passages that one has.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Literal

from qdrant_edge import Bm25, Bm25Config, SparseVector

from ingest.passages import Passage

ANALYSIS = "bm25-stems-folded-3"
AVERAGE_WORDS = 60.0  # words of meaning in a passage of this library, for BM25's length term
KEPT = 50_000  # texts whose terms are kept: the sentences of the cases asked about most
Language = Literal["fr", "en"]
STEMMERS: dict[Language, str] = {"fr": "french", "en": "english"}


def document_vector(text: str, language: Language) -> SparseVector:
    """The BM25 weights of a text to be found."""
    return _bm25(language).embed_document(text)


def query_vector(text: str, languages: Sequence[Language], frequencies: "Frequencies") -> SparseVector:
    """The terms of a question, as texts in any of `languages` would hold them, each as heavy as it is rare."""
    terms = sorted(frozenset[int]().union(*(terms_of(text, language) for language in languages)))
    return SparseVector(terms, [frequencies.idf(term) for term in terms])


@lru_cache(KEPT)
def terms_of(text: str, language: Language) -> frozenset[int]:
    """The terms of a text."""
    return frozenset(_bm25(language).embed_query(text).indices)


@cache
def _bm25(language: Language) -> Bm25:
    return Bm25(Bm25Config(language=STEMMERS[language], ascii_folding=True, avg_len=AVERAGE_WORDS))


class Frequencies:
    """In how many passages each term stands, of how many `passages`."""

    def __init__(self) -> None:
        self.passages = 0
        self._having: Counter[int] = Counter()
        self._idf: dict[int, float] = {}  # worked out once, until a passage comes or goes

    def add(self, passages: Iterable[Passage]) -> None:
        """Count passages that come in."""
        self._idf.clear()
        for passage in passages:
            self.passages += 1
            self._having.update(terms_of(passage.embedded_text, passage.language))

    def remove(self, passages: Iterable[Passage]) -> None:
        """Discount passages that go out."""
        self._idf.clear()
        for passage in passages:
            self.passages -= 1
            self._having.subtract(terms_of(passage.embedded_text, passage.language))

    def merge(self, other: "Frequencies") -> None:
        """Count what another counted, of other passages."""
        self._idf.clear()
        self.passages += other.passages
        self._having.update(other._having)

    def idf(self, term: int) -> float:
        """How rare a term is: BM25's inverse document frequency."""
        known = self._idf.get(term)
        if known is None:
            having = self._having[term]
            known = self._idf[term] = math.log(1 + (self.passages - having + 0.5) / (having + 0.5))
        return known

    def rarity(self, term: int) -> float:
        """`idf` against that of a term that stands in one passage: 1 there, more where it stands in none."""
        return self.idf(term) / math.log(1 + (self.passages - 0.5) / 1.5)

    def knows(self, word: str) -> bool:
        """Whether a word stands in any of the passages, or is too common to be counted."""
        stems = [terms_of(word, language) for language in STEMMERS]
        return any(not terms or any(self._having[term] > 0 for term in terms) for terms in stems)

    def coverage(self, wanted: frozenset[int], held: frozenset[int]) -> float:
        """The share of the wanted terms that are held, rare terms counting more; 0 when none is wanted."""
        shared = wanted & held
        return self._weight(shared) / self._weight(wanted) if shared else 0.0

    def _weight(self, terms: frozenset[int]) -> float:
        return sum([self.idf(term) for term in terms])

    def dumps(self) -> str:
        """As JSON text, for `loads`."""
        return json.dumps({"passages": self.passages, "having": +self._having})

    @classmethod
    def loads(cls, text: str) -> "Frequencies":
        """What `dumps` wrote; raises `ValueError`."""
        data = json.loads(text)
        frequencies = cls()
        frequencies.passages = data["passages"]
        frequencies._having = Counter({int(term): count for term, count in data["having"].items()})
        return frequencies
