"""Which sentences answer, and when none does. Scores are given, so each choice can be checked by eye."""

from assistant.evidence import select
from assistant.search import Hit
from tests.fakes import passage


def hit(case: str, *scored: tuple[str, float | tuple[float, ...]], named: bool = True, **fields: object) -> Hit:
    found = passage(case, *(text for text, _ in scored), **fields)  # type: ignore[arg-type]
    return Hit(found, tuple(score if isinstance(score, tuple) else (score,) for _, score in scored), named)


def texts(hits: list[Hit], floor: float = 0.9, limit: int = 3) -> list[str]:
    return [evidence.sentence.text for evidence in select(hits, floor, limit)]


def test_nothing_found_is_a_refusal() -> None:
    assert texts([]) == []


def test_a_best_sentence_under_the_floor_is_a_refusal() -> None:
    assert texts([hit("alpha", ("a", 0.89))]) == []


def test_a_case_without_the_names_asked_for_may_not_speak() -> None:
    assert texts([hit("lille", ("a", 0.99), named=False)]) == []
    assert texts([hit("lille", ("a", 0.99), named=False), hit("lyon", ("b", 0.95))]) == ["b"]


def test_sentences_far_below_the_best_are_left_out() -> None:
    assert texts([hit("alpha", ("best", 1.0), ("near", 0.97), ("far", 0.95))]) == ["best", "near"]


def test_each_case_speaks_once_before_any_speaks_twice() -> None:
    hits = [hit("alpha", ("a1", 1.0), ("a2", 0.99), ("a3", 0.985)), hit("beta", ("b1", 0.98))]
    assert texts(hits, limit=2) == ["a1", "b1"]
    assert texts(hits, limit=3) == ["a1", "a2", "b1"]


def test_each_part_of_a_question_gets_its_own_best_sentence() -> None:
    saved, paid = ("saved", (1.0, 0.99, 0.9)), ("paid", (0.93, 0.9, 0.97))
    hits = [hit("alpha", saved, paid, ("else", (0.98, 0.93, 0.92))), hit("beta", ("b1", (0.97, 0.96, 0.9)))]
    assert texts(hits, limit=2) == ["saved", "paid"]
    assert texts(hits, limit=4) == ["saved", "paid", "else", "b1"]


def test_the_sentences_of_a_case_stand_together_best_case_first() -> None:
    hits = [hit("beta", ("b1", 0.98), ("b2", 0.97)), hit("alpha", ("a1", 1.0), ("a2", 0.965))]
    assert texts(hits, limit=4) == ["a1", "a2", "b1"]


def test_a_short_version_is_used_only_where_the_case_says_nothing_longer() -> None:
    short = hit("alpha", ("short", 1.0), section="Résumé")
    assert texts([short]) == ["short"]
    assert texts([short, hit("alpha", ("long", 0.95))]) == ["long"]
    english = hit("alpha", ("summary", 1.0), section="Summary", language="en")
    assert texts([english, hit("alpha", ("long", 0.97))]) == ["summary", "long"]
