"""A document as plain blocks, which each format writes in its own way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.cases import CaseSheet
from assistant.comparison import Comparison, statements_of
from assistant.fields import LABELS, NOT_DOCUMENTED, STATUSES
from assistant.references import Cited, Reference, References
from assistant.schemas import Language
from ingest.prose import HEADINGS

REFERENCES: dict[Language, str] = {"fr": "Références", "en": "References"}
SHEET: dict[Language, str] = {"fr": "fiche de la bibliothèque", "en": "sheet of the library"}
CONSULTED: dict[Language, str] = {"fr": "consulté le", "en": "consulted on"}

# XML 1.0, section 2.2: control characters but tab and ends of lines, surrogates, and two that are no characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Heading:
    """A heading; the document's title has level 0."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with an address to read on where it has one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first of them the header."""

    rows: list[list[str]]


Block = Heading | Paragraph | Table


def marked(cited: Cited) -> str:
    """A text with the marks of its references: `… in 2022. [1][2]`."""
    return f"{cited.text} {''.join(f'[{number}]' for number in cited.citations)}".strip()


def printable(text: str) -> str:
    """The text without the characters that office documents cannot hold."""
    return UNPRINTABLE.sub("", text)


def matrix_blocks(comparison: Comparison) -> list[Block]:
    """The matrix as a table: a row a field, a column a case."""
    header = ["", *(f"{column.territoire}: {column.titre}" for column in comparison.columns)]
    rows = [
        [row.label, *("\n".join(marked(s) for s in cell.statements) or cell.text for cell in row.cells)]
        for row in comparison.rows
    ]
    return [Table([header, *rows])]


def sheet_blocks(case: CaseSheet, language: Language, references: References, level: int) -> list[Block]:
    """A case: its record, its summary, its sections, each sentence with its references."""
    rows = [[LABELS[name][language], value] for name, value in _record(case, language)]
    blocks: list[Block] = [Heading(level, case.heading(language)), Table([["", case.territoire], *rows])]
    blocks.append(Paragraph(" ".join(marked(references.cited(s, case)) for s in case.short(language))))
    for section in case.prose(language):
        heading = HEADINGS[section.heading] if language == "en" else section.heading
        text = " ".join(marked(references.cited(sentence, case)) for sentence in section.sentences)
        blocks += [Heading(level + 1, heading), Paragraph(text)]
    figures = statements_of(case, "chiffres", language, references)
    if figures:
        blocks.append(Heading(level + 1, LABELS["chiffres"][language]))
        blocks += [Paragraph(marked(figure)) for figure in figures]
    return blocks


def case_blocks(case: CaseSheet, language: Language, today: date) -> list[Block]:
    """A case as a document of its own, with its references."""
    references = References(today)
    blocks = sheet_blocks(case, language, references, level=0)
    return [*blocks, *reference_blocks(references.all(), language, level=1)]


def reference_blocks(references: Sequence[Reference], language: Language, level: int) -> list[Block]:
    """The numbered references: title, authorities, publisher, date, day of consultation, link."""
    blocks: list[Block] = [Heading(level, REFERENCES[language])]
    for reference in references:
        about = [reference.title, ", ".join(reference.territoires)]
        about.append(SHEET[language] if reference.kind == "sheet" else reference.publisher)
        about += [reference.date, f"{CONSULTED[language]} {reference.consulted.isoformat()}"]
        blocks.append(Paragraph(f"[{reference.number}] {'. '.join(part for part in about if part)}.", reference.url))
    return blocks


def _record(case: CaseSheet, language: Language) -> list[tuple[str, str]]:
    status = STATUSES.get(case.statut, NOT_DOCUMENTED)[language]
    values = {
        "region": case.region,
        "theme": ", ".join(case.theme),
        "statut": status,
        "periode": case.periode,
        "techniques": ", ".join(technique.replace("-", " ") for technique in case.techniques),
        "partenaires": ", ".join(case.partenaires),
    }
    return [(name, value or NOT_DOCUMENTED[language]) for name, value in values.items()]
