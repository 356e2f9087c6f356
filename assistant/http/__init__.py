"""The HTTP door: the door to FastAPI, a module a group of routes."""

from importlib.metadata import version

from fastapi import FastAPI

from assistant.asking import Desk
from assistant.gate import Gate
from assistant.http.answers import answer_routes
from assistant.http.cases import case_routes
from assistant.http.dossiers import dossier_routes
from assistant.http.library import library_routes
from assistant.http.problems import add_problems
from assistant.service import Service


def create_api(service: Service) -> FastAPI:
    """The API of a service; `/docs` describes it."""
    settings = service.settings
    desk = Desk(service, Gate(settings.answering, settings.queue, settings.per_key, settings.patience))
    api = FastAPI(
        title="Precedents",
        summary="Cited answers from the library of French territorial AI projects",
        version=version("precedents"),
    )
    add_problems(api)
    for routes in (answer_routes(desk), case_routes(service), dossier_routes(service), library_routes(service)):
        api.include_router(routes)
    return api
