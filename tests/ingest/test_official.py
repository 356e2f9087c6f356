"""The official library's table: read however it strays, said where, and given back as it was."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ingest.cases import read_case
from ingest.errors import IngestError
from ingest.official import OfficialTable, read_table, rows_from_cases, write_rows, write_table
from ingest.official_project import COLUMNS
from ingest.official_values import read_choice
from ingest.records import Audience, SousTheme, StatutOfficiel, ThemeOfficiel, TypeCollectivite
from tests.fakes import CASE

GOOD = {
    "Nom_collectivite": "Ville d'Essai",
    "Nom_du_projet": "Fuites d'eau",
    "SIRET": "20002341400101",
    "Latitude": "49,4415769",
    "Longitude": "-1,0707290",
    "Type_de_collectivite": "Commune",
    "Date_de_demarrage": "12/2021",
    "Statut_du_projet": "En déploiement",
    "Partenaires": "Alpha - Beta-Gamma",
    "Description_service": "Un outil.\nIl trouve les fuites, vite.",
    "Theme": "Transition écologique et énergétique",
    "Sous_Theme": "Gestion de l’eau, Performance énergétique",
    "Audience": "Agent, Élu",
    "URL_Service": "https://example.org/fuites",
    "URL_Logo": "https://example.org/logo.png",
    "Date_de_derniere_mise_a_jour": "06/05/2025",
}


def text_of(*rows: dict[str, str], delimiter: str = ",", line_end: str = "\n") -> str:
    """A CSV of the 16 columns, each row GOOD but for the cells given."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([COLUMNS, *([{**GOOD, **row}[column] for column in COLUMNS] for row in rows)])
    return out.getvalue()


def table_of(folder: Path, data: str | bytes) -> OfficialTable:
    path = folder / "table.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(path)


def written(folder: Path, table: OfficialTable) -> bytes:
    write_table(table, folder / "out.csv")
    return (folder / "out.csv").read_bytes()


def said(table: OfficialTable) -> set[tuple[int | None, str, str]]:
    return {(finding.row, finding.column, finding.value) for finding in table.findings}


def test_a_table_that_follows_the_model_is_read_without_a_finding(tmp_path: Path) -> None:
    table = table_of(tmp_path, text_of({}))
    assert table.findings == ()
    (project,) = table.projects
    assert (project.row, project.id) == (2, "ville-d-essai-fuites-d-eau")
    assert (project.latitude, project.longitude) == (49.4415769, -1.0707290)
    assert project.partenaires == ("Alpha", "Beta-Gamma")
    assert project.sous_themes == ("Gestion de l’eau", "Performance énergétique")
    assert project.audience == ("Agent", "Élu")
    assert project.description == "Un outil.\nIl trouve les fuites, vite."
    assert project.cells == GOOD


