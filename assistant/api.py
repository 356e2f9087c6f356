"""The HTTP door: the door to FastAPI."""

import json
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import chain
from queue import Queue
from threading import Thread
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.assistant import Assistant
from assistant.errors import AssistantError, InvalidQuestion
from assistant.schemas import Answer, AskRequest, Done, Event
from ingest.errors import IngestError

EVENT_STREAM = "text/event-stream"


def create_api(assistant: Assistant) -> FastAPI:
    """The service of one assistant: `POST /ask`, and `POST /ingest` for this machine."""
    api = FastAPI(title="Precedents", summary="Cited answers from the library of French territorial AI projects")

    @api.post("/ask", response_model=Answer, responses={400: {"description": "The question cannot be asked as it is"}})
    def ask(request: AskRequest, http: Request) -> Response:
        """Answer a question: JSON, or server-sent events where `Accept: text/event-stream` asks for them."""
        events = assistant.stream(request)
        first = next(events)  # a question that cannot be asked fails here, before any status is sent
        if EVENT_STREAM in http.headers.get("accept", ""):
            return StreamingResponse(_as_sent_events(first, events), media_type=EVENT_STREAM)
        *_, last = first, *events
        assert isinstance(last, Done)
        return Response(last.answer.model_dump_json(), media_type="application/json")

    @api.post("/ingest", include_in_schema=False)
    def ingest(http: Request) -> Response:
        """Ingest the library: progress, then the report, as server-sent events; for this machine only."""
        if http.client is None or not ip_address(http.client.host).is_loopback:
            return JSONResponse({"error": "only the machine of the service may ask it to ingest"}, status_code=403)
        return StreamingResponse(_ingestion(assistant), media_type=EVENT_STREAM)

    @api.exception_handler(InvalidQuestion)
    def invalid_question(_: Request, error: InvalidQuestion) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status_code=400)

    @api.exception_handler(RequestValidationError)
    def invalid_request(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return JSONResponse({"error": f"{where}: {first['msg']}; see /docs for the form of a request"}, status_code=422)

    @api.exception_handler(AssistantError)
    @api.exception_handler(IngestError)
    def unavailable(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status_code=503)

    return api


def _ingestion(assistant: Assistant) -> Iterator[str]:
    """The events of one ingestion, which goes on to its end even when nobody listens."""
    events: Queue[dict[str, Any]] = Queue()

    def run() -> None:
        try:
            report = assistant.ingest(
                lambda what, done, of: events.put({"event": "progress", "what": what, "done": done, "of": of})
            )
            events.put({"event": "report", "report": report.model_dump(mode="json")})
        except (IngestError, OSError) as error:
            events.put({"event": "error", "error": str(error)})

    Thread(target=run).start()
    event: dict[str, Any] = {"event": ""}
    while event["event"] not in ("report", "error"):
        event = events.get()
        yield f"data: {json.dumps(event)}\n\n"


def _as_sent_events(first: Event, rest: Iterator[Event]) -> Iterator[str]:
    for event in chain([first], rest):
        yield f"event: {event.event}\ndata: {event.model_dump_json()}\n\n"
