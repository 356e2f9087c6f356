"""What a reader thought of an answer: one JSON object a line, where feedback is switched on."""

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.data import Data
from assistant.schemas import Language


class Feedback(Data):
    """A reader's word on one answer.

    `reason` says what was wrong, empty where nothing was; `cases` are those the answer
    cited and `index` the fingerprint of the index it was made from (`Receipt.index`).
    Only the day is kept, and nothing of who asked.
    """

    question: str = Field(min_length=1)
    language: Language
    rating: Literal["up", "down"]
    reason: Literal["wrong-source", "wrong-fact", "missing-case", "other", ""] = ""
    comment: str = ""
    cases: list[str] = Field(default_factory=list)
    index: str = ""
    date: date
