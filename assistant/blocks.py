"""A document as plain blocks, which each format writes in its own way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.cases import CaseSheet
from assistant.comparison import Column, Comparison, statements_of
from assistant.dates import written
from assistant.fields import LABELS, NOT_DOCUMENTED, STATUSES
from assistant.labels import THEMES
from assistant.references import Cited, Reference, References
from assistant.schemas import Language
from ingest.prose import HEADINGS

REFERENCES: dict[Language, str] = {"fr": "Références", "en": "References"}
SHEET: dict[Language, str] = {"fr": "fiche de la bibliothèque", "en": "sheet of the library"}
CONSULTED: dict[Language, str] = {"fr": "consulté le", "en": "consulted on"}

CASES_A_TABLE = 4  # cases side by side that a page on its side has room for
MARK = re.compile(r"\[(\d+)\]")  # of a reference, in a text

# XML 1.0, section 2.2: control characters but tab and ends of lines, surrogates, and two that are no characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Heading:
    """A heading; the document's title has level 0."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with an address to read on where it has one; a reference has its `number`, others 0."""

    text: str
    url: str = ""
    number: int = 0


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first of them the header, their first cell the name of the row."""

    rows: list[list[str]]


@dataclass(frozen=True)
class Turn:
    """From here on, pages lie on their side (`wide`) or stand; what has no pages leaves it out."""

    wide: bool


Block = Heading | Paragraph | Table | Turn


def marked(cited: Cited) -> str:
    """A text with the marks of its references: `… in 2022. [1][2]`."""
    return f"{cited.text} {''.join(f'[{number}]' for number in cited.citations)}".strip()


def titled(case: Column, language: Language) -> str:
    """Whose case it is, and which: "Rennes Métropole : Pilotage par IA…"."""
    return f"{case.territoire}{' : ' if language == 'fr' else ': '}{case.titre}"


def printable(text: str) -> str:
    """The text without the characters that office documents cannot hold."""
    return UNPRINTABLE.sub("", text)


def numbers(blocks: Sequence[Block]) -> set[int]:
    """The numbers of the references among these blocks: a mark of one of them can lead to it."""
    return {block.number for block in blocks if isinstance(block, Paragraph) and block.number}


def pieces(text: str, known: set[int]) -> list[tuple[str, int]]:
    """A text cut at the marks of known references: each piece with the number of its reference, 0 for plain text."""
    found: list[tuple[str, int]] = []
    end = 0
    for match in MARK.finditer(text):
        if (number := int(match[1])) in known:
            found += [(text[end : match.start()], 0), (match[0], number)]
            end = match.end()
    return [piece for piece in [*found, (text[end:], 0)] if piece[0]]


def matrix_blocks(comparison: Comparison) -> list[Block]:
    """The matrix: a row a field, a column a case; a table for every few cases, so that columns can be read."""
    blocks: list[Block] = []
    for start in range(0, len(comparison.columns), CASES_A_TABLE):
        some = slice(start, start + CASES_A_TABLE)
        header = ["", *(titled(column, comparison.language) for column in comparison.columns[some])]
        rows = [
            [row.label, *("\n".join(marked(s) for s in cell.statements) or cell.text for cell in row.cells[some])]
            for row in comparison.rows
        ]
        blocks.append(Table([header, *rows]))
    return blocks


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
        sheet = f"{SHEET[language]} ({reference.cases[0]})"
        about.append(sheet if reference.kind == "sheet" else reference.publisher)
        about += [written(reference.date, language), f"{CONSULTED[language]} {written(reference.consulted, language)}"]
        text = f"[{reference.number}] {'. '.join(part for part in about if part)}."
        blocks.append(Paragraph(text, reference.url, reference.number))
    return blocks


def _record(case: CaseSheet, language: Language) -> list[tuple[str, str]]:
    status = STATUSES.get(case.statut, NOT_DOCUMENTED)[language]
    values = {
        "region": case.region,
        "theme": ", ".join(THEMES[theme][language] for theme in case.theme),
        "statut": status,
        "periode": case.periode,
        "techniques": ", ".join(case.techniques_nommees[language]),
        "partenaires": ", ".join(case.partenaires),
    }
    return [(name, value or NOT_DOCUMENTED[language]) for name, value in values.items()]
