"""PDF: the door to pypdf. A sentence that runs over two pages is read as two."""

import logging
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError
from pypdf.generic import Destination

from ingest.readers.document import Content, Draft, Fault
from ingest.readers.lines import paragraphs

MAX_SECONDS = 120.0  # of the processor, for all pages; one page is bounded by pypdf itself
# Many a PDF breaks its format in small ways that its reader gets over; nobody needs to hear of them.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes) -> Content:
    """The parts of a document, one a page with text, headed by its first bookmark, or the last before it.

    Raise `Fault` when the document is encrypted, or when no page has text; note which have none.
    """
    try:
        reader = PdfReader(BytesIO(data))
        texts = list(_texts(reader))
    # A PDF that opens without a password may still need a library to decrypt it.
    except (FileNotDecryptedError, DependencyError) as error:
        raise Fault("it is encrypted", "save a copy without password, or print it to a new PDF") from error
    if texts and not any(text.strip() for text in texts):
        raise Fault("its pages are pictures without any text", "run text recognition (OCR) on it, and read the result")
    bookmarks = _bookmarks(reader)
    draft = Draft()
    current = ""
    for number, text in enumerate(texts, start=1):
        begun = bookmarks.get(number, [current])
        draft.begin(begun[0], number)
        current = begun[-1]
        for paragraph in paragraphs(text):
            draft.paragraph(paragraph)
    content = draft.content(reader.metadata.title if reader.metadata else None)
    return content._replace(notes=tuple(_unread(texts)))


def _texts(reader: PdfReader) -> Iterator[str]:
    """The text of each page; a file of a few kilobytes may well have thousands that take a second each."""
    started = time.thread_time()
    for page in reader.pages:
        if time.thread_time() - started > MAX_SECONDS:
            raise Fault("reading it takes too long", "cut it into smaller documents, or print it to a new PDF")
        yield page.extract_text()


def _unread(texts: list[str]) -> Iterator[str]:
    """What is to be said of the pages without text."""
    pages = [str(number) for number, text in enumerate(texts, start=1) if not text.strip()]
    if pages:
        yield f"no text on page {', '.join(pages)}; if there are pictures of text, run text recognition (OCR) on it"


def _bookmarks(reader: PdfReader) -> dict[int, list[str]]:
    """The titles of the bookmarks to each page that has any, in their order; pages count from 1."""
    titles: dict[int, list[str]] = {}
    for bookmark in _flat(reader.outline):
        page = reader.get_destination_page_number(bookmark)
        if page is not None and page >= 0:
            titles.setdefault(page + 1, []).append(str(bookmark.title or ""))
    return titles


def _flat(outline: list[Any]) -> Iterator[Destination]:
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item
