"""A cited passage as a reader opens it: its whole section, the quoted words marked."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.assistant import Assistant
from assistant.schemas import Language, Source
from ingest.passages import Passage

AROUND = 2  # pieces shown before and after the cited one, of a section that is longer than a screen


@dataclass(frozen=True)
class Stretch:
    """Some sentences on end, quoted or not."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class Edition:
    """A section in one language, under the name it has there."""

    language: Language
    heading: str
    stretches: list[Stretch]


@dataclass(frozen=True)
class Opened:
    """A source with its section: in the answer's language, where there is an edition in it, and in French.

    `held` says that the case has a page here.
    """

    source: Source
    editions: list[Edition]
    held: bool

    @property
    def tongue(self) -> Language:
        """The language of the words quoted."""
        return "fr" if any(edition.language == "fr" for edition in self.editions) else "en"

    @property
    def web_pages(self) -> list[tuple[str, str]]:
        """The public pages that may be links, http and https alone: name and address."""
        pages = [page for page in self.source.public_sources if page.url.startswith(("https://", "http://"))]
        return [(", ".join(part for part in (p.editeur, p.titre, p.date) if part), p.url) for p in pages]


def opened(assistant: Assistant, sources: Sequence[Source], language: Language, cases: Container[str]) -> list[Opened]:
    """These sources of an answer in `language`, each with its section."""
    found: dict[tuple[str, str], dict[Language, list[Passage]]] = {}
    for passage in assistant.passages([s.case for s in sources], [s.section for s in sources]):
        found.setdefault((passage.case, passage.section), {}).setdefault(passage.language, []).append(passage)
    return [
        Opened(source, _editions(found.get((source.case, source.section), {}), source, language), source.case in cases)
        for source in sources
    ]


def _editions(found: Mapping[Language, list[Passage]], source: Source, language: Language) -> list[Edition]:
    """The section as the reader reads it, then in French, which the words quoted are in; one of them may be missing."""
    tongues = [tongue for tongue in dict.fromkeys((language, "fr")) if tongue in found] or list(found)
    return [_edition(found[tongue], source) for tongue in tongues]


def _edition(pieces: list[Passage], source: Source) -> Edition:
    pieces = sorted(pieces, key=lambda piece: (len(piece.id), piece.id))  # `…-2` comes before `…-10`
    at = next((n for n, piece in enumerate(pieces) if piece.id == source.passage), 0)
    near = pieces[max(0, at - AROUND) : at + AROUND + 1]
    marked = [
        (sentence.text, piece.id == source.passage and (sentence.original or sentence.text) in source.quote)
        for piece in near
        for sentence in piece.sentences
    ]
    stretches = [
        Stretch(" ".join(text for text, _ in run), quoted) for quoted, run in groupby(marked, key=lambda pair: pair[1])
    ]
    return Edition(near[0].language, near[0].heading, stretches)
