"""The territorial reference: who an INSEE or SIREN code names, where it is, how many live there.

Drawn from the npm package `@etalab/decoupage-administratif` 6.0.0 (Licence Ouverte);
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
    """

    genre: str
    code: str
    nom: str
    departement: str
    region: str
    population: int


@cache
def territories() -> dict[tuple[Echelon, str], Territory]:
    """Every territory of the reference by its level and code: a région and a département may share a code."""
    text = gzip.decompress(files("ingest").joinpath("reference", REFERENCE).read_bytes()).decode()
    reader = csv.reader(io.StringIO(text))
    next(reader)
    return {
        (_echelon(genre), code): Territory(genre, code, name, department, region, int(population))
        for genre, code, name, department, region, population in reader
    }


def _echelon(genre: str) -> Echelon:
    """The level of government: every kind of grouping of communes is an intercommunalité."""
    levels: dict[str, Echelon] = {"commune": "commune", "departement": "departement", "region": "region"}
    return levels.get(genre, "intercommunalite")
