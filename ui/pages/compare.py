"""The page compare."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.pages.site import Site


def compare_routes(site: Site) -> APIRouter:
    """`GET /compare`."""
    routes = APIRouter()

    @routes.get("/compare")
    def page(http: Request) -> HTMLResponse:
        return site.page(http, "compare.html")

    return routes
