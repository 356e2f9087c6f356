"""From the corpus to an index: plan, read, split, embed, write beside, verify, switch."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from ingest.batches import Batch, batches
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

SPLITTER = "headings-5"

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


class Outset(NamedTuple):
    """What an ingestion begins from: `recipe` is the one wanted, `there` all documents by id."""

    embedder: Embedder
    destination: Index
    current: Manifest | None
    recipe: dict[str, str]
    there: dict[str, Entry]
    todo: Plan


def outset(settings: IndexSettings) -> Outset:
    """What is there, what is wanted, and so what there is to do; no document is read yet."""
    embedder, index = Embedder(settings.embedding_model, settings.models_folder), index_of(settings)
    current, wanted, there = _current(index), recipe(embedder.identity), entries(settings)
    return Outset(embedder, index, current, wanted, there, make_plan(there, current, wanted))


def plan(settings: IndexSettings) -> Plan:
    """What `ingest` would do now; what it would read is read, to say what cannot be, and forgotten."""
    *_, there, todo = outset(settings)
    faults = dict[str, str]()
    for _ in batches(todo.to_read, there, faults):
        pass
    return todo.setting_aside(faults)


def ingest(settings: IndexSettings, progress: Progress) -> Report:
    """Make the index hold the corpus; only what came, changed or went is touched unless the recipe changed."""
    with index_of(settings).owned():
        return update(settings, progress)


def update(settings: IndexSettings, progress: Progress) -> Report:
    """As `ingest`, for a process that owns the index already."""
    started = time.perf_counter()
    embedder, index, current, wanted, there, todo = outset(settings)
    faults = dict[str, str]()
    read = batches(todo.to_read, there, faults)
    first = next(read, None)
    if first is None:
        if current is not None and (nothing := todo.setting_aside(faults)).idle:
            return Report(manifest=current, plan=nothing, seconds=since(started))
        if todo.rebuild or not todo.unchanged:
            raise IngestError(f"{settings.corpus}: no case can be read; {next(iter(faults.values()))}")
    draft, documents = _begin(index, current, todo, embedder)
    try:
        encoder = KeptVectors(embedder, settings.models_folder)
        fill(draft.store, documents, there, chain([first] if first else [], read), encoder, progress)
        draft.store.finish()
        verify(draft.store, documents)
    finally:
        draft.store.close()
    manifest = put_in_use(index, draft.name, wanted, documents)
    return Report(manifest=manifest, plan=todo.setting_aside(faults), seconds=since(started))


def fill(
    store: Store, held: dict[str, Document], there: Mapping[str, Entry], read: Iterable[Batch], encoder: Encoder,
    progress: Progress,
) -> None:  # fmt: skip
    """Embed what was read and write it to a store, in the place of what it `held` of the same documents.

    `held` is then what the store holds.
    """
    before = 0
    for batch in read:
        store.remove([id_ for id_ in batch.documents if id_ in held])
        before += _embed(store, batch, encoder, before, progress)
        held |= {id_: _document(there[id_], passages) for id_, passages in batch.documents.items()}


def _embed(store: Store, batch: Batch, encoder: Encoder, before: int, progress: Progress) -> int:
    """Embed a batch and write it to a store; how many texts it had, where so many had been embedded `before`."""
    passages = batch.passages
    texts = [passage.embedded_text for passage in passages]
    texts += [passage.embedded_sentence(sentence) for passage in passages for sentence in passage.sentences]
    done, total = before, before + round(len(texts) * batch.left)

    def embedded(count: int) -> None:
        nonlocal done
        done += count
        progress("embedding", done, total)

    dense, rows = np.split(encoder.encode_documents(texts, embedded), [len(passages)])
    ends = np.cumsum([len(passage.sentences) for passage in passages])
    store.add(passages, dense, np.split(rows, ends)[:-1])
    return len(texts)


def put_in_use(index: Index, name: str, built: dict[str, str], documents: dict[str, Document]) -> Manifest:
    """Complete a draft, built by that recipe, whose store is finished; its manifest."""
    created = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(recipe=built, documents=dict(sorted(documents.items())), created=created)
    index.switch_to(name, manifest)
    return manifest


def _begin(index: Index, current: Manifest | None, todo: Plan, embedder: Encoder) -> tuple[Draft, dict[str, Document]]:
    """A draft, and the documents it holds already: those of the current version that did not go, or none."""
    if current is None or todo.rebuild:
        return index.draft(embedder.dimension), {}
    draft = index.revision()
    draft.store.remove(todo.removed)
    return draft, {id_: document for id_, document in current.documents.items() if id_ not in todo.removed}


def _document(entry: Entry, passages: Sequence[Passage]) -> Document:
    """What the manifest keeps of a document that was embedded."""
    sentences = sum(len(passage.sentences) for passage in passages)
    return Document(parts=entry.parts, passages=len(passages), sentences=sentences)


def verify(store: Store, documents: dict[str, Document]) -> None:
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


def since(started: float) -> float:
    """Seconds from a reading of the performance counter to now."""
    return round(time.perf_counter() - started, 2)
