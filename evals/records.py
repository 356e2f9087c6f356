"""The record of a run: a JSONL file, its header on the first line, then one line a question.

A line is written when its question is done, so what an interrupted run leaves is a run of
fewer questions; a last line cut short counts for nothing.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.energy import Energy
from assistant.schemas import Answer, Receipt
from assistant.tokens import Tokens
from evals.files import AGAIN, InvalidFile, Strict, parse, read_text
from evals.questions import GoldQuestion

SCHEMA: Literal[2] = 2
Task = Literal["search", "answers"]


class Header(Strict):
    """What was run, on what, with what, by which code, when and where.

    `config` names the settings (`evals.config`) and `system` what they test; `questions`
    and `questions_digest` name the question file and its content; `receipt` holds the
    index fingerprint, the models and the settings.
    """

    schema_version: Literal[2] = SCHEMA
    task: Task
    config: str
    system: str
    questions: str
    questions_digest: str
    receipt: Receipt
    code: str
    date: str
    machine: str


class Record(Strict):
    """What became of a question.

    `themes` are those of its expected cases. `rankings` holds the cases that each system
    found, best first: that of the header and, in a search run, the baselines. `answer` is
    that of an answers run, `standalone_answer` that to the question's standalone form where
    it has one; what was spent is that of `answer`. `tokens` are None where they are not
    counted. `error` says how the question crashed, in either form, if it did: it then counts
    as a failure, and has no measurement.
    """

    question: GoldQuestion
    themes: list[str] = []
    rankings: dict[str, list[str]]
    search_ms: float | None
    answer: Answer | None = None
    standalone_answer: Answer | None = None
    tokens: Tokens | None = None
    energy: Energy | None = None
    error: str = ""

    @property
    def alone(self) -> "Record | None":
        """What became of the question's standalone form, as a record of its own; None where it has none."""
        alone = self.question.alone
        if alone is None:
            return None
        fields = {"question": alone, "answer": self.standalone_answer, "standalone_answer": None}
        return self.model_copy(update=fields)


@dataclass(frozen=True)
class Run:
    """A header and its records, in the order in which they were made."""

    header: Header
    records: list[Record]


def read_run(path: Path) -> Run:
    """The run in a file; raise `InvalidFile`."""
    # What follows the last line end was cut short.
    lines = read_text(path, "give a file that an evaluation wrote").split("\n")[:-1]
    if not lines:
        raise InvalidFile(path, "there is no run in it", AGAIN)
    header = parse(Header, lines[0], path, 1, AGAIN)
    records = [parse(Record, line, path, number, AGAIN) for number, line in enumerate(lines[1:], start=2)]
    return Run(header, records)
