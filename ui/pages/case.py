"""The page of a case: what it tells, its figures, its sources, what it does not say, and the cases near it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.cases import CaseSheet
from assistant.fields import LABELS, SECTIONS
from assistant.labels import label_of
from assistant.neighbours import comparable, similar, territory_of
from assistant.schemas import Language
from ingest.prose import HEADINGS, Sentence
from ingest.territories import territories
from ui.pages.figures import figures_of
from ui.pages.site import Site, language_of
from ui.pages.wording import day, number, period

NEAR = 5  # similar cases, and comparable authorities, that are shown
# The library's transparency questions, by what they ask after; the fields are those of its data model.
QUESTIONS = {
    "decides": ("decision", "objection", "explicabilite", "erreur"),
    "algorithm": (
        "proportionnalite", "type_algorithme", "nom_algorithme", "algorithme_description", "algorithme_operations",
    ),
    "data": ("donnees_source", "donnees_acces"),
    "sovereignty": ("mise_en_oeuvre", "hebergement", "reversibilite"),
    "risk": ("risque", "risque_categorie"),
    "cost": ("budget", "financement"),
    "energy": ("impact_environnement",),
    "stopped": ("status_abandon",),
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A footnote mark: the number of its source, and the place of the page to which the source leads back."""

    number: int
    anchor: str


@dataclass(frozen=True)
class Noted:
    """A text with its marks."""

    text: str
    marks: list[Mark]


class Footnotes:
    """Gives each mark its place, in the order in which they are read; `back` has them by source."""

    def __init__(self) -> None:
        self.back: dict[int, list[str]] = {}

    def marks(self, numbers: Iterable[int]) -> list[Mark]:
        """The marks of these sources at this place."""
        found = []
        for n in numbers:
            anchors = self.back.setdefault(n, [])
            anchors.append(f"note-{n}-{len(anchors) + 1}")
            found.append(Mark(n, anchors[-1]))
        return found

    def noted(self, sentences: Iterable[Sentence]) -> list[Noted]:
        """These sentences with their marks."""
        return [Noted(sentence.text, self.marks(sentence.sources)) for sentence in sentences]


def case_routes(site: Site) -> APIRouter:
    """`GET /case/{id}`."""
    routes = APIRouter()

    @routes.get("/case/{id}")
    def page(http: Request, id: str) -> HTMLResponse:
        case = site.service.cases().get(id)
        if case is None:
            return site.page(http, "no_case.html", status=404, id=id[:100])
        return site.page(http, "case.html", case=case, **_view(site, case, language_of(http)))

    return routes


def _view(site: Site, case: CaseSheet, language: Language) -> dict[str, Any]:
    """What the template draws, its footnotes numbered in reading order."""
    cases, notes = site.service.cases(), Footnotes()
    translated = language == "fr" or bool(case.english)
    short = notes.noted(case.short(language))
    told = {section.heading: section.sentences for section in case.prose(language)}
    disagreements = notes.noted(told.pop(SECTIONS["desaccords"], ()))
    figures = [(figure, notes.marks(n for n, _ in figure.sources)) for figure in figures_of(case)]
    sections = [
        (HEADINGS[heading] if language == "en" and translated else heading, notes.noted(sentences))
        for heading, sentences in told.items()
    ]
    questions = _questions(case, language, notes, partial(_label, site, language))
    return {
        "translated": translated,
        "short": short,
        "disagreements": disagreements,
        "figures": figures,
        "sections": sections,
        "questions": questions,
        "answered": sum(bool(answer) for _, rows in questions for _, answer, _ in rows),
        "asked": sum(len(rows) for _, rows in questions),
        "back": notes.back,
        "departement": territories().get(("departement", case.departement)),
        "territory": territory_of(case),
        "similar": similar(cases, case, NEAR),
        "comparable": comparable(cases, case, NEAR),
        "today": day(date.today().isoformat(), language),
        "label": partial(_label, site, language),
        "number": partial(number, language=language),
        "day": partial(day, language=language),
        "period": partial(period, language=language),
    }


def _questions(
    case: CaseSheet, language: Language, notes: Footnotes, label: Any
) -> list[tuple[str, list[tuple[str, list[Noted], bool]]]]:
    """Each transparency question as (question, [(field, answer, whether it is in French)]), no answer where silent."""
    found = []
    for question, fields in QUESTIONS.items():
        if question == "stopped" and case.statut != "arrete" and not case.transparence.get("status_abandon"):
            continue
        rows = []
        for field in fields:
            prose = notes.noted(case.transparence.get(field, []))
            values = [] if prose else _values(getattr(case.bibliotheque, field))
            answer = prose or [Noted(", ".join(label(field, value) for value in values), [])] * bool(values)
            rows.append((LABELS[field][language], answer, bool(prose)))
        found.append((question, rows))
    return found


def _values(held: str | Sequence[str] | None) -> list[str]:
    return [held] if isinstance(held, str) and held else list(held or [])


def _label(site: Site, language: Language, field: str, value: str) -> str:
    return label_of(field, value, language, site.service.settings.corpus)
