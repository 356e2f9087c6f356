"""Contributing: a case checked as it is written and kept apart; a document asked about, then forgotten."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.keys import Keyring
from assistant.settings import AssistantSettings
from ingest.cases import read_case
from ingest.findings import check_case
from tests.conftest import ROOT
from tests.ui.conftest import free_port, wait_for

CASE = {
    "titre": "Tri des courriels par une IA",
    "territoire": "Ville d'Essai",
    "echelon": "commune",
    "theme": "administration",
    "statut": "experimentation",
    "bibliotheque.theme": "Administration et organisation interne",
    "sources.url": "https://essai.example/courriels",
    "sources.editeur": "Ville d'Essai",
    "sources.titre": "Nos courriels triés",
    "sources.date": "2025",
    "resume": "La Ville d'Essai trie 40 % de ses courriels avec une IA en 2025.[^1]",
    "summary": "The Ville d'Essai sorts 40 % of its e-mails with an AI in 2025.[^1]",
    "Contexte": "La Ville d'Essai trie 40 % de ses courriels avec une IA en 2025.[^1]",
}


class Serving:
    """A service of its own, with folders that the test may look into."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder = address, folder

    def uploads(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "uploads").glob("*"))

    def contributions(self) -> list[Path]:
        return sorted((self.folder / "contributions").glob("*"))

    def post(self, path: str, **more: object) -> httpx.Response:
        headers = {"Accept": "text/html", "Accept-Language": "en", **more.pop("headers", {})}  # type: ignore[dict-item]
        return httpx.post(f"{self.address}{path}", headers=headers, timeout=60, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def service(settings: AssistantSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("contributing")
    shutil.copytree(settings.index, folder / "index")
    port = free_port()
    given = {
        "INDEX": folder / "index", "CORPUS": settings.corpus, "UPLOADS": folder / "uploads", "KEYS": folder / "k.json",
    }  # fmt: skip
    environment = {**os.environ, **{f"PRECEDENTS_{name}": str(value) for name, value in given.items()}}
    command = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as it:
        wait_for(f"http://127.0.0.1:{port}/about")
        yield Serving(f"http://127.0.0.1:{port}", folder)
        it.send_signal(signal.SIGTERM)
        it.wait(timeout=20)


@pytest.fixture
def form(chromium: Browser, service: Serving) -> Iterator[Page]:
    """The page, in a browser that has no draft."""
    context = chromium.new_context(base_url=service.address, locale="en-GB")
    page = context.new_page()
    page.goto("/contribute")
    yield page
    context.close()


def fill(page: Page, **other: str) -> None:
    for name, value in {**CASE, **other}.items():
        field = page.locator(f'[name="{name}"]').first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_findings_come_as_one_writes_and_lead_to_their_field(form: Page) -> None:
    fill(form, Contexte="La Ville d'Essai trie ses courriels.")
    finding = form.locator(".findings .error").filter(has_text="no footnote after")
    expect(finding).to_be_visible(timeout=20_000)  # the models load meanwhile
    expect(form.locator('[name="Contexte"]')).to_have_attribute("aria-invalid", "true")
    finding.get_by_role("link").click()
    expect(form.locator('[name="Contexte"]')).to_be_focused()
    form.locator('[name="Contexte"]').fill(CASE["Contexte"])
    expect(form.locator(".findings .error")).to_have_count(0)
    expect(form.get_by_text("To mend: 0")).to_be_visible()


def test_findings_are_in_the_readers_language(service: Serving) -> None:
    headers = {"Accept-Language": "fr"}
    text = service.post("/contribute/check", data={"titre": "x", "Contexte": "Sans note."}, headers=headers).text
    assert "à remplir" in text
    assert "Field required" not in text


def test_the_markdown_is_a_case_that_the_library_can_read(form: Page, tmp_path: Path) -> None:
    fill(form)
    form.get_by_text("Choose among 39").click()
    form.get_by_label("traitement du langage").check()
    with form.expect_download() as download:
        form.get_by_role("button", name="Download the Markdown").click()
    path = tmp_path / "cases" / download.value.suggested_filename
    path.parent.mkdir()
    shutil.copy(download.value.path(), path)
    case = read_case(path)
    assert case.record.titre == CASE["titre"]
    assert case.record.techniques == ["traitement-du-langage"]
    assert not [finding for finding in check_case(case, 2026, 5) if finding.severity == "error"]


def test_a_draft_stays_in_the_browser_until_it_is_cleared(form: Page) -> None:
    fill(form)
    form.get_by_role("button", name="Add a page").click()
    form.locator('[name="sources.url"]').nth(2).fill("https://essai.example/autre")
    form.goto("/about")
    form.goto("/contribute")
    expect(form.locator('[name="titre"]')).to_have_value(CASE["titre"])
    expect(form.locator('[name="sources.url"]').nth(2)).to_have_value("https://essai.example/autre")
    form.get_by_role("button", name="Clear the draft").click()
    expect(form.locator('[name="titre"]')).to_have_value("")


def test_what_is_submitted_is_kept_apart_and_never_enters_the_library(form: Page, service: Serving) -> None:
    fill(form)
    cases = httpx.get(f"{service.address}/cases").json()["total"]
    for _ in range(2):  # the second takes the place of none
        with form.expect_response("**/contribute/submit"):  # the thanks for the first may still be there
            form.get_by_role("button", name="Submit").click()
        expect(form.get_by_text("Thank you")).to_be_visible()
        fill(form)
    assert [path.name for path in service.contributions()] == [
        "ville-d-essai-tri-des-courriels-par-une-ia-2.md",
        "ville-d-essai-tri-des-courriels-par-une-ia.md",
    ]
    assert httpx.get(f"{service.address}/cases").json()["total"] == cases
    assert service.uploads() == []


def test_a_draft_with_errors_is_not_submitted_and_says_why(service: Serving) -> None:
    before = service.contributions()
    reply = service.post("/contribute/submit", data={**CASE, "statut": "<b>perhaps</b>"})
    assert reply.status_code == 422
    assert "State of the project" in reply.text
    assert "<b>perhaps" not in reply.text
    assert service.contributions() == before


def test_without_scripts_a_draft_is_checked_and_keeps_what_was_written(chromium: Browser, service: Serving) -> None:
    context = chromium.new_context(base_url=service.address, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/contribute")
    page.get_by_label("Titre du projet").fill("Une <b>IA</b>")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator(".findings .error").first).to_be_visible()
    expect(page.get_by_label("Titre du projet")).to_have_value("Une <b>IA</b>")
    context.close()


def test_a_document_is_asked_about_apart_and_forgotten(form: Page, service: Serving) -> None:
    text = "# Charte\n\nLa commune de Zorgville interdit les drones zélés au-dessus du marché depuis 2031.\n"
    form.set_input_files("#document", {"name": "../../Charte é.md", "mimeType": "text/plain", "buffer": text.encode()})
    form.get_by_role("button", name="Put in").click()
    expect(form.get_by_text("is ready")).to_be_visible(timeout=30_000)
    assert service.uploads() == ["charte-e.md"]
    asked = {"question": "Que dit la commune de Zorgville des drones ?", "filters": {"origin": ["upload"]}}
    found = httpx.post(f"{service.address}/ask", json=asked, timeout=60).json()
    assert {source["origin"] for source in found["sources"]} <= {"upload"}
    assert any("Zorgville" in sentence["text"] for sentence in found["sentences"])
    expect(form.get_by_label("Your question about the documents")).to_be_visible()
    form.get_by_role("button", name="Delete : charte-e.md").click()
    expect(form.get_by_text("deleted and forgotten")).to_be_visible(timeout=30_000)
    assert service.uploads() == []
    again = httpx.post(f"{service.address}/ask", json=asked, timeout=60).json()
    assert again["sources"] == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.exe", b"MZ", "unknown kind of file"),
        ("a.pdf", b"%PDF-broken", "not a sound .pdf file"),
        ("empty.txt", b" ", "it is empty"),
        ("a.docx", b"PK\x03\x04", "not a sound .docx file"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(service: Serving, name: str, data: bytes, said: str) -> None:
    reply = service.post("/contribute/documents", files={"document": (name, data)})
    assert reply.status_code == 422
    assert said in reply.text
    assert str(service.folder) not in reply.text
    assert service.uploads() == []


def test_a_document_that_is_too_large_is_refused(service: Serving) -> None:
    reply = service.post("/contribute/documents", files={"document": ("a.txt", b"x" * 21_000_000)})
    assert reply.status_code == 413


@pytest.mark.parametrize("name", ["../k.json", "../../etc/passwd", "", "nothing.md"])
def test_only_a_document_that_was_put_in_is_deleted(service: Serving, name: str) -> None:
    assert service.post("/contribute/documents/delete", data={"name": name}).status_code in (404, 422)


def test_another_site_can_send_nothing_here(service: Serving) -> None:
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        reply = service.post("/contribute/submit", data=CASE, headers=headers)
        assert reply.status_code == 403


def test_with_keys_only_a_contributor_puts_things_in(service: Serving) -> None:
    keys = Keyring(service.folder / "k.json")
    tokens = {role: keys.create(role, role) for role in ("reader", "contributor")}  # type: ignore[arg-type]
    status = {
        role: service.post("/contribute/submit", data=CASE, headers={"Authorization": f"Bearer {token}"}).status_code
        for role, token in tokens.items()
    }
    assert status == {"reader": 403, "contributor": 303}
    reader = {"Authorization": f"Bearer {tokens['reader']}", "Accept-Language": "en"}
    page = httpx.get(f"{service.address}/contribute", headers=reader).text
    assert "want a contributor" in page
    assert "Download the Markdown" in page
