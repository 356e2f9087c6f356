"""An assistant on a server's index answers from the version that is current, whoever switched to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import assistant as module
from assistant.assistant import open_assistant
from assistant.schemas import AskRequest
from assistant.settings import AssistantSettings
from ingest import pipeline
from tests.fakes import CASE, FakeEmbedder, ScriptedModel
from tests.serving import serving
from tests.wire import qdrant_over_http

# The client's emulation says that it has no payload indexes.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssistantSettings]:
    """A one-case library, and the address of an emulated server, where every process would find its index."""
    (tmp_path / "corpus" / "cases").mkdir(parents=True)
    (tmp_path / "corpus" / "cases" / "ville-essai.md").write_text(CASE, encoding="utf-8")
    for part in (pipeline, module):
        monkeypatch.setattr(part, "Embedder", lambda *_: FakeEmbedder())
    monkeypatch.setattr(module, "chat_model", lambda _: ScriptedModel())
    folders = {name: tmp_path / name for name in ("corpus", "index", "uploads", "models")}
    with serving(qdrant_over_http()) as url:
        yield AssistantSettings(qdrant_url=url, **folders)


def test_a_question_is_answered_from_the_version_that_another_process_made(settings: AssistantSettings) -> None:
    pipeline.ingest(settings, lambda *_: None)
    request = AskRequest(question="Combien d'habitants compte la Ville d'Essai ?")
    with open_assistant(settings) as assistant, open_assistant(settings) as second:
        assert "800 habitants" in str(assistant.search(request))
        path = settings.corpus / "cases" / "ville-essai.md"
        path.write_text(CASE.replace("800 habitants", "900 habitants"), encoding="utf-8")
        report = pipeline.ingest(settings, lambda *_: None)
        for each in (assistant, second):
            found = str(each.search(request))
            assert "900 habitants" in found
            assert "800 habitants" not in found
            assert each.ask(request).receipt.index == report.manifest.fingerprint
