"""Cases gathered over HTTP: side by side, or in a dossier."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from assistant.blocks import Block
from assistant.comparison import CompareRequest, Comparison, compare
from assistant.dossier import Dossier, DossierRequest, Form, make_dossier
from assistant.http.cases import CSV, MARKDOWN
from assistant.http.problems import documented
from assistant.markdown import markdown
from assistant.odt_file import odt_file
from assistant.service import Service
from assistant.tables import matrix_csv

# What each form of a dossier is sent as, and the ending of its name.
FILES: dict[Form, tuple[str, str]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "odt": ("application/vnd.oasis.opendocument.text", "odt"),
    "markdown": (MARKDOWN, "md"),
    "csv": (CSV, "csv"),
    "json": ("application/json", "json"),
}


def dossier_routes(service: Service) -> APIRouter:
    """`POST /compare` and `POST /dossier`."""
    routes = APIRouter(tags=["library"])

    @routes.post("/compare", responses=documented(400, 404, 422, 503))
    def comparison(request: CompareRequest) -> Comparison:
        """Cases side by side, each cell with its references, "not documented" where a case is silent."""
        return compare(service.cases(), request, date.today())

    @routes.post(
        "/dossier",
        response_class=Response,
        responses={200: {"content": {kind: {} for kind, _ in FILES.values()}}, **documented(400, 404, 422, 503)},
    )
    def dossier(request: DossierRequest) -> Response:
        """Cases gathered in one document: summary, matrix, a sheet each, numbered references, receipt."""
        return dossier_file(service, request)

    return routes


def dossier_file(service: Service, request: DossierRequest) -> Response:
    """The dossier as a file to keep; raises `NoSuchCase`, `InvalidRequest` and `IngestError`."""
    receipt = service.assistant().receipt
    made, blocks = make_dossier(service.cases(), request, receipt, date.today())
    media_type, suffix = FILES[request.format]
    headers = {"Content-Disposition": f'attachment; filename="dossier.{suffix}"'}
    return Response(_written(made, blocks, request.format), media_type=media_type, headers=headers)


def _written(dossier: Dossier, blocks: list[Block], form: Form) -> str | bytes:
    match form:
        case "docx":
            from assistant.word_file import word_file  # imported here: no other page needs it

            return word_file(blocks, dossier.title, dossier.language)
        case "odt":
            return odt_file(blocks, dossier.title, dossier.language)
        case "markdown":
            return markdown(blocks)
        case "csv":
            return matrix_csv(dossier.matrix, dossier.references)
        case "json":
            return dossier.model_dump_json()
