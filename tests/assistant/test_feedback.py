"""A reader's word on an answer: what is kept, and what is refused."""

import pytest
from pydantic import ValidationError

from assistant.feedback import Feedback

GIVEN = {"question": "Combien de fuites ?", "language": "fr", "rating": "down", "date": "2026-11-24"}


def test_a_line_of_feedback_is_read_back_as_it_was_written() -> None:
    kept = Feedback.model_validate({**GIVEN, "reason": "wrong-fact", "comment": "Ce sont 13.", "cases": ["alpha"]})
    assert Feedback.model_validate_json(kept.model_dump_json()) == kept
    assert '"date":"2026-11-24"' in kept.model_dump_json()


@pytest.mark.parametrize("wrong", [{"question": ""}, {"rating": "meh"}, {"reason": "ugly"}, {"who": "me"}])
def test_what_is_not_feedback_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Feedback.model_validate({**GIVEN, **wrong})
