"""The reference of the API for people: Swagger UI, served from here, on the description that the service gives."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.pages.site import Site


def reference_routes(site: Site) -> APIRouter:
    """`GET /docs`."""
    routes = APIRouter()

    @routes.get("/docs")
    def page(http: Request) -> HTMLResponse:
        return site.page(http, "reference.html")

    return routes