def test_a_table_that_strays_is_understood_and_comes_back_as_it_was(tmp_path: Path) -> None:
    straying = {
        "Nom_collectivite": "VILLE D’ESSAI ",
        "Nom_du_projet": "Fuites \nd'eau",
        "SIRET": "200 023 414 00101",
        "Type_de_collectivite": "Communauté d’agglomération",
        "Date_de_demarrage": "2021-12",
        "Statut_du_projet": "Abandonnée",
        "Partenaires": "Alpha-Beta\nGamma",
        "Theme": "Mobilité",
        "Sous_Theme": "Gestion de l'eau; performance energetique",
        "Audience": "Agents, Elue, Aménageurs",
        "URL_Service": "accès interne uniquement",
        "Description_service": "Un outil. ",
    }
    empty = dict.fromkeys(COLUMNS[2:], "")
    lost = {"Nom_collectivite": " ", "Statut_du_projet": "Terminée"}
    text = text_of({}, straying, empty, lost, {"Statut_du_projet": "En experimentation"})
    table = table_of(tmp_path, text)

    assert [project.row for project in table.projects] == [2, 3, 4, 6]
    read = table.projects[1]
    assert read.nom_collectivite == "VILLE D’ESSAI"
    assert read.nom_du_projet == "Fuites d'eau"
    assert read.siret == "20002341400101"
    assert read.type_de_collectivite == "Communauté d'agglomérations"
    assert read.date_de_demarrage == "12/2021"
    assert read.statut_du_projet == "Abandonné"
    assert read.partenaires == ("Alpha", "Beta", "Gamma")
    assert read.theme == "Mobilités"
    assert read.sous_themes == ("Gestion de l’eau", "Performance énergétique")
    assert read.audience == ("Agent", "Élu", "Aménageurs")
    assert read.url_service == ""
    assert read.description == "Un outil."
    assert table.projects[3].statut_du_projet == "En expérimentation"

    findings = said(table)
    assert {(3, column, value) for column, value in straying.items()} <= findings
    assert (3, "Audience", "Aménageurs") in findings
    assert (6, "Statut_du_projet", "En experimentation") in findings
    assert {row for row, _, _ in findings} == {3, 5, 6}  # nothing is said of a good row, nor of empty cells
    assert [str(finding) for finding in table.findings if finding.severity == "error"] == [
        "row 5, Nom_collectivite: error: Nom_collectivite is empty; "
        "fill in Nom_collectivite; until then the row is kept and not used"
    ]
    spelling = "« VILLE D’ESSAI » is « Ville d'Essai » in row 2"
    assert [finding.row for finding in table.findings if finding.message == spelling] == [3]
    assert len(table.rows) == 5
    assert written(tmp_path, table) == text.encode()


def test_projects_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    table = table_of(tmp_path, text_of({}, {}, {"Nom_du_projet": "Fuites d'eau 2"}, {}))
    base = "ville-d-essai-fuites-d-eau"
    assert [project.id for project in table.projects] == [base, f"{base}-2", f"{base}-2-2", f"{base}-3"]


@pytest.mark.parametrize("known", [ThemeOfficiel, SousTheme, TypeCollectivite, StatutOfficiel, Audience])
def test_each_value_of_the_lists_is_read_as_itself_alone(known: object) -> None:
    notes: list[str] = []
    for value in get_args(known):
        assert read_choice(value, get_args(known), lambda *note: notes.extend(note)) == value
        assert read_choice(f" {value.upper().removesuffix('S')}S", get_args(known), lambda *_: None) == value
    assert notes == []


@pytest.mark.parametrize(
    ("cell", "read", "message"),
    [
        ("20002341400102", "20002341400102", "wrong key digit"),
        ("35600000049837", "35600000049837", "rule of La Poste"),
        ("200023414", "", "has 9 digits"),
        ("2,00023E+13", "", "a SIRET has 14"),
    ],
)
def test_a_doubtful_siret_is_noted(tmp_path: Path, cell: str, read: str, message: str) -> None:
    table = table_of(tmp_path, text_of({"SIRET": cell}))
    assert table.projects[0].siret == read
    (finding,) = table.findings
    assert (finding.row, finding.column, finding.value, finding.severity) == (2, "SIRET", cell, "warning")
    assert message in finding.message


@pytest.mark.parametrize("cell", ["488566", "91,5", "nord", "nan", "4_8"])
def test_what_is_no_latitude_is_noted_and_left_out(tmp_path: Path, cell: str) -> None:
    table = table_of(tmp_path, text_of({"Latitude": cell}))
    assert table.projects[0].latitude is None
    assert said(table) == {(2, "Latitude", cell)}


