"""Which sentences answer. Scores are given, so each choice can be checked by eye."""

import numpy as np

from assistant.evidence import by_case, select, speakers
from assistant.search import Hit
from assistant.standing import Standing
from tests.fakes import passage


def hit(case: str, *scored: tuple[str, float | tuple[float, ...]], place: float = 1.0, **fields: object) -> Hit:
    """A hit whose sentences score as given: cosines alone, every word and kind of thing being there."""
    found = passage(case, *(text for text, _ in scored), **fields)  # type: ignore[arg-type]
    rows = [score if isinstance(score, tuple) else (score,) for _, score in scored]
    cosines = np.array(rows, np.float32)
    return Hit(found, cosines, np.zeros_like(cosines), np.ones_like(cosines), Standing(place, 1.0, 1.0, {}, 1.0))


def texts(hits: list[Hit], limit: int = 3) -> list[str]:
    return [evidence.sentence.text for evidence in select(speakers(hits), limit)]


def test_nothing_found_gives_nothing_to_say() -> None:
    assert texts([]) == []


def test_a_case_of_another_place_may_not_speak() -> None:
    assert texts([hit("lille", ("a", 0.99), place=0.0)]) == []
    assert texts([hit("lille", ("a", 0.99), place=0.0), hit("lyon", ("b", 0.95))]) == ["b"]


def test_a_case_of_the_place_comes_before_one_that_mentions_it() -> None:
    assert texts([hit("lille", ("a", 0.96), place=0.5), hit("lyon", ("b", 0.95))]) == ["b"]


def test_sentences_far_below_the_best_are_left_out() -> None:
    assert texts([hit("alpha", ("best", 1.0), ("near", 0.97), ("far", 0.93))]) == ["best", "near"]


def test_only_the_best_case_speaks() -> None:
    assert texts([hit("alpha", ("a1", 1.0), ("a2", 0.99)), hit("beta", ("b1", 0.995))]) == ["a1", "a2"]


def test_each_part_of_a_question_gets_its_own_best_sentence() -> None:
    saved, paid = ("saved", (1.0, 0.99, 0.9)), ("paid", (0.93, 0.9, 0.97))
    assert texts([hit("alpha", saved, paid, ("else", (0.98, 0.93, 0.92)))], limit=2) == ["saved", "paid"]


def test_a_short_version_is_used_only_where_the_case_says_nothing_longer() -> None:
    short = hit("alpha", ("short", 1.0), section="Résumé")
    assert texts([short]) == ["short"]
    assert texts([short, hit("alpha", ("long", 0.95))]) == ["long"]


def test_every_case_of_a_list_gives_its_nearest_sentence() -> None:
    nearest = by_case([hit("alpha", ("a1", 0.9), ("a2", 0.95)), hit("beta", ("b1", 0.8))])
    assert {case: evidence.sentence.text for case, evidence in nearest.items()} == {"alpha": "a2", "beta": "b1"}
