"""What the service holds, and having it ingest."""

import json
from collections.abc import Iterator
from ipaddress import ip_address
from queue import Queue
from threading import Thread
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict

from assistant.cases import CaseQuery, Facet, FacetValue
from assistant.http.answers import EVENT_STREAM
from assistant.http.problems import documented
from assistant.schemas import Receipt
from assistant.service import Service
from ingest.errors import IngestError

LICENCE = "Licence Ouverte 2.0 (Etalab)"


class LibraryState(BaseModel):
    """What is in the library: how much, indexed when and by what, and the values of its fields with their counts.

    `documents` counts all that is searched; `cases` those of the library, the others
    being rows of the official table and documents that were put in.
    """

    model_config = ConfigDict(frozen=True)

    cases: int
    documents: int
    passages: int
    sentences: int
    index: str
    created: str
    receipt: Receipt
    licence: str
    facets: dict[Facet, list[FacetValue]]


def library_routes(service: Service) -> APIRouter:
    """`GET /library`, and `POST /ingest` for this machine."""
    routes = APIRouter(tags=["library"])

    @routes.get("/library", responses=documented(503))
    def library() -> LibraryState:
        """What is in the library, and the version of its index."""
        assistant, manifest, cases = service.assistant(), service.manifest(), service.cases()
        return LibraryState(
            cases=len(cases),
            documents=len(manifest.documents),
            passages=manifest.passages,
            sentences=manifest.sentences,
            index=manifest.fingerprint,
            created=manifest.created,
            receipt=assistant.receipt,
            licence=LICENCE,
            facets=cases.facets(CaseQuery()),
        )

    @routes.post("/ingest", include_in_schema=False)
    def ingest(http: Request) -> Response:
        """Ingest the library: progress, then the report, as server-sent events; for this machine only."""
        if http.client is None or not ip_address(http.client.host).is_loopback:
            raise HTTPException(403, "only the machine of the service may ask it to ingest")
        return StreamingResponse(_ingestion(service), media_type=EVENT_STREAM)

    return routes


def _ingestion(service: Service) -> Iterator[str]:
    """The events of one ingestion, which goes on to its end even when nobody listens."""
    events: Queue[dict[str, Any]] = Queue()

    def run() -> None:
        try:
            report = service.assistant().ingest(
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
