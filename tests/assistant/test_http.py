"""The HTTP door, on the real assistant: answers, and one problem object for each bad input."""

import json

import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.schemas import Answer
from assistant.service import Service
from tests.fakes import SPENT

QUESTION = "Qui a réduit l'énergie des stations d'épuration ?"


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    return TestClient(create_api(Service.over(assistant)))


def test_ask_gives_the_answer_object(client: TestClient) -> None:
    reply = client.post("/ask", json={"question": QUESTION, "history": [], "filters": {"region": ["Bretagne"]}})
    assert reply.status_code == 200
    answer = Answer.model_validate(reply.json())
    assert answer.status == "answered"
    assert answer.filters.region == ["Bretagne"]


def test_events_carry_the_same_answer_as_json(client: TestClient) -> None:
    reply = client.post("/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: ")]
    assert [event["event"] for event in events][:3] == ["understood", "sources", "sentence"]
    assert events[-1]["event"] == "answer"
    streamed = Answer.model_validate(events[-1]["answer"])
    at_once = Answer.model_validate(client.post("/ask", json={"question": QUESTION}).json())
    assert streamed.model_dump(exclude=SPENT) == at_once.model_dump(exclude=SPENT)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"question": ""}, 400, "the question is empty"),
        ({"question": "a" * 20_000}, 400, "20000 characters"),
        ({"question": "a\u0007b"}, 400, "control character"),
        ({}, 422, "question: Field required"),
        ({"question": "x", "filters": {"couleur": ["bleu"]}}, 422, "filters.couleur"),
        ({"question": "x", "history": [{"role": "system", "content": "y"}]}, 422, "history.0.role"),
    ],
)
def test_bad_input_gets_one_sentence_and_a_4xx(
    client: TestClient, accept: str, body: dict[str, object], status: int, said: str
) -> None:
    reply = client.post("/ask", json=body, headers={"Accept": accept})
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == status
    assert problem["title"]
    assert said in problem["detail"]
    assert "Traceback" not in reply.text


def test_a_body_that_is_not_json_gets_a_4xx(client: TestClient) -> None:
    reply = client.post("/ask", content=b'{"question":', headers={"Content-Type": "application/json"})
    assert reply.status_code == 422
    assert "JSON" in reply.json()["detail"]


def test_the_description_shows_an_example(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    assert schema["components"]["schemas"]["AskRequest"]["properties"]["question"]["examples"]