@pytest.mark.parametrize(
    ("cell", "read"),
    [("5/2024", "05/2024"), ("2024-05-06", "06/05/2024"), ("13/2024", "13/2024")],
)
def test_a_date_is_read_or_kept_as_it_is(tmp_path: Path, cell: str, read: str) -> None:
    table = table_of(tmp_path, text_of({"Date_de_demarrage": cell}))
    assert table.projects[0].date_de_demarrage == read
    assert said(table) == {(2, "Date_de_demarrage", cell)}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("CEREMA, Start-up Essai", ("CEREMA", "Start-up Essai")),
        ("Quatre villes (Octeville, Dieppe), Saur", ("Quatre villes (Octeville, Dieppe)", "Saur")),
        ("Datanumia-EDF  ", ("Datanumia", "EDF")),
        ("/", ()),
    ],
)
def test_partners_are_parted_as_they_are_written(tmp_path: Path, cell: str, names: tuple[str, ...]) -> None:
    table = table_of(tmp_path, text_of({"Partenaires": cell}))
    assert table.projects[0].partenaires == names
    assert said(table) == {(2, "Partenaires", cell)}


def test_columns_may_stand_in_any_order_beside_others(tmp_path: Path) -> None:
    header = ["Remarque", *reversed(COLUMNS), "SIRET", ""]
    cells = ["à voir", *(GOOD[column] for column in reversed(COLUMNS)), "autre", "x"]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, cells])
    table = table_of(tmp_path, out.getvalue())
    assert table.projects[0].siret == GOOD["SIRET"]
    assert said(table) == {(1, "Remarque", "Remarque"), (1, "SIRET", "SIRET"), (1, "", "")}
    assert written(tmp_path, table).decode() == out.getvalue()


def test_missing_columns_are_one_error_that_names_them(tmp_path: Path) -> None:
    table = table_of(tmp_path, "nom collectivite,Nom_du_projet\nEssai,Un outil\n")
    (error,) = [finding for finding in table.findings if finding.severity == "error"]
    assert error.row == 1
    assert all(column in error.message for column in COLUMNS[2:])
    assert table.projects[0].nom_collectivite == "Essai"
    assert written(tmp_path, table) == b"nom collectivite,Nom_du_projet\nEssai,Un outil\n"


def test_without_the_authoritys_column_no_project_is_read_and_no_row_lost(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Nom_du_projet\nUn outil\n")
    assert table.projects == ()
    assert [finding.severity for finding in table.findings] == ["error"]
    assert table.rows == ({"Nom_du_projet": "Un outil"},)


def test_rows_of_another_width_and_blank_rows_are_said_and_kept(tmp_path: Path) -> None:
    text = text_of({}) + "\nEssai,Court\n" + text_of({}).split("\n", 1)[1].removesuffix("\n") + ",de trop\n"
    table = table_of(tmp_path, text)
    messages = {finding.row: finding.message for finding in table.findings if finding.column == ""}
    assert messages == {
        3: "blank: 1 rows, the last of them row 3",
        4: "the row has 2 cells, the header has 16",
        5: "the row has 17 cells, the header has 16",
    }
    assert [project.row for project in table.projects] == [2, 4, 5]
    assert written(tmp_path, table) == text.encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_form_of_the_file_is_kept(tmp_path: Path, delimiter: str, line_end: str, encoding: str) -> None:
    data = text_of({}, {"SIRET": "1;2"}, delimiter=delimiter, line_end=line_end).encode(encoding)
    table = table_of(tmp_path, data)
    assert table.projects[0].audience == ("Agent", "Élu")
    assert ((None, "", "") in said(table)) == (encoding == "cp1252")
    assert written(tmp_path, table) == data


@pytest.mark.parametrize(
    "text",
    ["Nom_collectivite,Nom_du_projet,#4\nVille,Outil,c,d\n", "Nom_collectivite,#3,Nom_collectivite,x,x\na,b,c,d,e\n"],
)
def test_a_column_named_as_a_place_takes_no_ones_cells(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, table_of(tmp_path, text)) == text.encode()


def test_a_last_line_without_end_stays_so(tmp_path: Path) -> None:
    data = text_of({}).encode().removesuffix(b"\n")
    assert written(tmp_path, table_of(tmp_path, data)) == data


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]) | st.sampled_from(',;\t"\r\n #='))


