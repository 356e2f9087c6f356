"""Make `territoires.csv.gz` again from the npm package @etalab/decoupage-administratif.

Unpack the package (`npm pack @etalab/decoupage-administratif`), then:
`python ingest/reference/build.py package/data`
"""

import csv
import gzip
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("genre", "code", "nom", "departement", "region", "population")
Row = tuple[str, str, str, str, str, int]


def rows(data: Path) -> Iterator[Row]:
    """Régions, départements, communes, intercommunalités: the sums of their communes where no population is given."""
    regions, departments, towns, groups, ept = (
        json.loads((data / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("regions", "departements", "communes", "epci", "ept")
    )
    towns = [town for town in towns if town["type"] == "commune-actuelle"]
    seats = {town["code"]: town.get("departement", town["code"][:3]) for town in towns}
    region_of = {department["code"]: department["region"] for department in departments}
    inhabitants: Counter[str] = Counter()
    for town in towns:
        inhabitants[f"region {town.get('region')}"] += town.get("population", 0)
        inhabitants[f"departement {town.get('departement')}"] += town.get("population", 0)
    for region in regions:
        yield "region", region["code"], region["nom"], "", region["code"], inhabitants[f"region {region['code']}"]
    for department in departments:
        code = department["code"]
        yield "departement", code, department["nom"], code, department["region"], inhabitants[f"departement {code}"]
    for town in towns:
        department = seats[town["code"]]
        yield "commune", town["code"], town["nom"], department, town.get("region", ""), town.get("population", 0)
    for group in [*groups, *ept]:
        members: Counter[str] = Counter()
        for member in group["membres"]:
            members[seats.get(member["code"], "")] += member["populationMunicipale"] or 0
        department = members.most_common(1)[0][0]
        yield (
            group.get("type", "EPT"), group["code"], group["nom"], department, region_of.get(department, ""),
            group["populationMunicipale"],
        )  # fmt: skip


def main(data: Path) -> None:
    """Write the table beside this file, always the same bytes for the same data."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(data))
    (HERE / "territoires.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
