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
from ingest.territories import territories
from ingest.words import terms_of

POOL = 60  # passages that each ranking returns for the fusion
CASES = 5  # cases whose passages are then read
PASSAGES = 200  # passages read at most, more than any six cases have
RRF_K = 20
WORDS_WEIGHT = 0.1  # what holding all of the question's words adds to a sentence's cosine
# How much each ranking counts, by language of the question: BM25 finds little for an English one in the French text.
WEIGHTS: dict[Language, dict[str, float]] = {
    "fr": {"passage": 1.0, "sentences": 1.0, "words": 1.0},
    "en": {"passage": 1.0, "sentences": 1.0, "words": 0.5},
}
WORD = re.compile(r"[^\W_]+")
LANGUAGES: dict[Language, tuple[Language, ...]] = {"fr": ("fr",), "en": ("fr", "en")}


@dataclass(frozen=True, eq=False)  # two hits are never the same one: kept apart by identity
class Hit:
    """A passage, what each of its sentences scores, and whether its case may speak.

    `scores` has a row for each sentence, in their order: its score for the question as a
    whole, then for each part of it where it asks several things. A score is a cosine, plus
    `WORDS_WEIGHT` times the share of the words asked for that the sentence holds. `named`
    says that the case holds the names in the question (`_named`): nothing is answered
    about Lyon with a case from Lille.
    """

    passage: Passage
    scores: tuple[tuple[float, ...], ...]
    named: bool

    def best(self, part: int = 0) -> float:
        """The score of the best sentence, for the whole question (0) or one of its parts (from 1)."""
        return max(row[part] for row in self.scores)


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
        vectors = self._embedder.encode_queries([question.wanted, *question.parts])
        wanted, languages = filters.model_dump(), LANGUAGES[question.language]
        rankings = self._store.rank(vectors[0], question.wanted, wanted, languages, POOL)
        cases = list(fuse(rankings, WEIGHTS[question.language]))[:CASES]
        if not cases:
            return []
        matches = self._store.read(vectors[0], {**wanted, "case": cases}, languages, PASSAGES)
        by_case = {case: _one_language([m for m in matches if m.passage.case == case], question) for case in cases}
        named, topics = _named(question.names, by_case), question.topics
        hits = [hit for case, own in by_case.items() for hit in self._hits(topics, vectors, own, case in named)]
        return hits[: self._settings.hits]

    def _hits(self, topics: list[str], vectors: Vectors, matches: list[Match], named: bool) -> list[Hit]:
        """The best passages of one case, for the question and for each of its parts in turn."""
        hits = []
        for match in matches:
            scores = match.sentence_vectors @ vectors.T + WORDS_WEIGHT * self._coverage(topics, match.passage)
            hits.append(Hit(match.passage, tuple(tuple(row) for row in scores.tolist()), named))
        rankings = [_best_first(hits, part) for part in range(len(topics))]
        in_turn = dict.fromkeys(hit for rank in zip(*rankings, strict=True) for hit in rank)
        return list(in_turn)[: self._settings.passages_per_case]

    def _coverage(self, topics: list[str], passage: Passage) -> Vectors:
        """The share of the words of each question that each sentence holds, shape (sentences, questions)."""
        frequencies, language = self._store.frequencies, passage.language
        terms = [terms_of(topic, language) for topic in topics]
        texts = [f"{passage.header} {sentence.text}" for sentence in passage.sentences]
        return np.array([[frequencies.coverage(wanted, text, language) for wanted in terms] for text in texts])


def _best_first(hits: list[Hit], part: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: -hit.best(part))


def _named(names: frozenset[str], by_case: Mapping[str, list[Match]]) -> set[str]:
    """The cases that may speak: those that hold every name asked for.

    Where none does, but together they hold them all ("compare Lille and Lyon"), those that hold one.
    """
    if not names:
        return set(by_case)
    held = {case: names & _words(matches) for case, matches in by_case.items()}
    whole = {case for case, own in held.items() if own == names}
    if whole or frozenset[str]().union(*held.values()) != names:
        return whole
    return {case for case, own in held.items() if own}


def _words(matches: list[Match]) -> set[str]:
    """Every word of these passages of one case, of where it is and of its partners, folded."""
    passages = [match.passage for match in matches]
    department = territories().get(("departement", passages[0].departement))
    where = [passages[0].region, department.nom if department else "", *passages[0].partenaires]
    return set(WORD.findall(folded(" ".join([*where, *(passage.embedded_text for passage in passages)]))))


def _one_language(matches: list[Match], question: Question) -> list[Match]:
    """Each passage once, in the question's language where the case has it."""
    own = {m.passage.id for m in matches if m.passage.language == question.language}
    return [m for m in matches if m.passage.language == question.language or m.passage.id not in own]
