"""The library over HTTP: its cases listed, and shown one by one."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from assistant.blocks import case_blocks
from assistant.cases import CasePage, CaseQuery, CaseSheet
from assistant.comparison import picked
from assistant.http.problems import documented
from assistant.markdown import markdown
from assistant.schemas import Language
from assistant.service import Service
from assistant.tables import cases_csv

MARKDOWN, CSV = "text/markdown", "text/csv"


class ListQuery(CaseQuery):
    """Which cases, which page of them, in what form."""

    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(20, ge=1, le=500, description="cases a page")
    format: Literal["json", "csv"] | None = Field(
        None, description="csv gives all the cases found, not a page; `Accept: text/csv` asks for the same"
    )


def case_routes(service: Service) -> APIRouter:
    """`GET /cases` and `GET /cases/{id}`."""
    routes = APIRouter(tags=["library"])

    @routes.get(
        "/cases",
        response_model=CasePage,
        responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}, **documented(422, 503)},
    )
    def cases(query: Annotated[ListQuery, Query()], http: Request) -> Response | CasePage:
        """The cases that meet the filters, a page at a time, with the values there are to filter by."""
        found = service.cases()
        if query.format == "csv" or (query.format is None and _accepts(http, CSV)):
            headers = {"Content-Disposition": 'attachment; filename="cases.csv"'}
            return Response(cases_csv(found.find(query)), media_type=CSV, headers=headers)
        return found.page(query, query.page, query.size)

    @routes.get(
        "/cases/{id}",
        response_model=CaseSheet,
        responses={200: {"content": {MARKDOWN: {"schema": {"type": "string"}}}}, **documented(404, 422, 503)},
    )
    def case(
        id: Annotated[str, Path(max_length=200, examples=["rennes-metropole-stations-epuration"])],
        http: Request,
        format: Annotated[
            Literal["json", "markdown"] | None, Query(description="`Accept: text/markdown` asks for the same")
        ] = None,
        language: Annotated[Language, Query(description="of the Markdown; the JSON has both")] = "fr",
    ) -> Response | CaseSheet:
        """One case, whole."""
        (found,) = picked(service.cases(), [id])
        if format == "markdown" or (format is None and _accepts(http, MARKDOWN)):
            return Response(markdown(case_blocks(found, language, date.today())), media_type=MARKDOWN)
        return found

    return routes


def _accepts(http: Request, media_type: str) -> bool:
    return media_type in http.headers.get("accept", "")
