"""How the search grows: `python -m evals.bench scale [PASSAGES…] [QUANTISATION…]`.

Synthetic libraries (`evals.bench.synthetic`) of a thousand passages and more, written to the
product's own store and searched as the assistant searches, at each quantisation that the
engine offers (or those named); beside each, in the same minutes, exact search of the same vectors by numpy,
and at 10,000 passages the local mode of `qdrant-client`. Writes `evals/bench/scale.json` and
docs/growth.md; a size that is not measured again keeps its figures. Stores that were built are
kept in `.precedents/scale`: a run that was cut goes on, and one can build at night and search alone.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.settings import AssistantSettings
from evals.bench import stores
from evals.bench.measuring import in_child
from evals.bench.page import EMULATED, JSON, PAGE, Figures, Measure, Scale, page, read_scale
from evals.bench.stores import LEGS, Built, Query, Searched, recall
from evals.bench.synthetic import SEED, Seeds, real_seeds
from evals.files import write_whole
from evals.machine import machine
from evals.questions import library_themes, read_questions
from evals.systems import commit
from ingest.embedded_store import Quantisation
from ingest.embeddings import Embedder

SIZES = (1_000, 10_000, 100_000)
STORES = Path(".precedents/scale")
PATIENCE = 60.0  # seconds that it has
ASKED = 60  # questions
QUESTIONS = Path("evals/questions/dev.jsonl")


def main(sizes: Sequence[int], quantisations: Sequence[Quantisation]) -> None:
    """Measure these sizes at these settings, writing after each, so that an interruption loses one."""
    os.nice(10)
    # Where others use the cores, two threads of numpy wait for each other a hundred times longer than one works.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    settings = AssistantSettings()
    seeds, queries, code = real_seeds(settings), _queries(settings), commit()
    for size in sizes:
        others = [measure for measure in read_scale().measures if measure.passages != size]
        for measure in measured(seeds, size, quantisations, queries, code):
            measures = sorted([*others, measure], key=lambda one: one.passages)
            scale = Scale(
                real=len(seeds.passages), noise=round(seeds.noise, 3), queries=len(queries), measures=measures
            )
            write_whole(JSON, scale.model_dump_json(indent=1) + "\n", "make its folder writable")
            write_whole(PAGE, page(scale), "make its folder writable")
            print(f"{size} passages, {measure.figures[-1]}")


def measured(
    seeds: Seeds, size: int, quantisations: Sequence[Quantisation], queries: Sequence[Query], code: str
) -> Iterator[Measure]:
    """One size, the store at one more quantisation each time, and what is beside it."""
    loads = [os.getloadavg()[0]]
    wanted, brute = in_child(stores.exact, seeds, size, queries)
    emulated = _emulated(seeds, queries) if size == EMULATED else {}
    figures = []
    for quantisation in quantisations:
        figures.append(_figures(seeds, size, queries, quantisation, wanted))
        loads.append(os.getloadavg()[0])
        yield Measure(
            passages=size,
            sentences=sum(len(rows) for rows in seeds.sentences) * size // len(seeds.passages),
            date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
            machine=machine(),
            code=code,
            cores=os.cpu_count() or 1,
            load=[round(load, 1) for load in loads],
            figures=list(figures),
            exact=_times(brute),
            emulated=emulated,
        )


def _figures(
    seeds: Seeds, size: int, queries: Sequence[Query], quantisation: Quantisation, wanted: dict[str, list[list[str]]]
) -> Figures:
    real = hashlib.sha256(seeds.dense.tobytes()).hexdigest()[:12]
    place = STORES / f"{real}-{size}-{quantisation}"
    built: Built = stores.built(place) or in_child(stores.build, seeds, size, place, quantisation)
    searched: Searched = in_child(stores.search, place, queries)
    return Figures(
        quantisation=quantisation,
        **_times((searched.milliseconds, searched.cpu)),
        recall={
            f"{kind} {leg}": round(recall(searched.found[f"{kind} {leg}"], wanted[f"{kind} {leg}"]), 4)
            for kind in ("hybrid", "filtered")
            for leg in LEGS
        },
        write_seconds=round(built.write, 1),
        optimise_seconds=round(built.optimise, 1),
        disk_mib=round(built.disk),
        build_peak_mib=round(built.peak),
        memory_mib=round(searched.memory),
        own_memory_mib=round(searched.own),
    )


def _emulated(seeds: Seeds, queries: Sequence[Query]) -> dict[str, Any]:
    """What the local mode takes, nothing where it takes longer than anyone waits."""
    try:
        timed = in_child(stores.emulate, seeds, EMULATED, queries, patience=PATIENCE)
    except TimeoutError:
        return {}
    return _times(timed)


def _queries(settings: AssistantSettings) -> list[Query]:
    """Questions of the evaluation, in both languages, each with a region to filter by."""
    told = read_questions(QUESTIONS, library_themes(settings.corpus)).questions
    questions = [one for one in told if not one.history][:ASKED]
    vectors = Embedder(settings.embedding_model, settings.models_folder).encode_queries([q.question for q in questions])
    regions = np.random.default_rng(SEED).choice(["Bretagne", "Île-de-France", "Grand Est", "Occitanie"], ASKED)
    return [
        Query(one.question, one.language, vector, {"region": [str(region)]})
        for one, vector, region in zip(questions, vectors, regions, strict=False)
    ]


def _times(timed: stores.Timed) -> dict[str, Any]:
    milliseconds, cpu = timed
    return {
        kind: {
            **{f"p{share}": round(float(np.percentile(times, share)), 2) for share in (50, 95)},
            "cpu": round(cpu[kind], 2),
        }
        for kind, times in milliseconds.items()
    }
