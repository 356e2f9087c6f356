"""The page where questions are asked: `/`, the stream of an answer, and an answer to carry away."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from assistant.errors import AssistantError
from assistant.http.answers import CLIENT_GONE, EVENT_STREAM, UNBUFFERED, holder_of
from assistant.schemas import AskRequest, Filters, Turn
from assistant.tables import cases_csv
from ingest.errors import IngestError
from ui.pages.carrying import as_markdown
from ui.pages.conversation import Part, Telling, fault_of
from ui.pages.site import HEADERS, Site
from ui.pages.texts.ask import ROLES

FAULTS = (AssistantError, IngestError, OSError)


class Asked(Filters, extra="ignore"):
    """A question as an address; `before` holds the questions of the conversation so far."""

    q: str = ""
    without: list[str] = Field(default_factory=list)
    before: list[str] = Field(default_factory=list)

    @property
    def request(self) -> AskRequest:
        """The question as it is asked."""
        return AskRequest(
            question=self.q,
            history=[Turn(role="user", content=question) for question in self.before],
            filters=Filters.model_validate(self.model_dump(include=set(Filters.model_fields))),
            without=self.without,
        )


class Said(AskRequest):
    """A question that a page asks; `turn` is what the page calls its answer."""

    turn: str = Field(pattern=r"^[a-z0-9]{1,12}$")

    @property
    def request(self) -> AskRequest:
        """The question as it is asked."""
        return AskRequest.model_validate(self.model_dump(exclude={"turn"}))


def ask_routes(site: Site) -> APIRouter:
    """`GET /`, `POST /converse` and `GET /answer.md`, `GET /answer.csv`."""
    routes = APIRouter()

    @routes.get("/")
    async def page(asked: Annotated[Asked, Query()], http: Request) -> Response:
        """The page, with the answer where a question is in the address."""
        return await _whole(site, http, asked)

    @routes.post("/converse")
    async def converse(said: Said, http: Request) -> Response:
        """The answer as server-sent events, each a piece of the page: `event` names it, `data` is its HTML as JSON."""
        telling = Telling(site, http, said.request, said.turn)
        return StreamingResponse(_sent(telling), media_type=EVENT_STREAM, headers={**HEADERS, **UNBUFFERED})

    @routes.get("/answer.{form}")
    async def carried(form: Literal["md", "csv"], asked: Annotated[Asked, Query()], http: Request) -> Response:
        """The answer as Markdown with its references, or the cases of a list as CSV."""
        answer = await site.desk.ask(asked.request, holder_of(http), http.is_disconnected)
        if answer is None:
            return Response(status_code=CLIENT_GONE)
        headers = {"Content-Disposition": f'attachment; filename="precedents.{form}"'}
        if form == "md":
            return Response(as_markdown(answer, date.today()), media_type="text/markdown", headers=headers)
        cases = site.service.cases()
        listed = [cases[row.case] for row in answer.rows if row.case in cases]
        return Response(cases_csv(listed), media_type="text/csv", headers=headers)

    return routes


async def _whole(site: Site, http: Request, asked: Asked) -> Response:
    """The page as it stands once the answer is there, or the notice of why there is none."""
    telling, fault = Telling(site, http, asked.request, secrets.token_hex(4)), None
    try:
        if asked.q.strip():
            async with aclosing(telling.events()) as names:
                async for _ in names:
                    if await http.is_disconnected():
                        return Response(status_code=CLIENT_GONE)
    except FAULTS as error:
        fault = fault_of(error)
    status = fault["status"] if fault else 200
    response = site.page(http, "ask.html", status=status, asked=asked, roles=ROLES, fault=fault, **telling.view)
    if fault and fault["seconds"]:
        response.headers["Retry-After"] = str(fault["seconds"])
    return response


async def _sent(telling: Telling) -> AsyncIterator[str]:
    """The parts as text; what fails, before the first or on the way, is the last of them, a notice to read."""
    async with aclosing(telling.parts()) as parts:
        try:
            async for part in parts:
                yield _as_text(part)
        except FAULTS as error:
            yield _as_text(telling.fault(error))


def _as_text(part: Part) -> str:
    name, html = part
    return f"event: {name}\ndata: {json.dumps(html, ensure_ascii=False)}\n\n"
