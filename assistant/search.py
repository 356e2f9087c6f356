"""Find the cases a question is about, then their passages.

Two steps on one engine. First every case of the library competes: three rankings of
passages (dense passages, dense best sentence, BM25 words) are fused by reciprocal rank,
case by case, among the cases of the places that the question names where there are any.
Then all passages of the best cases are read and scored sentence by sentence.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from assistant.aspects import shown
from assistant.catalogue import Catalogue
from assistant.question import Question
from assistant.schemas import Filters, Language
from assistant.standing import Standing, standing_of
from ingest.embeddings import Embedder, Vectors
from ingest.folding import folded
from ingest.passages import Passage
from ingest.prose import RESUME, SUMMARY
from ingest.store import Match, Store
from ingest.words import terms_of

POOL = 60  # passages that each ranking returns for the fusion
CASES = 6  # cases whose passages are then read
ELSEWHERE = 2  # of those, the places left to cases that are not of the place asked for, but may tell of it
PASSAGES_OF_A_CASE = 30  # more than any has in one language
PASSAGES = CASES * PASSAGES_OF_A_CASE * 2
RRF_K = 20
SHORT_VERSIONS = (RESUME, SUMMARY)  # they only restate the sections of the same case
WORDS_WEIGHT = 0.1  # what holding all of the question's words adds to a sentence's cosine
ASPECT_WEIGHT = 0.03  # what a sentence loses that holds nothing of the kind asked for (`aspects`)
# How much each ranking counts, by language of the question: BM25 finds little for an English one in the French text.
WEIGHTS: dict[Language, dict[str, float]] = {
    "fr": {"passage": 1.0, "sentences": 1.0, "words": 1.0},
    "en": {"passage": 1.0, "sentences": 1.0, "words": 0.5},
}
LANGUAGES: dict[Language, tuple[Language, ...]] = {"fr": ("fr",), "en": ("fr", "en")}


@dataclass(frozen=True, eq=False)  # two hits are never the same one: kept apart by identity
class Hit:
    """A passage, how its sentences fare, and how its case stands.

    The three arrays have shape (sentences, questions), the questions being the whole, then
    each of its parts: the cosine, the share of the words asked for that the sentence holds,
    the share of the kinds of things asked for that it shows.
    """

    passage: Passage
    cosines: Vectors
    words: Vectors
    shows: Vectors
    standing: Standing

    @cached_property
    def scores(self) -> Vectors:
        """What ranks the sentences, shape (sentences, questions)."""
        return np.asarray(self.cosines + WORDS_WEIGHT * self.words + ASPECT_WEIGHT * (self.shows - 1), np.float32)

    @cached_property
    def _bests(self) -> list[float]:
        bests: list[float] = self.scores.max(axis=0).tolist()
        return bests

    def best(self, part: int = 0) -> float:
        """The score of the best sentence, for the whole question (0) or one of its parts (from 1)."""
        return self._bests[part]


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


def shortlist(hits: Sequence[Hit], cited: Collection[str], of_a_case: int, in_all: int) -> list[Hit]:
    """The hits to show, in their order: the passages cited, by their ids, and others while these numbers allow."""
    shown: list[Hit] = []
    of = Counter[str]()
    for hit in hits:
        case = hit.passage.case
        if hit.passage.id in cited or (of[case] < of_a_case and len(shown) < in_all):
            shown.append(hit)
            of[case] += 1
    return shown


class Searcher:
    """Searches one store with one embedding model."""

    def __init__(self, store: Store, embedder: Embedder, catalogue: Catalogue) -> None:
        self._store, self._embedder, self._catalogue = store, embedder, catalogue

    def search(self, question: Question, filters: Filters) -> list[Hit]:
        """Every passage of the best cases: cases in rank order, the best passages of each first."""
        return self.search_with(self.vectors(question), question, filters)

    def vectors(self, question: Question) -> Vectors:
        """The vectors of the whole question and of each of its parts, shape (questions, dimension)."""
        return self._embedder.encode_question(question.wanted, question.parts)

    def search_with(self, vectors: Vectors, question: Question, filters: Filters) -> list[Hit]:
        """As `search`, for a question whose vectors are there already."""
        languages = LANGUAGES[question.language]
        cases = self._cases(question, vectors[0], filters)
        if not cases:
            return []
        matches = self._store.read(vectors[0], {**filters.model_dump(), "case": cases}, languages, PASSAGES)
        by_case = _by_case(matches)
        return [hit for case in cases for hit in self._hits(question, vectors, by_case.get(case, []))]

    def read(self, question: Question, cases: Collection[str]) -> list[Hit]:
        """Passages of these cases, all of them, nearest first within a case, for a question that asks of them all.

        Those in the question's language alone where a case has any: a row of a long list is no place
        to have a model translate, and what is not in the English edition is in the case's own page.
        """
        whole, vectors = replace(question, parts=()), self.vectors(question)[:1]
        matches = self._store.read(
            vectors[0], {"case": sorted(cases)}, LANGUAGES[question.language], len(cases) * PASSAGES_OF_A_CASE
        )
        by_case = _by_case(matches).values()
        return [hit for own in by_case for hit in self._hits(whole, vectors, _edition(own, question.language) or own)]

    def holding(self, words: Sequence[str], cases: Collection[str], language: Language) -> set[str]:
        """Of these cases, those whose text in this language holds all these words."""
        if not words or not cases:
            return set()
        wanted = frozenset[int]().union(*(terms_of(word, language) for word in words))
        held: dict[str, frozenset[int]] = {}
        for passage in self._store.passages({"case": sorted(cases)}, (language,)):
            held[passage.case] = held.get(passage.case, frozenset()) | terms_of(passage.embedded_text, language)
        return {case for case, terms in held.items() if wanted <= terms}

    def stating(self, states: Callable[[Passage, str], bool], cases: Collection[str], language: Language) -> set[str]:
        """Of these cases, those of which a sentence `states` something, for a question in this language."""
        passages = self._store.passages({"case": sorted(cases)}, LANGUAGES[language]) if cases else ()
        return {p.case for p in passages if any(states(p, sentence.text) for sentence in p.sentences)}

    def ranking(self, question: Question, vector: Vectors, wanted: Mapping[str, Sequence[str]]) -> list[str]:
        """The cases that meet the filters `wanted`, best first, as many as the fused rankings name."""
        legs = self._store.rank(vector, question.wanted, wanted, LANGUAGES[question.language], POOL)
        return list(fuse(legs, WEIGHTS[question.language]))

    def _cases(self, question: Question, vector: Vectors, filters: Filters) -> list[str]:
        """The best cases: those of the places asked for, then any, where they leave room."""
        wanted = filters.model_dump()
        aside = self._catalogue.aside(question.places)
        anywhere = [case for case in self.ranking(question, vector, wanted) if case not in aside]
        own = {case.id for place in question.asked_places for case in self._catalogue.of_place(place)}
        if filters.case:
            own &= set(filters.case)
        there = self.ranking(question, vector, {**wanted, "case": sorted(own)}) if own else []
        return list(dict.fromkeys([*there[: CASES - ELSEWHERE], *anywhere, *there]))[:CASES]

    def _hits(self, question: Question, vectors: Vectors, matches: list[Match]) -> list[Hit]:
        """The passages of one case, the best first: for the question and for each of its parts in turn."""
        if not matches:
            return []
        own = _one_language(matches, question)
        passages, case = [match.passage for match in matches], self._catalogue.cases.get(matches[0].passage.case)
        standing = standing_of(question, passages, [match.passage for match in own], case, self._store.frequencies)
        hits = [self._hit(question, vectors, match, standing) for match in own]
        rankings = [_best_first(hits, part) for part in range(len(vectors))]
        return list(dict.fromkeys(hit for rank in zip(*rankings, strict=True) for hit in rank))

    def _hit(self, question: Question, vectors: Vectors, match: Match, standing: Standing) -> Hit:
        frequencies, passage = self._store.frequencies, match.passage
        terms = [terms_of(topic, passage.language) for topic in question.topics]
        held = [terms_of(text, passage.language) for text in passage.headed_sentences]
        words = [[frequencies.coverage(wanted, those) for wanted in terms] for those in held]
        flat = [folded(sentence.text) for sentence in passage.sentences]
        shows = [[shown(aspects, sentence) for aspects in question.aspects] for sentence in flat]
        return Hit(passage, match.sentence_vectors @ vectors.T, np.array(words), np.array(shows), standing)


def _by_case(matches: Sequence[Match]) -> dict[str, list[Match]]:
    """The matches of each case, in their order."""
    found: dict[str, list[Match]] = {}
    for match in matches:
        found.setdefault(match.passage.case, []).append(match)
    return found


def _best_first(hits: list[Hit], part: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: -hit.best(part))


def _edition(matches: list[Match], language: Language) -> list[Match]:
    return [match for match in matches if match.passage.language == language]


def _one_language(matches: list[Match], question: Question) -> list[Match]:
    """Each passage once, in the question's language where the case has it."""
    own = {_place(match.passage) for match in _edition(matches, question.language)}
    return [m for m in matches if m.passage.language == question.language or _place(m.passage) not in own]


def _place(passage: Passage) -> str:
    """Where in its case a passage stands, in any language: the two short versions have the same place."""
    return RESUME if passage.section in SHORT_VERSIONS else passage.id
