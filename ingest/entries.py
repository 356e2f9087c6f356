"""Everything there is to index, whatever its kind: documents by id, each with a digest and how it is read."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ingest.cases import case_paths, read_case
from ingest.errors import IngestError
from ingest.passages import Passage
from ingest.settings import IndexSettings
from ingest.thesaurus import read_thesaurus
from ingest.uploads import uploaded


class Entry(NamedTuple):
    """A document: the digests of what makes it, by name, and what gives its passages or raises `IngestError`."""

    parts: dict[str, str]
    read: Callable[[], list[Passage]]


def entries(settings: IndexSettings) -> dict[str, Entry]:
    """Every document by its id: the cases of the library, then what was put in.

    A second document of one id is there under another name, as one that cannot be read.
    """
    subjects = read_thesaurus(settings.corpus).digest
    found = {
        path.stem: Entry(_case_parts(path, subjects), partial(_case_passages, path))
        for path in case_paths(settings.corpus)
    }
    for id_, digest, read in uploaded(settings.uploads):
        name = id_
        while name in found:
            name += " (again)"
        found[name] = Entry({"document": digest}, read if name == id_ else partial(_refused, id_))
    return found


def _case_parts(path: Path, subjects: str) -> dict[str, str]:
    """The sha256 of a case document and of its English edition, and which subjects are broader than which."""
    english = path.parent.parent / "english" / path.name
    parts = {"case": _sha256(path), "subjects of the thesaurus": subjects}
    return {**parts, "English edition": _sha256(english)} if english.is_file() else parts


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _case_passages(path: Path) -> list[Passage]:
    case = read_case(path)
    # Imported here: LlamaIndex takes seconds to load, and an unchanged library never needs it.
    from ingest.documents import to_passages

    return to_passages([case])


def _refused(id_: str) -> list[Passage]:
    raise IngestError(f"{id_}: two documents put in have this id; rename or take out one of them")
