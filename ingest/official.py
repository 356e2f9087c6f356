"""The official library's open table: read as it is, understood, and written back.

Les Interconnectés publish their projects as a CSV of the 16 columns below. Every cell is
kept as it is written; beside it stands what it means, and a finding wherever the two
differ. No row is left out in silence, and an untouched table is written back unchanged.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.cases import Case
from ingest.folding import slug
from ingest.official_file import Form, read_cells, write_cells
from ingest.official_project import COLUMNS, OfficialProject, read_project
from ingest.official_values import MEND, RowFinding, shown
from ingest.territories import territories

NAMES = COLUMNS[:2]  # without both of these a row is no project
DESCRIPTION_LENGTH = 900
FORMULA = re.compile(r"[=@]|[+-](?![0-9]+([.,][0-9]+)?\Z)")  # what a spreadsheet may run; a number is none


class OfficialTable(BaseModel):
    """The table: the projects that could be read, what is to be said of it, and all its rows as written.

    The cells of a row stand in the order of `header`; those of the 16 columns go by the
    model's names, whatever the header's writing of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    projects: tuple[OfficialProject, ...]
    findings: tuple[RowFinding, ...]
    rows: tuple[dict[str, str], ...]
    header: tuple[str, ...]
    form: Form


def read_table(path: Path) -> OfficialTable:
    """Read a CSV or XLSX table; raise `IngestError` where the file holds no table at all."""
    (header, *lines), form = read_cells(path, COLUMNS)
    findings: list[RowFinding] = []
    if form.encoding != "utf-8":
        findings.append(_warning(None, "", "", "the file is in Windows-1252", "save it as CSV UTF-8"))
    names = _names(header, findings)
    rows = [_row(names, line) for line in lines]
    blank = [n for n, row in enumerate(rows, start=2) if not any(cell.strip() for cell in row.values())]
    if blank:
        message = f"blank: {len(blank)} rows, the last of them row {blank[-1]}"
        findings.append(_warning(blank[0], "", "", message, "take them out of the table"))
    ids: set[str] = set()
    projects: list[OfficialProject] = []
    for n, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row.values()):
            findings += _shape(n, row, len(header))
            if _usable(n, row, names, findings):
                projects.append(read_project(n, _id(row, ids), row, partial(_add, findings, n)))
    findings += _spellings(projects)
    findings.sort(key=lambda finding: finding.row or 0)
    return OfficialTable(
        projects=tuple(projects), findings=tuple(findings), rows=tuple(rows), header=tuple(header), form=form
    )


def write_table(table: OfficialTable, path: Path) -> None:
    """Write the table's cells as CSV, as they were read and in the form of the file they were read from."""
    write_cells([table.header, *(tuple(row.values()) for row in table.rows)], path, table.form)


def rows_from_cases(cases: Iterable[Case]) -> list[dict[str, str]]:
    """The 16 columns of each case; what the case does not answer is empty."""
    return [_row_from(case) for case in cases]


def write_rows(rows: Iterable[Mapping[str, str]], path: Path) -> None:
    """Write rows of the 16 columns as the library publishes them: CSV, UTF-8, commas.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it; a number does not.
    """
    safe = ([_unformulated(row.get(column, "")) for column in COLUMNS] for row in rows)
    write_cells([COLUMNS, *safe], path, Form())


def _names(header: Sequence[str], findings: list[RowFinding]) -> list[str]:
    """The name by which each cell of a row goes; what is missing or strange in the header is noted."""
    known = {slug(column): column for column in COLUMNS}
    names: list[str] = []
    for n, cell in enumerate(header, start=1):
        column = known.get(slug(cell))
        if column and column not in names:
            if column != cell:
                findings.append(_warning(1, column, cell, f"« {shown(cell)} » is read as « {column} »", MEND))
            names.append(column)
        else:
            message = f"column {n}, « {shown(cell)} », is {'there twice' if column else 'not of the data model'}"
            findings.append(_warning(1, cell, cell, message, "take it out, or let it be kept and not read"))
            names.append(_free(f"#{n}" if column else cell or f"#{n}", names))
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        message, remedy = f"missing columns: {', '.join(missing)}", "add them to the header, or correct their names"
        findings.append(_error(1, "", message, remedy))
    return names


