"""What is spent is counted, month by month, told, and can be capped."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.frugality import FILE, Ledger
from assistant.http import create_api
from assistant.llm import EmbeddedModel
from assistant.schemas import AskRequest
from assistant.service import Service
from assistant.settings import AssistantSettings
from assistant.tokens import Tokens
from tests.assistant.test_operation import QUESTION

NOW = datetime.now(UTC).strftime("%Y-%m")


@pytest.fixture
def settings_here(tmp_path: Path) -> AssistantSettings:
    return AssistantSettings(index=tmp_path / "index")


def test_an_answer_tells_what_it_took(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest(question=QUESTION))
    assert answer.energy is not None
    assert 0 < answer.energy.low <= answer.energy.mid <= answer.energy.high
    assert answer.tokens == Tokens()  # the library's own words: no model read or wrote anything


def test_what_is_spent_adds_up_and_outlives_the_service(assistant: Assistant, settings_here: AssistantSettings) -> None:
    answer = assistant.ask(AskRequest(question=QUESTION))
    first = Ledger(settings_here)
    first.count(answer.model_copy(update={"tokens": Tokens(read=7, written=2)}))
    until = datetime.now(UTC).timestamp() + 0.05
    while datetime.now(UTC).timestamp() < until:
        pass
    first.count()
    (month,) = Ledger(settings_here).months()
    assert (month.month, month.answers, month.read, month.written) == (NOW, 1, 7, 2)
    assert 0 < month.low <= month.mid <= month.high


def test_beyond_the_cap_the_language_model_rests(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service.over(assistant)
    service.settings = assistant.settings.model_copy(update={"energy_cap": 1e-9})
    monkeypatch.setattr(EmbeddedModel, "complete", lambda *_: pytest.fail("the model was asked"))
    client = TestClient(create_api(service))
    client.post("/ask", json={"question": QUESTION})
    assert client.get("/energy").json()["exhausted"]
    reply = client.post("/ask", json={"question": "Which authorities adopted an AI strategy?"})
    assert reply.json()["status"] == "answered"
    assert {sentence["check"] for sentence in reply.json()["sentences"]} <= {"quoted", "supported", "recorded"}


def test_the_months_are_told_beside_what_others_publish(assistant: Assistant) -> None:
    client = TestClient(create_api(Service.over(assistant)))
    client.post("/ask", json={"question": QUESTION})
    before = client.get("/energy").json()["months"][-1]
    client.post("/ask", json={"question": QUESTION})
    told = client.get("/energy").json()
    last = told["months"][-1]
    assert (last["month"], last["answers"]) == (NOW, before["answers"] + 1)
    assert last["mid"] > before["mid"]
    assert all(reference["url"].startswith("https://") and reference["wh"] > 0 for reference in told["hosted"])
    assert "precedents_energy_joules_total" in client.get("/metrics").text


def test_a_damaged_ledger_costs_no_answer(settings_here: AssistantSettings, caplog: pytest.LogCaptureFixture) -> None:
    (settings_here.index.parent / FILE).write_bytes(b"no database" * 100)
    ledger = Ledger(settings_here)
    ledger.count()
    assert ledger.months() == []
    assert FILE in caplog.text


def test_threads_count_their_own_tokens() -> None:
    from assistant.tokens import Tally

    tally, seen = Tally(), []

    def work(read: int) -> None:
        tally.add(read, 1)
        seen.append(tally.tokens)

    for read in (5, 9):
        thread = threading.Thread(target=work, args=[read])
        thread.start()
        thread.join()
    assert seen == [Tokens(read=5, written=1), Tokens(read=9, written=1)]
    assert tally.tokens == Tokens()
