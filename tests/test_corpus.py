"""The library itself: every case can be read, and keeps the rules that make a sentence citable."""

from datetime import date
from pathlib import Path

import pytest

from assistant.check import place_words, problems
from ingest.cases import Case, case_paths, read_case
from ingest.findings import Finding, check_library
from ingest.inventory import inventory, written

CORPUS = Path(__file__).parent.parent / "corpus"
PATHS = case_paths(CORPUS)
ANNOUNCED = """
sicoval-fuites-eau noisy-le-grand-recital-energie-batiments rennes-metropole-stations-epuration
bordeaux-metropole-calque-plantabilite aix-marseille-provence-callbot-encombrants
saint-quentin-en-yvelines-flux-deplacements montpellier-strategie-ia-data rouen-metropole-ia-deliberations
""".split()


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


def test_the_library_holds_what_it_was_announced_with() -> None:
    assert set(ANNOUNCED) <= {path.stem for path in PATHS}


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return check_library(CORPUS, date.today().year, 5, lambda *_: None)


def test_nothing_in_the_library_is_in_error(findings: list[Finding]) -> None:
    assert [str(finding) for finding in findings if finding.severity == "error"] == []


def test_every_case_has_subjects_and_every_subject_a_case(findings: list[Finding]) -> None:
    assert [str(finding) for finding in findings if "subject" in finding.message] == []


def test_the_english_edition_keeps_every_place(case: Case) -> None:
    if case.english is None:
        return
    places = place_words([case.record.territoire])
    context = f"{case.record.territoire} {case.record.titre}"
    for section in case.english.sections:
        for sentence in section.sentences:
            found = [p for p in problems(sentence.text, sentence.original, context, places) if not p.startswith("name")]
            assert found == [], sentence.text


def test_the_readme_counts_what_is_in_the_library() -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert written(readme, inventory(read_case(path) for path in PATHS)) == readme, "run `make inventory`"
