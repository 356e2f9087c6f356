"""The comparison: cases side by side, each statement with its references, and the dossier to carry away."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from assistant.case_index import CaseIndex
from assistant.cases import MAX_VALUE, CaseQuery, CaseSheet
from assistant.comparison import DEFAULT_FIELDS, FIELDS, MOST_CASES, CompareField, CompareRequest, compare
from assistant.dates import written
from assistant.dossier import DossierRequest
from assistant.dossier import Form as FileForm
from assistant.fields import LABELS
from assistant.http.dossiers import dossier_file
from assistant.schemas import Language
from ui.pages.site import Site, language_of

FOUND = 12  # cases that a search offers at most
FORMS: tuple[FileForm, ...] = ("docx", "odt", "markdown", "csv", "json")


class Asked(BaseModel):
    """What the address says: the cases by id, the fields to show, words to look for other cases with."""

    case: list[str] = Field(default_factory=list, max_length=200)
    field: list[str] = Field(default_factory=list, max_length=200)
    q: str = Field("", max_length=MAX_VALUE)


class Picked(NamedTuple):
    """What an address asks to compare: known cases, names that are none, whether some were left out."""

    known: list[str]
    unknown: list[str]
    too_many: bool


def compare_routes(site: Site) -> APIRouter:
    """`GET /compare`, and `POST /compare/dossier`, which answers its form with a file."""
    routes = APIRouter()

    @routes.get("/compare")
    def page(http: Request, asked: Annotated[Asked, Query()]) -> HTMLResponse:
        cases, language, words = site.service.cases(), language_of(http), asked.q.strip()
        picked = _picked(cases, asked.case)
        fields: list[CompareField] = [name for name in FIELDS if name in asked.field] or list(DEFAULT_FIELDS)
        return site.page(
            http,
            "compare.html",
            picked=picked,
            fields=fields,
            every_field=[(name, LABELS[name][language]) for name in FIELDS],
            default_fields=DEFAULT_FIELDS,
            forms=FORMS,
            most=MOST_CASES,
            q=words,
            found=_found(cases, words, picked.known, language),
            **_matrix(cases, picked.known, fields, language),
        )

    @routes.post("/compare/dossier")
    def dossier(request: Annotated[DossierRequest, Form()]) -> Response:
        return dossier_file(site.service, request)

    return routes


def _picked(cases: Mapping[str, CaseSheet], ids: Sequence[str]) -> Picked:
    once = list(dict.fromkeys(id_ for id_ in ids if id_))
    known = [id_ for id_ in once if id_ in cases]
    unknown = [id_[:100] for id_ in once if id_ not in cases]
    return Picked(known[:MOST_CASES], unknown, len(known) > MOST_CASES)


def _found(cases: CaseIndex, words: str, known: Sequence[str], language: Language) -> list[dict[str, str]]:
    """The cases that hold these words and are not compared yet, a few."""
    if not words:
        return []
    matching = [case for case in cases.find(CaseQuery(q=words)) if case.id not in known]
    return [{"id": c.id, "titre": c.heading(language), "territoire": c.territoire} for c in matching[:FOUND]]


def _matrix(
    cases: Mapping[str, CaseSheet], ids: list[str], fields: list[CompareField], language: Language
) -> dict[str, Any]:
    """The comparison as the page draws it; without cases there is none."""
    if not ids:
        return {"comparison": None}
    comparison = compare(cases, CompareRequest(cases=ids, fields=fields, language=language), date.today())
    return {
        "comparison": comparison,
        "moves_of": [_moves(ids, place) for place in range(len(ids))],
        "references": [(reference, written(reference.date, language)) for reference in comparison.references],
        "today": written(date.today(), language),
    }


def _moves(ids: list[str], place: int) -> dict[str, list[str] | None]:
    """The cases after each thing that may be done with the one in this place."""
    without = ids[:place] + ids[place + 1 :]
    earlier = [*without[: place - 1], ids[place], *without[place - 1 :]] if place else None
    later = [*without[: place + 1], ids[place], *without[place + 1 :]] if place < len(ids) - 1 else None
    return {"out": without, "earlier": earlier, "later": later}
