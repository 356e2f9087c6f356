"""What those who run the service ask it: is it there, is it ready, what has it counted."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from assistant.asking import Desk
from assistant.errors import AssistantError
from assistant.frugality import HOSTED, Month, Reference
from assistant.metrics import CONTENT_TYPE
from assistant.service import Service
from ingest.errors import IndexMissing, IngestError
from ingest.models import language_model_file


class Part(BaseModel):
    """A part of the service; `detail` says why it is not ready, and what to do."""

    ready: bool
    detail: str = ""


class Health(BaseModel):
    """`live`: the process answers. `ready`: questions are answered. Without its language model, a service
    quotes what it would have translated, and is ready all the same.
    """

    live: Literal[True] = True
    ready: bool
    store: Part
    language_model: Part


class Spending(BaseModel):
    """What the service spent, month by month; `cap` in watt-hours a month, 0 is none.

    `exhausted`: the cap is reached, so the language model rests until the month ends.
    `hosted` is what others publish of one request to a large hosted model, whose
    perimeter is wider than ours (`assistant.energy`).
    """

    months: list[Month]
    cap: float
    exhausted: bool
    hosted: list[Reference]


def operation_routes(desk: Desk) -> APIRouter:
    """`GET /health`, `GET /health/live`, `GET /metrics`, `GET /energy`."""
    routes = APIRouter(tags=["operation"])

    @routes.get("/health", responses={503: {"model": Health, "description": "Not ready; the body says why"}})
    def health() -> JSONResponse:
        """Whether the service is ready: 200 if so, else 503."""
        found = health_of(desk.service)
        return JSONResponse(found.model_dump(), 200 if found.ready else 503)

    @routes.get("/health/live")
    async def live() -> dict[str, bool]:
        """Whether the process answers at all."""
        return {"live": True}

    @routes.get("/energy")
    def energy() -> Spending:
        """What the service spent, in watt-hours and tokens."""
        ledger = desk.ledger
        ledger.count()
        return Spending(months=ledger.months(), cap=ledger.cap, exhausted=ledger.exhausted, hosted=list(HOSTED))

    @routes.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    def metrics() -> Response:
        """Counts and times since the start, for Prometheus."""
        try:
            manifest = desk.service.manifest()
        except IndexMissing:
            manifest = None
        return Response(desk.metrics.text(manifest), media_type=CONTENT_TYPE)

    return routes


def health_of(service: Service) -> Health:
    """What is ready now."""
    store, model = Part(ready=True), Part(ready=True)
    try:
        service.assistant()
    except (AssistantError, IngestError, OSError) as error:
        store = Part(ready=False, detail=str(error))
    try:
        if not service.settings.llm_url:
            language_model_file(service.settings.llm, service.settings.models_folder)
    except IngestError as error:
        model = Part(ready=False, detail=str(error))
    return Health(ready=store.ready, store=store, language_model=model)
