"""A person new to it: who cut energy in wastewater plants, three cases side by side, and the dossier carried away."""

import json
import re
import zipfile
from pathlib import Path

import docx
from playwright.sync_api import Page, expect

RENNES, VALENCE, NANTES = "rennes-metropole-stations-epuration", "valence-romans-pompage-eau", "nantes-ia-cantines"


def gather(page: Page, *ids: str) -> None:
    """Put cases in the basket, as the buttons of the other pages do."""
    page.evaluate("ids => localStorage.setItem('basket', ids)", json.dumps(ids))


def test_a_dossier_is_carried_away_with_its_sources(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    gather(page, RENNES, VALENCE, NANTES)
    page.goto("/about")  # the menu's link leads to what is in the basket
    menu = page.get_by_role("navigation", name="Main menu").get_by_role("link", name=re.compile("^Compare"))
    expect(menu).to_contain_text("3")
    menu.click()
    expect(page.locator(".matrix thead th a[href^='/case/']")).to_have_count(3)
    expect(page.get_by_role("region", name="Compare cases")).to_contain_text(re.compile("up to 20 ?%"))
    page.get_by_label("Title of the dossier").fill("Energy in wastewater plants")
    page.get_by_label("Your note").fill("For the water committee.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Word").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)

    document = docx.Document(str(path))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "Energy in wastewater plants"
    assert "For the water committee." in texts
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[1:5] == ["Summary", "Comparison", "Case sheets", "References"]
    check_references(path, texts)


def check_references(path: Path, texts: list[str]) -> None:
    """Each number in the text is a numbered reference, and each reference a public page or a sheet that is named."""
    cells = [c.text for table in docx.Document(str(path)).tables for row in table.rows for c in row.cells]
    start = texts.index("References")
    marks = {int(n) for text in (*texts[:start], *cells) for n in re.findall(r"\[(\d+)\]", text)}
    references = {int(match[1]): text for text in texts[start:] if (match := re.match(r"\[(\d+)\] ", text))}
    assert marks == set(references) == set(range(1, len(references) + 1))
    assert all(re.search(r"https?://\S+$|sheet of the library \([a-z0-9-]+\)", text) for text in references.values())
    assert all("consulted on" in text for text in references.values())
    with zipfile.ZipFile(path) as archive:
        linked = set(re.findall(r'w:anchor="reference(\d+)"', archive.read("word/document.xml").decode()))
    assert {int(n) for n in linked} == marks
