"""How a case stands to a question: what it lacks, and whether it tells what is asked of it."""

import pytest

from assistant.places import Gazetteer
from assistant.question import understand
from assistant.standing import Standing, standing_of
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


def test_words_that_named_a_subject_of_the_case_are_held() -> None:
    lacking = standing("Qui dompte des pumas et des volcans ?")
    knowing = lacking.knowing({"pumas", "volcans"})
    assert knowing.lost.keys() == {"dompte"}
    assert lacking.words == 0
    assert knowing.words == pytest.approx(2 / 3)
    assert lacking.knowing({"dompte", "pumas", "volcans"}).words == pytest.approx(1)
