"""The page where questions are asked, in a real browser."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant import assistant as assistant_module
from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.llm import ChatModel, Messages
from assistant.schemas import AskRequest
from assistant.service import Service
from assistant.settings import AssistantSettings
from assistant.tokens import Tokens
from ingest import pipeline
from tests.fakes import CASE, FakeEmbedder, ScriptedModel
from tests.serving import serving
from ui.pages import add_pages
from ui.pages.texts.ask import ASK, ROLES

ENERGY = "Who reduced energy use in wastewater plants?"
LEAKS = "Which authorities look for water leaks with AI?"
LEARNING = "Which cases use machine learning or prediction?"
NOWHERE = "What did Nantes pay for a quantum computer?"
ESSAI = "How many leaks did the city of Essai find in 2024?"


def ask(page: Page, question: str) -> None:
    """Send a question and wait for the whole answer."""
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn").last.locator("[data-asked]")).to_have_text(question)
    expect(page.locator("[aria-busy]")).to_have_count(0, timeout=30_000)


def violations(page: Page) -> list[str]:
    """What axe finds serious or critical on a page."""
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in serious]


@contextmanager
def reader(chromium: Browser, address: str, **given: object) -> Iterator[Page]:
    """A page of a browser of its own; a request to another host or a script's error fails the test."""
    context = chromium.new_context(base_url=address, **{"locale": "en-GB", **given})  # type: ignore[arg-type]
    faults: list[str] = []
    near = (address, "data:", "blob:")
    context.on("request", lambda request: request.url.startswith(near) or faults.append(request.url))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert not faults


@contextmanager
def made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, model: ChatModel | None = None, case: str = CASE, **given: object
) -> Iterator[tuple[str, Service]]:
    """A service on a library of one case without English edition, with vectors that cost nothing; where it is."""
    (folder / "corpus" / "cases").mkdir(parents=True)
    (folder / "corpus" / "cases" / "ville-essai.md").write_text(case, encoding="utf-8")
    for part in (pipeline, assistant_module):
        monkeypatch.setattr(part, "Embedder", lambda *_: FakeEmbedder())
    if model:
        monkeypatch.setattr(assistant_module, "chat_model", lambda _: model)
    folders = {name: folder / name for name in ("corpus", "index", "uploads", "models")}
    settings = AssistantSettings.model_validate({**folders, "floor": -100, **given})
    pipeline.ingest(settings, lambda *_: None)
    with Service(settings) as service, serving(add_pages(create_api(service))) as address:
        yield address, service


class HeldModel:
    """A language model that does not reply before it is let."""

    identity, tokens = "held", Tokens()

    def __init__(self) -> None:
        self.let = threading.Event()

    def complete(self, messages: Messages, max_tokens: int) -> str:
        self.let.wait(20)
        return ""


def test_a_citation_opens_its_source_at_the_quoted_words(page: Page) -> None:
    page.goto("/")
    ask(page, ENERGY)
    page.locator(".turn .cite").first.click()
    source = page.locator("[data-source]").first
    expect(source.locator("h3")).to_be_focused()
    quoted = source.locator("mark").first
    expect(quoted).to_be_in_viewport()
    assert page.locator(".sentence").first.inner_text().startswith(quoted.inner_text()[:60])
    assert len(source.locator(".passage").first.inner_text()) > len(quoted.inner_text())
    assert source.locator("a[href='/case/rennes-metropole-stations-epuration']").count() == 2
    public = source.get_by_role("link", name="(new window)").first
    assert public.get_attribute("rel") == "noopener noreferrer"
    assert str(public.get_attribute("href")).startswith("https://")
    page.keyboard.press("Escape")
    expect(page.locator(".turn .cite").first).to_be_focused()


def test_every_sentence_says_how_it_holds(page: Page) -> None:
    page.goto("/")
    ask(page, ENERGY)
    told = page.locator(".turn .sentence")
    assert told.count() > 1
    for sentence in told.all():
        expect(sentence).to_contain_text("translated; figures and names checked in the source")


