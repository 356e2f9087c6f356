"""Exploring the whole library: filters, counts, words, orders, and the cases near one."""

from pathlib import Path

import pytest

from assistant.case_index import CaseIndex
from assistant.cases import FACETS, CaseQuery, CaseSheet, read_sheets, values_of
from assistant.neighbours import comparable, similar, territory_of
from ingest.cases import case_paths

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def cases() -> CaseIndex:
    """The whole library."""
    corpus = ROOT / "corpus"
    return CaseIndex(read_sheets(corpus, [path.stem for path in case_paths(corpus)]))


QUERIES = [
    CaseQuery(),
    CaseQuery(theme=["eau", "energie"]),
    CaseQuery(theme=["eau"], region=["bretagne", "Occitanie"], q="fuites"),
    CaseQuery(annee=["2023"], statut=["deploye"], techniques=["vision-par-ordinateur", "ia-generative"]),
    CaseQuery(sous_themes=["Gestion de l’eau"], audience=["Agent"], departement=["31"]),
]


def test_what_is_found_has_one_value_of_every_filter_and_nothing_that_has_is_left(cases: CaseIndex) -> None:
    def meets(case: CaseSheet, query: CaseQuery) -> bool:
        wanted = {facet: {value.lower() for value in getattr(query, facet)} for facet in FACETS}
        return all(not some or some & {v.lower() for v in values_of(case, f)} for f, some in wanted.items())

    for query in QUERIES[:2] + QUERIES[3:]:
        found = cases.find(query)
        assert found == [case for case in cases.values() if meets(case, query)]
        assert found


@pytest.mark.parametrize("query", QUERIES)
def test_a_count_is_what_choosing_that_value_alone_would_find(cases: CaseIndex, query: CaseQuery) -> None:
    for facet, values in cases.facets(query).items():
        for value in values[:6]:
            alone = cases.find(query.model_copy(update={facet: [value.value]}))
            assert value.count == len(alone) > 0


@pytest.mark.parametrize(
    ("q", "held", "not_held"),
    [
        ("FUITES d’eau Sicoval", "sicoval-fuites-eau", "lyon-magali-gaspillage-cantines"),
        ("deliberations rouen", "rouen-metropole-ia-deliberations", "sicoval-fuites-eau"),
        ("verteego school", "nantes-ia-cantines", "sicoval-fuites-eau"),  # a partner, and the English edition
        ("fissure", "alencon-voirie-vialytics", "sicoval-fuites-eau"),  # the start of a word of the text
    ],
)
def test_words_are_found_anywhere_in_a_case(cases: CaseIndex, q: str, held: str, not_held: str) -> None:
    ids = [case.id for case in cases.find(CaseQuery(q=q))]
    assert held in ids
    assert not_held not in ids


def test_a_word_is_not_found_inside_another(cases: CaseIndex) -> None:
    assert not cases.find(CaseQuery(q="ureau"))  # of bureau
    assert not cases.find(CaseQuery(q="!?"))


def test_the_order_is_of_what_is_shown_and_silence_comes_last(cases: CaseIndex) -> None:
    years = [case.annee for case in cases.find(CaseQuery(), "annee")]
    told = [year for year in years if year]
    assert told == sorted(told)
    assert years[len(told) :] == [""] * (len(years) - len(told))
    back = [case.annee for case in cases.find(CaseQuery(), "annee", backwards=True)]
    assert back == [*reversed(told), *years[len(told) :]]
    assert [case.statut for case in cases.find(CaseQuery(), "statut")][-1] == "inconnu"


def test_the_year_of_a_case_is_the_first_of_its_period(cases: CaseIndex) -> None:
    years = {case.periode: case.annee for case in cases.values()}
    assert years["2019-2032"] == "2019"
    assert years["depuis novembre 2024"] == "2024"
    assert years["jusqu'à 2026"] == ""


def test_similar_cases_share_what_they_are_said_to_and_are_never_the_case_itself(cases: CaseIndex) -> None:
    for case in list(cases.values())[::9]:
        found = similar(cases, case, 6)
        assert case.id not in [near.case.id for near in found]
        for near in found:
            assert near.shared
            assert all(value in values_of(case, f) and value in values_of(near.case, f) for f, value in near.shared)
    assert "sicoval-fuites-eau" in [near.case.id for near in similar(cases, cases["capi-porte-isere-fuites-eau"], 3)]


def test_comparable_authorities_are_of_one_kind_and_size_the_nearest_first(cases: CaseIndex) -> None:
    case = cases["alencon-voirie-vialytics"]
    own = territory_of(case)
    assert own
    found = comparable(cases, case, 50)
    sizes = [one.territory.population for one in found]
    assert sizes
    assert all(own.population / 2 <= size <= own.population * 1.5 for size in sizes)
    assert [abs(size - own.population) for size in sizes] == sorted(abs(size - own.population) for size in sizes)
    assert {other.echelon for one in found for other in one.cases} == {"commune"}
    assert all(one.territory != own for one in found)
    assert comparable(cases, next(case for case in cases.values() if not case.code), 5) == []
