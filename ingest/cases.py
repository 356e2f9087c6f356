"""Read the cases of the library.

A case is a Markdown file of `<corpus>/cases`: YAML front matter (`records.FrontMatter`),
then French prose under fixed headings (`prose`), whose footnote marks count in the front
matter's `sources`. Its English edition, where it has one, is the file of the same name
in `<corpus>/english`. Its subjects are concepts of `<corpus>/thesaurus.yaml`.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.english import EnglishEdition, read_english
from ingest.errors import IngestError, InvalidCase
from ingest.plain_yaml import read_yaml
from ingest.prose import Report, Section, Sentence, read_sections, read_sentences, read_text, stop
from ingest.records import FrontMatter
from ingest.thesaurus import FILE, Thesaurus, read_thesaurus


class Case(BaseModel):
    """A case: its record, its prose, its two short summaries, its English edition if it has one.

    `sujets` are all its subjects: those of the record, its techniques, and what is broader than them.
    """

    model_config = ConfigDict(frozen=True)
    path: Path
    record: FrontMatter
    sujets: tuple[str, ...]
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
    case = parse_case(path, stop)
    assert case is not None  # without a case there was a fault, and `stop` raised it
    return case


def parse_case(path: Path, report: Report) -> Case | None:
    """Read one case document, reporting each fault; None where its front matter cannot be used."""
    try:
        text = read_text(path)
    except InvalidCase as fault:
        report(fault)
        return None
    case = parse_text(path, text, read_thesaurus(path.parent.parent), report)
    if case is None:
        return None
    english = path.parent.parent / "english" / path.name
    return case.model_copy(update={"english": read_english(english, case.sections, len(case.record.sources), report)})


def parse_text(path: Path, text: str, thesaurus: Thesaurus, report: Report) -> Case | None:
    """The case that a text holds, as `parse_case` reads it, without English edition; `path` is where it would lie."""
    try:
        front, body, body_line = _split(path, text)
    except InvalidCase as fault:
        report(fault)
        return None
    record = _front_matter(path, front, report)
    if record is None:
        return None
    if record.id != path.stem:
        report(InvalidCase(path, f"id is {record.id!r}", f"make it the file's name, {path.stem!r}"))
    _report_unknown_subjects(path, front, record, thesaurus, report)
    n = len(record.sources)
    sections = tuple(read_sections(path, body, body_line, n, report))
    return Case(
        path=path,
        record=record,
        sujets=thesaurus.closed([*record.sujets, *record.techniques]),
        sections=sections,
        resume=tuple(read_sentences(path, "resume", record.resume, n, report=report)),
        summary=tuple(read_sentences(path, "summary", record.summary, n, report=report)),
        english=None,
    )


def case_text(front: Mapping[str, object], sections: Mapping[str, str]) -> str:
    """A case document: its front matter, its title, and the prose under each heading."""
    head = yaml.safe_dump(dict(front), allow_unicode=True, sort_keys=False, width=120)
    prose = [f"## {heading}\n\n{text.strip()}\n" for heading, text in sections.items()]
    return "\n".join([f"---\n{head}---\n", f"# {front.get('titre', '')}\n", *prose])


def _split(path: Path, text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line of the file on which the body starts."""
    match = re.match(r"\ufeff?---\s*\n(.*?\n)---[ \t]*\n(.*)\Z", text, re.DOTALL)
    if match is None:
        raise InvalidCase(path, "no front matter", "begin the file with a YAML block between two lines of ---", 1)
    return match[1], match[2], text[: match.start(2)].count("\n") + 1


def _front_matter(path: Path, text: str, report: Report) -> FrontMatter | None:
    try:
        data = read_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or " ".join(str(error).split())
        # The block starts under the opening ---, and marks count from 0.
        line = mark.line + 2 if mark else None
        report(InvalidCase(path, f"broken YAML ({problem})", "mend the front matter", line))
        return None
    if not isinstance(data, dict):
        report(InvalidCase(path, "the front matter is not a list of fields", "write one `field: value` a line", 1))
        return None
    try:
        return FrontMatter.model_validate(data)
    except ValidationError as error:
        for fault in error.errors():
            field = ".".join(str(part) for part in fault["loc"])
            line = _line_of(text, str(fault["loc"][0]))
            report(InvalidCase(path, f"field {field}: {fault['msg']}", "correct that field of the front matter", line))
        return None


def _report_unknown_subjects(path: Path, front: str, record: FrontMatter, thesaurus: Thesaurus, report: Report) -> None:
    for subject in record.sujets:
        if subject not in thesaurus.by_id:
            problem = f"sujets: {subject!r} is no concept of {path.parent.parent / FILE}"
            report(InvalidCase(path, problem, "take the id of one, or add it there", _line_of(front, "sujets")))


def _line_of(front: str, field: str) -> int | None:
    """The line of the file on which a field of the front matter starts; None where it is missing."""
    lines = front.splitlines()
    return next((n for n, line in enumerate(lines, start=2) if line.startswith(f"{field}:")), None)
