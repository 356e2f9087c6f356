"""What is in the library, counted: `make inventory` writes it into the library's README."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ingest.cases import Case, case_paths, read_case
from ingest.territories import territories

SUBJECTS = 30
START, END = "<!-- inventory -->", "<!-- /inventory -->"


def inventory(cases: Iterable[Case]) -> str:
    """Counts by theme, region, status, kind of authority and subject, as Markdown."""
    cases = list(cases)
    records = [case.record for case in cases]
    known = [territories()[record.echelon, record.code] for record in records if record.code]
    sources = sum(len(record.sources) for record in records)
    figures = sum(len(record.chiffres) for record in records)
    people = [territory.population for territory in known if territory.genre == "commune"]
    small = sum(population < 20_000 for population in people)
    counts: dict[str, Counter[str]] = {
        "Thème": Counter(record.theme for record in records),
        "Région": Counter(record.region or "nationale" for record in records),
        "Statut": Counter(record.statut for record in records),
        "Échelon": Counter(record.echelon for record in records),
    }
    lines = [
        f"{len(records)} cases, {figures} figures, {sources} public pages. {len(known)} cases belong to an authority "
        f"of the territorial reference; of the {len(people)} communes, {small} have fewer than 20,000 inhabitants.",
        "",
    ]
    lines += [f"- **{name}**: {_listed(counter)}." for name, counter in counts.items()]
    subjects = Counter(subject for case in cases for subject in case.sujets)
    lines.append(f"- **Sujet** (the {SUBJECTS} most frequent of {len(subjects)}): {_listed(subjects, SUBJECTS)}.")
    return "\n".join(lines)


def _listed(counter: Counter[str], most: int | None = None) -> str:
    """Values with their counts, the highest first."""
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{value} {count}" for value, count in ranked[:most])


def written(readme: str, counted: str) -> str:
    """The README with the counts in their place."""
    before, _, rest = readme.partition(START)
    return f"{before}{START}\n{counted}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Count the library of this checkout and write its README."""
    corpus = Path("corpus")
    readme = corpus / "README.md"
    counted = inventory(read_case(path) for path in case_paths(corpus))
    readme.write_text(written(readme.read_text(encoding="utf-8"), counted), encoding="utf-8")


if __name__ == "__main__":
    main()
