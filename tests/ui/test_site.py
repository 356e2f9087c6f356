"""The frame of every page: its language, its faults, its theme, nothing from elsewhere."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from ui.pages.site import PAGES
from ui.pages.texts import TEXTS

PATHS = ["/", *(f"/{page}" for page in PAGES[1:])]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_speaks_both_languages_and_has_one_heading(address: str, path: str) -> None:
    for language in ("fr", "en"):
        reply = httpx.get(f"{address}{path}", headers={"Accept-Language": language, "Accept": "text/html"}, timeout=30)
        assert reply.status_code == 200
        assert f'<html lang="{language}">' in reply.text
        assert reply.text.count("<h1") == 1
        assert "script-src 'self'" in reply.headers["content-security-policy"]


def test_the_language_that_was_chosen_is_remembered(page: Page) -> None:
    page.goto("/about")
    page.get_by_role("link", name="Français").click()
    page.goto("/explore")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(address: str) -> None:
    read = httpx.get(f"{address}/nothing", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert read.status_code == 404
    assert "could not be served" in read.text
    assert httpx.get(f"{address}/nothing").json()["type"] == "urn:precedents:not-found"


def test_the_theme_is_switched_and_stays(page: Page) -> None:
    page.goto("/about")
    page.get_by_role("button", name="Light or dark").click()
    page.goto("/explore")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_every_text_is_there_in_both_languages() -> None:
    assert all(bool(french) == bool(english) for french, english in TEXTS.values())  # a hint may be empty in both
