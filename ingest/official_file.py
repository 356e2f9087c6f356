"""The file that holds a table: its cells, and the form in which they were written.

A CSV keeps its form (encoding, delimiter, line ends), so that writing the cells back
gives the file that was read. A spreadsheet is read into the same cells and is written
as the official library publishes its table: UTF-8, commas, one line end.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import BaseModel, ConfigDict

from ingest.errors import IngestError

DELIMITERS = (",", ";", "\t")
MAX_ROW = 1_048_576  # the last row that a sheet can have


class Form(BaseModel):
    """How a table is written: `ended` says whether its last line has a line end."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    mark: bool = False
    delimiter: str = ","
    line_end: str = "\n"
    ended: bool = True


def read_cells(path: Path, columns: Sequence[str]) -> tuple[list[list[str]], Form]:
    """The rows of a CSV or XLSX file, its header first, and its form.

    The delimiter is the one that finds most of `columns` in the header. Raise `IngestError`
    where the file is absent, empty, or neither a text table nor a spreadsheet.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IngestError(f"{path}: cannot be read ({error.strerror}); give the path of a CSV or XLSX file") from error
    rows, form = (_sheet(path), Form()) if data.startswith(b"PK\x03\x04") else _csv(path, data, columns)
    if not any(cell.strip() for row in rows for cell in row):
        raise IngestError(f"{path}: the table is empty; export it again, with its header")
    return rows, form


def write_cells(rows: Iterable[Sequence[str]], path: Path, form: Form) -> None:
    """Write rows, the header first, in a form; only the cells that need quotes get them."""
    # Not csv.writer: with \n as line end it leaves a lone \r bare, which csv.reader then takes for a line end.
    text = form.line_end.join(form.delimiter.join(_quoted(row, form.delimiter)) for row in rows)
    text += form.line_end if form.ended else ""
    path.write_bytes((codecs.BOM_UTF8 if form.mark else b"") + text.encode(form.encoding))


def _quoted(row: Sequence[str], delimiter: str) -> list[str]:
    if list(row) == [""]:
        return ['""']  # a bare line would be a row without cells
    special = {delimiter, '"', "\r", "\n"}
    return ['"' + cell.replace('"', '""') + '"' if special & set(cell) else cell for cell in row]


def _csv(path: Path, data: bytes, columns: Sequence[str]) -> tuple[list[list[str]], Form]:
    if b"\0" in data:
        raise IngestError(f"{path}: neither a text table nor an XLSX; save it as CSV UTF-8 or as XLSX")
    mark = data.startswith(codecs.BOM_UTF8)
    text, encoding = _decoded(path, data.removeprefix(codecs.BOM_UTF8))
    delimiter = max(DELIMITERS, key=lambda each: _known(text, each, columns))
    # The first break outside quotes ends the header, and the others are taken to be like it.
    breaks = re.search(r"\r\n|\n|\r", re.sub(r'"[^"]*"', "", text))
    form = Form(
        encoding=encoding,
        mark=mark,
        delimiter=delimiter,
        line_end=breaks[0] if breaks else "\n",
        ended=text.endswith(("\n", "\r")),
    )
    return _parsed(path, text, delimiter), form


def _decoded(path: Path, data: bytes) -> tuple[str, Literal["utf-8", "cp1252"]]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError as error:
            problem = f"neither UTF-8 nor Windows-1252 text (byte {error.start})"
            raise IngestError(f"{path}: {problem}; save it as CSV UTF-8") from error


def _known(text: str, delimiter: str, columns: Sequence[str]) -> tuple[int, int]:
    """How many of the columns a delimiter finds in the header, then how many cells."""
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return 0, 0
    return len({cell.strip().lower() for cell in header} & {column.lower() for column in columns}), len(header)


def _parsed(path: Path, text: str, delimiter: str) -> list[list[str]]:
    # Strict: a quote that is never closed would otherwise swallow the rows after it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start, rows = 1, []
    try:
        for row in reader:
            rows.append(row)
            start = reader.line_num + 1
    except csv.Error as error:
        problem = f"the row that starts at line {start} is not CSV ({error})"
        raise IngestError(f"{path}: {problem}; close its quotes, and double those inside a cell") from error
    return rows


def _sheet(path: Path) -> list[list[str]]:
    """The rows of the first sheet, as texts, without the empty rows at its end."""
    try:
        book = load_workbook(path, read_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs declare fewer cells than they write
            rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(max_row=MAX_ROW)]
        finally:
            book.close()
    except (BadZipFile, InvalidFileException, LookupError, ValueError, SyntaxError) as error:
        raise IngestError(f"{path}: not a readable XLSX; open it in a spreadsheet and save it again") from error
    while rows and not any(rows[-1]):
        rows.pop()
    # A sheet is as wide as its widest formatting: what counts is the header's width, or a cell beyond it.
    width = max((n for n, cell in enumerate(rows[0], start=1) if cell), default=0) if rows else 0
    return [_trimmed(row, width) for row in rows]


def _trimmed(row: list[str], width: int) -> list[str]:
    """A row of that many cells, or more where something is written beyond them."""
    used = max((n for n, cell in enumerate(row, start=1) if cell), default=0)
    return (row + [""] * width)[: max(width, used)]


def _text(cell: object) -> str:
    """A cell as the table writes it: no decimals to a whole number, JJ/MM/AAAA or MM/AAAA as the cell is displayed."""
    value = getattr(cell, "value", None)
    if isinstance(value, date):
        has_day = "d" in str(getattr(cell, "number_format", "d")).lower()
        return value.strftime("%d/%m/%Y" if has_day else "%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
