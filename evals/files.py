"""The files of an evaluation: a fault is told by its line and field, and nothing is written in part."""

import json
import os
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import IngestError

M = TypeVar("M", bound=BaseModel)
AGAIN = "run the evaluation again"


class InvalidFile(IngestError):
    """A file that cannot be used; `line` counts from 1, None when the fault has no one place."""

    def __init__(self, path: Path, problem: str, remedy: str, line: int | None = None) -> None:
        self.path, self.problem, self.remedy, self.line = path, problem, remedy, line
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {problem}; {remedy}")


class Strict(BaseModel):
    """Base of what evaluation reads and writes: unknown fields are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_text(path: Path, remedy: str) -> str:
    """The text of a file; `remedy` says what to do when there is none to read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidFile(path, f"cannot be read ({error.strerror})", remedy) from error
    except UnicodeDecodeError as error:
        raise InvalidFile(path, f"not UTF-8 text (byte {error.start})", "save the file as UTF-8") from error


def parse(model: type[M], text: str, path: Path, line: int | None, remedy: str) -> M:
    """A JSON object of a file as `model`; a `schema_version` must be the model's own."""
    try:
        data: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidFile(path, f"not JSON ({error.msg} at column {error.colno})", remedy, line) from error
    version = model.model_fields.get("schema_version")
    if version and isinstance(data, dict) and data.get("schema_version", version.default) != version.default:
        problem = f"field schema_version: {data['schema_version']!r} is that of another version of this program"
        raise InvalidFile(path, f"{problem}, which reads {version.default}", AGAIN, line)
    return validated(model, data, path, line, remedy)


def validated(model: type[M], data: object, path: Path, line: int | None, remedy: str) -> M:
    """Data read from a file as `model`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"])
        problem = f"field {field}: {fault['msg']}" if field else fault["msg"].removeprefix("Value error, ")
        raise InvalidFile(path, problem, remedy, line) from error


def write_whole(path: Path, text: str, remedy: str) -> None:
    """Write a file in one step, with its folder: whoever reads it sees the old one or the new one."""
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, encoding="utf-8")
        os.replace(new, path)
    except OSError as error:
        raise InvalidFile(path, f"cannot be written ({error.strerror})", remedy) from error
