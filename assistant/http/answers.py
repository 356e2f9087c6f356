"""Questions over HTTP: answers whole or as they are made, and the passages a question finds."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from assistant.asking import Asking, Desk, Queued, SearchResult
from assistant.errors import AssistantError
from assistant.events import Event
from assistant.gate import Holder
from assistant.http.problems import documented, instance_of, problem_of
from assistant.schemas import Answer, AskRequest, Filters
from ingest.errors import IngestError

EVENT_STREAM = "text/event-stream"
CLIENT_GONE = 499  # nobody reads it: the status that logs use for it


class SearchQuery(Filters):
    """What to search for, among which cases."""

    q: str = Field(description="a question or words, in French or English", examples=["fuites d'eau"])


def answer_routes(desk: Desk) -> APIRouter:
    """`POST /ask` and `GET /search`."""
    routes = APIRouter(tags=["answers"])

    @routes.post(
        "/ask",
        response_model=Answer,
        responses={
            200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}},
            **documented(400, 413, 422, 429, 503),
        },
    )
    async def ask(request: AskRequest, http: Request) -> Response:
        """Answer a question: JSON, or server-sent events where `Accept: text/event-stream` asks for them."""
        holder = holder_of(http)
        if EVENT_STREAM not in http.headers.get("accept", ""):
            answer = await desk.ask(request, holder, http.is_disconnected)
            if answer is None:
                return Response(status_code=CLIENT_GONE)
            return Response(answer.model_dump_json(), media_type="application/json")
        events = desk.stream(request, holder)
        first = await anext(events)  # what cannot be asked fails here, before any status is sent
        return StreamingResponse(_sent(first, events, http), media_type=EVENT_STREAM, headers=UNBUFFERED)

    @routes.get("/search", response_model=SearchResult, responses=documented(400, 422, 503))
    async def search(query: Annotated[SearchQuery, Query()]) -> Response:
        """The passages that a question finds, without writing an answer."""
        filters = Filters.model_validate(query.model_dump(exclude={"q"}))
        found = await desk.search(AskRequest(question=query.q, filters=filters))
        return Response(found.model_dump_json(), media_type="application/json")

    return routes


UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def holder_of(http: Request) -> Holder:
    """Who asks: the id of the key, the address where none is wanted."""
    return Holder.of(http.scope)


async def _sent(first: Queued | Event, rest: Asking, http: Request) -> AsyncIterator[str]:
    """The events as text; what fails on the way is the last of them, a problem object."""
    async with aclosing(rest):
        yield _as_text(first)
        try:
            async for event in rest:
                yield _as_text(event)
        except (AssistantError, IngestError, OSError) as error:
            yield f"event: error\ndata: {problem_of(error, instance_of(http.scope)).model_dump_json()}\n\n"


def _as_text(event: Queued | Event) -> str:
    return f"event: {event.event}\ndata: {event.model_dump_json()}\n\n"
