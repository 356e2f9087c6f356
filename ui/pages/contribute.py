"""The page contribute: a case drafted in a form and checked as it is written, and documents to ask about apart."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from assistant import drafts
from assistant.cases import MAX_VALUE
from assistant.doctor import is_loopback
from assistant.drafts import DraftFinding, check_draft, draft_id, draft_text, rows_of, submit_draft
from assistant.errors import InvalidRequest
from assistant.http.access import MAX_DOCUMENT
from assistant.http.cases import MARKDOWN
from assistant.keys import Keyring
from assistant.settings import AssistantSettings
from ingest.errors import IngestError
from ingest.thesaurus import read_thesaurus
from ingest.uploads import put_bytes
from ui.pages.fields import GROUPS, choice_label
from ui.pages.site import Site, language_of
from ui.pages.texts.findings import told

BLANK = 2  # empty rows that stand under those of a table
ENDINGS = (".docx", ".odt", ".pdf", ".pptx", ".xlsx", ".html", ".md", ".txt", ".csv")
FOREIGN = "this form was sent from another site; open the page of this service and send it from there"
NEARBY = "without keys, only the machine of the service may put things in; make a contributor's key, and use it"


async def posted(http: Request) -> drafts.Form:
    """The values of each field of the form that was sent."""
    sent: FormData = await http.form()
    return {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}


Posted = Annotated[drafts.Form, Depends(posted)]


def contribute_routes(site: Site) -> APIRouter:
    """`GET /contribute`, and what its forms are sent to."""
    routes = APIRouter()
    settings = site.service.settings

    @routes.get("/contribute")
    def page(http: Request, ready: str = "", gone: str = "", kept: str = "") -> HTMLResponse:
        return _page(site, http, {}, None, ready=ready[:MAX_VALUE], gone=gone[:MAX_VALUE], kept=kept[:MAX_VALUE])

    @routes.post("/contribute")
    def checked(http: Request, form: Posted) -> HTMLResponse:
        return _page(site, http, form, check_draft(form, settings.corpus, date.today()))

    @routes.post("/contribute/check")
    def findings(http: Request, form: Posted) -> HTMLResponse:
        found = check_draft(form, settings.corpus, date.today())
        return HTMLResponse(site.draw(http, "parts/findings.html", findings=found, **_words(http)))

    @routes.post("/contribute/markdown")
    def markdown(form: Posted) -> Response:
        headers = {"Content-Disposition": f'attachment; filename="{draft_id(form)}.md"'}
        return Response(draft_text(form, read_thesaurus(settings.corpus)), media_type=MARKDOWN, headers=headers)

    @routes.post("/contribute/submit")
    def submit(http: Request, form: Posted) -> Response:
        _require_contributor(http, settings)
        try:
            path = submit_draft(form, settings.corpus, settings.contributions, date.today())
        except InvalidRequest:
            return _page(site, http, form, check_draft(form, settings.corpus, date.today()), status=422)
        return RedirectResponse(f"/contribute?kept={path.stem}#draft", 303)

    _add_documents(routes, site)
    return routes


def _add_documents(routes: APIRouter, site: Site) -> None:
    """Documents put in and taken out; each time the service goes over to the index that results."""
    settings = site.service.settings
    folder = settings.uploads

    @routes.post("/contribute/documents")
    def put_in(http: Request, document: Annotated[UploadFile, File()]) -> Response:
        _require_contributor(http, settings)
        data = document.file.read(MAX_DOCUMENT + 1)
        name = (document.filename or "")[:MAX_VALUE]
        if len(data) > MAX_DOCUMENT:
            raise HTTPException(413, f"the document weighs more than {MAX_DOCUMENT // 1_000_000} MB; send less of it")
        assistant = site.service.assistant()  # before anything is kept: without it, nothing can be read from it
        intake = put_bytes(name, data, folder)
        if intake.faults:
            return _page(site, http, {}, None, status=422, fault=(name, intake.faults[0]))
        (kept,) = intake.names
        try:
            assistant.ingest(lambda *_: None)
        except (IngestError, OSError):
            (folder / kept).unlink(missing_ok=True)
            raise
        return RedirectResponse(f"/contribute?ready={kept}#documents", 303)

    @routes.post("/contribute/documents/delete")
    def take_out(http: Request, name: Annotated[str, Form()]) -> Response:
        _require_contributor(http, settings)
        path = next((path for path in _documents(folder) if path.name == name), None)
        if path is None:
            raise HTTPException(404, f"no document {name[:MAX_VALUE]!r} was put in; the page lists those that were")
        path.unlink()
        site.service.assistant().ingest(lambda *_: None)
        return RedirectResponse(f"/contribute?gone={path.name}#documents", 303)


def _page(
    site: Site, http: Request, form: drafts.Form, findings: list[DraftFinding] | None, status: int = 200, **more: Any
) -> HTMLResponse:
    settings = site.service.settings
    values: dict[str, Any] = {"ready": "", "gone": "", "kept": "", "fault": None, **more}
    return site.page(
        http,
        "contribute.html",
        status=status,
        groups=GROUPS,
        tables=drafts.TABLES,
        form=form,
        rows={table: _rows(form, table) for table in drafts.TABLES},
        findings=findings,
        may=_refusal(http, settings) is None,
        documents=[(path.name, path.stat().st_size) for path in _documents(settings.uploads)],
        most=MAX_DOCUMENT,
        endings=ENDINGS,
        subjects=read_thesaurus(settings.corpus).concepts,
        **_words(http),
        **values,
    )


def _words(http: Request) -> dict[str, Any]:
    """What a template says of fields and findings in the reader's language."""
    language = language_of(http)
    return {
        "told": lambda text: told(text, language),
        "choice": lambda field, value: choice_label(field, value, language),
    }


def _rows(form: drafts.Form, table: str) -> list[dict[str, str]]:
    blank = dict.fromkeys(drafts.TABLES[table], "")
    return [*rows_of(form, table), *[blank] * BLANK]


def _documents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_file())


def _refusal(http: Request, settings: AssistantSettings) -> str | None:
    """Why whoever asks may put nothing in; None where they may."""
    holder = http.scope.get("state", {}).get("holder")
    if holder is None:
        return None if http.client and is_loopback(http.client.host) else NEARBY
    key = next((key for key in Keyring(settings.keys).all() if key.id == holder), None)
    return None if key and key.may("contributor") else "this is for keys of the role contributor"


def _require_contributor(http: Request, settings: AssistantSettings) -> None:
    """Raise unless whoever asks may put things in, from a page of this service: a browser sends keys for any site."""
    if refusal := _refusal(http, settings):
        raise HTTPException(403, refusal)
    site, origin = http.headers.get("sec-fetch-site"), http.headers.get("origin")
    foreign = site not in ("same-origin", "none") if site else urlsplit(origin or "").netloc != http.headers.get("host")
    if (site or origin) and foreign:
        raise HTTPException(403, FOREIGN)
