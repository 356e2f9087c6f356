"""From the corpus to an index: plan, read, split, embed, write beside, verify, switch."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from pydantic import BaseModel, ConfigDict

from ingest.embeddings import Embedder
from ingest.entries import Entry, entries
from ingest.errors import IndexMissing, IngestError
from ingest.index import Document, Draft, Index, Manifest, index_of
from ingest.passages import Passage
from ingest.plan import Plan, make_plan
from ingest.settings import IndexSettings
from ingest.store import Store
from ingest.vectors import Encoder, KeptVectors
from ingest.words import ANALYSIS

SPLITTER = "headings-4"

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much is done, and how much there is."""


class Report(BaseModel):
    """What an ingestion did: the index as it is now, the plan that led there, the time it took in seconds."""

    model_config = ConfigDict(frozen=True)

    manifest: Manifest
    plan: Plan
    seconds: float


def recipe(embedding_identity: str) -> dict[str, str]:
    """All that shapes the vectors and passages of an index, by name."""
    return {"embedding_model": embedding_identity, "splitter": SPLITTER, "words": ANALYSIS}


def plan(settings: IndexSettings) -> Plan:
    """What `ingest` would do now."""
    embedder = Embedder(settings.embedding_model, settings.models_folder)
    return make_plan(entries(settings), _current(index_of(settings)), recipe(embedder.identity))[0]


def ingest(settings: IndexSettings, progress: Progress) -> Report:
    """Make the index hold the corpus; only what came, changed or went is touched unless the recipe changed."""
    with index_of(settings).owned():
        return update(settings, progress)


def update(settings: IndexSettings, progress: Progress) -> Report:
    """As `ingest`, for a process that owns the index already."""
    started = time.perf_counter()
    embedder, index = Embedder(settings.embedding_model, settings.models_folder), index_of(settings)
    current, wanted = _current(index), recipe(embedder.identity)
    there = entries(settings)
    todo, read = make_plan(there, current, wanted)
    if current is not None and todo.idle:
        return Report(manifest=current, plan=todo, seconds=_since(started))
    if not read and not todo.unchanged:
        raise IngestError(f"{settings.corpus}: no case can be read; {next(iter(todo.set_aside.values()))}")
    draft, kept = _begin(index, current, todo, embedder)
    try:
        passages = [passage for own in read.values() for passage in own]
        if passages:
            build(draft.store, passages, KeptVectors(embedder, settings.models_folder), progress)
        draft.store.finish()
        documents = {**kept, **_documents(there, read)}
        _verify(draft.store, documents)
    finally:
        draft.store.close()
    manifest = Manifest(
        recipe=wanted,
        documents=dict(sorted(documents.items())),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    index.switch_to(draft.name, manifest)
    return Report(manifest=manifest, plan=todo, seconds=_since(started))


def build(store: Store, passages: Sequence[Passage], embedder: Encoder, progress: Progress) -> None:
    """Embed `passages` and write them to a store."""
    texts = [passage.embedded_text for passage in passages]
    sentences = [passage.embedded_sentence(s) for passage in passages for s in passage.sentences]
    total, done = len(texts) + len(sentences), 0

    def embedded(count: int) -> None:
        nonlocal done
        done += count
        progress("embedding", done, total)

    dense, rows = np.split(embedder.encode_documents([*texts, *sentences], embedded), [len(texts)])
    ends = np.cumsum([len(passage.sentences) for passage in passages])
    store.add(passages, dense, np.split(rows, ends[:-1]))


def _begin(index: Index, current: Manifest | None, todo: Plan, embedder: Encoder) -> tuple[Draft, dict[str, Document]]:
    """A draft, and the documents it holds already: those of the current version that stay, or none."""
    if current is None or todo.rebuild:
        return index.draft(embedder.dimension), {}
    draft = index.revision()
    gone = {*todo.removed, *todo.changed}
    draft.store.remove(sorted(gone))
    return draft, {id_: document for id_, document in current.documents.items() if id_ not in gone}


def _documents(there: Mapping[str, Entry], read: Mapping[str, Sequence[Passage]]) -> dict[str, Document]:
    """What the manifest keeps of each document that was embedded."""
    return {
        id_: Document(
            parts=there[id_].parts, passages=len(own), sentences=sum(len(passage.sentences) for passage in own)
        )
        for id_, own in read.items()
    }


def _verify(store: Store, documents: dict[str, Document]) -> None:
    """The store holds just what the manifest will say."""
    held, listed = store.values("case"), {id_: document.passages for id_, document in documents.items()}
    if held != listed:
        odd = sorted(set(held.items()) ^ set(listed.items()))[0][0]
        raise IngestError(f"the new index does not hold what was written ({odd}); the old one stays; ingest again")


def _current(index: Index) -> Manifest | None:
    try:
        return index.verified()
    except IndexMissing:
        return None


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)
