"""How a case stands to a question: what it lacks, and whether it tells what is asked of it."""

import pytest

from assistant.places import Gazetteer
from assistant.question import understand
from assistant.standing import Standing, is_beside, standing_of
from ingest.passages import Passage
from ingest.words import Frequencies
from tests.fakes import passage

CASE = passage("alpha", "Des capteurs mesurent le débit des sources.", "Le logiciel coûte 300 € par an.")


def standing(question: str, *passages: Passage) -> Standing:
    library = [CASE, *(passage(f"case{n}", "Une caméra surveille la route.") for n in range(20))]
    frequencies = Frequencies()
    frequencies.add(library)
    given = passages or (CASE,)
    return standing_of(understand(question, Gazetteer([])), given, given, None, frequencies)


def test_words_that_the_case_lacks_are_told_with_how_rare_they_are() -> None:
    lost = standing("Quels capteurs surveille un volcan ?").lost
    assert lost.keys() == {"surveille", "volcan"}
    assert lost["volcan"] > lost["surveille"]


def test_a_mistyped_word_is_not_lost() -> None:
    assert standing("Que mesurent les capteus ?").lost == {}


def test_a_case_tells_what_the_one_sentence_of_the_kind_asked_for_holds() -> None:
    assert standing("Combien coûte le logiciel ?").told == 1
    assert standing("Combien coûtent les capteurs ?").told == 0
    assert standing("Qui est le fabricant des capteurs ?").told == 0, "no sentence names a firm"


@pytest.mark.parametrize(
    ("question", "beside"), [("Qui dompte des pumas et des volcans ?", True), ("Quels capteurs ?", False)]
)
def test_cases_that_hold_less_than_half_of_what_is_asked_are_beside_it(question: str, beside: bool) -> None:
    assert is_beside([standing(question), standing(question)]) is beside


def test_words_that_named_a_subject_of_the_cases_are_held() -> None:
    question = "Qui dompte des pumas et des volcans ?"
    assert not is_beside([standing(question)], {"pumas", "volcans"})
