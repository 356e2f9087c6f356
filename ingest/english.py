"""The English edition of a case: its title and its prose, sentence for sentence.

It follows the French document exactly (same headings, as many sentences, the same
marks), so that each English sentence has the French one it translates as its source.
"""

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.errors import InvalidCase
from ingest.prose import Section, read_sections, read_text


class EnglishEdition(BaseModel):
    """The English title and sections of a case; each sentence carries its French original."""

    model_config = ConfigDict(frozen=True)
    title: str
    sections: tuple[Section, ...]


def read_english(path: Path, french: tuple[Section, ...], n_sources: int) -> EnglishEdition | None:
    """The English edition in `path`, or None where there is no such file.

    Raises `InvalidCase` where it does not follow the French sections.
    """
    if not path.is_file():
        return None
    text = read_text(path)
    title = re.match(r"# (.+)\n", text)
    if title is None:
        raise InvalidCase(path, "no title", "begin the file with `# ` and the English title", 1)
    sections = tuple(read_sections(path, text, 1, n_sources))
    if [s.heading for s in sections] != [s.heading for s in french]:
        raise InvalidCase(path, "its headings are not those of the French case", "keep the same French headings")
    return EnglishEdition(
        title=title[1].strip(), sections=tuple(_paired(path, e, f) for e, f in zip(sections, french, strict=True))
    )


def _paired(path: Path, english: Section, french: Section) -> Section:
    """The English section, each sentence with its French original."""
    counts = len(english.sentences), len(french.sentences)
    if counts[0] != counts[1]:
        problem = f"{english.heading} has {counts[0]} sentences, the French case has {counts[1]}"
        raise InvalidCase(path, problem, "translate sentence for sentence", english.line)
    pairs = list(zip(english.sentences, french.sentences, strict=True))
    for ours, theirs in pairs:
        if ours.sources != theirs.sources:
            raise InvalidCase(
                path, f"marks of « {ours.text[:60]}… » are not those of the French", "keep its marks", english.line
            )
    return english.model_copy(update={"sentences": tuple(e.model_copy(update={"original": f.text}) for e, f in pairs)})
