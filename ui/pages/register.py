"""The register sheet of this service, for people (Markdown) and for programs (JSON)."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.http.cases import MARKDOWN
from ui.pages.evaluation import headline_figures
from ui.pages.site import Site
from ui.register import as_markdown, register_sheet


def register_routes(site: Site) -> APIRouter:
    """`GET /register`."""
    routes = APIRouter()

    @routes.get("/register")
    def sheet(http: Request, format: Literal["json", "markdown"] | None = None) -> Response:
        ledger = site.desk.ledger
        ledger.count()
        found = register_sheet(site.service.settings, ledger.months(), headline_figures())
        if format == "json" or (format is None and "application/json" in http.headers.get("accept", "")):
            return Response(found.model_dump_json(), media_type="application/json")
        return Response(as_markdown(found), media_type=MARKDOWN)

    return routes
