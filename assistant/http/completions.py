"""The OpenAI-compatible door: chat completions whose citations are annotations, and the whole Answer beside."""

import json
import re
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant.asking import Asking, Desk, Queued
from assistant.composing import marked
from assistant.errors import AssistantError, InvalidQuestion
from assistant.events import Done, Event, QuestionUnderstood, SentenceChecked
from assistant.http.answers import CLIENT_GONE, EVENT_STREAM, UNBUFFERED, holder_of
from assistant.http.problems import documented, instance_of, openai_error, problem_of
from assistant.markdown import inert
from assistant.schemas import Answer, AnswerSentence, AskRequest, Filters, Turn
from ingest.errors import IngestError

MODEL = "precedents"
PROSE = ("fact", "about-library")  # the kinds of answers whose text is their sentences, one after the other
MARK = re.compile(r"(?<!\\)\[(\d+)\]")  # of ours: those of a text that is quoted are escaped
Json = dict[str, Any]


class Part(BaseModel):
    """A part of a message; those of another type than text are not read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A message; those of a system, a developer or a tool are not read: they are no questions."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """The text of all its parts."""
        if isinstance(self.content, list):
            return " ".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class CompletionRequest(BaseModel):
    """A conversation whose last message of the user is the question; `filters` are ours, other parameters unread."""

    model_config = ConfigDict(extra="ignore")

    model: str = Field(MODEL, examples=[MODEL])
    messages: list[Message] = Field(
        min_length=1,
        max_length=1000,
        examples=[[{"role": "user", "content": "Who reduced energy use in wastewater plants?"}]],
    )
    stream: bool = False
    filters: Filters = Field(default_factory=Filters)

    def asked(self) -> AskRequest:
        """The question with the conversation before it; raises `InvalidQuestion` where there is none."""
        turns = [m for m in self.messages if m.role in ("user", "assistant")]
        if not turns or turns[-1].role != "user":
            raise InvalidQuestion("the last message is not the user's; put the question there")
        history = [Turn.model_validate({"role": m.role, "content": m.text}) for m in turns[:-1]]
        return AskRequest(question=turns[-1].text, history=history, filters=self.filters)


def completion_routes(desk: Desk) -> APIRouter:
    """`POST /v1/chat/completions` and `GET /v1/models`."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])

    @routes.post("/chat/completions", response_model=None, responses=documented(400, 404, 413, 422, 429, 503))
    async def completions(request: CompletionRequest, http: Request) -> Response:
        """Answer the last message: a completion, or its chunks where `stream` is true."""
        _known(request.model)
        id_, created = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())
        if request.stream:
            events = desk.stream(request.asked(), holder_of(http))
            first = await anext(events)
            chunks = _chunks(id_, created, first, events, http)
            return StreamingResponse(chunks, media_type=EVENT_STREAM, headers=UNBUFFERED)
        answer = await desk.ask(request.asked(), holder_of(http), http.is_disconnected)
        if answer is None:
            return Response(status_code=CLIENT_GONE)
        content = {"content": content_of(answer), "annotations": annotations(answer)}
        message = {"role": "assistant", **content, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        about = {"id": id_, "object": "chat.completion", "created": created, "model": MODEL}
        return JSONResponse({**about, "choices": [choice], "precedents": answer.model_dump(mode="json")})

    @routes.get("/models")
    def models() -> Json:
        """The one model there is."""
        return {"object": "list", "data": [_model()]}

    @routes.get("/models/{id}", responses=documented(404, 422))
    def model(id: str) -> Json:
        """The one model there is, by its id."""
        _known(id)
        return _model()

    return routes


def content_of(answer: Answer) -> str:
    """The text of an answer for clients that draw it as Markdown: what it quotes is no markup, its marks are ours."""
    text = inert(answer.text)
    for sentence in answer.sentences:
        text = text.replace(inert(marked(sentence)), _piece(sentence))
    return text


def _piece(sentence: AnswerSentence) -> str:
    return marked(sentence.model_copy(update={"text": inert(sentence.text)}))


def annotations(answer: Answer) -> list[Json]:
    """The citations: for each mark in the content, each public page it points to, and where the mark stands."""
    sources = {source.number: source for source in answer.sources}
    found = [(match, sources[int(match[1])]) for match in MARK.finditer(content_of(answer)) if int(match[1]) in sources]
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": match.start(),
                "end_index": match.end(),
                "title": f"{page.editeur}: {page.titre}",
                "url": page.url or f"urn:precedents:{source.passage}",  # a document put in has no public page
            },
        }
        for match, source in found
        for page in source.public_sources
    ]


async def _chunks(id_: str, created: int, first: Queued | Event, rest: Asking, http: Request) -> AsyncIterator[str]:
    """The answer in chunks; their contents, put together, are its text.

    A list or a comparison is laid out once it is whole, so its text comes in one piece.
    """
    about = {"id": id_, "object": "chat.completion.chunk", "created": created, "model": MODEL}

    def chunk(delta: Json, finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _data({**about, "choices": [choice], **more})

    said, in_prose = "", False
    async with aclosing(_all(first, rest)) as events:
        yield chunk({"role": "assistant", "content": ""})
        try:
            async for event in events:
                match event:
                    case Queued(position=position):
                        yield f": queued {position}\n\n"
                    case QuestionUnderstood(understood=understood):
                        in_prose = understood.kind in PROSE
                    case SentenceChecked(sentence=sentence) if in_prose:
                        piece = f"{' ' if said else ''}{_piece(sentence)}"
                        said += piece
                        yield chunk({"content": piece})
                    case Done(answer=answer):
                        if left := content_of(answer).removeprefix(said):
                            yield chunk({"content": left})
                        whole = answer.model_dump(mode="json")
                        yield chunk({"annotations": annotations(answer)}, "stop", precedents=whole)
            yield "data: [DONE]\n\n"
        except (AssistantError, IngestError, OSError) as error:
            yield _data({"error": openai_error(problem_of(error, instance_of(http.scope)))})


async def _all(first: Queued | Event, rest: Asking) -> Asking:
    async with aclosing(rest):
        yield first
        async for event in rest:
            yield event


def _data(data: Json) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _known(model: str) -> None:
    if model != MODEL:
        raise HTTPException(404, f"there is no model {model[:100]!r} here; ask for {MODEL!r}")


def _model() -> Json:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
