"""Spreadsheets (.xlsx): the door to openpyxl. Values are read as last computed; hidden sheets are left out."""

import datetime as dt
from contextlib import closing
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from ingest.readers.document import Content, Draft

MAX_ROW = 1_048_576  # the last row that a sheet can have


def read_sheets(data: bytes) -> Content:
    """The parts of a workbook, one a sheet."""
    with closing(load_workbook(BytesIO(data), read_only=True, data_only=True)) as workbook:
        draft = Draft()
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            draft.begin(sheet.title)
            sheet.reset_dimensions()  # some programs declare fewer cells than they write
            rows = sheet.iter_rows(max_row=MAX_ROW)
            draft.table(
                {column: _text(cell) for column, cell in enumerate(row) if cell.value is not None} for row in rows
            )
        return draft.content(workbook.properties.title)


def _text(cell: Any) -> str:
    """A value much as the sheet shows it: 12.5, 25 %, 2024-03-01; nothing for a formula that failed."""
    value = cell.value
    if cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, int | float):
        percent = "%" in (cell.number_format or "")
        # A sheet keeps 15 digits; the rest is noise of binary numbers.
        return f"{value * 100:.15g} %" if percent else f"{value:.15g}"
    return str(value)
