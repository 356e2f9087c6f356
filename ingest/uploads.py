"""Documents that people put in: copied to a folder of their own, read where they lie, marked with their origin."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingest.errors import IngestError
from ingest.folding import slug
from ingest.language import language_of
from ingest.passages import NumberedSource, Passage, grouped
from ingest.prose import Sentence

if TYPE_CHECKING:  # the libraries of all formats take half a second to load: only where something was put in
    from ingest.readers import Part, UploadedDocument

Uploaded = tuple[str, str, Callable[[], list[Passage]]]
"""A document's id, its digest, and how its passages are read."""


class Intake(NamedTuple):
    """What came of putting documents in: names of those that are in, faults of the others, notes on rows and pages."""

    names: list[str]
    faults: list[IngestError]
    notes: list[str]


def put(paths: Iterable[Path], folder: Path) -> Intake:
    """Copy documents, and those of folders, to the folder of uploads; one takes the place of one of the same name."""
    intake = Intake([], [], [])
    for path, root in _files(paths):
        try:
            if path.name in intake.names:
                raise IngestError(f"{path}: another document of this name was just put in; rename one of them")
            intake.notes.extend(_tried(path, root))
        except IngestError as fault:
            intake.faults.append(fault)
            continue
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / path.name)
        intake.names.append(path.name)
    return intake


def put_bytes(name: str, data: bytes, folder: Path) -> Intake:
    """Put in a document that somebody sent, under a name made from theirs; it takes the place of no other."""
    with tempfile.TemporaryDirectory() as apart:
        path = Path(apart) / free_name(folder, name)
        path.write_bytes(data)
        return put([path], folder)


def free_name(folder: Path, name: str) -> str:
    """A name that no file of the folder has, made of the letters and digits of one that somebody gave."""
    given = Path(name.replace("\\", "/").rpartition("/")[2])
    stem, ending = slug(given.stem)[:80] or "document", slug(given.suffix)
    candidates = (f"{stem}{f'-{n}' if n > 1 else ''}{f'.{ending}' if ending else ''}" for n in count(1))
    return next(name for name in candidates if not (folder / name).exists())


def uploaded(folder: Path) -> Iterator[Uploaded]:
    """What was put in, in the order of names; a table is as many documents as it has projects."""
    for path in sorted(folder.glob("*")):
        try:
            yield from _documents(path, folder)
        except IngestError as fault:
            yield _id(path), "", partial(_raise, fault)


def _documents(path: Path, folder: Path) -> Iterator[Uploaded]:
    from ingest.projects import project_entries, table_in
    from ingest.readers import check_file

    data = check_file(path, folder)
    if table := table_in(path):
        yield from project_entries(table)
    else:
        yield _id(path), hashlib.sha256(data).hexdigest(), partial(_passages, path, folder)


def _raise(fault: IngestError) -> list[Passage]:
    raise fault


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, Path | None]]:
    """Each file to put in; one found in a given folder must lie in it."""
    for path in paths:
        if path.is_dir():
            yield from ((file, path) for file in sorted(path.rglob("*")) if not file.is_dir())
        else:
            yield path, None


def _tried(path: Path, root: Path | None) -> list[str]:
    """Read a document to see that it can be; what is to be said of its rows or pages."""
    # Imported here and below: the libraries of all formats take half a second to load.
    from ingest.projects import table_in
    from ingest.readers import check_file, read_document

    check_file(path, root)
    if table := table_in(path):
        return [f"{path}: {finding}" for finding in table.findings]
    return [f"{path}: {note}" for note in read_document(path, root).notes]


def _id(path: Path) -> str:
    return f"upload-{slug(path.name)}"


def _passages(path: Path, folder: Path) -> list[Passage]:
    from ingest.readers import read_document

    document = read_document(path, folder)
    pieces = ((part, piece) for part in document.parts for piece in grouped(part.sentences, len))
    return [
        _passage(document, f"{_id(path)}#{number}", part, piece) for number, (part, piece) in enumerate(pieces, start=1)
    ]


def _passage(document: "UploadedDocument", id_: str, part: "Part", sentences: list[str]) -> Passage:
    return Passage(
        id=id_,
        case=_id(document.path),
        origin="upload",
        section=part.heading or (f"page {part.page}" if part.page else document.title),
        page=part.page,
        language=language_of(" ".join(sentences)),
        titre=document.title,
        territoire="",
        echelon="",
        departement="",
        region="",
        theme=[],
        statut="",
        periode="",
        techniques=[],
        sujets=[],
        partenaires=[],
        sentences=[Sentence(text=text, sources=(1,)) for text in sentences],
        sources=[NumberedSource(number=1, editeur=document.path.name, titre=document.title)],
    )
