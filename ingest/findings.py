"""What is wrong, or could be better, in the library: findings with their severity, place and remedy.

An error makes a case unfit to be cited (a sentence that cannot stand alone, a footnote
that leads nowhere); a warning is for its author to judge.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ingest.cases import Case, case_paths, parse_case
from ingest.errors import InvalidCase
from ingest.figures import NUMBER, number_differences, value
from ingest.prose import Sentence
from ingest.territories import territories
from ingest.thesaurus import FILE, read_thesaurus

# A sentence that begins so leans on the one before it.
LEANING = re.compile(
    r"(?:Il|Elle|Ils|Elles|Ce|Cette|Ces|Celui|Celle|Ceux|Cela|Son|Sa|Ses|Leur|Leurs|Puis|Ensuite|"
    r"It|Its|They|Their|This|These|He|She)\b(?! n'existe| y a)"
)
TECHNICAL_HOST = re.compile(r"//[^/]*(?:localhost|staging|preprod|web\.arc-cdn)|//test(?:ing)?\.")
SCALES = {"": 1, "millions": 1e6, "million": 1e6, "milliards": 1e9, "milliard": 1e9, "k": 1e3, "M": 1e6, "Md": 1e9}
QUANTITY = re.compile(
    rf"({NUMBER.pattern})\s*(?:(?P<scale>millions?|milliards?)\s+(?:d['’]|de\s+))?"
    r"(?P<unit>k|Md|M)?(?:%|€|euros?\b|kWh|MWh|GWh|m³)"
)

Severity = Literal["error", "warning"]


class Finding(BaseModel):
    """One thing to mend: in which file, at which line (from 1, None when it has no one place), and how."""

    model_config = ConfigDict(frozen=True)
    severity: Severity
    path: Path
    line: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{where}: {self.severity}: {self.message}; {self.remedy}"


def check_library(corpus: Path, year: int, max_age: int, progress: Callable[[int, int], None]) -> list[Finding]:
    """Every finding in the library, file by file; `year` is this year, `max_age` in years is for its sources."""
    found: list[Finding] = []
    ids: Counter[str] = Counter()
    subjects: set[str] = set()
    paths = case_paths(corpus)
    for done, path in enumerate(paths, start=1):
        faults: list[InvalidCase] = []
        case = parse_case(path, faults.append)
        found += [_from_fault(fault) for fault in faults]
        if case:
            ids[case.record.id] += 1
            found += check_case(case, year, max_age)
            if ids[case.record.id] > 1:
                found.append(_error(path, f"id {case.record.id!r} is that of another case too", "give it its own"))
            subjects.update(case.sujets)
        progress(done, len(paths))
    found += _unused(corpus, subjects)
    strays = {path.name for path in (corpus / "english").glob("*.md")} - {path.name for path in paths}
    found += [_error(corpus / "english" / name, "no French case has this name", "rename it") for name in sorted(strays)]
    return found


def check_case(case: Case, year: int, max_age: int) -> list[Finding]:
    """The findings in one case that could be read."""
    return [
        *_leaning(case), *_territory(case), *_sources(case, year, max_age), *_figures(case), *_english(case),
        *_official(case), *_subjects(case),
    ]  # fmt: skip


def _leaning(case: Case) -> Iterator[Finding]:
    for sentence in [*_body(case), *case.resume, *case.summary]:
        if LEANING.match(sentence.text):
            yield _error(
                case.path, f"« {sentence.text[:60]}… » leans on the sentence before it", "name who or what it is about"
            )


def _territory(case: Case) -> Iterator[Finding]:
    record = case.record
    if not record.code:
        return
    known = territories().get((record.echelon, record.code))
    if known is None:
        yield _error(
            case.path, f"code {record.code} is no {record.echelon} of the reference", "give its INSEE or SIREN code"
        )
    elif known.departement and known.departement != record.departement:
        yield _error(
            case.path,
            f"{known.nom} ({known.code}) is in département {known.departement}",
            "correct code or departement",
        )


def _sources(case: Case, year: int, max_age: int) -> Iterator[Finding]:
    record = case.record
    used = {n for sentence in [*_body(case), *case.resume, *case.summary] for n in sentence.sources}
    used |= {n for figure in record.chiffres for n in figure.sources}
    answers = " ".join(str(answer) for answer in record.bibliotheque.model_dump().values())
    used |= {int(n) for n in re.findall(r"\[\^(\d+)\]", answers)}
    for n in sorted(used - set(range(1, len(record.sources) + 1))):
        yield _error(case.path, f"source {n} is cited and does not exist", "add it to sources, or cite another")
    for n, source in enumerate(record.sources, start=1):
        if n not in used:
            yield _error(case.path, f"source {n} ({source.editeur}) is cited nowhere", "cite it or take it out")
        if TECHNICAL_HOST.search(source.url):
            yield _error(case.path, f"source {n} has the address of a test host", "give the page's public address")
    dates = [int(source.date[:4]) for source in record.sources if source.date]
    if dates and year - max(dates) > max_age:
        yield _warning(
            case.path, f"its latest dated source is of {max(dates)}", "look for what has become of the project since"
        )


def _figures(case: Case) -> Iterator[Finding]:
    known = {float(figure.valeur) for figure in case.record.chiffres}
    for sentence in _body(case):
        for match in QUANTITY.finditer(sentence.text):
            quantity = value(match[1]) * SCALES[match["scale"] or ""] * SCALES[match["unit"] or ""]
            if not {quantity, value(match[1])} & known:
                yield _warning(case.path, f"« {match[0]} » is not in chiffres", "add it with what it measures")


def _english(case: Case) -> Iterator[Finding]:
    if case.english is None:
        yield _warning(case.path, "no English edition", f"write english/{case.path.name}, sentence for sentence")
        return
    path = case.path.parent.parent / "english" / case.path.name
    for section in case.english.sections:
        for sentence in section.sentences:
            if LEANING.match(sentence.text):
                yield _error(path, f"« {sentence.text[:60]}… » leans on the sentence before it", "name its subject")
            for problem in number_differences(sentence.text, sentence.original):
                yield _error(path, f"« {sentence.text[:60]}… »: {problem}", "translate every figure, and no other")


def _official(case: Case) -> Iterator[Finding]:
    record = case.record.bibliotheque
    for field in ("sous_themes", "type_de_collectivite", "statut_du_projet", "audience"):
        if not getattr(record, field):
            yield _warning(case.path, f"bibliotheque.{field} is empty", "fill it if the sources answer it")


def _subjects(case: Case) -> Iterator[Finding]:
    if not case.record.sujets:
        yield _warning(case.path, "no subject", f"give it `sujets`: ids of concepts of {FILE}")


def _unused(corpus: Path, subjects: set[str]) -> Iterator[Finding]:
    """A concept that no case has, nor any narrower one."""
    for concept in read_thesaurus(corpus).concepts:
        if concept.id not in subjects:
            yield _warning(corpus / FILE, f"no case has the subject {concept.id!r}", "give it to those, or take it out")


def _body(case: Case) -> list[Sentence]:
    return [sentence for section in case.sections for sentence in section.sentences]


def _from_fault(fault: InvalidCase) -> Finding:
    return Finding(severity="error", path=fault.path, line=fault.line, message=fault.problem, remedy=fault.remedy)


def _error(path: Path, message: str, remedy: str) -> Finding:
    return Finding(severity="error", path=path, line=None, message=message, remedy=remedy)


def _warning(path: Path, message: str, remedy: str) -> Finding:
    return Finding(severity="warning", path=path, line=None, message=message, remedy=remedy)
