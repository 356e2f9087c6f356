"""Slips of the keyboard."""

import pytest

from assistant.spelling import edits, is_near


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("hauwei", "huawei", 1),
        ("rosni", "rosny", 1),
        ("valencienne", "valenciennes", 1),
        ("paris", "lyon", 5),
        ("", "a", 1),
    ],
)
def test_edits_between_two_words(one: str, other: str, count: int) -> None:
    assert edits(one, other) == edits(other, one) == count


def test_short_words_and_words_that_begin_otherwise_are_not_taken_for_slips() -> None:
    assert is_near("chaufage", {"chauffage"})
    assert not is_near("rats", {"rates"})
    assert not is_near("lavage", {"pavage"})
