"""From the corpus to an index: read, split, embed, write, switch."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ingest.cases import Case, case_paths, read_case
from ingest.embeddings import Embedder
from ingest.errors import IndexMissing
from ingest.index import Manifest, current_manifest, new_version, owned, switch_to
from ingest.passages import Passage
from ingest.settings import IndexSettings
from ingest.store import Store
from ingest.words import ANALYSIS

SPLITTER = "headings-1"

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much is done, and how much there is."""


def recipe(embedding_identity: str) -> dict[str, str]:
    """All that shapes the vectors and passages of an index, by name."""
    return {"embedding_model": embedding_identity, "splitter": SPLITTER, "words": ANALYSIS}


def read_corpus(folder: Path) -> list[Case]:
    """All cases of the library; the first invalid one raises `InvalidCase`, and nothing is ingested."""
    return [read_case(path) for path in case_paths(folder)]


def corpus_digest(folder: Path) -> str:
    """The sha256 of all documents of the library, places and contents."""
    digest = hashlib.sha256()
    for path in [*case_paths(folder), *sorted((folder / "english").glob("*.md"))]:
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def ingest(settings: IndexSettings, progress: Progress) -> tuple[Manifest, bool]:
    """Index the corpus unless the current index already holds it; say whether anything was built."""
    with owned(settings.index):
        cases = read_corpus(settings.corpus)
        digest = corpus_digest(settings.corpus)
        embedder = Embedder(settings.embedding_model, settings.models_folder)
        wanted = recipe(embedder.identity)
        try:
            current = current_manifest(settings.index)
            if current.recipe == wanted and current.corpus == digest:
                return current, False
        except IndexMissing:
            pass
        # Imported here: LlamaIndex takes seconds to load, and an unchanged library never needs it.
        from ingest.documents import to_passages

        passages = to_passages(cases)
        folder = new_version(settings.index)
        manifest = Manifest(
            recipe=wanted,
            corpus=digest,
            cases=len(cases),
            passages=build(folder / "store", passages, embedder, progress),
            sentences=sum(len(passage.sentences) for passage in passages),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        switch_to(folder, manifest)
        return manifest, True


def build(folder: Path, passages: list[Passage], embedder: Embedder, progress: Progress) -> int:
    """Embed `passages` and write them to a new store in `folder`; the number of passages it holds."""
    texts = [passage.embedded_text for passage in passages]
    sentences = [f"{passage.header} {s.text}" for passage in passages for s in passage.sentences]
    total, done = len(texts) + len(sentences), 0

    def embedded(count: int) -> None:
        nonlocal done
        done += count
        progress("embedding", done, total)

    dense = embedder.encode_documents(texts, embedded)
    rows = embedder.encode_documents(sentences, embedded)
    ends = np.cumsum([len(passage.sentences) for passage in passages])
    store = Store.create(folder, embedder.dimension)
    store.add(passages, dense, np.split(rows, ends[:-1]))
    written = store.finish()
    store.close()
    return written
