"""Kept vectors: the same text is embedded once, whatever asks for it, and a bad file only costs time."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from ingest import pipeline, vectors
from ingest.embeddings import Vectors
from ingest.errors import IngestError
from ingest.settings import IndexSettings
from ingest.vectors import KeptVectors
from tests.fakes import CASE, FakeEmbedder


class Counting(FakeEmbedder):
    """The fake embedder, which keeps the texts that it was asked to embed."""

    def __init__(self, identity: str = "fake") -> None:
        self.identity = identity
        self.asked: list[str] = []

    def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None) -> Vectors:
        self.asked += texts
        return super().encode_documents(texts, done)


@pytest.fixture
def encoder() -> Counting:
    return Counting()


def test_a_text_is_embedded_once_and_its_vector_stays_the_same(tmp_path: Path, encoder: Counting) -> None:
    texts = ["aa", "b", "aa", "cccc"]
    done: list[int] = []
    first = KeptVectors(encoder, tmp_path).encode_documents(texts, done.append)
    assert (sorted(encoder.asked), sum(done)) == (["aa", "b", "cccc"], 4)
    assert np.array_equal(first, FakeEmbedder().encode_documents(texts))
    done.clear()
    again = KeptVectors(encoder, tmp_path).encode_documents([*texts, "dd"], done.append)
    assert (encoder.asked[3:], sum(done)) == (["dd"], 5)
    assert np.array_equal(again[:4], first)


def test_another_model_has_vectors_of_its_own(tmp_path: Path, encoder: Counting) -> None:
    KeptVectors(encoder, tmp_path).encode_documents(["aa"])
    other = Counting("fake@2")
    KeptVectors(other, tmp_path).encode_documents(["aa"])
    assert other.asked == ["aa"]


def test_no_text_makes_no_vector(tmp_path: Path, encoder: Counting) -> None:
    assert KeptVectors(encoder, tmp_path).encode_documents([]).shape == (0, 4)


def test_what_an_interrupted_run_has_embedded_is_kept(
    tmp_path: Path, encoder: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "CHUNK", 2)

    def interrupted(count: int) -> None:
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        KeptVectors(encoder, tmp_path).encode_documents(["a", "bb", "ccc", "dddd"], interrupted)
    assert encoder.asked == ["dddd", "ccc"]
    KeptVectors(encoder, tmp_path).encode_documents(["a", "bb", "ccc", "dddd"])
    assert encoder.asked == ["dddd", "ccc", "bb", "a"]


def test_a_vector_that_nobody_asks_for_goes(tmp_path: Path, encoder: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    today = vectors._today()
    kept = KeptVectors(encoder, tmp_path)
    for day, texts in ((0, ["old", "used"]), (vectors.KEPT_DAYS, ["used"]), (vectors.KEPT_DAYS + 1, ["new"])):
        monkeypatch.setattr(vectors, "_today", lambda day=day: today + day)
        kept.encode_documents(texts)
    encoder.asked.clear()
    kept.encode_documents(["old", "used", "new"])
    assert encoder.asked == ["old"]


@pytest.mark.parametrize("junk", [b"not a database, but long enough to be read as the head of one" * 40, b"short"])
def test_a_damaged_file_is_begun_again(tmp_path: Path, encoder: Counting, junk: bytes) -> None:
    (tmp_path / vectors.FILE).write_bytes(junk)
    KeptVectors(encoder, tmp_path).encode_documents(["aa"])
    KeptVectors(encoder, tmp_path).encode_documents(["aa"])
    assert encoder.asked == ["aa"]


def test_where_nothing_can_be_kept_everything_is_embedded(tmp_path: Path, encoder: Counting) -> None:
    (tmp_path / vectors.FILE).mkdir()
    for _ in range(2):
        assert KeptVectors(encoder, tmp_path).encode_documents(["aa"]).shape == (1, 4)
    assert encoder.asked == ["aa", "aa"]


def test_a_file_that_another_holds_too_long_is_one_sentence(
    tmp_path: Path, encoder: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptVectors(encoder, tmp_path)
    kept.encode_documents(["aa"])
    monkeypatch.setattr(vectors, "PATIENCE", 0.1)
    with closing(sqlite3.connect(tmp_path / vectors.FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(IngestError, match="vectors cannot be kept .database is locked.; look for room"):
            kept.encode_documents(["bb"])


AT_ONCE = """
import sys
from pathlib import Path
from ingest.vectors import KeptVectors
from tests.fakes import FakeEmbedder
from ingest import vectors
vectors.CHUNK = 5
first = int(sys.argv[2])
KeptVectors(FakeEmbedder(), Path(sys.argv[1])).encode_documents([f"text {n}" for n in range(first, first + 300)])
"""


def test_processes_keep_vectors_at_once(tmp_path: Path, encoder: Counting) -> None:
    command = [sys.executable, "-c", AT_ONCE, str(tmp_path)]
    processes = [
        subprocess.Popen([*command, str(first)], cwd=Path(__file__).parent.parent.parent) for first in (0, 150)
    ]
    assert [process.wait() for process in processes] == [0, 0]
    KeptVectors(encoder, tmp_path).encode_documents([f"text {n}" for n in range(451)])
    assert encoder.asked == ["text 450"]


@pytest.fixture
def settings(tmp_path: Path, encoder: Counting, monkeypatch: pytest.MonkeyPatch) -> IndexSettings:
    """A one-case library that was ingested once with the counting embedder, which then forgot what it was asked."""
    (tmp_path / "corpus" / "cases").mkdir(parents=True)
    (tmp_path / "corpus" / "cases" / "ville-essai.md").write_text(CASE, encoding="utf-8")
    monkeypatch.setattr(pipeline, "Embedder", lambda *_: encoder)
    settings = IndexSettings(**{name: tmp_path / name for name in ("corpus", "index", "uploads", "models")})
    pipeline.ingest(settings, lambda *_: None)
    encoder.asked.clear()
    return settings


def changed(settings: IndexSettings, old: str, new: str) -> list[str]:
    """What becomes of the case when something in it is replaced: the lists of the plan that name it."""
    path = settings.corpus / "cases" / "ville-essai.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return pipeline.ingest(settings, lambda *_: None).plan.changed


def test_front_matter_that_alters_no_text_embeds_nothing(settings: IndexSettings, encoder: Counting) -> None:
    assert changed(settings, "statut: deploye", "statut: arrete") == ["ville-essai"]
    assert encoder.asked == []


def test_a_changed_sentence_embeds_itself_and_its_passage_alone(settings: IndexSettings, encoder: Counting) -> None:
    assert changed(settings, "compte 800 habitants", "compte 900 habitants") == ["ville-essai"]
    assert len(encoder.asked) == 2
    assert all("900 habitants" in text for text in encoder.asked)


def test_an_index_made_anew_embeds_nothing(
    settings: IndexSettings, encoder: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "SPLITTER", "other")
    assert pipeline.ingest(settings, lambda *_: None).plan.rebuild
    elsewhere = settings.model_copy(update={"index": settings.index.with_name("elsewhere")})
    assert pipeline.ingest(elsewhere, lambda *_: None).plan.added == ["ville-essai"]
    assert encoder.asked == []
