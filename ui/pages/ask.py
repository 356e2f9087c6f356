"""The page ask."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.pages.site import Site


def ask_routes(site: Site) -> APIRouter:
    """`GET /`."""
    routes = APIRouter()

    @routes.get("/")
    def page(http: Request) -> HTMLResponse:
        return site.page(http, "ask.html")

    return routes
