"""The HTTP door: the door to FastAPI."""

from collections.abc import Iterator
from itertools import chain

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.assistant import Assistant
from assistant.errors import AssistantError, InvalidQuestion
from assistant.schemas import Answer, AskRequest, Done, Event
from ingest.errors import IngestError

EVENT_STREAM = "text/event-stream"


def create_api(assistant: Assistant) -> FastAPI:
    """The service of one assistant: `POST /ask`."""
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


def _as_sent_events(first: Event, rest: Iterator[Event]) -> Iterator[str]:
    for event in chain([first], rest):
        yield f"event: {event.event}\ndata: {event.model_dump_json()}\n\n"
