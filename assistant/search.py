"""Find the cases a question is about, then their passages.

Two steps on one engine. First every case of the library competes: three rankings of
passages (dense passages, dense best sentence, BM25 words) are fused by reciprocal rank,
case by case. Then all passages of the best cases are read and scored sentence by sentence.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.question import Question
from assistant.schemas import Filters, Language
from assistant.settings import AssistantSettings
from ingest.embeddings import Embedder, Vectors
from ingest.passages import Passage
from ingest.prose import Sentence
from ingest.store import Match, Store

POOL = 60  # passages that each ranking returns for the fusion
CASES = 6  # cases whose passages are then read
PASSAGES = 200  # passages read at most, more than any six cases have
RRF_K = 20
WORDS_WEIGHT = 0.1  # what holding all of the question's words adds to a sentence's cosine
# How much each ranking counts, by language of the question: BM25 knows little of an English one.
WEIGHTS: dict[Language, dict[str, float]] = {
    "fr": {"passage": 1.0, "sentences": 1.0, "words": 1.0},
    "en": {"passage": 1.0, "sentences": 1.0, "words": 0.5},
}
LANGUAGES: dict[Language, tuple[Language, ...]] = {"fr": ("fr",), "en": ("fr", "en")}


@dataclass(frozen=True)
class Hit:
    """A passage and the score of each of its sentences, in their order.

    `coverage` is how much of the question's vocabulary its case holds, 0 to 1, and
    `named` whether the case holds every name in the question.
    """

    passage: Passage
    scores: tuple[float, ...]
    cosines: tuple[float, ...]

    @property
    def best(self) -> Sentence:
        """The sentence that scores best."""
        return self.passage.sentences[self.scores.index(max(self.scores))]


def fuse(rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float], k: int = RRF_K) -> dict[str, float]:
    """Weighted reciprocal rank fusion: an item scores the sum of weight / (k + rank), ranks from 1.

    Only an item's first place in a ranking counts. Best first. (Cormack, Clarke and
    Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
    methods", SIGIR 2009.)
    """
    scores: dict[str, float] = {}
    for name, ranking in rankings.items():
        for rank, item in enumerate(dict.fromkeys(ranking), start=1):
            scores[item] = scores.get(item, 0.0) + weights[name] / (k + rank)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


class Searcher:
    """Searches one store with one embedding model."""

    def __init__(self, settings: AssistantSettings, store: Store, embedder: Embedder) -> None:
        self._settings, self._store, self._embedder = settings, store, embedder
        self._lock = threading.Lock()  # the tokenizer may not be shared by two threads at once

    def search(self, question: Question, filters: Filters) -> list[Hit]:
        """Passages of the best cases, cases in rank order, at most `passages_per_case` of each and `hits` in all."""
        with self._lock:
            vector = self._embedder.encode_query(question.text)
        wanted, languages = filters.model_dump(), LANGUAGES[question.language]
        rankings = self._store.rank(vector, question.text, wanted, languages, POOL)
        cases = list(fuse(rankings, WEIGHTS[question.language]))[:CASES]
        if not cases:
            return []
        terms = self._store.terms(question.topic)
        matches = self._store.read(vector, {**wanted, "case": cases}, languages, PASSAGES)
        return self._capped([self._hit(match, vector, terms) for match in matches], cases)

    def _hit(self, match: Match, vector: Vectors, terms: frozenset[int]) -> Hit:
        cosines = (match.sentence_vectors @ vector).tolist()
        held = [self._store.coverage(terms, sentence.text) for sentence in match.passage.sentences]
        scores = tuple(cosine + WORDS_WEIGHT * share for cosine, share in zip(cosines, held, strict=True))
        return Hit(match.passage, scores, tuple(cosines))

    def _capped(self, hits: list[Hit], cases: list[str]) -> list[Hit]:
        """The best passages of each case, cases in their order."""
        best_first = sorted(hits, key=lambda hit: -max(hit.scores))
        ranked = []
        for case in cases:
            ranked += [hit for hit in best_first if hit.passage.case == case][: self._settings.passages_per_case]
        return ranked[: self._settings.hits]
