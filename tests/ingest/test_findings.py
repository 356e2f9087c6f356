"""What `precedents check` finds in a library: each kind of fault, with its severity and place."""

from pathlib import Path

import pytest

from ingest.findings import Finding, check_library
from tests.fakes import CASE, ENGLISH


def findings(folder: Path, case: str = CASE, english: str | None = ENGLISH, name: str = "ville-essai") -> list[Finding]:
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "english").mkdir(exist_ok=True)
    (folder / "cases" / f"{name}.md").write_text(case, encoding="utf-8")
    if english is not None:
        (folder / "english" / f"{name}.md").write_text(english, encoding="utf-8")
    return check_library(folder, 2026, 5, lambda *_: None)


def said(found: list[Finding], severity: str) -> str:
    return "\n".join(str(finding) for finding in found if finding.severity == severity)


def test_a_good_case_has_no_error(tmp_path: Path) -> None:
    assert said(findings(tmp_path), "error") == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("theme: eau", "theme: cuisine", "ville-essai.md:8: error: field theme"),
        ("La Ville d'Essai compte", "Elle compte", "« Elle compte 800 habitants.… » leans on the sentence before it"),
        ("800 habitants.[^2]", "800 habitants.[^7]", "footnote [^7] has no source"),
        ("2023.[^1][^2] La", "2023. La", "a sentence without footnote"),
        ("  - {url: \"https://example.org/2\"", "  - {url: \"https://example.org/3\", editeur: X, titre: Y}\n"
         "  - {url: \"https://example.org/2\"", "source 3 (Ville d'Essai) is cited nowhere"),
        ("https://example.org/1", "https://preprod.example.org/1", "source 1 has the address of a test host"),
        ("echelon: commune", "echelon: commune\ncode: \"99999\"", "code 99999 is no commune of the reference"),
        ("echelon: commune", "echelon: commune\ncode: \"35238\"", "Rennes (35238) is in département 35"),
        ("id: ville-essai", "id: autre", "id is 'autre'"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_to_do(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in CASE
    errors = said(findings(tmp_path, CASE.replace(old, new, 1)), "error")
    assert message in errors
    assert "; " in errors


def test_every_fault_of_a_case_is_found_at_once(tmp_path: Path) -> None:
    text = CASE.replace("800 habitants.[^2]", "800 habitants.[^7]").replace("## Résultats", "## Bilan")
    errors = said(findings(tmp_path, text, english=None), "error")
    assert "[^7] has no source" in errors
    assert "'Bilan' is unknown" in errors


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2024-05", "2019-05", "its latest dated source is of 2019"),
        ("12 fuites en 2024", "12 fuites, soit 3,5 M€ en 2024", "« 3,5 M€ » is not in chiffres"),
    ],
)
def test_a_warning_is_for_the_author_to_judge(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert message in said(findings(tmp_path, CASE.replace(old, new), english=None), "warning")


def test_a_figure_in_other_units_of_the_same_value_is_known(tmp_path: Path) -> None:
    text = CASE.replace("12 fuites en 2024", "12 fuites, soit 3,5 M€ en 2024")
    text = text.replace("chiffres:\n", 'chiffres:\n  - {quoi: "coût", valeur: 3500000, unite: "€", sources: [1]}\n')
    assert "chiffres" not in said(findings(tmp_path, text, english=None), "warning")


def test_an_english_edition_that_is_missing_or_alters_a_figure_is_found(tmp_path: Path) -> None:
    assert "no English edition" in said(findings(tmp_path, english=None), "warning")
    errors = said(findings(tmp_path, english=ENGLISH.replace("12 leaks", "13 leaks")), "error")
    assert "number 13 is not in the source" in errors


def test_an_english_edition_of_no_case_is_found(tmp_path: Path) -> None:
    findings(tmp_path)
    (tmp_path / "english" / "autre.md").write_text(ENGLISH, encoding="utf-8")
    assert "no French case has this name" in said(check_library(tmp_path, 2026, 5, lambda *_: None), "error")


def test_two_cases_with_one_id_are_found(tmp_path: Path) -> None:
    findings(tmp_path)
    assert "is that of another case too" in said(findings(tmp_path, name="ville-essai-2", english=None), "error")
