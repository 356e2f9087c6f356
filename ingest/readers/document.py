"""A document that somebody put in: what every reader gives, and what it says when it cannot."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from ingest.errors import IngestError
from ingest.readers.sentences import pieces, sentences
from ingest.readers.tables import row_texts

# Characters that print nothing, or that cannot be written as UTF-8; and the ligatures of typesetters.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\xad\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
# What office programs write as the title of a document that nobody gave one.
PLACEHOLDER = re.compile(
    r"(Microsoft )?(Word|PowerPoint|Excel) ?(-.*|Document|Presentation)?|Présentation PowerPoint"
    r"|(Untitled|Sans titre|Document|Diapositive|Slide|Feuil|Feuille|Sheet)( ?\d+)?",
    re.IGNORECASE,
)


class UnreadableDocument(IngestError):
    """A document that cannot be read, or that it would not be safe to read."""

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        self.path, self.problem, self.remedy = path, problem, remedy
        super().__init__(f"{path}: {problem}; {remedy}")


class Fault(Exception):
    """What a reader, which knows bytes and no path, finds wrong with them."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem}; {remedy}")


class Part(BaseModel):
    """What stands under one heading, or on one page of a PDF, one slide or one sheet.

    `heading` is "" where there is none; `page` counts pages or slides from 1, and is None
    where the format has none. There is at least one sentence; a row of a table is one too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    heading: str
    page: int | None
    sentences: tuple[str, ...]


class UploadedDocument(BaseModel):
    """A document, read: `id` is the slug of the file's name, `digest` the SHA-256 of its bytes in hexadecimal.

    `notes` say what of it could not be read, and what to do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: str
    path: Path
    digest: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]


class Content(NamedTuple):
    """What a reader finds in the bytes of a file: its own title, or "", its parts, notes on what it could not read."""

    title: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


class Draft:
    """A document being read from its first word to its last."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._sentences: list[str] = []
        self._heading = ""
        self._page: int | None = None
        self._title = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands yet in the part that was begun last."""
        return not self._sentences

    def begin(self, heading: str, page: int | None = None) -> None:
        """Begin a part; the one before is dropped if nothing stood in it."""
        self._end()
        self._heading, self._page = " ".join(cleaned(heading).split()), page
        if not PLACEHOLDER.fullmatch(self._heading):
            self._title = self._title or self._heading

    def paragraph(self, text: str) -> None:
        """Add the sentences of a paragraph."""
        self._sentences += sentences(cleaned(text))

    def table(self, rows: Iterable[Mapping[int, str]]) -> None:
        """Add a table, row by row; a row gives the text of its cells by column."""
        for text in row_texts(rows):
            self._sentences += pieces(cleaned(text))

    def content(self, title: str | None = None) -> Content:
        """All of it; `title` is the document's own property, without which its first heading serves."""
        self._end()
        own = " ".join(cleaned(title or "").split())
        return Content(self._title if not own or PLACEHOLDER.fullmatch(own) else own, tuple(self._parts))

    def _end(self) -> None:
        if self._sentences:
            self._parts.append(Part(heading=self._heading, page=self._page, sentences=tuple(self._sentences)))
        self._sentences = []


def cleaned(text: str) -> str:
    """A text without unprintable characters and ligatures, its accents composed."""
    return unicodedata.normalize("NFC", UNPRINTABLE.sub("", text).translate(LIGATURES))
