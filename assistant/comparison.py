"""Cases side by side: what each record says of each field, cited; where it says nothing, so."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, get_args

from pydantic import Field

from assistant.cases import TRANSPARENCY, CaseSheet
from assistant.data import Data
from assistant.errors import InvalidRequest, NoSuchCase
from assistant.fields import LABELS, NOT_DOCUMENTED, SECTIONS, STATUSES
from assistant.references import Cited, Reference, References
from assistant.schemas import Language
from ingest.records import Chiffre

CompareField = Literal[
    "statut", "periode", "techniques", "partenaires", "chiffres", "resultats", "moyens", "difficultes", "gouvernance",
    "suites", "desaccords", "budget", "financement", "mise_en_oeuvre", "hebergement", "type_algorithme",
    "nom_algorithme", "algorithme_description", "algorithme_operations", "donnees_source", "donnees_acces", "decision",
    "risque", "risque_categorie", "proportionnalite", "erreur", "explicabilite", "reversibilite", "objection",
    "impact_environnement", "status_abandon",
]  # fmt: skip
FIELDS: tuple[CompareField, ...] = get_args(CompareField)
DEFAULT_FIELDS: list[CompareField] = [
    "statut", "periode", "techniques", "partenaires", "chiffres", "resultats", "difficultes", "budget", "financement",
    "donnees_source", "decision",
]  # fmt: skip
MOST_CASES = 20  # more are not read side by side


class CompareRequest(Data):
    """Which cases to set side by side, in what order, and by which fields."""

    cases: list[str] = Field(
        min_length=1,
        max_length=MOST_CASES,
        examples=[["rennes-metropole-stations-epuration", "valence-romans-pompage-eau"]],
    )
    fields: list[CompareField] = Field(default_factory=lambda: list(DEFAULT_FIELDS), min_length=1, max_length=40)
    language: Language = "fr"


class Cell(Data):
    """What one case says of one field: a statement each, with its references; nothing where it is not documented."""

    documented: bool
    text: str
    statements: list[Cited]


class Column(Data):
    """A case of the comparison."""

    case: str
    titre: str
    territoire: str


class Row(Data):
    """A field and its cells, one a case, in the order of the columns."""

    field: CompareField
    label: str
    cells: list[Cell]


class Comparison(Data):
    """The matrix: `columns` are cases, `rows` fields; `references` are numbered from 1 in reading order.

    A field of the record that rests on no page of its own (status, period, techniques,
    partners…) is cited to the sheet of the case.
    """

    language: Language
    columns: list[Column]
    rows: list[Row]
    references: list[Reference]


def picked(cases: Mapping[str, CaseSheet], ids: Sequence[str]) -> list[CaseSheet]:
    """These cases, in this order; raises `NoSuchCase`, or `InvalidRequest` where one comes twice."""
    for id_ in ids:
        if id_ not in cases:
            raise NoSuchCase(f"there is no case {id_[:100]!r} in the library; GET /cases lists them")
        if ids.count(id_) > 1:
            raise InvalidRequest(f"the case {id_!r} comes twice; name each case once")
    return [cases[id_] for id_ in ids]


def compare(cases: Mapping[str, CaseSheet], request: CompareRequest, today: date) -> Comparison:
    """The comparison that is asked for; raises `NoSuchCase` and `InvalidRequest`."""
    references = References(today)
    return matrix(picked(cases, request.cases), list(dict.fromkeys(request.fields)), request.language, references)


def matrix(
    cases: Sequence[CaseSheet], fields: Sequence[CompareField], language: Language, references: References
) -> Comparison:
    """The comparison of these cases, with the references added to those there are."""
    rows = [
        Row(
            field=field,
            label=LABELS[field][language],
            cells=[_cell(case, field, language, references) for case in cases],
        )
        for field in fields
    ]
    columns = [Column(case=case.id, titre=case.heading(language), territoire=case.territoire) for case in cases]
    return Comparison(language=language, columns=columns, rows=rows, references=references.all())


def _cell(case: CaseSheet, field: CompareField, language: Language, references: References) -> Cell:
    statements = statements_of(case, field, language, references)
    text = " ".join(statement.text for statement in statements) if _is_prose(field) else _listed(statements)
    return Cell(documented=bool(statements), text=text or NOT_DOCUMENTED[language], statements=statements)


def statements_of(case: CaseSheet, field: CompareField, language: Language, references: References) -> list[Cited]:
    """What a case says of a field, a statement each; nothing where it is silent."""
    if field in SECTIONS:
        wanted = SECTIONS[field]
        prose = [s for section in case.prose(language) if section.heading == wanted for s in section.sentences]
        return [references.cited(sentence, case) for sentence in prose]
    if field in TRANSPARENCY:
        return [references.cited(sentence, case) for sentence in case.transparence.get(field, [])]
    if field == "chiffres":
        return [_figure(figure, case, language, references) for figure in case.chiffres]
    values = _values(case, field, language)
    return [Cited(text=value, citations=[references.sheet(case)]) for value in values]


def _values(case: CaseSheet, field: CompareField, language: Language) -> list[str]:
    """The values of a field of the record that has no page of its own."""
    if field == "statut":
        return [STATUSES[case.statut][language]] if case.statut in STATUSES else []
    if field == "techniques":
        return case.techniques_nommees[language]
    value = getattr(case, field) if field in ("periode", "partenaires") else getattr(case.bibliotheque, field)
    return [] if not value else [value] if isinstance(value, str) else list(value)


def _figure(figure: Chiffre, case: CaseSheet, language: Language, references: References) -> Cited:
    """A figure as a line, its number as the language writes it: "fuites trouvées : 1 200 fuites"."""
    number = f"{figure.valeur:,}"
    if language == "fr":
        number = number.replace(",", "\u202f").replace(".", ",")
    colon = " : " if language == "fr" else ": "
    return Cited(
        text=f"{figure.quoi}{colon}{number} {figure.unite}".strip(), citations=references.pages(figure.sources, case)
    )


def _is_prose(field: CompareField) -> bool:
    return field in SECTIONS or field in TRANSPARENCY


def _listed(statements: list[Cited]) -> str:
    return " ; ".join(statement.text for statement in statements)