def test_a_follow_up_is_shown_as_it_was_understood(page: Page) -> None:
    page.goto("/?lang=fr")
    ask(page, "Qui a réduit l'énergie des stations d'épuration ?")
    ask(page, "Combien d'habitants ?")
    expect(page.locator(".turn").last.locator(".standalone")).to_contain_text(
        "Question comprise : Combien d'habitants ? (Rennes Métropole"
    )


def test_a_condition_taken_out_is_asked_again_without_it(page: Page) -> None:
    page.goto("/")
    ask(page, LEAKS)
    rows, searched = page.locator(".rows > li"), page.locator(".sentence", has_text="found by the search")
    before = rows.count()
    assert before > 1
    assert searched.count() == 0
    page.get_by_role("link", name="Remove this condition").first.click()
    expect(page.get_by_role("link", name="Put this condition back")).to_be_visible(timeout=30_000)
    expect(page.locator("[aria-busy]")).to_have_count(0, timeout=30_000)
    assert page.locator(".turn").count() == 1
    expect(searched).to_be_visible()
    page.get_by_role("link", name="Put this condition back").click()
    expect(searched).to_have_count(0, timeout=30_000)
    expect(rows).to_have_count(before, timeout=30_000)


def test_a_refusal_offers_the_nearest_cases_and_cites_none(page: Page) -> None:
    page.goto("/")
    ask(page, NOWHERE)
    nearest = page.get_by_role("region", name="The nearest cases, which do not answer")
    expect(nearest.get_by_role("link").first).to_have_attribute("href", "/case/nantes-ia-cantines")
    assert page.locator("[data-source], .cite").count() == 0


def test_a_list_says_n_of_the_library_and_shows_the_rest_when_asked(page: Page, address: str) -> None:
    page.goto("/")
    ask(page, LEARNING)
    same = "sujets=apprentissage-automatique&sujets=prediction"
    total = httpx.get(f"{address}/cases?{same}").json()["total"]
    assert total > 10
    expect(page.locator(".tally")).to_have_text(f"{total} of 20")
    shown = page.locator(".rows > li:visible")
    assert shown.count() == 10
    page.get_by_text(f"Show all {total} cases").click()
    expect(shown).to_have_count(total)
    link = page.get_by_role("link", name="in Explore")
    expect(link).to_have_attribute("href", f"/explore?{same}")
    with page.expect_download() as loading:
        page.get_by_role("link", name="This list as CSV").click()
    assert len(loading.value.path().read_text(encoding="utf-8-sig").splitlines()) == total + 1


def test_a_comparison_is_a_table_with_citations(page: Page) -> None:
    page.goto("/")
    ask(page, "Compare the canteens of Nantes and Lyon")
    table = page.locator("table.matrix")
    assert table.locator("thead th[scope=col]").count() == 3
    for cell in table.locator("tbody tr").first.locator("td").all():
        assert cell.locator(".cite").count() >= 1


def test_two_readers_at_once_never_mix(chromium: Browser, address: str) -> None:
    questions = (ENERGY, "How does Nantes forecast the meals of its school canteens?")
    with reader(chromium, address) as one, reader(chromium, address) as other:
        for page, question in zip((one, other), questions, strict=True):
            page.goto("/")
            page.locator("#question").fill(question)
        for page in (one, other):
            page.keyboard.press("Enter")
        for page, question, place in zip((one, other), questions, ("Rennes", "Nantes"), strict=True):
            expect(page.locator("[data-answer]")).to_have_count(1, timeout=30_000)
            expect(page.locator("[data-asked]")).to_have_text(question)
            for title in page.locator("[data-source] h3").all_inner_texts():
                assert place in title


