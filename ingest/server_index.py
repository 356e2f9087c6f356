"""The index on a Qdrant server or cluster, which any number of processes read at a time.

    <name>                the alias of the version in use, moved in one step
    <name>-previous       the alias of the one before it, kept for a rollback
    <name>-v-<digits>     a collection a version; its manifest, written last, is in its metadata

Several processes may write to one draft (`ingest.shares`); what each has to tell of its
part stays in the metadata until the draft is completed. An ingestion that another one
overtakes is given up: the version it began from is no longer the one in use.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from pydantic import ValidationError
from qdrant_client import QdrantClient, models

from ingest.errors import IndexMissing, IngestError
from ingest.index import BUILD, Draft, Manifest, require
from ingest.server_store import ServerStore, answered, metadata
from ingest.settings import IndexSettings

NAME = "precedents"
MANIFEST = "manifest"
PART = "part:"
PATIENCE = 60  # seconds for one request


def connected(settings: IndexSettings) -> "ServerIndex":
    """The index on the server of the settings; nothing is asked of it yet."""
    client = QdrantClient(
        url=settings.qdrant_url,
        api_key=settings.qdrant_key.get_secret_value() or None,
        timeout=PATIENCE,
        check_compatibility=False,  # it would ask the server now, and warn of what our own errors say
    )
    return ServerIndex(client, NAME, settings.qdrant_url, settings.qdrant_shards, settings.qdrant_replicas)


class SharedDraft(NamedTuple):
    """A draft that several processes write to; `began_from` is the version that was current, "" where none was."""

    name: str
    store: ServerStore
    began_from: str


class ServerIndex:
    """An `Index` on a server."""

    def __init__(self, client: QdrantClient, name: str, place: str, shards: int = 1, replicas: int = 1) -> None:
        self._client, self._name = client, name
        self._shards, self._replicas = shards, replicas
        self._began_from = ""
        self.place = place

    @contextmanager
    def owned(self, address: str = "") -> Iterator[None]:
        """See `Index.owned`: nobody owns a server's index."""
        yield

    def current(self) -> str:
        """See `Index.current`."""
        if version := self._used():
            return version
        raise IndexMissing(f"{self.place}: no index here; {BUILD}")

    def manifest(self) -> Manifest:
        """See `Index.manifest`."""
        return self._manifest(self.current())

    def verified(self) -> Manifest:
        """See `Index.verified`: the server checks what it holds itself."""
        return self.manifest()

    def open(self, recipe: dict[str, str]) -> tuple[ServerStore, Manifest]:
        """See `Index.open`."""
        version = self.current()
        manifest = self._manifest(version)
        require(recipe, manifest, self.place)
        return ServerStore.open(self._client, version), manifest

    def draft(self, dimension: int) -> Draft:
        """See `Index.draft`."""
        version = self._new_version()
        return Draft(version, ServerStore.create(self._client, version, dimension, self._shards, self._replicas))

    def revision(self) -> Draft:
        """See `Index.revision`."""
        current, version = self.current(), self._new_version()
        return Draft(version, ServerStore.copied(self._client, current, version, self._shards, self._replicas))

    @answered()
    def join(self, content: str, dimension: int) -> SharedDraft:
        """The draft of this `content` (any text that tells it from others); made where it is not there yet."""
        self._began_from = self._used()
        version = self._version(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._began_from} {content}"))
        store = ServerStore.join(self._client, version, dimension, self._shards, self._replicas)
        return SharedDraft(version, store, self._began_from)

    @answered()
    def leave(self, name: str, part: str, text: str) -> None:
        """Keep a text with a draft, as the `part` of one of those who write to it, until the draft is completed."""
        self._client.update_collection(name, metadata={f"{PART}{part}": text})

    @answered()
    def parts(self, name: str) -> dict[str, str]:
        """What was left with a draft so far."""
        return {
            key.removeprefix(PART): kept for key, kept in metadata(self._client, name).items() if key.startswith(PART)
        }

    def in_use(self, name: str) -> bool:
        """Whether a version is the current one."""
        return self._used() == name

    @answered()
    def give_up(self, name: str) -> None:
        """Delete a draft."""
        self._client.delete_collection(name)

    @answered()
    def switch_to(self, name: str, manifest: Manifest) -> None:
        """See `Index.switch_to`; raises `IngestError` when another ingestion has switched since the draft was begun."""
        current = self._used()
        if current == name:
            return  # another process completed the draft that this one also wrote to
        if current != self._began_from:
            self.give_up(name)
            raise IngestError(
                f"{self.place}: another ingestion ended before this one, whose work is lost; ingest again"
            )
        no_part = dict.fromkeys(f"{PART}{part}" for part in self.parts(name))
        self._client.update_collection(name, metadata={MANIFEST: manifest.model_dump_json(), **no_part})
        self._move({self._name: name, **({self._previous: current} if current else {})})
        for other in self._client.get_collections().collections:
            if other.name.startswith(f"{self._name}-v-") and other.name not in (name, current):
                self._client.delete_collection(other.name)

    @answered()
    def roll_back(self) -> Manifest:
        """See `Index.roll_back`."""
        named = self._aliases()
        if self._previous not in named:
            raise IndexMissing(f"{self.place}: no previous version to go back to; {BUILD}")
        manifest = self._manifest(named[self._previous])
        self._move({self._name: named[self._previous], self._previous: named[self._name]})
        return manifest

    @property
    def _previous(self) -> str:
        return f"{self._name}-previous"

    def _new_version(self) -> str:
        """The name of a version to be made, from the one that is current now."""
        self._began_from = self._used()
        return self._version(uuid.uuid4())

    def _version(self, digits: uuid.UUID) -> str:
        return f"{self._name}-v-{digits.hex[:8]}"

    def _used(self) -> str:
        """The version in use; "" where there is none."""
        return self._aliases().get(self._name, "")

    @answered()
    def _aliases(self) -> dict[str, str]:
        """The collections that the aliases name."""
        return {alias.alias_name: alias.collection_name for alias in self._client.get_aliases().aliases}

    def _move(self, aliases: dict[str, str]) -> None:
        """Make aliases name these collections, in one step; to create an alias is to move it."""
        moves = [models.CreateAlias(collection_name=to, alias_name=alias) for alias, to in aliases.items()]
        self._client.update_collection_aliases([models.CreateAliasOperation(create_alias=move) for move in moves])

    @answered()
    def _manifest(self, version: str) -> Manifest:
        try:
            return Manifest.model_validate_json(metadata(self._client, version)[MANIFEST])
        except (KeyError, ValidationError) as error:
            raise IndexMissing(f"{version}: the index is not complete; {BUILD}") from error
