"""The cases nearest to one: those that share its rarest subjects, and those of authorities of its size."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.case_index import CaseIndex
from assistant.cases import CaseSheet, Facet, values_of
from ingest.territories import Territory, territories

SHARED: tuple[Facet, ...] = ("theme", "sous_themes", "techniques", "sujets")
REASONS = 4  # what two cases share that is told at most
SIZE = 0.5  # how much smaller or larger an authority may be and still compare


@dataclass(frozen=True)
class Similar:
    """A case, and what it shares with the one asked for as (field, value), the rarest first."""

    case: CaseSheet
    shared: list[tuple[Facet, str]]


@dataclass(frozen=True)
class Comparable:
    """An authority of the same kind and about the same size, with its cases."""

    territory: Territory
    cases: list[CaseSheet]


def similar(cases: CaseIndex, case: CaseSheet, limit: int) -> list[Similar]:
    """The cases nearest by what they are about: the cosine of their subjects, each weighing its rarity.

    A case's vector has log(N / n) for each theme, technique and subject that n of the N cases
    have (Spärck Jones, "A statistical interpretation of term specificity", 1972).
    """
    weights: dict[tuple[Facet, str], float] = {}
    products: dict[str, float] = {}
    shared: dict[str, list[tuple[Facet, str]]] = {}
    for topic in _topics(case):
        having = cases.having(*topic)
        weights[topic] = math.log(len(cases) / len(having))
        for other in having:
            products[other.id] = products.get(other.id, 0.0) + weights[topic] ** 2
            shared.setdefault(other.id, []).append(topic)
    products.pop(case.id, None)
    scores = {id: product / _length(cases, cases[id]) for id, product in products.items() if product}
    nearest = sorted(scores, key=lambda id: (-scores[id], id))[:limit]
    return [Similar(cases[id], sorted(shared[id], key=lambda topic: -weights[topic])[:REASONS]) for id in nearest]


def comparable(cases: CaseIndex, case: CaseSheet, limit: int) -> list[Comparable]:
    """The authorities of its kind with half to one and a half times its people, the nearest in number first.

    None for an authority that the territorial reference does not know.
    """
    own = territory_of(case)
    if own is None or not own.population:
        return []
    by_territory: dict[Territory, list[CaseSheet]] = {}
    for other in cases.having("echelon", case.echelon):
        territory = territory_of(other)
        if territory and territory != own and abs(territory.population - own.population) <= SIZE * own.population:
            by_territory.setdefault(territory, []).append(other)
    nearest = sorted(by_territory, key=lambda t: (abs(t.population - own.population), t.code))
    return [Comparable(territory, by_territory[territory]) for territory in nearest[:limit]]


def territory_of(case: CaseSheet) -> Territory | None:
    """The authority of a case in the territorial reference, where it is in it."""
    known: Mapping[tuple[str, str], Territory] = territories()  # type: ignore[assignment]
    return known.get((case.echelon, case.code))


def _topics(case: CaseSheet) -> Iterator[tuple[Facet, str]]:
    """What a case is about, each once: a technique is a subject too."""
    seen = set()
    for facet in SHARED:
        for value in values_of(case, facet):
            if value not in seen:
                seen.add(value)
                yield facet, value


def _length(cases: CaseIndex, case: CaseSheet) -> float:
    return math.sqrt(sum(math.log(len(cases) / cases.count(*topic)) ** 2 for topic in _topics(case)))
