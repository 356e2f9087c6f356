"""Small libraries to index, where their indexes are, and what those hold."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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
from tests.serving import serving
from tests.wire import qdrant_over_http

URL, KEY = os.environ.get("PRECEDENTS_QDRANT_URL"), os.environ.get("PRECEDENTS_QDRANT_KEY")
ON_A_SERVER = pytest.param("server", marks=pytest.mark.skipif(not URL, reason="PRECEDENTS_QDRANT_URL names no server"))
SERVERS = ["wire", ON_A_SERVER]
(VECTOR,) = FakeEmbedder().encode_queries(["a"])


@contextmanager
def client_of(*, on_a_server: bool) -> Iterator[QdrantClient]:
    """A client of the real server, or of the client's own emulation of one behind HTTP."""
    with ExitStack() as open_:
        url = URL if on_a_server else open_.enter_context(serving(qdrant_over_http()))
        client = QdrantClient(url=url, api_key=KEY if on_a_server else None, timeout=60, check_compatibility=False)
        open_.callback(client.close)
        yield client


@contextmanager
def served(*, on_a_server: bool) -> Iterator[Callable[[], ServerIndex]]:
    """What connects to one new index, there."""
    with client_of(on_a_server=on_a_server) as client:
        name = f"test-{uuid.uuid4().hex}"
        yield lambda: ServerIndex(client, name, "the server")
        for collection in client.get_collections().collections:
            if collection.name.startswith(name):
                client.delete_collection(collection.name)


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
