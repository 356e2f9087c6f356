"""Prose with footnotes: sections of sentences, each sentence ending in the marks of its sources.

A sentence with its sources, `… 43 000 foyers.[^3][^4]`, is the unit that answers are
built of, so prose that does not divide cleanly into such sentences is refused.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.errors import InvalidCase

# The headings of a case, in order, with their English names.
HEADINGS = {
    "Contexte": "Context",
    "Solution": "Solution",
    "Données": "Data",
    "Résultats": "Results",
    "Moyens": "Means",
    "Difficultés": "Difficulties",
    "Gouvernance": "Governance",
    "Suites": "Next steps",
    "Désaccords": "Disagreements",
}
RESUME, SUMMARY = "Résumé", "Summary"  # the two short versions, which stand before the sections
MARKS = re.compile(r"(?:\[\^\d{1,6}\])+")
INNER_END = re.compile(r"[.!?…]\s+[«(]?\s*[A-ZÀÂÇÉÈÊËÎÏÔÙÛ]")


Report = Callable[[InvalidCase], None]
"""Called with each fault that is met: when it raises, reading stops there; when it returns, reading goes on."""


def stop(fault: InvalidCase) -> None:
    """The report of one who wants a whole case or none: raise the first fault."""
    raise fault


class Sentence(BaseModel):
    """One sentence and the numbers of the public sources it rests on.

    In the English edition, `original` is the French sentence that it translates.
    """

    model_config = ConfigDict(frozen=True)
    text: str
    sources: tuple[int, ...]
    original: str = ""


class Section(BaseModel):
    """A heading and its sentences; `line` is where it starts in the file."""

    model_config = ConfigDict(frozen=True)
    heading: str
    line: int
    sentences: tuple[Sentence, ...]


def read_text(path: Path) -> str:
    """The text of a file of the library; raise `InvalidCase` when it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidCase(path, f"not UTF-8 text (byte {error.start})", "save the file as UTF-8") from error


def read_sections(path: Path, body: str, first_line: int, n_sources: int, report: Report = stop) -> Iterator[Section]:
    """The sections of the body, each heading at most once and in the fixed order."""
    lines = body.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("## ")]
    before = "\n".join(line for line in lines[: starts[0] if starts else len(lines)] if not line.startswith("# "))
    if before.strip() or not starts:
        report(InvalidCase(path, "text outside any section", f"put it under one of: {', '.join(HEADINGS)}", first_line))
    order = list(HEADINGS)
    last = -1
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        heading, line = lines[start][3:].strip(), first_line + start
        if heading not in order or order.index(heading) <= last:
            problem = f"heading {heading!r} is unknown, repeated or out of order"
            report(InvalidCase(path, problem, f"use: {', '.join(HEADINGS)}", line))
        else:
            last = order.index(heading)
        text = "\n".join(lines[start + 1 : end])
        sentences = tuple(read_sentences(path, heading, text, n_sources, line, report))
        yield Section(heading=heading, line=line, sentences=sentences)


def read_sentences(
    path: Path, where: str, text: str, n_sources: int, line: int | None = None, report: Report = stop
) -> Iterator[Sentence]:
    """The sentences of a text; all of it must belong to a sentence with live footnotes."""
    flat = " ".join(text.split())
    if not flat:
        report(InvalidCase(path, f"{where} is empty", "write it, or remove its heading", line))
    end = 0
    for match in MARKS.finditer(flat):
        sentence = flat[end : match.start()].strip()
        if not sentence:
            continue
        end = match.end()
        numbers = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", match[0])))
        dead = [n for n in numbers if not 1 <= n <= n_sources]
        if dead:
            problem = f"{where}: footnote [^{dead[0]}] has no source"
            report(InvalidCase(path, problem, "cite an entry of sources", line))
        if INNER_END.search(sentence):
            problem = f"{where}: a sentence without footnote in « {sentence[:80]}… »"
            report(InvalidCase(path, problem, "end it with its mark", line))
        yield Sentence(text=sentence, sources=numbers)
    if flat[end:].strip():
        report(InvalidCase(path, f"{where}: no footnote after « {flat[end:].strip()[:80]} »", "cite its source", line))
