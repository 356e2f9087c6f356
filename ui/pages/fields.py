"""The form of a case: its fields in groups, as the official data model has them, and what may be chosen in each."""

from typing import Literal, NamedTuple, get_args

from assistant.about import THEMES
from assistant.cases import TRANSPARENCY
from assistant.fields import STATUSES
from assistant.schemas import Language
from ingest.prose import HEADINGS
from ingest.records import (
    Audience,
    Budget,
    Echelon,
    RisqueCategorie,
    SousTheme,
    Statut,
    StatutOfficiel,
    Technique,
    Theme,
    ThemeOfficiel,
    TypeAlgorithme,
    TypeCollectivite,
)

Kind = Literal["line", "text", "one", "several", "rows"]


class Field(NamedTuple):
    """A field of the form: how it is filled in, whether it must be, what may be chosen."""

    name: str
    kind: Kind = "line"
    required: bool = False
    choices: tuple[str, ...] = ()


class Group(NamedTuple):
    """Fields that are filled in together; those of a closed group are seldom known."""

    name: str
    fields: tuple[Field, ...]
    open: bool = True


def _one(name: str, choices: object, required: bool = False) -> Field:
    return Field(name, "one", required, get_args(choices))


def _several(name: str, choices: object) -> Field:
    return Field(name, "several", False, get_args(choices))


GROUPS = (
    Group(
        "project",
        (
            Field("titre", required=True),
            Field("territoire", required=True),
            _one("echelon", Echelon, required=True),
            Field("code"),
            Field("departement"),
            Field("region"),
            _one("theme", Theme, required=True),
            _one("statut", Statut, required=True),
            Field("periode"),
            Field("partenaires", "text"),
            _several("autres_themes", Theme),
            _several("techniques", Technique),
            Field("sujets", "text"),
        ),
    ),
    Group("sources", (Field("sources", "rows", required=True),)),
    Group(
        "story",
        (
            Field("resume", "text", required=True),
            Field("summary", "text", required=True),
            *(Field(heading, "text") for heading in HEADINGS),
        ),
    ),
    Group("figures", (Field("chiffres", "rows"),)),
    Group(
        "official",
        (
            _one("bibliotheque.theme", ThemeOfficiel, required=True),
            _one("bibliotheque.type_de_collectivite", TypeCollectivite),
            _one("bibliotheque.statut_du_projet", StatutOfficiel),
            Field("bibliotheque.date_de_demarrage"),
            _several("bibliotheque.sous_themes", SousTheme),
            _several("bibliotheque.audience", Audience),
            _one("bibliotheque.budget", Budget),
            Field("bibliotheque.url_service"),
            Field("bibliotheque.url_ressources"),
        ),
    ),
    Group(
        "transparency",
        (
            _several("bibliotheque.type_algorithme", TypeAlgorithme),
            Field("bibliotheque.nom_algorithme"),
            _one("bibliotheque.risque_categorie", RisqueCategorie),
            *(Field(f"bibliotheque.{name}", "text") for name in TRANSPARENCY),
        ),
        open=False,
    ),
)
ECHELONS: dict[str, tuple[str, str]] = {
    "commune": ("commune", "commune"),
    "intercommunalite": ("intercommunalité", "intermunicipal authority"),
    "departement": ("département", "département"),
    "region": ("région", "region"),
    "syndicat": ("syndicat", "joint authority"),
    "etat": ("État", "State"),
    "autre": ("autre", "other"),
}


def choice_label(field: str, value: str, language: Language) -> str:
    """What a reader calls a value; those of the official library stay as it has them."""
    english = language == "en"
    if field == "echelon":
        return ECHELONS[value][english]
    if field in ("theme", "autres_themes"):
        return THEMES[value][english]
    if field == "statut":
        return STATUSES[value][language] if value in STATUSES else ("inconnu", "unknown")[english]
    return value.replace("-", " ") if field == "techniques" else value
