"""The OpenAI-compatible door, with the clients that people have: OpenAI's own, and LlamaIndex's."""

from collections.abc import Iterator

import openai
import pytest
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.schemas import Answer
from assistant.service import Service
from tests.serving import serving

QUESTION = "Qui a réduit l'énergie des stations d'épuration ?"


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(create_api(Service.over(assistant))) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def user(text: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}]


def test_a_completion_cites_where_its_marks_stand(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(model="precedents", messages=user(QUESTION))  # type: ignore[arg-type]
    message = reply.choices[0].message
    assert message.content is not None
    assert "Rennes" in message.content
    assert message.annotations
    for annotation in message.annotations:
        citation = annotation.url_citation
        assert message.content[citation.start_index : citation.end_index].strip("[]").isdigit()
        assert citation.url.startswith("http")
    answer = Answer.model_validate(reply.model_extra["precedents"])  # type: ignore[index]
    assert answer.text == message.content
    urls = {page.url for source in answer.sources for page in source.public_sources}
    assert {annotation.url_citation.url for annotation in message.annotations} == urls


def test_a_stream_carries_the_same_text_annotations_and_answer(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="precedents", messages=user(QUESTION))  # type: ignore[arg-type]
    chunks = list(client.chat.completions.create(model="precedents", messages=user(QUESTION), stream=True))  # type: ignore[arg-type]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == whole.choices[0].message.content
    last = chunks[-1]
    assert last.choices[0].finish_reason == "stop"
    annotations = last.choices[0].delta.model_extra["annotations"]  # type: ignore[index]
    assert annotations == [a.model_dump() for a in whole.choices[0].message.annotations or []]
    assert Answer.model_validate(last.model_extra["precedents"]).text == text  # type: ignore[index]


def test_an_abstention_cites_nothing(client: openai.OpenAI) -> None:
    asked = user("Écris-moi un poème sur la mer")
    reply = client.chat.completions.create(model="precedents", messages=asked)  # type: ignore[arg-type]
    assert reply.choices[0].message.annotations == []
    assert reply.choices[0].message.content


def test_filters_and_the_conversation_are_heeded(client: openai.OpenAI) -> None:
    turns = [
        *user("fuites d'eau au Sicoval"),
        {"role": "assistant", "content": "…"},
        {"role": "user", "content": "Et ?"},
    ]
    reply = client.chat.completions.create(
        model="precedents",
        messages=turns,  # type: ignore[arg-type]
        extra_body={"filters": {"region": ["Occitanie"]}},
    )
    answer = Answer.model_validate(reply.model_extra["precedents"])  # type: ignore[index]
    assert answer.filters.region == ["Occitanie"]
    assert {source.case for source in answer.sources} <= {"sicoval-fuites-eau", "montpellier-strategie-ia-data"}


def test_text_in_parts_is_read(client: openai.OpenAI) -> None:
    parts = [{"role": "user", "content": [{"type": "text", "text": QUESTION}]}]
    reply = client.chat.completions.create(model="precedents", messages=parts)  # type: ignore[arg-type]
    assert "Rennes" in (reply.choices[0].message.content or "")


@pytest.mark.parametrize("stream", [False, True])
def test_a_question_that_cannot_be_asked(client: openai.OpenAI, stream: bool) -> None:
    with pytest.raises(openai.BadRequestError, match="the question is empty"):
        client.chat.completions.create(model="precedents", messages=user(" "), stream=stream)  # type: ignore[call-overload]


def test_a_conversation_without_a_question(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="the last message is not the user's"):
        client.chat.completions.create(model="precedents", messages=[{"role": "system", "content": "x"}])


def test_another_model(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="no model 'gpt-4'"):
        client.chat.completions.create(model="gpt-4", messages=user(QUESTION))  # type: ignore[arg-type]


def test_the_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["precedents"]
    assert client.models.retrieve("precedents").owned_by == "precedents"


def test_llama_index_talks_to_it(address: str) -> None:
    model = OpenAILike(model="precedents", api_base=f"{address}/v1", api_key="none", is_chat_model=True)
    asked = [ChatMessage(role="user", content=QUESTION)]
    text = model.chat(asked).message.content
    assert text is not None
    assert "Rennes" in text
    assert "".join(part.delta or "" for part in model.stream_chat(asked)) == text
