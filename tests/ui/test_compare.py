"""Cases side by side: each cell with its sources, the basket, and the dossier that leaves with its references."""

import json
import re

import docx
import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

RENNES, VALENCE, NANTES = "rennes-metropole-stations-epuration", "valence-romans-pompage-eau", "nantes-ia-cantines"
THREE = f"/compare?case={RENNES}&case={VALENCE}&case={NANTES}"


def put_in_basket(page: Page, *ids: str) -> None:
    page.goto("/about")
    page.evaluate("ids => localStorage.setItem('basket', ids)", json.dumps(ids))


def basket(page: Page) -> list[str]:
    found: list[str] = page.evaluate("JSON.parse(localStorage.getItem('basket') ?? '[]')")
    return found


def columns(page: Page) -> list[str]:
    return [text.split("\n")[0].strip() for text in page.locator(".matrix thead th .who").all_inner_texts()]


def test_a_citation_opens_its_source_beside_the_text(page: Page) -> None:
    page.goto(THREE)
    row = page.get_by_role("row", name=re.compile("^Results"))
    said = row.locator("[data-statement]").first.inner_text()
    row.locator("a.cite").first.click()
    source = page.get_by_role("dialog")
    expect(source.locator("[data-quote]")).to_have_text(said)
    expect(source.locator("[data-french]")).to_contain_text("Rennes Métropole annonce")
    link = source.get_by_role("link", name="new window")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert str(link.get_attribute("href")).startswith("https://")
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(row.locator("a.cite").first).to_be_focused()


def test_what_a_case_does_not_say_is_not_documented(page: Page) -> None:
    page.goto(f"{THREE}&field=budget&field=statut")
    budget = page.get_by_role("row", name=re.compile("^Budget"))
    expect(budget.get_by_role("cell")).to_have_text(["not documented"] * 3)


def test_every_citation_leads_to_a_reference_there_is(address: str) -> None:
    text = httpx.get(f"{address}{THREE}", headers={"Accept-Language": "en"}).text
    cited = set(re.findall(r'href="#(reference-\d+)"', text))
    assert cited
    assert cited == set(re.findall(r'id="(reference-\d+)"', text))


def test_an_unknown_case_is_named_and_the_others_are_shown(page: Page) -> None:
    page.goto(f"/compare?case={RENNES}&case=<b>no-such</b>")
    expect(page.get_by_role("alert")).to_contain_text("<b>no-such</b>")
    assert columns(page) == ["Rennes Métropole"]


def test_the_basket_is_what_is_compared(page: Page) -> None:
    put_in_basket(page, VALENCE, RENNES)
    page.goto("/compare")
    page.wait_for_url("**/compare?case=*")
    assert [name.split(" ")[0] for name in columns(page)] == ["Valence", "Rennes"]
    page.locator(".matrix").get_by_role("link", name="Move after : Valence").click()
    page.wait_for_url(f"**case={RENNES}&case={VALENCE}")
    assert basket(page) == [RENNES, VALENCE]
    page.locator(".matrix").get_by_role("link", name="Take out of the comparison : Rennes").click()
    page.wait_for_url(f"**/compare?case={VALENCE}")
    assert basket(page) == [VALENCE]


def test_an_address_that_was_shared_leaves_the_basket_alone(page: Page) -> None:
    put_in_basket(page, NANTES)
    page.goto(f"/compare?case={RENNES}&case={VALENCE}")
    assert basket(page) == [NANTES]
    page.get_by_role("button", name="Put these cases in my basket").click()
    assert basket(page) == [RENNES, VALENCE]


def test_without_scripts_cases_are_found_compared_and_carried_away(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/compare")
    expect(page.get_by_role("heading", name="Votre panier est vide")).to_be_visible()
    for words in ("stations d'épuration Rennes", "pompage Valence"):
        page.get_by_role("searchbox").fill(words)
        page.get_by_role("button", name="Chercher").click()
        page.get_by_role("link", name=re.compile("^Comparer :")).click()
    assert len(columns(page)) == 2
    page.get_by_label("Votre note").fill("Pour la commission")
    with page.expect_download() as download:
        page.get_by_role("button", name="Word").click()
    document = docx.Document(str(download.value.path()))
    assert "Pour la commission" in [paragraph.text for paragraph in document.paragraphs]
    context.close()


def test_fields_are_chosen(page: Page) -> None:
    page.goto(THREE)
    page.locator("summary", has_text="Choose the fields").click()
    page.get_by_label("Status").uncheck()
    page.get_by_label("Hosting").check()
    page.get_by_role("button", name="Show these fields").click()
    expect(page.get_by_role("rowheader", name="Hosting")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Status")).to_have_count(0)
    assert len(columns(page)) == 3


def test_the_note_stays_in_the_tab_until_the_dossier_is_made(page: Page) -> None:
    page.goto(THREE)
    page.get_by_label("Your note").fill("Two <lines>\nfor the committee")
    page.get_by_label("Title of the dossier").fill("Water & canteens")
    page.goto("/about")
    page.goto(THREE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Word").click()
    texts = [paragraph.text for paragraph in docx.Document(str(download.value.path())).paragraphs]
    assert texts[0] == "Water & canteens"
    assert {"Two <lines>", "for the committee"} <= set(texts)


@pytest.mark.parametrize(("name", "start"), [("odt", b"PK"), ("md", b"# "), ("csv", b"\xef\xbb\xbf"), ("json", b"{")])
def test_every_form_of_the_dossier(address: str, name: str, start: bytes) -> None:
    form = {"cases": [RENNES], "language": "fr", "format": {"md": "markdown"}.get(name, name)}
    reply = httpx.post(f"{address}/compare/dossier", data=form)
    assert reply.status_code == 200
    assert f"dossier.{name}" in reply.headers["content-disposition"]
    assert reply.content.startswith(start)


def test_a_note_that_is_too_long_is_told_on_a_page(address: str) -> None:
    form = {"cases": [RENNES], "format": "docx", "note": "x" * 6000}
    reply = httpx.post(f"{address}/compare/dossier", data=form, headers={"Accept": "text/html"})
    assert reply.status_code == 422
    assert "note" in reply.text


def test_twenty_cases_are_compared(address: str) -> None:
    from tests.conftest import CASES

    ids = ["no-such", *CASES, CASES[0]]
    reply = httpx.get(f"{address}/compare", params={"case": ids, "field": "statut"}, timeout=30)
    assert reply.status_code == 200
    assert "<strong>20 cas</strong>" in reply.text


def test_on_a_phone_case_by_case(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(THREE)
    expect(page.locator(".by-case article")).to_have_count(3)
    expect(page.locator(".by-case article").first).to_be_visible()
    expect(page.locator(".matrix")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()
