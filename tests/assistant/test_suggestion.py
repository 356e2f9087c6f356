"""A use of AI that a question describes without naming it is suggested on the word of two witnesses."""

import pytest

from assistant.catalogue import CaseRecord, Catalogue
from assistant.suggestion import Suggester, average_precision
from ingest.thesaurus import Concept, Thesaurus
from tests.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()
READING = Concept(id="reading", facette="usage", fr="dada", en="dada")
COUNTING = Concept(id="counting", facette="usage", fr="abbé", en="bub")
ROADS = Concept(id="roads", facette="objet", fr="dodo", en="dodo")


def case(name: str, *subjects: str) -> CaseRecord:
    return CaseRecord(
        id=name, origin="library", titles={"fr": name}, territoire="", code="", echelon="", departement="", region="",
        theme=(), statut="", periode="", techniques=(), sujets=subjects, partenaires=(),
    )  # fmt: skip


@pytest.fixture
def suggester() -> Suggester:
    cases = [case("one", "reading"), case("two", "reading", "roads"), case("three", "counting"), case("four")]
    return Suggester(Thesaurus(concepts=(READING, COUNTING, ROADS)), Catalogue(cases), EMBEDDER)


def suggested(suggester: Suggester, text: str, *ranking: str) -> str | None:
    mention = suggester.suggest(EMBEDDER.encode_queries([text])[0], "fr", ranking)
    return mention.concept.id if mention else None


def test_a_use_near_the_question_whose_cases_are_found_first_is_suggested(suggester: Suggester) -> None:
    assert suggested(suggester, "dada ?", "two", "one", "three", "four") == "reading"


def test_one_witness_is_not_enough(suggester: Suggester) -> None:
    assert suggested(suggester, "dada ?", "three", "four") is None, "its cases are not found first"
    assert suggested(suggester, "cccc ?", "two", "one") is None, "no label is near"


def test_what_is_done_is_suggested_and_not_to_what(suggester: Suggester) -> None:
    assert suggested(suggester, "dodo", "two") != "roads"


def test_average_precision_by_hand() -> None:
    assert average_precision(["x", "a", "y", "b"], {"a", "b", "c"}) == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert average_precision(["a"], {"a"}) == 1
    assert average_precision([], {"a"}) == 0
