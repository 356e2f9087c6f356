"""The English edition of a case: its title and its prose, sentence for sentence.

It follows the French document exactly (same headings, as many sentences, the same
marks), so that each English sentence has the French one it translates as its source.
"""

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.errors import InvalidCase
from ingest.prose import Report, Section, read_sections, read_text, stop


class EnglishEdition(BaseModel):
    """The English title and sections of a case; each sentence carries its French original."""

    model_config = ConfigDict(frozen=True)
    title: str
    sections: tuple[Section, ...]


def read_english(
    path: Path, french: tuple[Section, ...], n_sources: int, report: Report = stop
) -> EnglishEdition | None:
    """The English edition in `path`, or None where there is no such file.

    It is a fault when it does not follow the French sections; there is no edition then.
    """
    if not path.is_file():
        return None
    text = read_text(path)
    title = re.match(r"# (.+)\n", text)
    if title is None:
        report(InvalidCase(path, "no title", "begin the file with `# ` and the English title", 1))
        return None
    sections = tuple(read_sections(path, text, 1, n_sources, report))
    if [s.heading for s in sections] != [s.heading for s in french]:
        problem = "its headings are not those of the French case"
        report(InvalidCase(path, problem, "keep the same French headings"))
        return None
    paired = [_paired(path, e, f, report) for e, f in zip(sections, french, strict=True)]
    return EnglishEdition(title=title[1].strip(), sections=tuple(paired))


def _paired(path: Path, english: Section, french: Section, report: Report) -> Section:
    """The English section, each sentence with its French original."""
    counts = len(english.sentences), len(french.sentences)
    if counts[0] != counts[1]:
        problem = f"{english.heading} has {counts[0]} sentences, the French case has {counts[1]}"
        report(InvalidCase(path, problem, "translate sentence for sentence", english.line))
    pairs = list(zip(english.sentences, french.sentences, strict=False))
    for ours, theirs in pairs:
        if ours.sources != theirs.sources:
            problem = f"marks of « {ours.text[:60]}… » are not those of the French"
            report(InvalidCase(path, problem, "keep its marks", english.line))
    return english.model_copy(update={"sentences": tuple(e.model_copy(update={"original": f.text}) for e, f in pairs)})
