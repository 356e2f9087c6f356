"""The page explore."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.pages.site import Site


def explore_routes(site: Site) -> APIRouter:
    """`GET /explore`."""
    routes = APIRouter()

    @routes.get("/explore")
    def page(http: Request) -> HTMLResponse:
        return site.page(http, "explore.html")

    return routes
