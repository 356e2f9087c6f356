"""The page case."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.pages.site import Site


def case_routes(site: Site) -> APIRouter:
    """`GET /case/{id}`."""
    routes = APIRouter()

    @routes.get("/case/{id}")
    def page(http: Request) -> HTMLResponse:
        return site.page(http, "case.html")

    return routes