@given(rows=st.lists(st.lists(CELL, max_size=18), max_size=5), header=st.permutations([*COLUMNS, "#2", "##17"]))
def test_any_cells_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], header: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    lines = [",".join(header)]
    lines += [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    table = table_of(folder, "\r\n".join(lines) + "\r\n")
    data = written(folder, table)
    assert list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True)) == [header, *rows]
    assert written(folder, table_of(folder, data)) == data
    seen = {project.row for project in table.projects} | {finding.row for finding in table.findings}
    blank = {n for n, row in enumerate(rows, start=2) if not "".join(row).strip()}
    assert set(range(2, len(rows) + 2)) - blank <= seen


def test_a_spreadsheet_is_read_as_it_is_displayed(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(COLUMNS)
    sheet.append([GOOD[column] for column in COLUMNS])
    sheet.append([None] * 30)
    sheet.append([GOOD[column] for column in COLUMNS])
    for column, value, display in [
        ("SIRET", 20002341400101, "0"),
        ("Latitude", 49.4415769, "General"),
        ("Longitude", -1.0, "General"),
        ("Date_de_demarrage", datetime(2021, 12, 1), "mm/yyyy"),
        ("Date_de_derniere_mise_a_jour", datetime(2025, 5, 6), "dd/mm/yyyy"),
        ("Nom_du_projet", '=CONCAT("a","b")', "General"),
    ]:
        cell = sheet.cell(4, COLUMNS.index(column) + 1, value)
        cell.number_format = display
    sheet.cell(900, 40).number_format = "0"  # a formatted cell without a value makes no row
    book.create_sheet("Autre").append(["hors sujet"])
    book.save(tmp_path / "table.xlsx")

    table = read_table(tmp_path / "table.xlsx")
    assert table.projects[0].cells == GOOD
    read = table.projects[1]
    assert (read.row, read.siret, read.latitude, read.longitude) == (4, GOOD["SIRET"], 49.4415769, -1.0)
    assert (read.date_de_demarrage, read.date_de_mise_a_jour) == ("12/2021", "06/05/2025")
    assert said(table) == {(3, "", ""), (4, "Nom_du_projet", '=CONCAT("a","b")')}
    assert len(table.rows) == 3
    write_table(table, tmp_path / "out.csv")
    assert read_table(tmp_path / "out.csv").projects == table.projects


def test_a_sheet_that_declares_fewer_cells_than_it_has_is_read_whole(tmp_path: Path) -> None:
    book = Workbook()
    for row in (COLUMNS, GOOD.values(), GOOD.values()):
        book.worksheets[0].append(list(row))
    book.save(tmp_path / "whole.xlsx")
    with ZipFile(tmp_path / "whole.xlsx") as whole, ZipFile(tmp_path / "table.xlsx", "w") as declared:
        for name in whole.namelist():
            declared.writestr(name, whole.read(name).replace(b'<dimension ref="A1:P3"', b'<dimension ref="A1:B2"'))
    assert read_table(tmp_path / "table.xlsx").rows == (GOOD, GOOD)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n,,\n", "empty"),
        ("Nom_collectivite".encode("utf-16"), "neither a text table nor an XLSX"),
        (b"caf\x81", "Windows-1252"),
        (b'Nom_collectivite,SIRET\nEssai,1\n"Ville,2\nAutre,3\n', "starts at line 3 is not CSV"),
        (b"PK\x03\x04 and no more", "not a readable XLSX"),
    ],
)
def test_what_is_no_table_is_refused_with_its_remedy(tmp_path: Path, data: bytes, problem: str) -> None:
    with pytest.raises(IngestError, match=problem) as caught:
        table_of(tmp_path, data)
    assert str(caught.value).startswith(str(tmp_path / "table.csv"))
    assert "; " in str(caught.value)


def test_an_absent_file_and_an_empty_sheet_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="No such file"):
        read_table(tmp_path / "table.csv")
    Workbook().save(tmp_path / "table.xlsx")
    with pytest.raises(IngestError, match="empty"):
        read_table(tmp_path / "table.xlsx")


