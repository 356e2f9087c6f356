"""Projects of the official table as passages: searchable beside the library, and marked as rows of a table."""

import hashlib
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ingest.language import language_of
from ingest.official import NAMES, OfficialTable, read_table
from ingest.official_project import OfficialProject
from ingest.passages import NumberedSource, Passage
from ingest.prose import Sentence
from ingest.readers.sentences import sentences

SUFFIXES = (".csv", ".xlsx")
PUBLISHER = "Bibliothèque d'IA territoriales (tableau)"
STATUSES = {
    "En exploration": "en-projet",
    "En expérimentation": "experimentation",
    "En déploiement": "deploye",
    "Terminé": "termine",
    "Abandonné": "arrete",
}


def table_in(path: Path) -> OfficialTable | None:
    """The official table in a file, or None where the file is another kind of document.

    Raise `IngestError` where it is a CSV that holds no such table.
    """
    if path.suffix.lower() not in SUFFIXES:
        return None
    table = read_table(path)
    named = bool(table.rows) and set(NAMES) <= set(table.rows[0])
    return table if named or path.suffix.lower() == ".csv" else None


def project_entries(table: OfficialTable) -> Iterator[tuple[str, str, "partial[list[Passage]]"]]:
    """Each project of a table as a document: its id, its digest, and how its passages are made."""
    for project in table.projects:
        digest = hashlib.sha256(json.dumps(project.cells, ensure_ascii=False).encode()).hexdigest()
        yield f"table-{project.id}", digest, partial(_passages, project)


def _passages(project: OfficialProject) -> list[Passage]:
    texts = sentences(project.description) or (project.nom_du_projet,)
    return [
        Passage(
            id=f"table-{project.id}#description",
            case=f"table-{project.id}",
            origin="table",
            section="Description",
            language=language_of(" ".join(texts)),
            titre=project.nom_du_projet,
            territoire=project.nom_collectivite,
            echelon="",
            departement="",
            region="",
            theme=[],
            statut=STATUSES.get(project.statut_du_projet, ""),
            periode=project.date_de_demarrage,
            techniques=[],
            sujets=[],
            partenaires=list(project.partenaires),
            sentences=[Sentence(text=text, sources=(1,)) for text in texts],
            sources=[
                NumberedSource(
                    number=1,
                    url=project.url_service if project.url_service.startswith("http") else "",
                    editeur=PUBLISHER,
                    titre=project.nom_du_projet,
                )
            ],
        )
    ]
