"""Whether a question wants several cases, and which belong in a list that no condition gives."""

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.membership import best_cut, features
from assistant.places import Gazetteer
from assistant.question import understand
from assistant.schemas import AskRequest
from assistant.search import Hit
from assistant.several import likelihood, wants_several
from assistant.standing import Standing
from tests.fakes import passage

TOWNS = Gazetteer(["Nantes Métropole"])


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Où des caméras préviennent-elles toutes seules qu'un véhicule est mal garé ?", True),
        ("Qui d'autre fait décrocher le téléphone par une voix automatique ?", True),
        ("Which public bodies were taken to court over their cameras?", True),
        ("Combien coûte le robot vocal, et qui l'a fourni ?", False),
        ("What did the council save in its first year?", False),
        ("Quels résultats Nantes a-t-elle obtenus avec ses caméras ?", False),
    ],
)
def test_questions_of_several_cases_are_told_from_those_of_one(question: str, several: bool) -> None:
    assert wants_several(understand(question, TOWNS)) is several


def test_the_log_odds_by_hand() -> None:
    calibration = {"weights": {"word: who": 2.0, "names a town": -3.0}, "intercept": -1.0, "threshold": 0.5}
    assert likelihood({"word: who": 1.0, "word: never seen": 1.0}, calibration) == pytest.approx(2.0 - 1.0 - 0.5)
    assert likelihood({"names a town": 1.0}, calibration) == pytest.approx(-3.0 - 1.0 - 0.5)


def test_a_list_is_cut_where_its_f1_is_best_by_hand() -> None:
    # Kept 1: 2 × .9 / (1 + 1.6); kept 2: 2 × 1.5 / (2 + 1.6); kept 3: 2 × 1.6 / (3 + 1.6).
    assert best_cut(np.array([0.9, 0.6, 0.1])) == (2, pytest.approx(2 * 1.5 / 3.6))
    assert best_cut(np.array([0.9, 0.02])) == (1, pytest.approx(2 * 0.9 / 1.92))


def test_what_tells_that_a_case_belongs_by_hand() -> None:
    one, other = hit("one", ("a", 0.9), ("b", 0.7), subjects={"leaks"}), hit("other", ("c", 0.5), subjects=set())
    told = features([[one], [other]], ["leaks", "pipes"], np.array([0.8, 0.6]))
    assert told[:, 0] == pytest.approx([1, -1], abs=1e-3), "the best sentence, of mean 0 and deviation 1"
    assert told[:, 3] == pytest.approx([0, 0.5 - 0.8]), "the mean of the best three sentences, under the greatest"
    assert told[:, 4] == pytest.approx([1 / 2, 0]), "the share of the subjects asked for"
    assert told[:, 6] == pytest.approx([0, -0.2]), "the nearest label, under the nearest of all"


def hit(case: str, *scored: tuple[str, float], subjects: set[str]) -> Hit:
    cosines = np.array([[score] for _, score in scored], np.float32)
    standing = Standing(1.0, 1.0, 1.0, {}, 1.0, frozenset(subjects))
    return Hit(
        passage(case, *(text for text, _ in scored)), cosines, np.zeros_like(cosines), np.ones_like(cosines), standing
    )


def test_a_list_without_its_condition_is_searched_for_and_says_so(assistant: Assistant) -> None:
    asked = AskRequest(question="Où, à part à Béziers, cherche-t-on des fuites d'eau ?")
    conditions = [chip.key for chip in assistant.ask(asked).understood.chips]
    answer = assistant.ask(asked.model_copy(update={"without": conditions}))
    assert answer.kind == "list"
    assert {row.case for row in answer.rows} == {"capi-porte-isere-fuites-eau", "sicoval-fuites-eau"}
    assert answer.text.startswith("2 cas trouvés par la recherche sur les 20")
    assert answer.total is None, "it may not be complete"
    assert all(row.sentence.citations for row in answer.rows)


def test_what_is_set_aside_is_in_no_answer(assistant: Assistant) -> None:
    answer = assistant.ask(
        AskRequest(question="Qui d'autre que Lyon prévoit ce que mangent les enfants à la cantine ?")
    )
    assert {source.case for source in answer.sources} == {"nantes-ia-cantines"}
