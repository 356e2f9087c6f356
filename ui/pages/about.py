"""The page about."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.pages.site import Site


def about_routes(site: Site) -> APIRouter:
    """`GET /about`."""
    routes = APIRouter()

    @routes.get("/about")
    def page(http: Request) -> HTMLResponse:
        return site.page(http, "about.html")

    return routes
