"""What every page stands on: templates, texts, language, headers, and faults told as pages."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException

from assistant.asking import Desk
from assistant.errors import AssistantError
from assistant.http import UNTOLD
from assistant.http.problems import instance_of, problem_of, reply_to
from assistant.schemas import Language
from ingest.errors import IngestError
from ui.pages.texts import text_in
from ui.running import elsewhere

COOKIE = "lang"  # the language that the reader chose; the one thing a page leaves in a browser by itself
YEAR = 365 * 24 * 3600
# Nothing runs, loads or frames but what this service serves: what a document holds can only be text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language, Cookie",
}
PAGES = ("ask", "explore", "compare", "contribute", "evaluation", "about")  # in the order of the menu


class Site:
    """Draws pages: `desk` is where their questions go, `desk.service` where their cases come from."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.service = desk, desk.service
        self._templates = Environment(
            loader=PackageLoader("ui.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, http: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page, in the reader's language; one that was chosen in the address is remembered."""
        response = HTMLResponse(self.draw(http, template, **values), status, HEADERS)
        if http.query_params.get(COOKIE) in ("fr", "en"):
            response.set_cookie(COOKIE, language_of(http), max_age=YEAR, httponly=True, samesite="lax")
        return response

    def draw(self, http: Request, template: str, **values: Any) -> str:
        """A template as HTML, whole or a piece of a page.

        Every template has `language`, `t` (a text by its key), `pages` (the menu), `here`
        (the path), `address` (this address with other query values) and `sealed` (nothing goes elsewhere).
        """
        language = language_of(http)
        shared = {"language": language, "t": text_in(language), "pages": PAGES, "here": http.url.path}
        sealed = not elsewhere(self.service.settings)
        return self._templates.get_template(template).render(address=_address(http), sealed=sealed, **shared, **values)


def create_site(site: Site) -> FastAPI:
    """An application with the static files and the pages of faults; the routes are added to it."""
    pages = FastAPI(openapi_url=None, telemetry=UNTOLD)
    pages.mount("/static", StaticFiles(directory=str(files("ui.pages") / "static")), name="static")

    async def failed(http: Request, error: Exception) -> Response:
        if "text/html" not in http.headers.get("accept", ""):
            return reply_to(error, http.scope)
        found = problem_of(error, instance_of(http.scope))
        return site.page(http, "fault.html", status=found.status, fault=found)

    for kind in (AssistantError, IngestError, OSError, RequestValidationError, HTTPException, Exception):
        pages.add_exception_handler(kind, failed)
    return pages


def language_of(http: Request) -> Language:
    """The reader's language: of the address, else remembered, else the browser's first of ours, else French."""
    for given in (http.query_params.get(COOKIE), http.cookies.get(COOKIE)):
        if given in ("fr", "en"):
            return "en" if given == "en" else "fr"
    for accepted in http.headers.get("accept-language", "").lower().split(","):
        if accepted.strip().startswith(("fr", "en")):
            return "en" if accepted.strip().startswith("en") else "fr"
    return "fr"


def _address(http: Request) -> Callable[..., str]:
    """Makes this page's address with some query values replaced: a list stands several times, None goes."""

    def address(**values: Any) -> str:
        kept = [(name, value) for name, value in http.query_params.multi_items() if name not in values]
        given = [
            (name, one)
            for name, value in values.items()
            for one in (value if isinstance(value, list) else [] if value is None else [value])
        ]
        query = urlencode([*kept, *given])
        return f"{http.url.path}?{query}" if query else http.url.path

    return address
