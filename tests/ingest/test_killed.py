"""An ingestion killed at any moment leaves a complete index, the old one or the new one."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from ingest import pipeline
from ingest.folder_index import FolderIndex
from tests.fakes import CASE

# Ingests with the fake embedder, so that the killed process spends its time writing.
INGEST = """
import sys
from pathlib import Path
from ingest import pipeline
from ingest.settings import IndexSettings
from tests.fakes import FakeEmbedder
pipeline.Embedder = lambda *_: FakeEmbedder()
root = Path(sys.argv[1])
print("ready", flush=True)
folders = {name: root / name for name in ("corpus", "index", "uploads", "models")}
pipeline.ingest(IndexSettings(**folders), lambda *_: None)
"""
ROOT = Path(__file__).parent.parent.parent
CASES = 60
ROUNDS = 10


def write_library(root: Path, inhabitants: int) -> None:
    (root / "corpus" / "cases").mkdir(parents=True, exist_ok=True)
    for number in range(CASES):
        text = CASE.replace("id: ville-essai", f"id: ville-{number}").replace("800", str(inhabitants))
        (root / "corpus" / "cases" / f"ville-{number}.md").write_text(text, encoding="utf-8")


def start(root: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", INGEST, str(root)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_at_ten_random_points(tmp_path: Path) -> None:
    write_library(tmp_path, 100)
    with start(tmp_path) as process:
        began = time.perf_counter()
        assert process.wait() == 0
        whole = time.perf_counter() - began
    chance = random.Random(20261123)
    killed = 0
    for round_ in range(ROUNDS):
        before = FolderIndex(tmp_path / "index").manifest()
        write_library(tmp_path, 1000 + round_)
        with start(tmp_path) as process:
            time.sleep(chance.uniform(0, whole))
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        store, manifest = FolderIndex(tmp_path / "index").open(pipeline.recipe("fake"))
        held = store.values("case")
        store.close()
        assert held == {id_: document.passages for id_, document in manifest.documents.items()}
        assert set(manifest.documents) == set(before.documents)
    assert killed >= ROUNDS / 2  # most were killed at work, not after it
