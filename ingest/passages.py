"""A passage: a few sentences of one section of one case, the unit that search returns."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from ingest.prose import HEADINGS, Sentence
from ingest.records import PublicSource

MAX_CHARACTERS = 1200  # about 300 tokens: what the embedding model reads well, and no more than a screen
NAMESPACE = uuid.UUID("6f0d5f5e-6b0f-4d0c-9a35-3f6f1b6d7c11")


Origin = Literal["library", "table", "upload"]
"""Where a passage comes from: a case of the library, a row of the official table, a document put in by someone."""


T = TypeVar("T")


def grouped(sentences: Iterable[T], length: Callable[[T], int]) -> Iterator[list[T]]:
    """Consecutive sentences, together while their lengths in characters stay under `MAX_CHARACTERS`."""
    group: list[T] = []
    size = 0
    for sentence in sentences:
        if group and size + length(sentence) > MAX_CHARACTERS:
            yield group
            group, size = [], 0
        group.append(sentence)
        size += length(sentence)
    yield group


class NumberedSource(PublicSource):
    """A public page with its number in the document; a document put in has itself as its source, without address."""

    number: int
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")


class Passage(BaseModel):
    """A piece of a case with all that search, filters and citations need of the case.

    `id` is `case#section` (`case#section-2` for the next piece of a long section): it
    does not change when another case or section does, and is the same for a passage and
    its English edition, which `language` tells apart. `theme` holds the main theme
    first, then the others; `sujets` the case's subjects and all that is broader. `page`
    is that of a document that has pages.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    case: str
    origin: Origin = "library"
    section: str
    page: int | None = None
    language: Literal["fr", "en"]
    titre: str
    territoire: str
    code: str = ""
    echelon: str
    departement: str
    region: str
    theme: list[str]
    statut: str
    periode: str
    techniques: list[str]
    sujets: list[str]
    partenaires: list[str]
    sentences: list[Sentence]
    sources: list[NumberedSource]

    @property
    def point_id(self) -> int:
        """A number of 64 bits, always the same for the same passage in the same language.

        Two of a million passages have the same one with a chance of 3 in 100 million.
        """
        return uuid.uuid5(NAMESPACE, f"{self.id} {self.language}").int >> 64

    @cached_property
    def header(self) -> str:
        """What every piece of the case is about; it goes before the text that is embedded."""
        return f"{self.territoire}. {self.titre}." if self.territoire else f"{self.titre}."

    @cached_property
    def text(self) -> str:
        """The sentences, without their marks."""
        return " ".join(sentence.text for sentence in self.sentences)

    @cached_property
    def headed_sentences(self) -> list[str]:
        """Each sentence after the header: what its words are looked for in."""
        return [f"{self.header} {sentence.text}" for sentence in self.sentences]

    @property
    def heading(self) -> str:
        """The section's name in the passage's own language."""
        return HEADINGS.get(self.section, self.section) if self.language == "en" else self.section

    @cached_property
    def embedded_text(self) -> str:
        """What the dense and the BM25 vectors are made of."""
        return f"{self.header} {self.heading}. {self.text}"

    def embedded_sentence(self, sentence: Sentence) -> str:
        """What the dense vector of one of the sentences is made of."""
        return f"{self.header} {self.heading}. {sentence.text}"
