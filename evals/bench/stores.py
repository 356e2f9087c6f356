"""What is done in a process of its own, so that its memory can be told: building, searching, exact search."""

import json
import os
import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.search import CASES, LANGUAGES, PASSAGES, POOL, WEIGHTS, fuse
from evals.bench.measuring import resident
from evals.bench.synthetic import Seeds, passages_of, vectors_of
from ingest.embedded_store import EmbeddedStore, Quantisation
from ingest.embeddings import Vectors
from ingest.store import Filters, Store
from ingest.words import Language

ROUNDS = 3  # times that each question is put, once it was put for nothing
RECALLED = 10
LEGS = ("passage", "sentences")  # the dense ones
MIB = 2**20
STORE = "store"
BUILT = "built.json"  # written last: what stands beside it is whole


Timed = tuple[dict[str, list[float]], dict[str, float]]
"""Milliseconds of each search, by kind; milliseconds of all cores that one takes, on the average."""


@dataclass(frozen=True)
class Query:
    """A question with its vector, and a filter for the filtered search."""

    text: str
    language: Language
    vector: Vectors
    filters: Filters

    @property
    def languages(self) -> tuple[Language, ...]:
        """What is searched for it."""
        return LANGUAGES[self.language]


@dataclass(frozen=True)
class Built:
    """Seconds to write and to optimise a store, MiB on disk, MiB of memory at the most."""

    write: float
    optimise: float
    disk: float
    peak: float


@dataclass(frozen=True)
class Searched:
    """Milliseconds of each search, and of all cores for one, on the average; the cases that the dense legs found, by
    question; MiB that the open store holds."""

    milliseconds: dict[str, list[float]]
    cpu: dict[str, float]
    found: dict[str, list[list[str]]]
    memory: float
    own: float


def build(seeds: Seeds, size: int, folder: Path, quantisation: Quantisation) -> Built:
    """Build a store of the product's, of so many passages; what a run that was cut left there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    store = EmbeddedStore.create(folder / STORE, seeds.dense.shape[1], quantisation)
    write = _filled(store, seeds, size)
    started = time.perf_counter()
    store.finish()
    store.close()
    disk = sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    made = Built(write, time.perf_counter() - started, disk / MIB, peak / MIB)
    (folder / BUILT).write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


def built(folder: Path) -> Built | None:
    """What building the store in `folder` took, where it was built to its end."""
    kept = folder / BUILT
    return Built(**json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else None


def search(folder: Path, queries: Sequence[Query]) -> Searched:
    """Open that store and search it as the assistant does."""
    us = os.getpid()
    before, own = resident("VmRSS", us), resident("RssAnon", us)
    store = EmbeddedStore.open(folder / STORE)
    milliseconds, cpu, found = _searches(store, queries)
    held = Searched(milliseconds, cpu, found, resident("VmRSS", us) - before, resident("RssAnon", us) - own)
    store.close()
    return held


def emulate(seeds: Seeds, size: int, queries: Sequence[Query]) -> Timed:
    """The same through `qdrant-client`'s local mode: milliseconds of each search, and of all cores for one."""
    from qdrant_client import QdrantClient

    from ingest.server_store import ServerStore

    client = QdrantClient(":memory:")
    store = ServerStore.create(client, "scale", seeds.dense.shape[1])
    _filled(store, seeds, size)
    milliseconds, cpu, _ = _searches(store, queries[:5], rounds=1)
    client.close()
    return milliseconds, cpu