def test_a_formula_is_said_and_given_back_as_it_was(tmp_path: Path) -> None:
    text = text_of({"Description_service": "=cmd|' /C calc'!A0", "Nom_du_projet": "@SUM(1)"})
    table = table_of(tmp_path, text)
    assert said(table) == {(2, "Description_service", "=cmd|' /C calc'!A0"), (2, "Nom_du_projet", "@SUM(1)")}
    assert written(tmp_path, table) == text.encode()


def test_rows_of_ours_hold_no_formula(tmp_path: Path) -> None:
    cells = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1+cmd", "-2+3", "-0,5844559", "+4"]
    write_rows([dict(zip(COLUMNS, cells, strict=False))], tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        header, row = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert row[:6] == ["'=cmd|' /C calc'!A0", "'@SUM(1)", "'+1+cmd", "'-2+3", "-0,5844559", "+4"]
    assert set(row[6:]) == {""}


def test_a_case_fills_the_columns_it_answers(tmp_path: Path) -> None:
    official = "theme: Mobilités\n  sous_themes: [Immobilier, Flux et trafic]\n  audience: [Agent, Élu]"
    more = f"partenaires: [Alpha, Beta-Gamma]\nbibliotheque:\n  {official}\n  statut_du_projet: Terminé"
    text = CASE.replace("partenaires: []\nbibliotheque:\n  theme: Mobilités", more)
    sentences = [f"La Ville d'Essai a trouvé {n} fuites {'et encore ' * 35}plus.[^1]" for n in (1, 2, 3)]
    text = text.replace("La Ville d'Essai a trouvé 12 fuites avec un outil d'IA.[^1]", " ".join(sentences))
    (tmp_path / "ville-essai.md").write_text(text, encoding="utf-8")
    (row,) = rows_from_cases([read_case(tmp_path / "ville-essai.md")])
    assert tuple(row) == COLUMNS
    assert row["Description_service"] == " ".join(sentences[:2]).replace("[^1]", "")
    assert {column: cell for column, cell in row.items() if cell and column != "Description_service"} == {
        "Nom_collectivite": "Essai",
        "Nom_du_projet": "Essai d'un outil",
        "Statut_du_projet": "Terminé",
        "Partenaires": "Alpha - Beta-Gamma",
        "Theme": "Mobilités",
        "Sous_Theme": "Immobilier, Flux et trafic",
        "Audience": "Agent, Élu",
    }
    write_rows([row], tmp_path / "out.csv")
    table = read_table(tmp_path / "out.csv")
    assert table.findings == ()
    assert table.projects[0].partenaires == ("Alpha", "Beta-Gamma")


def test_a_case_of_a_known_authority_is_given_where_its_seat_is(tmp_path: Path) -> None:
    text = CASE.replace("echelon: commune", 'echelon: commune\ncode: "35238"')
    (tmp_path / "ville-essai.md").write_text(text, encoding="utf-8")
    (row,) = rows_from_cases([read_case(tmp_path / "ville-essai.md")])
    write_rows([row], tmp_path / "out.csv")
    project = read_table(tmp_path / "out.csv").projects[0]
    # Rennes, whose town hall is at 48.1113 N, 1.6800 W.
    assert project.latitude == pytest.approx(48.11, abs=0.05)
    assert project.longitude == pytest.approx(-1.68, abs=0.05)


def test_a_long_first_sentence_is_cut_between_words(tmp_path: Path) -> None:
    long = f"La Ville d'Essai a trouvé {'encore ' * 150}des fuites."
    text = CASE.replace("La Ville d'Essai a trouvé 12 fuites avec un outil d'IA.", long)
    (tmp_path / "ville-essai.md").write_text(text, encoding="utf-8")
    (row,) = rows_from_cases([read_case(tmp_path / "ville-essai.md")])
    assert len(row["Description_service"]) <= 900
    assert row["Description_service"].endswith("encore…")
