"""The page about says what is so: of the settings as they run, of the models, of what was measured."""

from collections.abc import Callable

import httpx
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from assistant.assistant import Assistant
from assistant.cases import TRANSPARENCY
from assistant.fields import LABELS
from assistant.http import create_api
from assistant.service import Service
from evals.results import published
from ingest.models import BUILT_IN, E5, QWEN
from ui.pages import add_pages

About = Callable[..., str]


@pytest.fixture
def about(assistant: Assistant) -> About:
    """The text of the page, in English, with some settings otherwise."""

    def read(**settings: object) -> str:
        service = Service.over(assistant)
        service.settings = service.settings.model_copy(update=settings)
        reply = TestClient(add_pages(create_api(service))).get("/about?lang=en")
        assert reply.status_code == 200
        return reply.text

    return read


def test_who_answers_for_it_is_what_the_operator_stated(about: About) -> None:
    assert "Not stated by the operator" in about()
    assert "Ville de &lt;X&gt;, numerique@x.example" in about(operator="Ville de <X>, numerique@x.example")


@pytest.mark.parametrize(
    ("setting", "off", "on"),
    [
        ("log_questions", "Questions are not written", "Questions are written"),
        ("feedback", "Opinions on answers are not kept", "is kept for 365 days, with the question"),
    ],
)
def test_what_is_kept_follows_the_settings(about: About, setting: str, off: str, on: str) -> None:
    assert off in about()
    text = about(**{setting: True})
    assert on in text
    assert off not in text


def test_models_are_those_in_use(about: About) -> None:
    text = about()
    assert all(model.name in text and model.licence in text for model in (BUILT_IN[E5], BUILT_IN[QWEN]))
    elsewhere = about(llm_url="http://model.example/v1", llm_model="mistral-small")
    assert "mistral-small" in elsewhere
    assert "Everything runs on the machine" not in elsewhere


def test_refusals_are_the_figures_that_were_measured(about: About) -> None:
    text = about()
    for table in published().tables:
        recall = table.columns[0].figures["refusal recall"]
        assert f"{recall:.0%} of the questions that the library cannot answer" in text


def test_it_answers_the_questions_it_asks_of_others(about: About) -> None:
    text = about()
    asked = [LABELS[field]["en"] for field in TRANSPARENCY if field != "status_abandon"]
    assert all(f"<dt>{label}</dt>" in text for label in asked)


def test_the_description_of_the_api_asks_nothing_outside(page: Page, address: str) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto("/docs")
    expect(page.locator(".opblock").first).to_be_visible(timeout=20_000)
    page.locator(".opblock-summary-control", has_text="/compare").click()
    expect(page.get_by_role("button", name="Try it out")).to_be_visible()
    assert not refused
    policy = httpx.get(f"{address}/docs").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