def _row(names: list[str], line: list[str]) -> dict[str, str]:
    """The cells of a line by their columns; those beyond the header go by their places."""
    row = dict(zip(names, line, strict=False))
    for n, cell in enumerate(line[len(names) :], start=len(names) + 1):
        row[_free(f"#{n}", row)] = cell
    return row


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, with as many # before it as make it a new one."""
    while name in taken:
        name = f"#{name}"
    return name


def _shape(n: int, row: dict[str, str], width: int) -> Iterator[RowFinding]:
    if len(row) != width:
        message = f"the row has {len(row)} cells, the header has {width}"
        yield _warning(n, "", "", message, "put in quotes a cell that holds the delimiter, and leave no cell out")
    for column, cell in row.items():
        if FORMULA.match(cell):
            yield _warning(
                n, column, cell, f"« {shown(cell)} » may run as a formula in a spreadsheet", "write a plain value"
            )


def _usable(n: int, row: dict[str, str], names: list[str], findings: list[RowFinding]) -> bool:
    """Whether a row names its authority and its project; an absent column is noted once, of the header."""
    empty = [column for column in NAMES if not row.get(column, "").strip()]
    for column in empty:
        if column in names:
            remedy = f"fill in {column}; until then the row is kept and not used"
            findings.append(_error(n, column, f"{column} is empty", remedy))
    return not empty


def _id(row: dict[str, str], ids: set[str]) -> str:
    """The slug of authority and project, with the first of -2, -3… that makes it new."""
    base = slug(" ".join(row[column] for column in NAMES)) or "projet"
    new = next(id for id in (base if n == 1 else f"{base}-{n}" for n in count(1)) if id not in ids)
    ids.add(new)
    return new


def _spellings(projects: Iterable[OfficialProject]) -> Iterator[RowFinding]:
    """The authorities that are written differently from row to row: the same letters, or the same SIREN."""
    first: dict[str, OfficialProject] = {}
    for project in projects:
        keys = [key for key in (slug(project.nom_collectivite), project.siret[:9]) if key]
        earlier = next((first[key] for key in keys if key in first), project)
        for key in keys:
            first.setdefault(key, project)
        if earlier.nom_collectivite != project.nom_collectivite:
            message = f"« {project.nom_collectivite} » is « {earlier.nom_collectivite} » in row {earlier.row}"
            yield _warning(project.row, NAMES[0], project.cells[NAMES[0]], message, "write one name for one authority")


def _add(findings: list[RowFinding], n: int, column: str, value: str, message: str, remedy: str) -> None:
    findings.append(_warning(n, column, value, message, remedy))


def _error(row: int, column: str, message: str, remedy: str) -> RowFinding:
    return RowFinding(severity="error", row=row, column=column, value="", message=message, remedy=remedy)


def _warning(row: int | None, column: str, value: str, message: str, remedy: str) -> RowFinding:
    return RowFinding(severity="warning", row=row, column=column, value=value, message=message, remedy=remedy)


def _row_from(case: Case) -> dict[str, str]:
    record, official = case.record, case.record.bibliotheque
    seat = territories().get((record.echelon, record.code))
    row = {
        "Nom_collectivite": record.territoire,
        "Nom_du_projet": record.titre,
        "Latitude": _degrees(seat.latitude if seat else None),
        "Longitude": _degrees(seat.longitude if seat else None),
        "Type_de_collectivite": official.type_de_collectivite or "",
        "Date_de_demarrage": official.date_de_demarrage,
        "Statut_du_projet": official.statut_du_projet or "",
        "Partenaires": " - ".join(record.partenaires),
        "Description_service": _description(case),
        "Theme": official.theme,
        "Sous_Theme": ", ".join(official.sous_themes),
        "Audience": ", ".join(official.audience),
        "URL_Service": official.url_service,
    }
    return {column: row.get(column, "") for column in COLUMNS}


def _description(case: Case) -> str:
    """As many sentences of the summary as fit; a first one that does not is cut between two words."""
    text = ""
    for sentence in case.resume:
        longer = f"{text} {sentence.text}".strip()
        if len(longer) > DESCRIPTION_LENGTH:
            return text or longer[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + "…"
        text = longer
    return text


def _degrees(number: float | None) -> str:
    """Decimal degrees with a comma, as the official table has them."""
    return "" if number is None else str(number).replace(".", ",")


def _unformulated(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell
