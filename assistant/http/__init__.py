"""The HTTP door: the door to FastAPI, a module a group of routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from assistant.asking import Desk
from assistant.http.answers import answer_routes
from assistant.http.cases import case_routes
from assistant.http.completions import completion_routes
from assistant.http.dossiers import dossier_routes
from assistant.http.library import library_routes
from assistant.http.problems import add_problems
from assistant.mcp_server import LibraryServer
from assistant.service import Service


def create_api(service: Service) -> FastAPI:
    """The API of a service; `/docs` describes it."""
    desk = Desk(service)
    agents = LibraryServer(desk).streamable_http_app(stateless_http=True, host=service.settings.host)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with agents.router.lifespan_context(agents):
            yield

    api = FastAPI(
        title="Precedents",
        summary="Cited answers from the library of French territorial AI projects",
        version=version("precedents"),
        lifespan=lifespan,
    )
    add_problems(api)
    library = (case_routes(service), dossier_routes(service), library_routes(service))
    for routes in (answer_routes(desk), *library, completion_routes(desk)):
        api.include_router(routes)
    api.router.routes.extend(agents.routes)
    return api
