"""Documents that people put in, each read into one plain structure: headings or pages, and their sentences."""

import hashlib
import warnings
from collections.abc import Callable
from pathlib import Path

from ingest.folding import slug
from ingest.readers.archive import check_archive
from ingest.readers.document import Content, Fault, Part, UnreadableDocument, UploadedDocument
from ingest.readers.markdown import read_markdown
from ingest.readers.odf import read_odt
from ingest.readers.pdf import read_pdf
from ingest.readers.plain import read_text
from ingest.readers.sheets import read_sheets
from ingest.readers.slides import read_slides
from ingest.readers.web import read_page
from ingest.readers.word import read_word

__all__ = ["READERS", "Part", "UnreadableDocument", "UploadedDocument", "check_file", "read_document"]

READERS: dict[str, Callable[[bytes], Content]] = {
    ".docx": read_word,
    ".htm": read_page,
    ".html": read_page,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".odt": read_odt,
    ".pdf": read_pdf,
    ".pptx": read_slides,
    ".txt": read_text,
    ".xlsx": read_sheets,
}
ARCHIVES = {".docx", ".odt", ".pptx", ".xlsx"}
MAX_BYTES = 100_000_000


def read_document(path: Path, root: Path | None = None) -> UploadedDocument:
    """Read a document by the extension of its name; where `root` is given, only if it lies in that folder.

    Raise `UnreadableDocument` when it does not, when there is no such file, when the file is too
    large, locked, broken or unsafe to open, or when it holds no text.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise UnreadableDocument(path, f"unknown kind of file {path.suffix!r}", f"save it as one of {known}")
    data = check_file(path, root)
    content = _read_content(path, reader, data)
    if not content.parts:
        raise UnreadableDocument(path, "it holds no text", "check that it is the right file")
    return UploadedDocument(
        id=slug(path.name),
        title=content.title or path.stem,
        path=path,
        digest=hashlib.sha256(data).hexdigest(),
        parts=content.parts,
        notes=content.notes,
    )


def check_file(path: Path, root: Path | None) -> bytes:
    """The bytes of a file that may be read: there, in `root` where one is given, and of a bearable size."""
    try:
        file = path.resolve()  # follows links, which may lead out of the root
        if root is not None and not file.is_relative_to(root.resolve()):
            raise UnreadableDocument(path, f"it lies outside {root}", "move it into that folder")
        if not file.is_file():
            raise UnreadableDocument(path, "there is no such file", "check its name")
        size = file.stat().st_size
        if size > MAX_BYTES:
            problem = f"it weighs {size / 1e6:.0f} MB, more than {MAX_BYTES // 1_000_000}"
            raise UnreadableDocument(path, problem, "cut it into smaller documents")
        return file.read_bytes()
    # A loop of links is a RuntimeError, a name with a zero byte a ValueError.
    except (OSError, RuntimeError, ValueError) as error:
        raise UnreadableDocument(path, "it cannot be opened", "check its name and that you may read it") from error


def _read_content(path: Path, reader: Callable[[bytes], Content], data: bytes) -> Content:
    if not data.strip():
        raise UnreadableDocument(path, "it is empty", "check that it is the right file")
    try:
        if path.suffix.lower() in ARCHIVES:
            check_archive(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a library finds odd in a document that it reads
            return reader(data)
    except Fault as fault:
        raise UnreadableDocument(path, fault.problem, fault.remedy) from fault
    # Whatever a library raises, on a file that anybody may have made, it means the same here.
    except Exception as error:
        problem = f"it is not a sound {path.suffix.lower()} file"
        raise UnreadableDocument(path, problem, "open it in the program that made it and save a new copy") from error
