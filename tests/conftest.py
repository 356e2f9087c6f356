"""What every test stands on: no network, a clean environment, the real models, a real index."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest

from assistant.assistant import Assistant, open_assistant
from assistant.settings import AssistantSettings
from ingest.embedded_store import EmbeddedStore
from ingest.pipeline import ingest
from ingest.store import Store
from tests.fakes import FakeEmbedder

# `make fuzz`: 20 properties, a million inputs.
hypothesis.settings.register_profile("long", max_examples=50_000, print_blob=True)
ROOT = Path(__file__).parent.parent
# The cases the real index of the tests holds: those the library was announced with, and
# others of the same places and subjects, which an answer must not mix up with them.
CASES = """
aix-marseille-provence-callbot-encombrants bordeaux-metropole-cadre-ethique-ia
bordeaux-metropole-calque-plantabilite bordeaux-metropole-debit-sources capi-porte-isere-fuites-eau
loire-atlantique-chatbot-aela lyon-magali-gaspillage-cantines metropole-lyon-iarbre montpellier-strategie-ia-data
nantes-ia-cantines noisy-le-grand-recital-energie-batiments rennes-metropole-stations-epuration
rouen-metropole-ia-deliberations saint-quentin-en-yvelines-flux-deplacements sdis-gironde-detection-feux-foret
sicoval-fuites-eau val-de-marne-autosurveillance-assainissement valence-romans-pompage-eau
valenciennes-videosurveillance-huawei villeneuve-le-roi-arbres-jumeau-numerique
""".split()


@pytest.fixture(autouse=True, scope="session")
def _closed_network() -> Iterator[None]:
    """Any connection that leaves this machine fails the test that tries it, but for the Qdrant server to be tested."""
    connect = socket.socket.connect
    url = urlsplit(os.environ.get("PRECEDENTS_QDRANT_URL", ""))
    served = {str(info[4][0]) for info in socket.getaddrinfo(url.hostname, url.port)} if url.hostname else set()
    near = {"local", "127.0.0.1", "::1", "localhost", *served}

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in near:
            raise AssertionError(f"a test tried to connect to {address}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign]
    os.environ["HF_HUB_OFFLINE"] = "1"
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("PRECEDENTS_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the twenty cases above, with their English editions."""
    folder = tmp_path_factory.mktemp("corpus")
    for part in ("cases", "english"):
        (folder / part).mkdir()
        for case in CASES:
            shutil.copy(ROOT / "corpus" / part / f"{case}.md", folder / part)
    shutil.copy(ROOT / "corpus" / "thesaurus.yaml", folder)
    return folder


@pytest.fixture(scope="session")
def settings(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> AssistantSettings:
    """Settings whose index, built by the real embedding model, holds the twenty cases."""
    folder = tmp_path_factory.mktemp("index")
    settings = AssistantSettings(corpus=corpus, index=folder, uploads=folder / "uploads")
    ingest(settings, lambda *_: None)
    return settings


@pytest.fixture(scope="session")
def assistant(settings: AssistantSettings) -> Iterator[Assistant]:
    """The assistant on that index, with the real language model."""
    with open_assistant(settings) as assistant:
        yield assistant


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty real store for vectors of the fake embedder."""
    store = EmbeddedStore.create(tmp_path / "store", FakeEmbedder.dimension)
    yield store
    store.close()
