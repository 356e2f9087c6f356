"""The index: complete versions, one of them current, the one before it kept.

A version is drafted beside the current one, which goes on serving until the new one is
complete and takes its place in one step. They are folders of this machine
(`ingest.folder_index`) or collections of a Qdrant server (`ingest.server_index`).
"""

import json
import uuid
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from ingest.errors import IndexMismatch
from ingest.settings import IndexSettings
from ingest.store import Store

BUILD = "run `precedents ingest`"


class Document(BaseModel):
    """A document as it was indexed: the digests of what makes it, and how many passages and sentences it gave."""

    model_config = ConfigDict(frozen=True)

    parts: dict[str, str]
    passages: int
    sentences: int


class Manifest(BaseModel):
    """What an index holds and what built it: `recipe` has all that shapes its passages and vectors."""

    model_config = ConfigDict(frozen=True)

    recipe: dict[str, str]
    documents: dict[str, Document]
    created: str

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name this content built this way."""
        content = json.dumps([self.recipe, {id_: d.parts for id_, d in self.documents.items()}], sort_keys=True)
        return uuid.uuid5(uuid.NAMESPACE_OID, content).hex[:12]

    @property
    def passages(self) -> int:
        """How many passages it holds."""
        return sum(document.passages for document in self.documents.values())

    @property
    def sentences(self) -> int:
        """How many sentences it holds."""
        return sum(document.sentences for document in self.documents.values())


class Draft(NamedTuple):
    """A version that is being made: its name, and the store to write to, which whoever drafts it closes."""

    name: str
    store: Store


class Index(Protocol):
    """The versions of one index, wherever they are."""

    @property
    def place(self) -> str:
        """Where they are, for those who read a message."""

    def owned(self, address: str = "") -> AbstractContextManager[None]:
        """Own the index for the time of the block; raise `IndexBusy`, naming the owner, when another process does.

        `address` is where the owner answers, if it does: what wants the index may ask there.
        A server's index belongs to nobody.
        """

    def current(self) -> str:
        """The name of the current version; raises `IndexMissing` when there is none."""

    def manifest(self) -> Manifest:
        """The manifest of the current version; raises `IndexMissing` when there is no complete one."""

    def verified(self) -> Manifest:
        """As `manifest`, once what the version holds was checked; raises `IndexDamaged` when it has changed."""

    def open(self, recipe: dict[str, str]) -> tuple[Store, Manifest]:
        """Open the current version, which must have been built by `recipe`.

        The caller owns the index. Raises `IndexMissing` when there is no complete version,
        `IndexDamaged` when it has changed, `IndexMismatch` when it was built otherwise.
        """

    def draft(self, dimension: int) -> Draft:
        """A new, empty version for vectors of `dimension`."""

    def revision(self) -> Draft:
        """A new version that holds what the current one does."""

    def switch_to(self, name: str, manifest: Manifest) -> None:
        """Complete a drafted version, its store finished, and make it current; keep one sound version before it."""

    def roll_back(self) -> Manifest:
        """Make the previous version current, and the current one previous; the manifest of what is current now."""


def index_of(settings: IndexSettings) -> Index:
    """The index that the settings name: on a Qdrant server where they give one, else in a folder."""
    # Imported here: both know this module, and the server's client takes half a second to load.
    if settings.qdrant_url:
        from ingest.server_index import connected

        return connected(settings)
    from ingest.folder_index import FolderIndex

    return FolderIndex(settings.index)


def require(recipe: dict[str, str], manifest: Manifest, place: str) -> None:
    """Raise `IndexMismatch`, naming what differs, unless a version was built by `recipe`."""
    for key in sorted({*recipe, *manifest.recipe}):
        built, wanted = manifest.recipe.get(key, "nothing"), recipe.get(key, "nothing")
        if built != wanted:
            raise IndexMismatch(
                f"{place}: built with {key} {built}, but the settings say {wanted}; "
                f"{BUILD} to rebuild it, or restore the setting"
            )
