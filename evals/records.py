"""The record of a run: a JSONL file, its header on the first line, then one line a question.

A line is written when its question is done, so what an interrupted run leaves is a run of
fewer questions; a last line cut short counts for nothing.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from assistant.schemas import Answer, Receipt
from evals.questions import GoldQuestion, Strict
from ingest.errors import IngestError

SCHEMA: Literal[1] = 1
PRECEDENTS = "precedents"  # the system under test, among the rankings of a record
Task = Literal["search", "answers"]


class InvalidRun(IngestError):
    """A record that cannot be used."""


class Header(Strict):
    """What was run, on what, with what, by which code, when and where.

    `questions` and `questions_digest` name the question file and its content; `receipt`
    holds the index fingerprint, the models and the settings.
    """

    schema_version: Literal[1] = SCHEMA
    task: Task
    questions: str
    questions_digest: str
    receipt: Receipt
    commit: str
    date: str
    machine: str


class Record(Strict):
    """What became of a question.

    `rankings` holds the cases that each system found, best first: `precedents` and, in a
    search run, the baselines. `answer` is that of an answers run. `error` says how the
    question crashed, if it did: it then counts as a failure. `search_ms` is None after a crash.
    """

    question: GoldQuestion
    rankings: dict[str, list[str]]
    search_ms: float | None
    answer: Answer | None = None
    error: str = ""


@dataclass(frozen=True)
class Run:
    """A header and its records, in the order in which they were made."""

    header: Header
    records: list[Record]


def read_run(path: Path) -> Run:
    """The run in a file; raise `InvalidRun`."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]  # what follows the last line end was cut short
    except OSError as error:
        raise InvalidRun(f"{path}: cannot be read ({error.strerror}); give a file that an evaluation wrote") from error
    except UnicodeDecodeError as error:
        raise InvalidRun(f"{path}: not UTF-8 text (byte {error.start}); run the evaluation again") from error
    if not lines:
        raise InvalidRun(f"{path}: there is no run in it; run the evaluation again")
    header = _read(path, 1, lines[0], Header)
    return Run(header, [_read(path, number, line, Record) for number, line in enumerate(lines[1:], start=2)])


M = TypeVar("M", Header, Record)


def _read(path: Path, number: int, line: str, model: type[M]) -> M:
    try:
        data: Any = json.loads(line)
        version = data.get("schema_version", SCHEMA) if isinstance(data, dict) else SCHEMA
        if version != SCHEMA:
            raise InvalidRun(
                f"{path}:{number}: field schema_version: {version!r} is that of another version of this program, "
                f"which reads {SCHEMA}; run the evaluation again"
            )
        return model.model_validate(data)
    except json.JSONDecodeError as error:
        raise InvalidRun(f"{path}:{number}: not JSON ({error.msg}); run the evaluation again") from error
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"])
        raise InvalidRun(f"{path}:{number}: field {field}: {fault['msg']}; run the evaluation again") from error
