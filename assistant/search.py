"""Find the cases a question is about, then their passages.

Two steps on one engine. First every case of the library competes: three rankings of
passages (dense passages, dense best sentence, BM25 words) are fused by reciprocal rank,
case by case. Then all passages of the best cases are read and scored sentence by sentence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.question import Question
from assistant.schemas import Filters, Language
from assistant.settings import AssistantSettings
from ingest.embeddings import Embedder, Vectors
from ingest.folding import folded
from ingest.passages import Passage
from ingest.store import Match, Store
from ingest.words import terms_of

POOL = 60  # passages that each ranking returns for the fusion
CASES = 5  # cases whose passages are then read
PASSAGES = 200  # passages read at most, more than any six cases have
RRF_K = 20
WORDS_WEIGHT = 0.1  # what holding all of the question's words adds to a sentence's cosine
# How much each ranking counts, by language of the question: BM25 knows little of an English one.
WEIGHTS: dict[Language, dict[str, float]] = {
    "fr": {"passage": 1.0, "sentences": 1.0, "words": 1.0},
    "en": {"passage": 1.0, "sentences": 1.0, "words": 0.5},
}
WORD = re.compile(r"[^\W_]+")
LANGUAGES: dict[Language, tuple[Language, ...]] = {"fr": ("fr",), "en": ("fr", "en")}


@dataclass(frozen=True)
class Hit:
    """A passage, the score of each of its sentences in their order, and whether its case may speak.

    A sentence's score is its cosine with the question, plus `WORDS_WEIGHT` times the share
    of the question's words it holds. `named` says that the case holds every name in the
    question: nothing is answered about Lyon with a case from Lille.
    """

    passage: Passage
    scores: tuple[float, ...]
    named: bool

    @property
    def best(self) -> float:
        """The score of the best sentence."""
        return max(self.scores)


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

    def search(self, question: Question, filters: Filters) -> list[Hit]:
        """Passages of the best cases, cases in rank order, at most `passages_per_case` of each and `hits` in all."""
        vector = self._embedder.encode_query(question.wanted)
        wanted, languages = filters.model_dump(), LANGUAGES[question.language]
        rankings = self._store.rank(vector, question.wanted, wanted, languages, POOL)
        cases = list(fuse(rankings, WEIGHTS[question.language]))[:CASES]
        if not cases:
            return []
        matches = self._store.read(vector, {**wanted, "case": cases}, languages, PASSAGES)
        by_case = {case: _one_language([m for m in matches if m.passage.case == case], question) for case in cases}
        hits = [hit for matches in by_case.values() for hit in self._hits(question, vector, matches)]
        return hits[: self._settings.hits]

    def _hits(self, question: Question, vector: Vectors, matches: list[Match]) -> list[Hit]:
        """The best passages of one case."""
        frequencies = self._store.frequencies
        terms = {language: terms_of(question.topic, language) for language in LANGUAGES[question.language]}
        words = set(WORD.findall(folded(" ".join(match.passage.embedded_text for match in matches))))
        hits = []
        for match in matches:
            header, language = match.passage.header, match.passage.language
            held = [
                frequencies.coverage(terms[language], f"{header} {s.text}", language) for s in match.passage.sentences
            ]
            scores = match.sentence_vectors @ vector + WORDS_WEIGHT * np.array(held)
            hits.append(Hit(match.passage, tuple(scores.tolist()), named=question.names <= words))
        return sorted(hits, key=lambda hit: -hit.best)[: self._settings.passages_per_case]


def _one_language(matches: list[Match], question: Question) -> list[Match]:
    """Each passage once, in the question's language where the case has it."""
    own = {m.passage.id for m in matches if m.passage.language == question.language}
    return [m for m in matches if m.passage.language == question.language or m.passage.id not in own]
