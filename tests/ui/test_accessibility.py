"""Every page for everyone: no serious finding of axe, no sideways scroll on a phone, everything by the keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

RENNES, VALENCE, NANTES = "rennes-metropole-stations-epuration", "valence-romans-pompage-eau", "nantes-ia-cantines"
PATHS = {
    "ask": "/",
    "explore": "/explore",
    "compare, empty": "/compare",
    "compare, searching": "/compare?q=eau",
    "compare": f"/compare?case={RENNES}&case={VALENCE}&case={NANTES}&case=no-such",
    "case": f"/case/{RENNES}",
    "contribute": "/contribute",
    "evaluation": "/evaluation",
    "about": "/about",
    "fault": "/nothing-here",
}
GRAVE = ("serious", "critical")


@pytest.fixture(params=[(lang, scheme) for lang in ("fr-FR", "en-GB") for scheme in ("light", "dark")], ids="-".join)
def reader(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A reader in each language, by day and by night."""
    locale, scheme = request.param
    context = chromium.new_context(base_url=address, locale=locale, color_scheme=scheme, reduced_motion="reduce")
    yield context
    context.close()


def violations(page: Page) -> list[str]:
    """What axe finds that keeps people out: the rule, and the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [f"{f['id']}: {f['nodes'][0]['html'][:200]}" for f in found if f["impact"] in GRAVE]


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_axe_finds_nothing_serious(reader: BrowserContext, path: str) -> None:
    page = reader.new_page()
    page.goto(path)
    assert violations(page) == []


def test_axe_finds_nothing_serious_in_what_opens(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto(PATHS["compare"])
    page.locator(".matrix a.cite").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    page.goto("/contribute")
    page.locator("[data-check]").click()
    expect(page.locator(".findings .error").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_phone_never_scrolls_sideways(chromium: Browser, address: str, path: str) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": 320, "height": 640}, locale="fr-FR")
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_text_twice_as_large_still_fits(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": 640, "height": 800}, locale="fr-FR")
    page = context.new_page()
    for path in PATHS.values():
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
    context.close()


def test_the_keyboard_does_it_all(page: Page) -> None:
    """From the skip link to a source and back, and to the dossier, without a mouse."""
    page.goto("/compare")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("Rennes épuration")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Compare : Rennes")
    tab_to(page, link)
    page.keyboard.press("Enter")
    mark = page.locator(".matrix a.cite").first
    tab_to(page, mark)
    assert mark.evaluate("mark => getComputedStyle(mark).outlineStyle") != "none", "one sees where one is"
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Word"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "dossier.docx"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not get there")
