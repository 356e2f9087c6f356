"""The thesaurus: what is broader than what, its faults in one sentence, and what it makes of a case's subjects."""

from pathlib import Path
from typing import get_args

import pytest

from ingest.cases import read_case
from ingest.documents import to_passages
from ingest.errors import IngestError, InvalidCase
from ingest.findings import check_library
from ingest.inventory import inventory
from ingest.records import Technique
from ingest.thesaurus import FILE, read_thesaurus
from tests.fakes import CASE

CORPUS = Path(__file__).parent.parent.parent / "corpus"
THESAURUS = """\
concepts:
  - {id: securite-incendie, facette: usage, fr: sécurité incendie, en: fire safety}
  - {id: feux-foret, facette: usage, fr: feux de forêt, en: forest fires, autres_fr: [DFCI], plus_large: securite-incendie}
  - {id: feux-nuit, facette: usage, fr: feux de nuit, en: night fires, plus_large: feux-foret}
"""  # noqa: E501


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A library of one case about night fires, with the three concepts above."""
    (tmp_path / "cases").mkdir()
    (tmp_path / FILE).write_text(THESAURUS, encoding="utf-8")
    write(tmp_path, "[feux-nuit]")
    return tmp_path


def write(corpus: Path, subjects: str) -> Path:
    path = corpus / "cases" / "ville-essai.md"
    text = CASE.replace("techniques: []", f"techniques: []\nsujets: {subjects}")
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_broader_comes_nearest_first(corpus: Path) -> None:
    thesaurus = read_thesaurus(corpus)
    assert thesaurus.broader("feux-nuit") == ("feux-foret", "securite-incendie")
    assert thesaurus.broader("securite-incendie") == thesaurus.broader("inconnu") == ()
    assert thesaurus.closed(["feux-foret", "feux-nuit"]) == ("feux-foret", "feux-nuit", "securite-incendie")
    assert thesaurus.by_id["feux-foret"].labels == ("feux de forêt", "DFCI", "forest fires")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("plus_large: feux-foret", "plus_large: feux", "feux-nuit: plus_large 'feux' is no concept"),
        ("id: feux-nuit", "id: feux-foret", "2 concepts have the id 'feux-foret'"),
        ("fr: feux de nuit", "fr: dfci", "feux-nuit: 'dfci' is a label of feux-foret too"),
        ("en: fire safety", "en: fire safety, plus_large: feux-nuit", "securite-incendie: it is broader than itself"),
        ("facette: usage, fr: feux de nuit", "facette: but, fr: feux de nuit", "concepts.2.facette: Input should be"),
        ("fr: feux de nuit, ", "", "concepts.2.fr: Field required"),
        ("{id: feux-nuit", "{id: feux-nuit]", ":4: broken YAML"),
        ("concepts:", "termes:", "termes: Extra inputs are not permitted"),
    ],
)
def test_a_fault_says_where_and_what_to_do(corpus: Path, old: str, new: str, message: str) -> None:
    assert old in THESAURUS
    (corpus / FILE).write_text(THESAURUS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(IngestError) as error:
        read_thesaurus(corpus)
    assert str(error.value).startswith(str(corpus / FILE))
    assert message in str(error.value)
    assert "; " in str(error.value)


def test_the_digest_is_of_what_is_broader_only(corpus: Path) -> None:
    before = read_thesaurus(corpus).digest
    (corpus / FILE).write_text(THESAURUS.replace("[DFCI]", "[DFCI, départs de feu]"), encoding="utf-8")
    assert read_thesaurus(corpus).digest == before
    (corpus / FILE).write_text(THESAURUS.replace("plus_large: feux-foret", "plus_large: securite-incendie"))
    assert read_thesaurus(corpus).digest != before


def test_a_passage_has_the_subjects_of_its_case_and_all_that_is_broader(corpus: Path) -> None:
    passages = to_passages([read_case(corpus / "cases" / "ville-essai.md")])
    assert passages
    assert all(p.sujets == ["feux-nuit", "feux-foret", "securite-incendie"] for p in passages)


def test_techniques_are_subjects_too(corpus: Path) -> None:
    path = write(corpus, "[feux-foret]")
    path.write_text(path.read_text().replace("techniques: []", "techniques: [drone]"), encoding="utf-8")
    assert read_case(path).sujets == ("feux-foret", "drone", "securite-incendie")


def test_an_unknown_subject_is_refused_with_its_place(corpus: Path) -> None:
    path = write(corpus, "[feux-foret, incendies]")
    with pytest.raises(
        InvalidCase, match=r"ville-essai.md:13: sujets: 'incendies' is no concept of .*thesaurus.yaml; "
    ):
        read_case(path)


def test_the_check_finds_what_is_badly_indexed(corpus: Path) -> None:
    found = [str(finding) for finding in check_library(corpus, 2026, 5, lambda *_: None)]
    assert not any("subject" in finding for finding in found)
    write(corpus, "[]")
    found = [str(finding) for finding in check_library(corpus, 2026, 5, lambda *_: None)]
    assert any("ville-essai.md: warning: no subject; " in finding for finding in found)
    assert any(f"{FILE}: warning: no case has the subject 'feux-nuit'; " in finding for finding in found)
    write(corpus, "[incendies]")
    found = [str(finding) for finding in check_library(corpus, 2026, 5, lambda *_: None)]
    assert any("error: sujets: 'incendies' is no concept" in finding for finding in found)


def test_the_inventory_counts_subjects(corpus: Path) -> None:
    counted = inventory([read_case(corpus / "cases" / "ville-essai.md")])
    assert "of 3): feux-foret 1, feux-nuit 1, securite-incendie 1." in counted


def test_every_technique_is_a_concept() -> None:
    assert set(get_args(Technique)) <= set(read_thesaurus(CORPUS).by_id)
