"""The chat page in a real browser, served by the real service."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from assistant.settings import AssistantSettings

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()


@pytest.fixture(scope="module")
def address(settings: AssistantSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service as `precedents serve` starts it, on a copy of the real index."""
    index = tmp_path_factory.mktemp("serve") / "index"
    shutil.copytree(settings.index, index)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PRECEDENTS_INDEX": str(index)}
    command = [Path(sys.executable).with_name("precedents"), "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        assert f"http://127.0.0.1:{port}" in service.stdout.readline()
        _wait(f"http://127.0.0.1:{port}/docs")
        yield f"http://127.0.0.1:{port}"
        service.terminate()
        assert service.wait(timeout=20) == -signal.SIGTERM  # uvicorn ends its streams, then lets the signal through


def _wait(url: str) -> None:
    for _ in range(120):
        try:
            httpx.get(url, timeout=5)
            return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    assert CHROMIUM, "Chromium is missing: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.goto(address)
        page.wait_for_selector("textarea")
        yield page
        browser.close()
        strays = [url for url in requested if not url.startswith((address, "data:", "blob:"))]
        assert not strays, "the page asked another host"


def ask(page: Page, question: str) -> None:
    page.fill("textarea", question)
    page.keyboard.press("Enter")


def test_a_question_gets_a_cited_answer_with_links_to_public_pages(page: Page) -> None:
    ask(page, "who reduced energy use in wastewater plants?")
    answer = page.locator(".bot").last
    expect(answer).to_contain_text("[1]", timeout=60_000)
    expect(answer).to_contain_text(re.compile(r"Answered in [\d.]+ s"), timeout=60_000)
    expect(answer).to_contain_text("Rennes Métropole")
    assert answer.locator("a[href*='metropole.rennes.fr']").count() >= 1


def test_what_is_not_in_the_library_is_refused_without_sources(page: Page) -> None:
    ask(page, "Quel est le prix du pain à Bordeaux ?")
    answer = page.locator(".bot").last
    expect(answer).to_contain_text("ne contient rien", timeout=60_000)
    assert "[1]" not in answer.inner_text()


def test_a_question_that_cannot_be_asked_gets_its_sentence(page: Page) -> None:
    ask(page, "a" * 3000)
    expect(page.locator(".bot").last).to_contain_text("2000 at most", timeout=60_000)


def test_two_people_do_not_see_each_others_conversation(page: Page, address: str) -> None:
    ask(page, "Qui a réduit l'énergie des stations d'épuration ?")
    expect(page.locator(".bot").last).to_contain_text("[1]", timeout=60_000)
    other = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    other.goto(address)
    other.wait_for_selector("textarea")
    assert "Rennes" not in other.locator("body").inner_text().split("Exemples")[0]
