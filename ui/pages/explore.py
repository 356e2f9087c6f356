"""Exploring the library: facets, words, a map, charts, and the cases found as a table or a list."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ConfigDict, Field

from assistant.case_index import Sort
from assistant.cases import FACETS, CaseQuery, Facet
from assistant.labels import label_of
from assistant.schemas import Language
from ui.pages.charts import bars, timeline
from ui.pages.map import france
from ui.pages.site import Site, language_of
from ui.pages.wording import number, period

SIZE = 25  # cases a page
# The facets one may choose by, in the order of the page; the others may stand in an address.
SHOWN: tuple[Facet, ...] = (
    "theme", "sous_themes", "region", "departement", "echelon", "statut", "techniques", "audience", "annee",
)  # fmt: skip
CHARTS: tuple[Facet, ...] = ("theme", "statut", "region", "techniques")
Order = Literal[
    "territoire", "-territoire", "titre", "-titre", "region", "-region", "statut", "-statut", "annee", "-annee"
]


class ExploreQuery(CaseQuery):
    """Which cases, in what order and form; what an address holds beside is left alone."""

    model_config = ConfigDict(extra="ignore")

    page: int = Field(1, ge=1, le=100_000)
    sort: Order = "territoire"
    view: Literal["table", "list"] = "table"


@dataclass(frozen=True)
class Chip:
    """A condition in force: its field, how it reads, and the values that the field keeps without it."""

    field: str
    label: str
    without: list[str]


def explore_routes(site: Site) -> APIRouter:
    """`GET /explore`."""
    routes = APIRouter()

    @routes.get("/explore")
    def page(http: Request, query: Annotated[ExploreQuery, Query()]) -> HTMLResponse:
        return site.page(http, "explore.html", **_view(site, query, language_of(http)), **_kept(http, query))

    return routes


def _view(site: Site, query: ExploreQuery, language: Language) -> dict[str, Any]:
    """What the template draws."""
    cases = site.service.cases()
    found = cases.find(query, _sort(query, language), backwards=query.sort.startswith("-"))
    label = partial(_label, language=language, site=site)
    options = {
        facet: bars(values, getattr(query, facet), partial(label, facet))
        for facet, values in cases.facets(query, SHOWN).items()
    }
    options["annee"].sort(key=lambda bar: bar.value, reverse=True)
    pages = max(1, -(-len(found) // SIZE))
    at = min(query.page, pages)  # a page past the last is the last: cases may have gone since the address was kept
    return {
        "query": query,
        "cases": found[(at - 1) * SIZE : at * SIZE],
        "found": len(found),
        "total": len(cases),
        "at": at,
        "last": pages,
        "options": options,
        "charts": {facet: options[facet][:8] for facet in CHARTS},
        "years": timeline(options["annee"]),
        "undated": sum(not case.annee for case in found),
        "map": france({bar.value: bar.count for bar in options["departement"]}, query.departement),
        "placeless": sum(not case.departement for case in found),
        "chips": _chips(query, label),
        "csv": _csv(query),
        "label": label,
        "number": partial(number, language=language),
        "period": partial(period, language=language),
    }


def _kept(http: Request, query: ExploreQuery) -> dict[str, Any]:
    """What the form has no field for and sends again: view, order, language, the facets that are not shown."""
    names = {"lang", *FACETS} - {*SHOWN}
    given = [(name, value) for name, value in http.query_params.multi_items() if name in names]
    return {"kept": [("view", query.view), ("sort", query.sort), *given]}


def _sort(query: ExploreQuery, language: Language) -> Sort:
    """By the title that is shown."""
    name: Any = query.sort.removeprefix("-")
    return "title" if name == "titre" and language == "en" else name


def _label(field: str, value: str, language: Language, site: Site) -> str:
    return label_of(field, value, language, site.service.settings.corpus)


def _chips(query: ExploreQuery, label: Any) -> list[Chip]:
    """The conditions in force, each with what its field is without it."""
    words = [Chip("q", query.q, [])] if query.q.strip() else []
    return words + [
        Chip(facet, label(facet, value), [other for other in getattr(query, facet) if other != value])
        for facet in FACETS
        for value in dict.fromkeys(getattr(query, facet))
    ]


def _csv(query: ExploreQuery) -> str:
    """The address of the same cases as a table for spreadsheets."""
    chosen = query.model_dump(include={"q", *FACETS}, exclude_defaults=True)
    return "/cases?" + urlencode({"format": "csv", **chosen}, doseq=True)
