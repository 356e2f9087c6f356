"""What a question sets side by side, each with its case: places, or two things in one place."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.catalogue import CaseRecord, Catalogue
from assistant.evidence import Evidence, select
from assistant.intent import names_a_use
from assistant.places import Place
from assistant.question import Question, topic_words
from assistant.schemas import Filters, Kind
from assistant.search import Hit, Searcher
from assistant.subjects import Mention
from ingest.folding import folded

PER_CASE = 4  # sentences of each case
CASES = 4  # at most
# How a question says that it sets two things apart.
APART = re.compile(
    r"\bcompar|\bdifferences?\b|\bdiffer\b|\bwhich (?:one|of)\b|\b(?:le|la)quel(?:le)?\b|\bchaque\b|\beach\b|\bboth\b|"
    r"\brespectiv|\bversus\b|\bvs\b|\bl'un\w*\b|\bles deux\b|\bthe two\b|\bou en (?:sont|est)\b|\bend up\b"
)
JOINED = re.compile(r"(?P<left>[^?.:;,]+)\s+(?:et|and|versus|vs|from)\s+(?P<right>[^?.:;,]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Sides:
    """The cases compared, with the hits they were found by and the sentences that answer, case by case."""

    hits: Sequence[Hit]
    evidence: Sequence[Evidence]
    cases: Sequence[CaseRecord]


class Comparer:
    """Finds the sides of a comparison in one library."""

    def __init__(self, searcher: Searcher, catalogue: Catalogue) -> None:
        self._searcher, self._catalogue = searcher, catalogue

    def sides(self, kind: Kind, question: Question, mentions: Sequence[Mention], filters: Filters) -> Sides | None:
        """What a question of this kind, which names these subjects, sets side by side, if it does."""
        if kind != "compare":
            return self._things(question, filters)
        return self._places(question, filters, {m.concept.id for m in mentions if names_a_use([m])})

    def _places(self, question: Question, filters: Filters, subjects: Collection[str]) -> Sides | None:
        """The best case of each place, of those with most of these subjects; None where fewer than two have any."""
        of_each = ((place, _most(self._catalogue.of_place(place), subjects)) for place in question.asked_places)
        return self._sides(question, filters, [((place,), cases) for place, cases in of_each])

    def _things(self, question: Question, filters: Filters) -> Sides | None:
        """The cases of two things that a question joins and sets apart, in the place that it names, if they differ."""
        joined = JOINED.search(question.wanted)
        if not joined or not APART.search(folded(question.text)):
            return None
        parts = (joined["left"], joined["right"])
        own = {case.id for place in question.asked_places for case in self._catalogue.of_place(place)}
        if not all(map(topic_words, parts)) or (question.asked_places and len(own) < len(parts)):
            return None
        wanted = {**filters.model_dump(), **({"case": sorted(_within(own, filters.case))} if own else {})}
        vectors = self._searcher.vectors(replace(question, parts=parts))[1:]
        best = [
            next(iter(self._searcher.ranking(replace(question, wanted=part), vector, wanted)), "")
            for part, vector in zip(parts, vectors, strict=True)
        ]
        return self._sides(question, filters, [(question.places, {case}) for case in best if case])

    def _sides(
        self, question: Question, filters: Filters, sides: Iterable[tuple[tuple[Place, ...], Collection[str]]]
    ) -> Sides | None:
        """The best case of each side, which is given by its places and its cases."""
        hits: list[Hit] = []
        evidence: list[Evidence] = []
        vectors = self._searcher.vectors(question)
        for places, cases in sides:
            wanted = filters.model_copy(update={"case": _within(cases, filters.case)})
            if not wanted.case:
                continue
            own = self._searcher.search_with(vectors, replace(question, places=places), wanted)
            chosen = select(own, max(PER_CASE, len(question.parts) + 1))
            if chosen and chosen[0].passage.case not in {item.passage.case for item in evidence}:
                hits += own
                evidence += chosen
        compared = list(dict.fromkeys(item.passage.case for item in evidence))[:CASES]
        if len(compared) < 2:
            return None
        kept = [item for item in evidence if item.passage.case in compared]
        return Sides(hits, kept, [self._catalogue.cases[case] for case in compared])


def _most(cases: Sequence[CaseRecord], subjects: Collection[str]) -> set[str]:
    """The ids of those of these cases that have most of the subjects."""
    shared = {case.id: sum(subject in case.sujets for subject in subjects) for case in cases}
    return {id_ for id_, count in shared.items() if count == max(shared.values())}


def _within(ids: Collection[str], filtered: Collection[str]) -> list[str]:
    return sorted(id_ for id_ in ids if not filtered or id_ in filtered)
