"""The page about: what this is and is not, told from the settings as they run and from what was measured."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.fields import LABELS
from ui.pages.evaluation import refusals
from ui.pages.site import Site, language_of
from ui.running import OWN, elsewhere, facts_of, models_in_use, own_answer


def about_routes(site: Site) -> APIRouter:
    """`GET /about`."""
    routes = APIRouter()

    @routes.get("/about")
    def page(http: Request) -> HTMLResponse:
        settings, language = site.service.settings, language_of(http)
        return site.page(
            http,
            "about.html",
            settings=settings,
            facts=facts_of(settings),
            elsewhere=elsewhere(settings),
            models=models_in_use(settings),
            refusals=refusals(),
            questions=[(LABELS[field][language], own_answer(field, settings)) for field in OWN],
            percent=lambda share: f"{share:.0%}".replace("%", " %" if language == "fr" else "%"),
        )

    return routes
