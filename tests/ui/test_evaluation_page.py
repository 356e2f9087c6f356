"""The evaluation on its page: the published figures as they are, the last records, the failed questions."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.dates import written
from assistant.http import create_api
from assistant.schemas import AskRequest
from assistant.service import Service
from evals.questions import GoldQuestion
from evals.records import Header, Record
from evals.results import published
from ui.pages import add_pages


@pytest.fixture
def client(assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The pages, run where there is no record yet."""
    monkeypatch.chdir(tmp_path)
    return TestClient(add_pages(create_api(Service.over(assistant))), headers={"Accept": "text/html"})


def read(client: TestClient, language: str = "en") -> str:
    reply = client.get("/evaluation", params={"lang": language})
    assert reply.status_code == 200
    return reply.text


def a_record(assistant: Assistant, **wrong: object) -> str:
    """A record of two questions, the second of them answered although the library does not hold it."""
    header = Header(
        task="answers", config="default", system="precedents", questions="dev.jsonl", questions_digest="0" * 12,
        receipt=assistant.receipt, code="abcdef", date="2026-03-01T10:00:00", machine="Linux x86_64, 2 cores",
    )  # fmt: skip
    answer = assistant.ask(AskRequest(question="Que fait Nantes dans ses cantines ?"))
    lines = [header.model_dump_json()]
    for id_, answerable in (("good", True), ("bad <b>", False)):
        question = GoldQuestion.model_validate(
            {
                "id": id_, "language": "fr", "kind": "fact" if answerable else "unanswerable",
                "question": f"Que fait <script>{id_}</script> ?", "history": [], "facts": [], "answerable": answerable,
                "cases": ["nantes-ia-cantines"] if answerable else [], "filters": {},
            }
        )  # fmt: skip
        ranking = {"precedents": ["nantes-ia-cantines"]}
        record = Record(question=question, rankings=ranking, search_ms=5, answer=answer, themes=["education-social"])
        lines.append(record.model_dump_json())
    return "\n".join(lines) + "\n"


def test_the_figures_are_those_that_were_published(client: TestClient) -> None:
    text = read(client)
    for table in published().tables:
        for column in table.columns:
            assert f"{column.figures['nDCG@10']:.3f}" in text
            assert column.system in text
        day = table.made[0].rpartition("; ")[2][:10]
        assert f"Measured on {written(day, 'en')}" in text
    french = read(client, "fr")
    assert f"{published().tables[0].columns[0].figures['passed']:.3f}".replace(".", ",") in french
    assert "refus justifiés" in french


def test_without_a_record_it_says_how_to_make_one(client: TestClient) -> None:
    assert "precedents eval all" in read(client)


def test_a_failed_question_shows_what_was_expected_found_and_written(client: TestClient, assistant: Assistant) -> None:
    folder = Path(".precedents/eval")
    folder.mkdir(parents=True)
    (folder / "answers-default-dev.jsonl").write_text(a_record(assistant))
    text = read(client)
    assert "2 questions, on 1 March 2026, on Linux x86_64, 2 cores" in text
    assert "Failed questions: 1" in text
    assert "answered what the library does not hold" in text
    assert "a refusal" in text
    assert "nantes-ia-cantines" in text
    assert "<script>bad" not in text


def test_a_record_that_cannot_be_read_is_told_and_the_rest_is_shown(client: TestClient) -> None:
    folder = Path(".precedents/eval")
    folder.mkdir(parents=True)
    (folder / "answers-default-dev.jsonl").write_text(json.dumps({"schema_version": 1}) + "\n")
    text = read(client)
    assert "A record cannot be read" in text
    assert "nDCG@10" in text
