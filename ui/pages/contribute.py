"""The page contribute."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.pages.site import Site


def contribute_routes(site: Site) -> APIRouter:
    """`GET /contribute`."""
    routes = APIRouter()

    @routes.get("/contribute")
    def page(http: Request) -> HTMLResponse:
        return site.page(http, "contribute.html")

    return routes
