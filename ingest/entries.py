"""Everything there is to index, whatever its kind: documents by id, each with a digest and how it is read."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ingest.cases import case_paths, read_case
from ingest.passages import Passage
from ingest.settings import IndexSettings
from ingest.thesaurus import read_thesaurus
from ingest.uploads import uploaded


class Entry(NamedTuple):
    """A document: `digest` changes when it does, `read` gives its passages or raises `IngestError`."""

    digest: str
    read: Callable[[], list[Passage]]


def entries(settings: IndexSettings) -> dict[str, Entry]:
    """Every document by its id: the cases of the library, then what was put in."""
    subjects = read_thesaurus(settings.corpus).digest
    cases = {
        path.stem: Entry(_case_digest(path, subjects), partial(_case_passages, path))
        for path in case_paths(settings.corpus)
    }
    return {**cases, **{id_: Entry(digest, read) for id_, digest, read in uploaded(settings.uploads)}}


def _case_digest(path: Path, subjects: str) -> str:
    """The sha256 of a case document, its English edition, and which subjects are broader than which."""
    english = path.parent.parent / "english" / path.name
    text = path.read_bytes() + b"\0" + (english.read_bytes() if english.is_file() else b"")
    return hashlib.sha256(text + b"\0" + subjects.encode()).hexdigest()


def _case_passages(path: Path) -> list[Passage]:
    case = read_case(path)
    # Imported here: LlamaIndex takes seconds to load, and an unchanged library never needs it.
    from ingest.documents import to_passages

    return to_passages([case])
