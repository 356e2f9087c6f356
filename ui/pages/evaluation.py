"""The page evaluation."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.pages.site import Site


def evaluation_routes(site: Site) -> APIRouter:
    """`GET /evaluation`."""
    routes = APIRouter()

    @routes.get("/evaluation")
    def page(http: Request) -> HTMLResponse:
        return site.page(http, "evaluation.html")

    return routes
