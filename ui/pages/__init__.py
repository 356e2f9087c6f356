"""The pages people read: a site on the service, in French and English, drawn by templates on the server.

What the browser runs (`static/*.js`) only moves pieces of pages about; without it the
questions, the cases, the comparison and the dossier still work.
"""

from fastapi import FastAPI

from ui.pages.about import about_routes
from ui.pages.ask import ask_routes
from ui.pages.case import case_routes
from ui.pages.compare import compare_routes
from ui.pages.contribute import contribute_routes
from ui.pages.evaluation import evaluation_routes
from ui.pages.explore import explore_routes
from ui.pages.reference import reference_routes
from ui.pages.register import register_routes
from ui.pages.site import Site, create_site


def add_pages(api: FastAPI) -> FastAPI:
    """The service with its pages at `/`; what it does not know gets a page where a browser asks, else a problem."""
    site = Site(api.state.desk)
    pages = create_site(site)
    for routes in (
        ask_routes(site),
        explore_routes(site),
        case_routes(site),
        compare_routes(site),
        contribute_routes(site),
        evaluation_routes(site),
        about_routes(site),
        register_routes(site),
        reference_routes(site),
    ):
        pages.include_router(routes)
    api.mount("/", pages)
    return api