def test_a_talk_stays_in_its_tab_until_it_is_forgotten(page: Page) -> None:
    page.goto("/")
    ask(page, ENERGY)
    page.goto("/about")
    page.goto("/")
    expect(page.locator(".turn [data-asked]")).to_have_text(ENERGY)
    page.locator(".turn .cite").first.click()
    expect(page.locator("[data-source] mark").first).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    page.goto("/")
    assert page.locator(".turn").count() == 0


def test_enter_sends_shift_enter_starts_a_line_and_up_recalls(page: Page) -> None:
    page.goto("/")
    field = page.locator("#question")
    field.fill("Who reduced energy use")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in wastewater plants?")
    assert page.locator(".turn").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator("[data-answer]")).to_have_count(1, timeout=30_000)
    expect(field).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(field).to_have_value("Who reduced energy use\nin wastewater plants?")


def test_a_suggested_question_is_about_the_case_and_is_answered(page: Page) -> None:
    page.goto("/")
    ask(page, ENERGY)
    links = page.locator(".next a")
    assert 1 <= links.count() <= 5
    links.first.click()
    expect(page.locator("[data-answer]")).to_have_count(2, timeout=30_000)
    expect(page.locator("[data-answer]").last).to_have_attribute("data-status", "answered")
    assert page.locator("[data-answer]").last.get_attribute("data-cited") == "rennes-metropole-stations-epuration"


def test_what_is_carried_away_keeps_its_references(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    ask(page, ENERGY)
    page.get_by_role("button", name="Copy with the references").click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download (Markdown)").click()
    kept = loading.value.path().read_text(encoding="utf-8")
    for text in (copied, kept):
        assert "[1] Rennes Métropole, " in text
        assert "consulted on " in text
        assert "https://metropole.rennes.fr/" in text
    page.get_by_role("button", name="Put the cited cases in the basket").click()
    expect(page.locator("[data-basket-count]")).to_have_text("1")


def test_an_opinion_is_kept_only_when_agreed_to(page: Page, address: str) -> None:
    page.goto("/")
    ask(page, ENERGY)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("this service keeps the question")).to_be_visible()
    page.get_by_label("Wrong source").check()
    with page.expect_response("**/feedback") as sent:
        page.get_by_role("button", name="I agree, send").click()
    assert sent.value.status == 204
    assert sent.value.request.post_data_json["reason"] == "wrong-source"
    expect(page.locator("main").get_by_text("your opinion is kept")).to_be_focused()


def test_without_scripts_the_address_has_the_whole_answer(chromium: Browser, address: str) -> None:
    with reader(chromium, address, java_script_enabled=False) as page:
        page.goto("/")
        page.locator("#question").fill(ENERGY)
        page.get_by_role("button", name="Ask").click()
        page.locator(".turn .cite").first.click()
        expect(page.locator("[data-source] mark").first).to_be_visible()
        page.locator("#question").fill("How many inhabitants?")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(".standalone")).to_contain_text("Rennes Métropole")


def test_on_a_phone_sources_come_up_as_a_sheet(chromium: Browser, address: str) -> None:
    with reader(chromium, address, viewport={"width": 360, "height": 740}) as page:
        page.goto("/")
        for question in (ENERGY, LEARNING, "Compare the canteens of Nantes and Lyon"):
            ask(page, question)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
        page.locator(".turn .cite").first.click()
        expect(page.locator("aside.sheet [data-source] mark").first).to_be_in_viewport()
        page.get_by_role("button", name="Close").click()
        expect(page.locator("aside.sheet")).to_have_count(0)


