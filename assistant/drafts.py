"""Drafts of cases: what a form holds, as the case document it would make, with what is wrong with it.

A form is the values of each of its fields, under the names that findings use: those of
the front matter (`bibliotheque.theme`), `sources.url` and the like for the columns of a
table, a value a row, and the headings of the prose.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from assistant.cases import TRANSPARENCY
from assistant.data import Data
from assistant.errors import InvalidRequest
from ingest.cases import case_text, parse_text
from ingest.errors import InvalidCase
from ingest.findings import check_case
from ingest.folding import folded, slug
from ingest.prose import HEADINGS
from ingest.thesaurus import Thesaurus, read_thesaurus
from ingest.uploads import free_name

Form = Mapping[str, Sequence[str]]
TEXTS = ("titre", "territoire", "echelon", "code", "departement", "region", "theme", "periode", "statut")
OFFICIAL_TEXTS = (
    "theme", "type_de_collectivite", "statut_du_projet", "date_de_demarrage", "url_service", "nom_algorithme", "budget",
    "risque_categorie", "url_ressources",
)  # fmt: skip
OFFICIAL_LISTS = ("sous_themes", "audience", "type_algorithme")
TABLES = {"sources": ("url", "editeur", "titre", "date"), "chiffres": ("quoi", "valeur", "unite", "sources")}
OPTIONAL = ("code", "departement", "region", "periode")  # fields that a case must have, and that may say nothing
PLACES = re.compile(r"^(?:field )?(?P<field>[\w.]+?)(?::| is empty)")
SOURCE = re.compile(r"^source (\d+) ")
QUOTED = re.compile(r"« (.+?)…? »")
ABOUT = {"code ": "code", "is in département": "departement", "latest dated source": "sources", "no subject": "sujets"}
KNOWN = {*TEXTS, *HEADINGS, *TABLES, "resume", "summary", "sujets", "techniques", "autres_themes", "partenaires"}
KNOWN |= {"bibliotheque"}
OLD = 5  # years after which a case's latest source is old, as for `precedents check`


class DraftFinding(Data):
    """Something to mend in a draft: in which field of the form, "" where it is none, what, and how."""

    severity: Literal["error", "warning"]
    field: str
    message: str
    remedy: str


def draft_id(form: Form) -> str:
    """The id that the case would have."""
    return slug(f"{_text(form, 'territoire')} {_text(form, 'titre')}")[:80].strip("-") or "cas"


def draft_text(form: Form, thesaurus: Thesaurus) -> str:
    """The case document of a form; what is not filled in is not in it."""
    sections = {heading: text for heading in HEADINGS if (text := _text(form, heading))}
    return case_text(_front(form, thesaurus), sections)


def check_draft(form: Form, corpus: Path, today: date) -> list[DraftFinding]:
    """What is wrong, or could be better, in a draft, as `precedents check` would say; errors first."""
    thesaurus = read_thesaurus(corpus)
    path, faults = corpus / "cases" / f"{draft_id(form)}.md", list[InvalidCase]()
    case = parse_text(path, draft_text(form, thesaurus), thesaurus, faults.append)
    found = [DraftFinding(severity="error", **_placed(form, fault.problem, fault.remedy)) for fault in faults]
    if path.exists():
        taken = _placed(form, f"titre: the library has a case {path.stem!r} already", "say what sets this one apart")
        found.append(DraftFinding(severity="error", **taken))
    if case:
        checked = check_case(case, today.year, OLD)
        found += [DraftFinding(severity=f.severity, **_placed(form, f.message, f.remedy)) for f in checked]
    return sorted(dict.fromkeys(found), key=lambda finding: finding.severity)


def submit_draft(form: Form, corpus: Path, folder: Path, today: date) -> Path:
    """Keep a draft for those who keep the library, in a folder of its own; raises `InvalidRequest` where it has errors.

    Nothing reads that folder: a draft becomes a case when someone puts it in the library.
    """
    errors = [finding for finding in check_draft(form, corpus, today) if finding.severity == "error"]
    if errors:
        raise InvalidRequest(f"{errors[0].message}; {errors[0].remedy}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / free_name(folder, f"{draft_id(form)}.md")
    with path.open("x", encoding="utf-8") as file:
        file.write(draft_text(form, read_thesaurus(corpus)))
    return path


def rows_of(form: Form, table: str) -> list[dict[str, str]]:
    """The rows of a table of the form, those in which nothing was written left out."""
    columns = [form.get(f"{table}.{name}", []) for name in TABLES[table]]
    rows = [
        dict(zip(TABLES[table], (value.strip() for value in row), strict=True)) for row in zip(*columns, strict=False)
    ]
    return [row for row in rows if any(row.values())]


def _front(form: Form, thesaurus: Thesaurus) -> dict[str, object]:
    given = {name: _text(form, name) for name in TEXTS}
    official: dict[str, object] = {name: _text(form, f"bibliotheque.{name}") for name in OFFICIAL_TEXTS}
    official |= {name: _chosen(form, f"bibliotheque.{name}") for name in OFFICIAL_LISTS}
    official |= {name: _text(form, f"bibliotheque.{name}") for name in TRANSPARENCY}
    return {
        "id": draft_id(form),
        **{name: value for name, value in given.items() if value or name in OPTIONAL},
        "autres_themes": _chosen(form, "autres_themes"),
        "techniques": _chosen(form, "techniques"),
        "sujets": [_subject(line, thesaurus) for line in _lines(form, "sujets")],
        "partenaires": _lines(form, "partenaires"),
        "bibliotheque": {name: value for name, value in official.items() if value},
        "chiffres": [_figure(row) for row in rows_of(form, "chiffres")],
        "sources": rows_of(form, "sources"),
        "resume": _text(form, "resume"),
        "summary": _text(form, "summary"),
    }


def _figure(row: dict[str, str]) -> dict[str, object]:
    numbers = [int(n) for n in re.findall(r"\d+", row["sources"])]
    return {**row, "valeur": _number(row["valeur"]), "sources": numbers}


def _number(text: str) -> int | float | str:
    """A number as French or English writes it; what is none stays as it is, for the check to say so."""
    plain = re.sub(r"[\s\u202f]", "", text).replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", plain):
        return text
    return float(plain) if "." in plain else int(plain)


def _subject(line: str, thesaurus: Thesaurus) -> str:
    """The id of the concept that has this label; what no concept is called stays as it is."""
    wanted = folded(line)
    return next((c.id for c in thesaurus.concepts if wanted in (c.id, *map(folded, c.labels))), line)


def _placed(form: Form, problem: str, remedy: str) -> dict[str, str]:
    """The field that a finding is about, "" for none, and what it says, without that field's name."""
    match = PLACES.match(problem)
    field = match["field"].removesuffix(".int").removesuffix(".float") if match else ""
    if field.partition(".")[0] not in KNOWN:
        return {"field": _where(form, problem), "message": problem, "remedy": remedy}
    message = problem[match.end() :].strip() if match and problem[match.end() - 1] == ":" else problem
    return {"field": field, "message": message, "remedy": remedy}


def _where(form: Form, problem: str) -> str:
    """The field that a finding means without naming it: by what it quotes, or by the number of a source."""
    if source := SOURCE.match(problem):
        return f"sources.{int(source[1]) - 1}.url"
    if quoted := QUOTED.search(problem):
        flat = {name: " ".join(_text(form, name).split()) for name in (*HEADINGS, "resume", "summary")}
        return next((name for name, text in flat.items() if quoted[1] in text), "")
    return next((field for words, field in ABOUT.items() if words in problem), "")


def _text(form: Form, name: str) -> str:
    return "\n".join(form.get(name, [])[:1]).replace("\r\n", "\n").strip()


def _lines(form: Form, name: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in _text(form, name).splitlines() if line.strip()))


def _chosen(form: Form, name: str) -> list[str]:
    return [value for value in form.get(name, []) if value]
