"""The HTTP door: the door to FastAPI, a module a group of routes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from assistant.asking import Desk
from assistant.http.access import Access
from assistant.http.answers import answer_routes
from assistant.http.cases import case_routes
from assistant.http.completions import completion_routes
from assistant.http.dossiers import dossier_routes
from assistant.http.library import library_routes
from assistant.http.observation import Observation
from assistant.http.operation import operation_routes
from assistant.http.opinions import expire_feedback, opinion_routes
from assistant.http.problems import add_problems
from assistant.keys import Keyring
from assistant.mcp_server import LibraryServer
from assistant.service import Service

# FastAPI's own traces and logs would hold each question that stands in an address (`assistant.tracing` does not).
UNTOLD = TelemetryConfig(tracing=False, metrics=False, logs=False, auto_configure=False)


def create_api(service: Service, keys: Keyring | None = None, names: Sequence[str] = ()) -> FastAPI:
    """The API of a service; `/openapi.json` describes it, and the pages draw that at `/docs`.

    Where `names` are given, it answers under no other host.
    """
    desk = Desk(service)
    agents = LibraryServer(desk).streamable_http_app(stateless_http=True, host=service.settings.host)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        retention = asyncio.create_task(expire_feedback(service.settings))
        async with agents.router.lifespan_context(agents):
            yield
        retention.cancel()
        with suppress(asyncio.CancelledError):
            await retention

    api = FastAPI(
        title="Precedents",
        summary="Cited answers from the library of French territorial AI projects",
        version=version("precedents"),
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own page loads its scripts from elsewhere
        redoc_url=None,
        telemetry=UNTOLD,
    )
    api.state.desk = desk  # for the pages, which ask where every door asks
    add_problems(api)
    keys = keys or Keyring(service.settings.keys)
    api.add_middleware(Access, keys, bool(keys.all()), service.settings.rate, names)
    api.add_middleware(Observation, desk.metrics)
    library = (case_routes(service), dossier_routes(service), library_routes(service))
    for routes in (
        answer_routes(desk),
        *library,
        opinion_routes(service.settings),
        completion_routes(desk),
        operation_routes(desk),
    ):
        api.include_router(routes)
    api.router.routes.extend(agents.routes)
    return api