def test_the_model_down_the_answer_quotes_the_source(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = made(tmp_path, monkeypatch, llm_url="http://127.0.0.1:1/v1", llm_model="m")
    with down as (address, _), reader(chromium, address) as page:
        page.goto("/")
        ask(page, ESSAI)
        sentence = page.locator(".sentence", has_text="12 fuites")
        expect(sentence.first).to_contain_text("word for word in the source")


def test_a_stopped_answer_gives_its_place_up(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = HeldModel()
    held = made(tmp_path, monkeypatch, model, answering=1, queue=0)
    with held as (address, _), reader(chromium, address) as page, reader(chromium, address) as other:
        page.goto("/")
        page.locator("#question").fill(ESSAI)
        page.keyboard.press("Enter")
        expect(page.locator("[data-source]").first).to_be_visible()  # the sources come before any sentence
        assert page.locator(".sentence").count() == 0
        other.goto("/")
        ask(other, ESSAI)
        expect(other.locator("[data-fault]")).to_contain_text("Come again in")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".turn")).to_contain_text("Answer stopped")
        expect(page.locator("#question")).to_be_focused()
        model.let.set()
        ask(other, ESSAI)
        expect(other.locator(".sentence").first).to_be_visible()


def test_a_hostile_document_is_text(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attack = "<script>document.title='owned'</script><img src=https://evil.example/x.png onerror=alert(1)>"
    case = CASE.replace("a trouvé 12 fuites en 2024", f"a trouvé 12 fuites en 2024 {attack}")
    case = case.replace("titre: Essai d'un outil", f'titre: "Essai {attack}"')
    case = case.replace("editeur: Journal", 'editeur: "[lire](javascript:alert(1))"')
    (tmp_path / "uploads").mkdir()
    upload = f"# Rapport {attack}\n\nL'outil d'Essai a trouvé 12 fuites [ici](javascript:alert(1)) {attack}\n"
    (tmp_path / "uploads" / "rapport.md").write_text(upload, encoding="utf-8")
    with made(tmp_path, monkeypatch, ScriptedModel(), case) as (address, _), reader(chromium, address) as page:
        for origin in ("library", "upload"):
            page.goto(f"/?q=Combien de fuites l'outil d'Essai a-t-il trouvées ?&origin={origin}")
            assert page.locator(".sentence").count() >= 1
            page.locator(".cite").first.click()
            expect(page.locator("[data-source] mark").first).to_be_visible()
            assert page.locator("main img, main script").count() == 0
            addresses = page.locator("a[href]").evaluate_all("(links) => links.map((link) => link.href)")
            assert all(link.startswith(("http://", "https://")) for link in addresses)
            assert "owned" not in page.title()
        page.goto("/?q=Combien de fuites l'outil d'Essai a-t-il trouvées ?&origin=library")
        expect(page.locator("[data-source]").first).to_contain_text("<script>document.title='owned'</script>")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("locale", "question"), [("fr-FR", "Quels projets sont déployés ?"), ("en-GB", ENERGY)])
def test_axe_finds_nothing_serious(chromium: Browser, address: str, scheme: str, locale: str, question: str) -> None:
    with reader(chromium, address, color_scheme=scheme, locale=locale) as page:
        page.goto("/")
        assert violations(page) == []
        ask(page, question)
        page.locator(".turn .cite").first.click()
        assert violations(page) == []
        ask(page, NOWHERE)
        assert violations(page) == []


def test_every_example_is_answered_in_both_languages(assistant: Assistant) -> None:
    keys = [f"ask.example.{role}.{n}" for role in ROLES for n in (1, 2, 3)]
    asked = [AskRequest(question=question) for key in keys for question in ASK[key]]
    unanswered = [request.question for request in asked if assistant.ask(request).status != "answered"]
    assert unanswered == []


def test_a_question_that_cannot_be_asked_is_told_so(address: str) -> None:
    reply = httpx.get(f"{address}/", params={"q": "a" * 2001}, headers={"Accept-Language": "fr"})
    assert reply.status_code == 400
    assert "Cette question ne peut pas être posée telle quelle." in reply.text
    body = {"question": " ", "turn": "1"}
    told = httpx.post(f"{address}/converse", json=body, headers={"Accept-Language": "fr"}).text
    assert told.startswith("event: fault\n")
    assert "Cette question ne peut pas" in json.loads(told.partition("data: ")[2])
