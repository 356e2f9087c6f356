"""The question sets: one JSON object a line, with what an ideal answer holds.

`cases` are the ids an ideal answer cites; a fact is present when any of its strings
stands in the answer (`evals.facts`). An unanswerable question is one to be refused.
`standalone` is a question with a `history` as it is asked by one who had no conversation.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from assistant.schemas import AskRequest, Filters, Language, Turn
from evals.files import InvalidFile, Strict, parse, read_text
from ingest.cases import case_paths, read_case

Kind = Literal[
    "fact", "list", "count", "compare", "follow-up", "unanswerable", "false-premise", "about-library", "noisy"
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


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
    standalone: Text | None = None
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

    @model_validator(mode="after")
    def _conversation_before_standing_alone(self) -> Self:
        if self.standalone is not None and not self.history:
            raise ValueError("`standalone` is for a question with a `history`")
        return self

    @property
    def alone(self) -> "GoldQuestion | None":
        """The question in its standalone form, without its history; None where it has none."""
        if self.standalone is None:
            return None
        return self.model_copy(update={"question": self.standalone, "history": [], "standalone": None})

    @property
    def request(self) -> AskRequest:
        """The question as it is put to the assistant."""
        return AskRequest(question=self.question, history=self.history, filters=self.filters)


def library_themes(corpus: Path) -> dict[str, str]:
    """The main theme of every case of the library, by its id."""
    return {path.stem: read_case(path).record.theme for path in case_paths(corpus)}


@dataclass(frozen=True)
class QuestionSet:
    """The questions of a file, its name, twelve hexadecimal digits that name its content.

    `themes` has those of each question's expected cases, by its id.
    """

    name: str
    digest: str
    questions: list[GoldQuestion]
    themes: Mapping[str, list[str]] = field(default_factory=dict)

    def spread(self, limit: int) -> "QuestionSet":
        """At most `limit` questions, evenly spread, since a file keeps those of one kind together."""
        count = len(self.questions)
        kept = [self.questions[i * count // limit] for i in range(limit)] if limit < count else self.questions
        return replace(self, questions=kept)

    def stratified(self, limit: int) -> "QuestionSet":
        """At most `limit` questions, spread over kinds and languages in proportion to their numbers."""
        ordered = sorted(self.questions, key=lambda q: (q.kind, q.language, q.id))
        return replace(self, questions=ordered).spread(limit)


def joined(sets: Sequence[QuestionSet]) -> QuestionSet:
    """Several sets as one; an id that stands in two of them is an error."""
    questions: dict[str, GoldQuestion] = {}
    for one in sets:
        for question in one.questions:
            if question.id in questions:
                problem = f"field id: {question.id!r} is also in another of the sets"
                raise InvalidFile(Path(one.name), problem, "give every question its own id")
            questions[question.id] = question
    names, digests = "+".join(one.name for one in sets), "+".join(one.digest for one in sets)
    themes = {id_: themes for one in sets for id_, themes in one.themes.items()}
    return QuestionSet(names, _digest(digests), list(questions.values()), themes)


def read_questions(path: Path, themes: Mapping[str, str]) -> QuestionSet:
    """The questions of a file; raise `InvalidFile` at the first fault.

    `themes` has the cases that exist (`library_themes`).
    """
    text = read_text(path, "give a file of questions, such as evals/questions/dev.jsonl")
    questions: dict[str, GoldQuestion] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        question = parse(GoldQuestion, line, path, number, "correct that line; each is one JSON object")
        if question.id in questions:
            problem = f"field id: {question.id!r} is already on line {lines[question.id]}"
            raise InvalidFile(path, problem, "give every question its own id", number)
        _require_known(question.cases, themes, path, number)
        questions[question.id], lines[question.id] = question, number
    if not questions:
        raise InvalidFile(path, "there is no question in it", "write one JSON object a line")
    asked_about = {id_: sorted({themes[case] for case in question.cases}) for id_, question in questions.items()}
    return QuestionSet(path.name, _digest(text), list(questions.values()), asked_about)


def _require_known(cases: Collection[str], themes: Mapping[str, str], path: Path, line: int) -> None:
    strays = [case for case in cases if case not in themes]
    if strays:
        problem = f"field cases: {strays[0]!r} is not a case of the library"
        raise InvalidFile(path, problem, "use the name of a file of corpus/cases, without .md", line)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
