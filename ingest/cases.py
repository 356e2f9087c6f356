"""Read the case documents of the library.

A case is a Markdown file: YAML front matter (`records.FrontMatter`), then French prose
under fixed headings. Every sentence ends in footnote marks, `[^2][^5]`, whose numbers
count in the front matter's `sources`; a sentence with its sources is the unit that
answers are built of.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import IngestError, InvalidCase
from ingest.records import FrontMatter

HEADINGS = (
    "Contexte", "Solution", "Données", "Résultats", "Moyens", "Difficultés", "Gouvernance", "Suites",
    "Désaccords",
)  # fmt: skip
SENTENCE = re.compile(r"(?P<text>.+?)\s*(?P<marks>(?:\[\^\d+\])+)", re.DOTALL)
INNER_END = re.compile(r"[.!?…]\s+[«(]?\s*[A-ZÀÂÇÉÈÊËÎÏÔÙÛ]")


class Sentence(BaseModel):
    """One sentence and the numbers of the public sources it rests on."""

    model_config = ConfigDict(frozen=True)
    text: str
    sources: tuple[int, ...]


class Section(BaseModel):
    """A heading of the case and its sentences; `line` is where it starts in the file."""

    model_config = ConfigDict(frozen=True)
    heading: str
    line: int
    sentences: tuple[Sentence, ...]


class Case(BaseModel):
    """A case document: its record, its prose, its two short summaries."""

    model_config = ConfigDict(frozen=True)
    path: Path
    record: FrontMatter
    sections: tuple[Section, ...]
    resume: tuple[Sentence, ...]
    summary: tuple[Sentence, ...]


def case_paths(folder: Path) -> list[Path]:
    """The case documents of `folder`, in the order of their names; none at all is an error."""
    paths = sorted(folder.glob("*.md"))
    if not paths:
        raise IngestError(f"{folder}: no case document (*.md) here; set PRECEDENTS_CORPUS to the folder of the cases")
    return paths


def read_case(path: Path) -> Case:
    """Read and validate one case document; raise `InvalidCase` at its first fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidCase(path, f"not UTF-8 text (byte {error.start})", "save the file as UTF-8") from error
    front, body, body_line = _split(path, text)
    record = _front_matter(path, front)
    if record.id != path.stem:
        raise InvalidCase(path, f"id is {record.id!r}", f"make it the file's name, {path.stem!r}")
    return Case(
        path=path,
        record=record,
        sections=tuple(_sections(path, body, body_line, len(record.sources))),
        resume=tuple(_sentences(path, "resume", record.resume, len(record.sources))),
        summary=tuple(_sentences(path, "summary", record.summary, len(record.sources))),
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


def _sections(path: Path, body: str, first_line: int, n_sources: int) -> Iterator[Section]:
    """The sections of the body, each heading at most once and in the fixed order."""
    lines = body.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("## ")]
    before = "\n".join(line for line in lines[: starts[0] if starts else len(lines)] if not line.startswith("# "))
    if before.strip() or not starts:
        raise InvalidCase(path, "text outside any section", f"put it under one of: {', '.join(HEADINGS)}", first_line)
    last = -1
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        heading, line = lines[start][3:].strip(), first_line + start
        if heading not in HEADINGS or HEADINGS.index(heading) <= last:
            raise InvalidCase(
                path, f"heading {heading!r} is unknown, repeated or out of order", f"use: {', '.join(HEADINGS)}", line
            )
        last = HEADINGS.index(heading)
        text = "\n".join(lines[start + 1 : end])
        yield Section(heading=heading, line=line, sentences=tuple(_sentences(path, heading, text, n_sources, line)))


def _sentences(path: Path, where: str, text: str, n_sources: int, line: int | None = None) -> Iterator[Sentence]:
    """The sentences of a text; all of it must belong to a sentence with live footnotes."""
    flat = " ".join(text.split())
    if not flat:
        raise InvalidCase(path, f"{where} is empty", "write it, or remove its heading", line)
    end = 0
    for match in SENTENCE.finditer(flat):
        end = match.end()
        sentence = match["text"].strip()
        numbers = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", match["marks"])))
        dead = [n for n in numbers if not 1 <= n <= n_sources]
        if dead:
            raise InvalidCase(path, f"{where}: footnote [^{dead[0]}] has no source", "cite an entry of sources", line)
        if INNER_END.search(sentence):
            raise InvalidCase(
                path, f"{where}: a sentence without footnote in « {sentence[:80]}… »", "end it with its mark", line
            )
        yield Sentence(text=sentence, sources=numbers)
    if flat[end:].strip():
        raise InvalidCase(path, f"{where}: no footnote after « {flat[end:].strip()[:80]} »", "cite its source", line)
