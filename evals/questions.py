"""The question sets: one JSON object a line, with what an ideal answer holds.

`cases` are the ids an ideal answer cites; a fact is present when any of its strings
stands in the answer (`evals.facts`). An unanswerable question is one to be refused.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from assistant.schemas import AskRequest, Filters, Language, Turn
from ingest.cases import case_paths
from ingest.errors import IngestError

Kind = Literal[
    "fact", "list", "count", "compare", "follow-up", "unanswerable", "false-premise", "about-library", "noisy"
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class InvalidQuestions(IngestError):
    """A question file that cannot be used; `line` counts from 1, None when the fault has no one place."""

    def __init__(self, path: Path, problem: str, remedy: str, line: int | None = None) -> None:
        self.path, self.problem, self.remedy, self.line = path, problem, remedy, line
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {problem}; {remedy}")


class Strict(BaseModel):
    """Base of what evaluation reads and writes: unknown fields are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Strict):
    """Something the answer must say, in any one of these ways."""

    any: list[Text] = Field(min_length=1)


class GoldQuestion(Strict):
    """A question and what an ideal answer to it cites and says."""

    id: Text
    language: Language
    kind: Kind
    question: Text
    history: list[Turn]
    cases: list[Text]
    facts: list[Fact]
    answerable: bool
    filters: Filters

    @model_validator(mode="after")
    def _refusals_expect_nothing(self) -> Self:
        if (self.kind == "unanswerable") == self.answerable:
            raise ValueError("`answerable` is false for questions of kind unanswerable, and for no others")
        if not self.answerable and self.facts:
            raise ValueError("`facts` must be empty for a question that is not answerable")
        return self

    @property
    def request(self) -> AskRequest:
        """The question as it is put to the assistant."""
        return AskRequest(question=self.question, history=self.history, filters=self.filters)


def library_cases(corpus: Path) -> frozenset[str]:
    """The ids of the cases of the library."""
    return frozenset(path.stem for path in case_paths(corpus))


@dataclass(frozen=True)
class QuestionSet:
    """The questions of a file, its name, and twelve hexadecimal digits that name its content."""

    name: str
    digest: str
    questions: list[GoldQuestion]

    def spread(self, limit: int) -> "QuestionSet":
        """At most `limit` questions, evenly spread, since a file keeps those of one kind together."""
        count = len(self.questions)
        kept = [self.questions[i * count // limit] for i in range(limit)] if limit < count else self.questions
        return replace(self, questions=kept)


def read_questions(path: Path, known: Collection[str]) -> QuestionSet:
    """The questions of a file; raise `InvalidQuestions` at the first fault.

    `known` are the ids of the cases that exist (`library_cases`).
    """
    text = _text(path)
    questions: dict[str, GoldQuestion] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        question = _question(path, number, line)
        if question.id in questions:
            problem = f"field id: {question.id!r} is already on line {lines[question.id]}"
            raise InvalidQuestions(path, problem, "give every question its own id", number)
        strays = [case for case in question.cases if case not in known]
        if strays:
            problem = f"field cases: {strays[0]!r} is not a case of the library"
            raise InvalidQuestions(path, problem, "use the name of a file of corpus/cases, without .md", number)
        questions[question.id], lines[question.id] = question, number
    if not questions:
        raise InvalidQuestions(path, "there is no question in it", "write one JSON object a line")
    return QuestionSet(path.name, hashlib.sha256(text.encode()).hexdigest()[:12], list(questions.values()))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        remedy = "give a file of questions, such as evals/questions/dev.jsonl"
        raise InvalidQuestions(path, f"cannot be read ({error.strerror})", remedy) from error
    except UnicodeDecodeError as error:
        raise InvalidQuestions(path, f"not UTF-8 text (byte {error.start})", "save the file as UTF-8") from error


def _question(path: Path, number: int, line: str) -> GoldQuestion:
    try:
        data: Any = json.loads(line)
    except json.JSONDecodeError as error:
        problem = f"not JSON ({error.msg} at column {error.colno})"
        raise InvalidQuestions(path, problem, "write one JSON object a line", number) from error
    try:
        return GoldQuestion.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"])
        problem = f"field {field}: {fault['msg']}" if field else fault["msg"].removeprefix("Value error, ")
        raise InvalidQuestions(path, problem, "correct that line", number) from error
