"""A project of the official library's table: a row of it, and what its cells mean."""

from collections.abc import Callable
from functools import partial
from typing import get_args

from pydantic import BaseModel, ConfigDict

from ingest import official_values as values
from ingest.official_values import Note
from ingest.records import Audience, SousTheme, StatutOfficiel, ThemeOfficiel, TypeCollectivite

COLUMNS = (
    "Nom_collectivite", "Nom_du_projet", "SIRET", "Latitude", "Longitude", "Type_de_collectivite",
    "Date_de_demarrage", "Statut_du_projet", "Partenaires", "Description_service", "Theme", "Sous_Theme",
    "Audience", "URL_Service", "URL_Logo", "Date_de_derniere_mise_a_jour",
)  # fmt: skip

ColumnNote = Callable[[str, str, str, str], None]
"""A `Note` for any column, whose name comes first."""


class OfficialProject(BaseModel):
    """A row of the table: its cells as written, by column, and what they mean.

    `row` counts from 2, as in a spreadsheet. What is unknown is "", () or None; a value
    outside the library's lists stands as it is written.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    row: int
    id: str
    cells: dict[str, str]
    nom_collectivite: str
    nom_du_projet: str
    siret: str
    latitude: float | None
    longitude: float | None
    type_de_collectivite: str
    date_de_demarrage: str
    statut_du_projet: str
    partenaires: tuple[str, ...]
    description: str
    theme: str
    sous_themes: tuple[str, ...]
    audience: tuple[str, ...]
    url_service: str
    url_logo: str
    date_de_mise_a_jour: str


def read_project(row: int, id: str, cells: dict[str, str], note: ColumnNote) -> OfficialProject:
    """The project of a row, whose cells go by their columns."""

    def at(column: str) -> tuple[str, Note]:
        return cells.get(column, ""), partial(note, column)

    def choice(column: str, known: object) -> str:
        cell, on_cell = at(column)
        return values.read_choice(cell, get_args(known), on_cell)

    def choices(column: str, known: object) -> tuple[str, ...]:
        cell, on_cell = at(column)
        return values.read_choices(cell, get_args(known), on_cell)

    return OfficialProject(
        row=row,
        id=id,
        cells=cells,
        nom_collectivite=values.read_line(*at("Nom_collectivite")),
        nom_du_projet=values.read_line(*at("Nom_du_projet")),
        siret=values.read_siret(*at("SIRET")),
        latitude=values.read_latitude(*at("Latitude")),
        longitude=values.read_longitude(*at("Longitude")),
        type_de_collectivite=choice("Type_de_collectivite", TypeCollectivite),
        date_de_demarrage=values.read_date(*at("Date_de_demarrage")),
        statut_du_projet=choice("Statut_du_projet", StatutOfficiel),
        partenaires=values.read_names(*at("Partenaires")),
        description=values.read_prose(*at("Description_service")),
        theme=choice("Theme", ThemeOfficiel),
        sous_themes=choices("Sous_Theme", SousTheme),
        audience=choices("Audience", Audience),
        url_service=values.read_link(*at("URL_Service")),
        url_logo=values.read_link(*at("URL_Logo")),
        date_de_mise_a_jour=values.read_date(*at("Date_de_derniere_mise_a_jour")),
    )
