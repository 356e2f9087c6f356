"""Every request under an id: in its reply, in the logs, in the traces, and counted."""

import re
import time
import uuid
from asyncio import CancelledError

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import Stopping
from assistant.http.problems import reply_to
from assistant.logs import REQUEST, log
from assistant.metrics import Metrics
from assistant.tracing import request_span

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[0-9a-fA-F-]{8,64}")  # an id that a proxy gave, and no text that someone would smuggle into a log

UNANSWERED = 499  # the status of a request that nobody waited for
STOPPING = "the service stops and has no time left for this; ask again once it is back"


class Observation:
    """Gives a request its id (`state["request_id"]`), then logs, traces and counts it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        wanted = headers.get(HEADER, "")
        id_ = wanted if GIVEN.fullmatch(wanted) else str(uuid.uuid4())
        scope.setdefault("state", {})["request_id"] = id_
        started, status = time.perf_counter(), UNANSWERED

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = MutableHeaders(scope=message)
                given[HEADER] = id_
                given["X-Content-Type-Options"] = "nosniff"  # what a document holds is never taken for a page
            await send(message)

        token = REQUEST.set(id_)
        try:
            with request_span(scope["method"], scope["path"], dict(headers), id_) as span:
                try:
                    await self._app(scope, receive, observed)
                except CancelledError:  # by a server that stops
                    if status != UNANSWERED:
                        raise
                    await reply_to(Stopping(STOPPING), scope)(scope, receive, observed)
                span.set_attribute("http.response.status_code", status)
                span.update_name(f"{scope['method']} {_route(scope)}")
        finally:
            seconds = time.perf_counter() - started
            route = _route(scope)
            self._metrics.requested(scope["method"], route, status, seconds)
            log("request", method=scope["method"], route=route, status=status, seconds=round(seconds, 4))
            REQUEST.reset(token)


def _route(scope: Scope) -> str:
    """The route as it is written in the code, which has few values where paths have many."""
    return str(getattr(scope.get("route"), "path", "")) or "other"
