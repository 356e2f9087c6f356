"""Small libraries to index, where their indexes are, and what those hold."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from ingest import pipeline
from ingest.folder_index import FolderIndex
from ingest.index import Index
from ingest.server_index import ServerIndex
from ingest.settings import IndexSettings
from ingest.store import Match
from tests.fakes import CASE, ENGLISH, FakeEmbedder

URL, KEY = os.environ.get("PRECEDENTS_QDRANT_URL"), os.environ.get("PRECEDENTS_QDRANT_KEY")
ON_A_SERVER = pytest.param("server", marks=pytest.mark.skipif(not URL, reason="PRECEDENTS_QDRANT_URL names no server"))
(VECTOR,) = FakeEmbedder().encode_queries(["a"])


@contextmanager
def served(*, on_a_server: bool) -> Iterator[Callable[[], ServerIndex]]:
    """What connects to one new index, on the real server or on the client's emulation of one."""
    client = QdrantClient(url=URL, api_key=KEY, timeout=60) if on_a_server else QdrantClient(":memory:")
    name = f"test-{uuid.uuid4().hex}"
    yield lambda: ServerIndex(client, name, "the server")
    for collection in client.get_collections().collections:
        if collection.name.startswith(name):
            client.delete_collection(collection.name)
    client.close()


def one_case(folder: Path) -> IndexSettings:
    """The settings of a library of one case, written to a folder."""
    for part, text in (("cases", CASE), ("english", ENGLISH)):
        (folder / "corpus" / part).mkdir(parents=True)
        (folder / "corpus" / part / "ville-essai.md").write_text(text, encoding="utf-8")
    return IndexSettings(**{name: folder / name for name in ("corpus", "index", "uploads", "models")})


def quiet(*_: object) -> None:
    pass


def edit(settings: IndexSettings, old: str, new: str, case: str = "ville-essai") -> None:
    path = settings.corpus / "cases" / f"{case}.md"
    path.write_text(path.read_text().replace(old, new))


def add(settings: IndexSettings, case: str) -> None:
    (settings.corpus / "cases" / f"{case}.md").write_text(CASE.replace("id: ville-essai", f"id: {case}"))


def held(index: Index) -> set[str]:
    """The versions that there are, whether anything names them or not."""
    if isinstance(index, FolderIndex):
        return {version.name for version in Path(index.place).glob("v-*")}
    assert isinstance(index, ServerIndex)
    return {c.name for c in index._client.get_collections().collections if c.name.startswith(index._name)}


def sentences(index: Index) -> set[str]:
    """The ends of the French sentences of the current version."""
    store, _ = index.open(pipeline.recipe("fake"))
    matches = store.read(VECTOR, {}, ["fr"], 50)
    store.close()
    return ends(matches)


def ends(matches: list[Match]) -> set[str]:
    """The two words before each full stop, which the tests change."""
    return {" ".join(s.text.rstrip(".").split()[-2:]) for match in matches for s in match.passage.sentences}


def frequencies(index: Index) -> str:
    store, _ = index.open(pipeline.recipe("fake"))
    store.close()
    return store.frequencies.dumps()
