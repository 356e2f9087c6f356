"""One index made by several processes, each its share of the documents, on one machine or on many.

They need not know of each other. All write to one draft on the Qdrant server, whose name says
what it is made of: which library, from which version, in how many shares. Each leaves beside
it what it wrote; whichever finds all shares there completes the version and puts it in use. A
process that was cut off is started again, and what others did stays done.
"""

import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from ingest.batches import batches
from ingest.entries import Entry
from ingest.errors import IngestError
from ingest.index import Document, Manifest
from ingest.pipeline import Progress, Report, fill, outset, put_in_use, since, verify
from ingest.plan import Plan
from ingest.server_index import ServerIndex, SharedDraft
from ingest.settings import IndexSettings
from ingest.vectors import Encoder, KeptVectors
from ingest.words import Frequencies

WRITTEN = re.compile(r"([1-9]\d*)/([1-9]\d*)")


class Share(NamedTuple):
    """Which of how many shares, counted from 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> "Share":
        """A share written like 2/4; raises `IngestError`."""
        found = WRITTEN.fullmatch(text.strip())
        if not found or int(found[1]) > int(found[2]):
            raise IngestError(f"{text}: not a share; write it like 2/4, the second of four")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def own(self, ids: Sequence[str]) -> list[str]:
        """Those of the documents that are this share's."""
        return list(ids[self.number - 1 :: self.of])


class Part(BaseModel):
    """What one share wrote: its documents, how often their words stand there, and what could not be read."""

    model_config = ConfigDict(frozen=True)

    documents: dict[str, Document]
    frequencies: str
    faults: dict[str, str]


class ShareReport(BaseModel):
    """What came of a share: how many documents it has, the draft that they are in, the shares yet to come.

    `report` is of the whole, where this share was the last or there was nothing to do.
    """

    model_config = ConfigDict(frozen=True)

    share: str
    draft: str
    documents: int
    missing: list[int]
    set_aside: dict[str, str]
    report: Report | None


def ingest_share(settings: IndexSettings, share: Share, progress: Progress) -> ShareReport:
    """Write one share of the documents to the draft that all shares are written to; the last puts it in use."""
    started = time.perf_counter()
    embedder, index, current, built, there, todo = outset(settings)
    if not isinstance(index, ServerIndex):
        raise IngestError(
            f"{index.place}: one process at a time ingests into a folder; "
            "set PRECEDENTS_QDRANT_URL, or ingest without --share"
        )
    if current and todo.idle:
        report = Report(manifest=current, plan=todo, seconds=since(started))
        return ShareReport(share=str(share), draft="", documents=0, missing=[], set_aside={}, report=report)
    draft = index.join(_content(there, built, share.of), embedder.dimension)
    own = _parts(index, draft).get(str(share))
    if own is None:
        held = current.documents if current and not todo.rebuild else {}
        encoder = KeptVectors(embedder, settings.models_folder)
        own = _write(draft, share.own(sorted(there)), there, todo, held, encoder, progress)
        index.leave(draft.name, str(share), own.model_dump_json())
    parts = _parts(index, draft)
    missing = [n for n in range(1, share.of + 1) if str(Share(n, share.of)) not in parts]
    manifest: Manifest | None = None
    if index.in_use(draft.name):  # completed by another, which saw the last part when this one did
        manifest, missing = index.manifest(), []
    elif not missing:
        manifest = _complete(index, draft, built, list(parts.values()))
    faults = {id_: fault for part in (own, *parts.values()) for id_, fault in part.faults.items()}
    return ShareReport(
        share=str(share),
        draft=draft.name,
        documents=len(own.documents),
        missing=missing,
        set_aside=own.faults,
        report=manifest and Report(manifest=manifest, plan=todo.setting_aside(faults), seconds=since(started)),
    )


def _parts(index: ServerIndex, draft: SharedDraft) -> dict[str, Part]:
    """What was left with a draft so far, by share."""
    return {name: Part.model_validate_json(text) for name, text in index.parts(draft.name).items()}


def _complete(index: ServerIndex, draft: SharedDraft, built: dict[str, str], parts: Sequence[Part]) -> Manifest:
    """Put a draft in use that has all its parts; one that does not hold what they say is given up."""
    documents = {id_: document for part in parts for id_, document in part.documents.items()}
    draft.store.frequencies = Frequencies()
    for part in parts:
        draft.store.frequencies.merge(Frequencies.loads(part.frequencies))
    draft.store.finish()
    try:
        if not documents:
            raise IngestError(f"no case can be read; {next(fault for part in parts for fault in part.faults.values())}")
        verify(draft.store, documents)
    except IngestError:
        index.give_up(draft.name)
        raise
    return put_in_use(index, draft.name, built, documents)


def _content(there: Mapping[str, Entry], built: dict[str, str], shares: int) -> str:
    """What tells one set of documents, indexed one way in so many shares, from any other."""
    return json.dumps([built, {id_: entry.parts for id_, entry in there.items()}, shares], sort_keys=True)


def _write(
    draft: SharedDraft, ids: Sequence[str], there: Mapping[str, Entry], todo: Plan, held: Mapping[str, Document],
    encoder: Encoder, progress: Progress,
) -> Part:  # fmt: skip
    """Write these documents to a draft: embedded, or copied where what is current holds them and nothing better is."""
    documents, faults, to_read = dict[str, Document](), dict[str, str](), set(todo.to_read)
    read = batches([id_ for id_ in ids if id_ in to_read], there, faults)
    fill(draft.store, documents, there, read, encoder, progress)
    kept = [id_ for id_ in ids if id_ in held and id_ not in documents]
    draft.store.take(draft.began_from, kept)
    documents |= {id_: held[id_] for id_ in kept}
    return Part(documents=documents, frequencies=draft.store.frequencies.dumps(), faults=faults)
