"""Documents put in beside the library: read where they lie, cited by page or heading, gone when they go."""

from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from assistant.catalogue import Catalogue
from assistant.question import understand
from assistant.schemas import Filters
from assistant.search import Searcher
from assistant.settings import AssistantSettings
from ingest import pipeline
from ingest.index import index_of
from ingest.passages import Passage
from ingest.uploads import put
from tests.fakes import CASE, FakeEmbedder


def write_pdf(path: Path) -> Path:
    pdf = FPDF()
    pdf.set_font("helvetica")
    for text in ("Le service compte douze agents.", "Le budget de la piscine est de 40 000 euros."):
        pdf.add_page()
        pdf.multi_cell(0, text=text)
    pdf.output(str(path))
    return path


def write_docx(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Bilan du chauffage", 1)
    document.add_paragraph("La chaudière consomme 8 % de moins.")
    document.save(str(path))
    return path


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AssistantSettings:
    (tmp_path / "corpus" / "cases").mkdir(parents=True)
    (tmp_path / "corpus" / "cases" / "ville-essai.md").write_text(CASE, encoding="utf-8")
    monkeypatch.setattr(pipeline, "Embedder", lambda *_: FakeEmbedder())
    folders = {name: tmp_path / name for name in ("corpus", "index", "uploads", "models")}
    return AssistantSettings(**folders)


def found(settings: AssistantSettings, question: str, **filters: list[str]) -> list[Passage]:
    pipeline.ingest(settings, lambda *_: None)
    store, _ = index_of(settings).open(pipeline.recipe("fake"))
    catalogue = Catalogue.of(store)
    searcher = Searcher(store, FakeEmbedder(), catalogue)  # type: ignore[arg-type]
    hits = searcher.search(understand(question, catalogue.gazetteer), Filters.model_validate(filters))
    store.close()
    return [hit.passage for hit in hits]


def test_a_pdf_is_cited_by_its_page_and_a_word_document_by_its_heading(
    settings: AssistantSettings, tmp_path: Path
) -> None:
    put([write_pdf(tmp_path / "budget.pdf"), write_docx(tmp_path / "bilan.docx")], settings.uploads)
    page = next(p for p in found(settings, "le budget de la piscine", origin=["upload"]) if "piscine" in p.text)
    assert (page.page, page.section, page.case) == (2, "page 2", "upload-budget-pdf")
    assert page.sources[0].editeur == "budget.pdf"
    heading = next(p for p in found(settings, "la chaudière", origin=["upload"]) if "chaudière" in p.text)
    assert (heading.section, heading.page) == ("Bilan du chauffage", None)


def test_what_is_put_in_is_never_taken_for_the_library(settings: AssistantSettings, tmp_path: Path) -> None:
    put([write_pdf(tmp_path / "budget.pdf")], settings.uploads)
    assert {passage.origin for passage in found(settings, "le budget de la piscine", origin=["library"])} == {"library"}
    assert {passage.origin for passage in found(settings, "le budget de la piscine", origin=["upload"])} == {"upload"}


def test_a_document_that_is_taken_away_is_forgotten(settings: AssistantSettings, tmp_path: Path) -> None:
    put([write_pdf(tmp_path / "budget.pdf")], settings.uploads)
    assert found(settings, "piscine", origin=["upload"])
    (settings.uploads / "budget.pdf").unlink()
    assert found(settings, "piscine", origin=["upload"]) == []


def test_what_cannot_be_read_is_left_out_with_its_reason_and_the_rest_put_in(
    settings: AssistantSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write_docx(folder / "bilan.docx")
    (folder / "image.png").write_bytes(b"x")
    (folder / "faux.pdf").write_bytes(b"not a PDF")
    secret = tmp_path / "secret.txt"
    secret.write_text("Rien à voir.")
    (folder / "lien.txt").symlink_to(secret)
    intake = put([folder], settings.uploads)
    assert intake.names == ["bilan.docx"]
    assert [str(fault).split(":")[0].split("/")[-1] for fault in intake.faults] == ["faux.pdf", "image.png", "lien.txt"]
    assert all("; " in str(fault) for fault in intake.faults)
    assert [path.name for path in settings.uploads.iterdir()] == ["bilan.docx"]


TABLE = """\
Nom_collectivite,Nom_du_projet,SIRET,Type_de_collectivite,Statut_du_projet,Theme,Description_service
"Ville
d'Essai",Un robot tondeur,213 501 234 00010,Commune,Terminée,Mobilités,Un robot tond les pelouses. Il coûte 8 000 euros.
,Sans collectivité,,Commune,Terminé,Mobilités,Rien.
"""


def test_an_official_table_is_searched_row_by_row_and_its_faults_are_told(
    settings: AssistantSettings, tmp_path: Path
) -> None:
    (tmp_path / "data.csv").write_text(TABLE, encoding="utf-8")
    intake = put([tmp_path / "data.csv"], settings.uploads)
    assert intake.names == ["data.csv"]
    assert any("row 3, Nom_collectivite: error" in note for note in intake.notes)
    (row,) = found(settings, "le robot tondeur", origin=["table"])
    assert (row.territoire, row.statut, len(row.sentences)) == ("Ville d'Essai", "termine", 2)


def test_a_csv_that_is_no_official_table_is_left_out(settings: AssistantSettings, tmp_path: Path) -> None:
    (tmp_path / "vide.csv").write_text("", encoding="utf-8")
    assert put([tmp_path / "vide.csv"], settings.uploads).names == []


def test_documents_of_one_name_or_one_id_are_told_apart_or_refused(settings: AssistantSettings, tmp_path: Path) -> None:
    for part in ("a", "b"):
        (tmp_path / part).mkdir()
        write_docx(tmp_path / part / "bilan.docx")
    intake = put([tmp_path / "a", tmp_path / "b"], settings.uploads)
    assert intake.names == ["bilan.docx"]
    assert "another document of this name was just put in; rename one of them" in str(intake.faults[0])
    write_docx(settings.uploads / "Bilan.DOCX")
    report = pipeline.ingest(settings, lambda *_: None)
    assert list(report.plan.set_aside) == ["upload-bilan-docx (again)"]
    assert "two documents put in have this id; rename or take out" in report.plan.set_aside["upload-bilan-docx (again)"]
    assert report.plan.added == ["ville-essai", "upload-bilan-docx"]


def test_what_lies_unreadable_in_the_folder_is_set_aside_and_the_run_goes_on(
    settings: AssistantSettings, tmp_path: Path
) -> None:
    put([write_pdf(tmp_path / "budget.pdf")], settings.uploads)
    (settings.uploads / "autre.csv").write_bytes(b"caf\x81")
    (settings.uploads / "dossier").mkdir()
    with (settings.uploads / "gros.txt").open("wb") as file:
        file.truncate(200_000_000)
    report = pipeline.ingest(settings, lambda *_: None)
    assert report.plan.added == ["ville-essai", "upload-budget-pdf"]
    assert list(report.plan.set_aside) == ["upload-autre-csv", "upload-dossier", "upload-gros-txt"]
    assert all("; " in fault for fault in report.plan.set_aside.values())


def test_the_pages_of_a_pdf_that_hold_no_text_are_told(settings: AssistantSettings, tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.set_font("helvetica")
    pdf.add_page()
    pdf.add_page()
    pdf.multi_cell(0, text="Le budget est de 40 000 euros.")
    pdf.output(str(tmp_path / "scan.pdf"))
    intake = put([tmp_path / "scan.pdf"], settings.uploads)
    assert intake.names == ["scan.pdf"]
    assert [note.split("scan.pdf: ")[1] for note in intake.notes] == [
        "no text on page 1; if there are pictures of text, run text recognition (OCR) on it"
    ]
