"""Read the cases of the library.

A case is a Markdown file of `<corpus>/cases`: YAML front matter (`records.FrontMatter`),
then French prose under fixed headings (`prose`), whose footnote marks count in the front
matter's `sources`. Its English edition, where it has one, is the file of the same name
in `<corpus>/english`.
"""

import re
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.english import EnglishEdition, read_english
from ingest.errors import IngestError, InvalidCase
from ingest.prose import Section, Sentence, read_sections, read_sentences, read_text
from ingest.records import FrontMatter


class Case(BaseModel):
    """A case: its record, its prose, its two short summaries, its English edition if it has one."""

    model_config = ConfigDict(frozen=True)
    path: Path
    record: FrontMatter
    sections: tuple[Section, ...]
    resume: tuple[Sentence, ...]
    summary: tuple[Sentence, ...]
    english: EnglishEdition | None


def case_paths(corpus: Path) -> list[Path]:
    """The case documents of the library, in the order of their names; none at all is an error."""
    paths = sorted((corpus / "cases").glob("*.md"))
    if not paths:
        raise IngestError(
            f"{corpus / 'cases'}: no case document (*.md) here; set PRECEDENTS_CORPUS to the library's folder"
        )
    return paths


def read_case(path: Path) -> Case:
    """Read and validate one case document; raise `InvalidCase` at its first fault."""
    front, body, body_line = _split(path, read_text(path))
    record = _front_matter(path, front)
    if record.id != path.stem:
        raise InvalidCase(path, f"id is {record.id!r}", f"make it the file's name, {path.stem!r}")
    n_sources = len(record.sources)
    sections = tuple(read_sections(path, body, body_line, n_sources))
    return Case(
        path=path,
        record=record,
        sections=sections,
        resume=tuple(read_sentences(path, "resume", record.resume, n_sources)),
        summary=tuple(read_sentences(path, "summary", record.summary, n_sources)),
        english=read_english(path.parent.parent / "english" / path.name, sections, n_sources),
    )


def _split(path: Path, text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line of the file on which the body starts."""
    match = re.match(r"\ufeff?---\s*\n(.*?\n)---[ \t]*\n(.*)\Z", text, re.DOTALL)
    if match is None:
        raise InvalidCase(path, "no front matter", "begin the file with a YAML block between two lines of ---", 1)
    return match[1], match[2], text[: match.start(2)].count("\n") + 1


def _front_matter(path: Path, text: str) -> FrontMatter:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        # The block starts under the opening ---, and marks count from 0.
        line = mark.line + 2 if mark else None
        raise InvalidCase(path, f"broken YAML ({problem})", "mend the front matter", line) from error
    if not isinstance(data, dict):
        raise InvalidCase(path, "the front matter is not a list of fields", "write one `field: value` a line", 1)
    try:
        return FrontMatter.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidCase(path, f"field {field}: {first['msg']}", "correct that field of the front matter") from error
