"""Documents read a batch at a time, so that memory holds a few of them whatever there is to index."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ingest.entries import Entry
from ingest.errors import IngestError
from ingest.passages import Passage

PASSAGES = 1_000  # of a batch, or a document more: with their vectors, tens of MB


@dataclass(frozen=True)
class Batch:
    """The passages of some documents, by id; `left` says how many batches such as this there are yet, with this one."""

    documents: dict[str, list[Passage]]
    left: float

    @property
    def passages(self) -> list[Passage]:
        """All of them, in their order."""
        return [passage for own in self.documents.values() for passage in own]


def batches(ids: Sequence[str], entries: Mapping[str, Entry], faults: dict[str, str]) -> Iterator[Batch]:
    """These documents in their order, each batch read while the one before it is used.

    A document that cannot be read is in `faults`, with its fault, once the batches are at their end.
    """
    read = _read(ids, entries, faults)
    with ThreadPoolExecutor(1, thread_name_prefix="reading") as reader:
        coming = reader.submit(next, read, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, read, None)
            yield batch


def _read(ids: Sequence[str], entries: Mapping[str, Entry], faults: dict[str, str]) -> Iterator[Batch]:
    own: dict[str, list[Passage]] = {}
    for number, id_ in enumerate(ids, start=1):
        try:
            own[id_] = entries[id_].read()
        except IngestError as fault:
            faults[id_] = str(fault)
        if own and (number == len(ids) or sum(map(len, own.values())) >= PASSAGES):
            yield Batch(own, 1 + (len(ids) - number) / len(own))
            own = {}
