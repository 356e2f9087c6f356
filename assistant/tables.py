"""Tables as CSV that a spreadsheet may open: what looks like a formula is made text."""

import csv
import io
from collections.abc import Iterable, Sequence

from assistant.cases import CaseSummary
from assistant.comparison import Comparison
from assistant.references import Cited, Reference

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection"
BYTE_ORDER_MARK = "\ufeff"  # without it, a spreadsheet reads UTF-8 as something else
CASE_COLUMNS = (
    "id", "titre", "territoire", "echelon", "departement", "region", "theme", "sous_themes", "statut", "periode",
    "techniques", "partenaires", "sujets", "audience",
)  # fmt: skip


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV, the first of them the header."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    csv.writer(text, lineterminator="\r\n").writerows([_inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def cases_csv(cases: Iterable[CaseSummary]) -> str:
    """The cases as a table, several values of one field joined by semicolons."""
    return csv_text([CASE_COLUMNS, *([_cell(getattr(case, name)) for name in CASE_COLUMNS] for case in cases)])


def matrix_csv(comparison: Comparison, references: Sequence[Reference]) -> str:
    """A comparison as a table of statements, each with its references and their addresses."""
    by_number = {reference.number: reference for reference in references}
    rows = [("case", "territoire", "titre", "field", "statement", "references", "urls")]
    for row in comparison.rows:
        for column, cell in zip(comparison.columns, row.cells, strict=True):
            about = (column.case, column.territoire, column.titre, row.label)
            for statement in cell.statements or [Cited(text=cell.text, citations=[])]:
                cited = [by_number[number] for number in statement.citations]
                marks = " ".join(f"[{reference.number}]" for reference in cited)
                rows.append((*about, statement.text, marks, " ".join(r.url for r in cited if r.url)))
    return csv_text(rows)


def _cell(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