def exact(seeds: Seeds, size: int, queries: Sequence[Query]) -> tuple[dict[str, list[list[str]]], Timed]:
    """Exact search by numpy of both dense legs: the cases found, by leg and question, and what it takes."""
    chunks = list(vectors_of(seeds, size))
    told = [(p.case, p.language, p.region) for chunk in chunks for p in passages_of(seeds, chunk)]
    dense, rows = np.concatenate([c.dense for c in chunks]), np.concatenate([r for c in chunks for r in c.sentences])
    starts = np.cumsum([0, *(len(r) for c in chunks for r in c.sentences)])[:-1]
    del chunks
    cases, languages, regions = (np.array(column) for column in zip(*told, strict=True))
    masks = {name: column == name for column in (languages, regions) for name in np.unique(column).tolist()}
    found: dict[str, list[list[str]]] = {}
    milliseconds: dict[str, list[float]] = {"hybrid": [], "filtered": []}
    spent = dict.fromkeys(milliseconds, 0.0)

    def best(scores: Vectors, allowed: np.ndarray) -> list[str]:
        scores = np.where(allowed, scores, -2)
        pool = np.argpartition(-scores, min(POOL, len(scores) - 1))[:POOL]
        return [str(cases[n]) for n in pool[np.argsort(-scores[pool])] if scores[n] > -2]

    for query in queries:
        for kind in milliseconds:
            started, before = time.perf_counter(), time.process_time()
            allowed = np.logical_or.reduce([masks[language] for language in query.languages])
            if kind == "filtered":
                allowed &= masks[query.filters["region"][0]]
            scores = {"passage": dense @ query.vector, "sentences": np.maximum.reduceat(rows @ query.vector, starts)}
            ranked = {leg: best(scores[leg], allowed) for leg in LEGS}
            milliseconds[kind].append((time.perf_counter() - started) * 1000)
            spent[kind] += time.process_time() - before
            for leg in LEGS:
                found.setdefault(f"{kind} {leg}", []).append(ranked[leg][:RECALLED])
    return found, (milliseconds, {kind: 1000 * seconds / len(queries) for kind, seconds in spent.items()})


def recall(found: Sequence[Sequence[str]], wanted: Sequence[Sequence[str]]) -> float:
    """The share of what exact search finds that was found; a case counts as often as it has passages there."""
    shares = [
        (Counter(ours) & Counter(theirs)).total() / len(theirs)
        for ours, theirs in zip(found, wanted, strict=True)
        if theirs
    ]
    return float(np.mean(shares))


def _filled(store: Store, seeds: Seeds, size: int) -> float:
    """Write the library to a store; the seconds of the store alone."""
    seconds = 0.0
    for chunk in vectors_of(seeds, size):
        passages = passages_of(seeds, chunk)
        started = time.perf_counter()
        store.add(passages, chunk.dense, chunk.sentences)
        seconds += time.perf_counter() - started
    return seconds


def _searches(
    store: Store, queries: Sequence[Query], rounds: int = ROUNDS
) -> tuple[dict[str, list[float]], dict[str, float], dict[str, list[list[str]]]]:
    """Milliseconds of each kind of search, and of all cores for one; what the dense legs found."""
    found: dict[str, list[list[str]]] = {}
    for query in queries:
        for kind, filters in (("hybrid", {}), ("filtered", query.filters)):
            legs = store.rank(query.vector, query.text, filters, query.languages, POOL)
            for leg in LEGS:
                found.setdefault(f"{kind} {leg}", []).append(legs[leg][:RECALLED])
    kinds: dict[str, Callable[[Query], object]] = {
        "hybrid": lambda query: _best_cases(store, query, {}),
        "filtered": lambda query: _best_cases(store, query, query.filters),
        "whole": lambda query: store.read(
            query.vector, {"case": _best_cases(store, query, {})}, query.languages, PASSAGES
        ),
        "facet": lambda query: store.values("region"),
    }
    milliseconds: dict[str, list[float]] = {kind: [] for kind in kinds}
    spent = dict.fromkeys(kinds, 0.0)
    for turn in range(rounds):
        for kind, work in kinds.items():
            before = time.process_time()
            for query in queries if turn == 0 or kind != "whole" else ():  # what was read once is kept in memory
                started = time.perf_counter()
                work(query)
                milliseconds[kind].append((time.perf_counter() - started) * 1000)
            spent[kind] += time.process_time() - before
    cpu = {kind: 1000 * seconds / len(milliseconds[kind]) for kind, seconds in spent.items()}
    return milliseconds, cpu, found


def _best_cases(store: Store, query: Query, filters: Filters) -> list[str]:
    """The first step of a search: three rankings, fused."""
    legs = store.rank(query.vector, query.text, filters, query.languages, POOL)
    return list(fuse(legs, WEIGHTS[query.language]))[:CASES]
