"""How a cell of the official library's table is read, and what is noted of it.

Each reader takes a cell and a `Note`, which it calls with whatever is not as the data
model has it: a value read otherwise than it is written, or one that cannot be read.
A decimal comma and a decimal point are both as the model has it.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ingest.folding import slug

Note = Callable[[str, str, str], None]
"""Called with the value as written, what is noted of it, and what to do."""

LA_POSTE = "356000000"
MEND = "write it so in the table"
HYPHEN = re.compile(r"(?<!\s)\s+[-–]\s+")


class RowFinding(BaseModel):
    """One thing to know of a table: `row` counts from 2 under the header, 1 is the header, None the whole file.

    `column` is "" where no one column is meant; `value` is what is written there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    severity: Literal["error", "warning"]
    row: int | None
    column: str
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.column) if part)
        return f"{where or 'file'}: {self.severity}: {self.message}; {self.remedy}"


def read_line(cell: str, note: Note) -> str:
    """A text on one line: white space and line breaks folded."""
    return _noted(cell, " ".join(cell.split()), note)


def read_prose(cell: str, note: Note) -> str:
    """A text of one or more lines, without the blanks around it."""
    if cell != cell.strip():
        note(cell, "the blanks around the text are left out", MEND)
    return cell.strip()


def read_siret(cell: str, note: Note) -> str:
    """The 14 digits of a SIRET, or "" where there are not 14; a wrong key is noted and kept."""
    digits = re.sub(r"[^0-9]", "", cell)
    if len(digits) != 14:
        if cell.strip():
            note(cell, f"« {shown(cell)} » has {len(digits)} digits, a SIRET has 14", "give the authority's SIRET")
        return ""
    _noted(cell, digits, note)
    if not _luhn(digits):
        if digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0:
            note(cell, f"SIRET {digits} follows the rule of La Poste, not the general one", "check that it is meant")
        else:
            note(cell, f"SIRET {digits} has a wrong key digit", "give the authority's SIRET")
    return digits


def read_latitude(cell: str, note: Note) -> float | None:
    """Decimal degrees between -90 and 90; None where there are none."""
    return _degrees(cell, 90, note)


def read_longitude(cell: str, note: Note) -> float | None:
    """Decimal degrees between -180 and 180; None where there are none."""
    return _degrees(cell, 180, note)


def read_date(cell: str, note: Note) -> str:
    """JJ/MM/AAAA, or MM/AAAA; a date written otherwise is kept as it is."""
    text = cell.strip()
    numbers = re.fullmatch(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text)
    day, month, year = numbers.groups() if numbers else reversed(iso.groups()) if iso else (None, None, None)
    try:
        when = date(int(year or ""), int(month or ""), int(day or 1))
    except ValueError:
        if text:
            note(cell, f"« {shown(text)} » is no date", "write JJ/MM/AAAA or MM/AAAA")
        return text
    return _noted(cell, f"{when:%d/%m}/{when.year:04}" if day else f"{when:%m}/{when.year:04}", note)


def read_choice(cell: str, known: Sequence[str], note: Note) -> str:
    """The value of the list that a cell means, or the cell as it is where it means none of them."""
    text = " ".join(cell.split())
    choice = {_key(value): value for value in known}.get(_key(text))
    if choice is None and text:
        note(cell, f"« {shown(text)} » is not in the list", f"use one of: {', '.join(known)}")
        return text
    return _noted(cell, choice or text, note)


def read_choices(cell: str, known: Sequence[str], note: Note) -> tuple[str, ...]:
    """The values of the list that a cell means, each once; those that are not in the list as they are."""
    values = {_key(value): value for value in known}
    written = [part for part in (" ".join(part.split()) for part in re.split(r"[,;|\n]", cell)) if part]
    read = tuple(dict.fromkeys(values.get(_key(part), part) for part in written))
    _noted(cell, ", ".join(read), note)
    for value in read:
        if value not in known:
            note(value, f"« {shown(value)} » is not in the list", f"use any of: {', '.join(known)}")
    return read


def read_names(cell: str, note: Note) -> tuple[str, ...]:
    """The names of a cell, which " - ", line breaks, or else commas outside brackets, or else bare hyphens part."""
    spaced = HYPHEN.search(cell)
    lines = cell if spaced else _commas_as_lines(cell)
    separator = HYPHEN.pattern if spaced else "-" if lines == cell else "\n"
    parts = (" ".join(part.split()) for part in re.split(rf"{separator}|[\r\n]+", lines))
    names = tuple(part for part in parts if part.strip(" /,-"))
    _noted(cell, " - ".join(names), note)
    return names


def _commas_as_lines(cell: str) -> str:
    """The cell with line breaks for its commas, but for those that a closing bracket follows before any other."""
    pieces = [*re.split(r"([()])", cell), ""]
    return "".join(piece if after == ")" else piece.replace(",", "\n") for piece, after in pairwise(pieces))


def read_link(cell: str, note: Note) -> str:
    """An http address, or "" where the cell holds something else."""
    text = cell.strip()
    if text and not re.fullmatch(r"https?://\S+", text):
        note(cell, f"« {shown(text)} » is not a link", "give an address that begins with https://, or leave it empty")
        return ""
    return _noted(cell, text, note)


def shown(value: str) -> str:
    """A value as part of a message: on one line, its line breaks as ⏎, and no longer than 120 characters."""
    line = "⏎".join(value.splitlines())
    return line if len(line) <= 120 else f"{line[:119]}…"


def _noted(cell: str, read: str, note: Note) -> str:
    if read != cell:
        note(cell, f"« {shown(cell)} » is read as « {shown(read)} »", MEND)
    return read


def _degrees(cell: str, limit: int, note: Note) -> float | None:
    text = "".join(cell.split())
    if not text:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,3}([.,][0-9]+)?", text):
        note(cell, f"« {shown(cell)} » is not a number of degrees", "write decimal degrees, such as 48,8566")
        return None
    degrees = float(text.replace(",", "."))
    if abs(degrees) > limit:
        note(cell, f"« {shown(cell)} » is beyond {limit} degrees", "check the decimal sign")
        return None
    _noted(cell, text, note)
    return degrees


def _luhn(digits: str) -> bool:
    """Whether the digits hold together: from the right, every second one doubled, their digits add up to tens."""
    doubled = (int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(digits)))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def _key(text: str) -> str:
    """A value without accents, apostrophes, gender and number: Terminé, terminée and Terminés are one."""
    words = (re.sub(r"e*$", "", re.sub(r"[sx]$", "", word)) for word in slug(text).split("-"))
    return " ".join(word for word in words if word)
