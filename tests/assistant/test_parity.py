"""One answer, every door: the same questions by command line, HTTP, events, OpenAI's route and MCP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import openai
import pytest
from mcp import Client
from typer.testing import CliRunner

from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.schemas import Answer
from assistant.service import Service
from assistant.signing import holds
from tests.serving import serving
from ui.cli import app

QUESTIONS = """
Qui a réduit l'énergie des stations d'épuration ?
Who reduced energy use in wastewater plants?
Combien de repas en trop la prévision évitait-elle dans les cantines de Nantes ?
Why was the Nantes school canteen project stopped?
Comment le Sicoval trouve-t-il les fuites d'eau ?
How does Lyon reduce waste in school canteens?
Qui détecte les départs de feux de forêt en Gironde ?
Which city uses a digital twin to count its trees?
Quelle métropole répond au téléphone avec un callbot pour les encombrants ?
How does Valence Romans pump water with AI?
Quels partenaires ont travaillé avec Rennes Métropole sur l'épuration ?
Who forecasts the flow of springs in Bordeaux?
Quelles collectivités ont un cadre éthique pour l'IA ?
Which towns look for water leaks with AI?
Combien de cas parlent de cantines ?
List the projects about water.
Compare Nantes and Lyon on school canteens.
Écris-moi un poème sur la mer
Which city plants a million trees with AI?
Write me a poem about Lyon.
""".strip().splitlines()


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(create_api(Service.over(assistant))) as address:
        yield address


def by_command(question: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["ask", question, "--json"])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def by_http(address: str, question: str) -> dict[str, Any]:
    return dict(httpx.post(f"{address}/ask", json={"question": question}, timeout=120).json())


def by_events(address: str, question: str) -> dict[str, Any]:
    headers = {"Accept": "text/event-stream"}
    reply = httpx.post(f"{address}/ask", json={"question": question}, headers=headers, timeout=120)
    events = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: ")]
    answer = dict(events[-1]["answer"])
    assert [event["sentence"] for event in events if event["event"] == "sentence"] == answer["sentences"]
    return answer


def by_openai(address: str, question: str, stream: bool) -> dict[str, Any]:
    """The Answer beside a completion, whose own text and annotations must be those of the Answer."""
    messages: Any = [{"role": "user", "content": question}]
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none") as client:
        if stream:
            chunks = list(client.chat.completions.create(model="precedents", messages=messages, stream=True))
            text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
            extra, cited = chunks[-1].model_extra, (chunks[-1].choices[0].delta.model_extra or {})["annotations"]
        else:
            reply = client.chat.completions.create(model="precedents", messages=messages)
            text, extra = reply.choices[0].message.content or "", reply.model_extra
            cited = [annotation.model_dump() for annotation in reply.choices[0].message.annotations or []]
    answer = dict((extra or {})["precedents"])
    assert text == answer["text"]
    marks = {text[c["url_citation"]["start_index"] : c["url_citation"]["end_index"]] for c in cited}
    assert marks == {f"[{source['number']}]" for source in answer["sources"]}
    return answer


def by_mcp(address: str, question: str) -> dict[str, Any]:
    async def call() -> Any:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool("ask_library", {"question": question})

    result = anyio.run(call)
    assert not result.is_error
    assert result.content[0].text.startswith(result.structured_content["text"])
    return dict(result.structured_content)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_door_gives_the_same_answer(
    assistant: Assistant, address: str, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def this_one(*_: object) -> Iterator[Assistant]:
        yield assistant

    monkeypatch.setattr("assistant.assistant.open_assistant", this_one)
    answers = {
        "command line": by_command(question),
        "HTTP": by_http(address, question),
        "events": by_events(address, question),
        "OpenAI": by_openai(address, question, stream=False),
        "OpenAI, streamed": by_openai(address, question, stream=True),
        "MCP": by_mcp(address, question),
    }
    for door, answer in answers.items():
        assert holds(Answer.model_validate(answer)), f"{door} changes what was signed"
        for spent in ("timings", "energy"):
            answer.pop(spent)
        for signed in ("key", "signature"):
            answer["receipt"].pop(signed)
    first = answers["command line"]
    for door, answer in answers.items():
        assert answer == first, f"by {door} and by command line"
    whole = Answer.model_validate({**first, "timings": {"search_ms": 0, "first_sentence_ms": None, "total_ms": 0}})
    assert (whole.status == "abstained") == (not whole.sources)


def test_the_questions_are_of_every_sort(assistant: Assistant, address: str) -> None:
    answers = [by_http(address, question) for question in QUESTIONS]
    assert len(answers) == 20
    assert {answer["language"] for answer in answers} == {"fr", "en"}
    assert sum(answer["status"] == "answered" for answer in answers) >= 10
    assert sum(answer["status"] == "abstained" for answer in answers) >= 2
    assert {"fact", "list", "count", "out-of-scope"} <= {answer["kind"] for answer in answers}
