"""Which cases a question asks for: subjects joined by an "or" add up, the others narrow one another."""

import pytest

from assistant.catalogue import CaseRecord, Catalogue
from assistant.question import understand
from assistant.schemas import Filters
from assistant.selection import Selection, mentions_in, select_cases
from assistant.subjects import Subjects
from ingest.thesaurus import Concept, Facette, Thesaurus


def concept(name: str, facette: Facette, *others: str) -> Concept:
    return Concept(id=name, facette=facette, fr=name, en=name, autres_en=others)


THESAURUS = Thesaurus(
    concepts=(
        concept("fires", "usage"), concept("cameras", "moyen"), concept("sensors", "moyen"), concept("drone", "moyen"),
        concept("offices", "milieu"), concept("forecasting", "technique"), concept("fly-tipping", "usage"),
        concept("unlawful", "issue", "ruled illegal"),
    )
)  # fmt: skip
CASES = {
    "watched": ("fires", "cameras"), "felt": ("fires", "sensors"), "flown": ("fires", "drone"), "parked": ("cameras",),
    "told": ("offices",), "foreseen": ("offices", "forecasting"), "elsewhere": ("forecasting",),
    "Seine": ("fires", "cameras"),
}  # fmt: skip


def case(name: str, subjects: tuple[str, ...]) -> CaseRecord:
    return CaseRecord(
        id=name, origin="library", titles={"fr": name}, territoire="Nantes" if name == "Seine" else "", code="",
        echelon="", departement="", region="", theme=(), statut="", periode="", techniques=(), sujets=subjects,
        partenaires=(),
    )  # fmt: skip


def selected(text: str) -> Selection:
    catalogue = Catalogue(case(name, subjects) for name, subjects in CASES.items())
    question = understand(text, catalogue.gazetteer)
    mentions = mentions_in(question, Subjects(THESAURUS))
    return select_cases(question, mentions, catalogue, Filters(), (), lambda *_: set())


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("Which towns spot fires by cameras?", {"watched", "Seine"}),
        ("Which towns spot fires by cameras or a drone?", {"watched", "flown", "Seine"}),
        ("Which towns use cameras, sensors or a drone to spot fires?", {"watched", "felt", "flown", "Seine"}),
        ("What have offices done by themselves or by forecasting?", {"told", "foreseen"}),
        ("Leaving Nantes aside, which towns spot fires by cameras?", {"watched"}),
    ],
)
def test_what_an_or_joins_adds_up_and_the_rest_narrows(text: str, cases: set[str]) -> None:
    assert {case.id for case in selected(text).cases} == cases
