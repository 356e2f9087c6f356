"""The figures of the search at scale: as JSON, and as the page docs/growth.md made from it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from evals.files import InvalidFile, Strict, parse, read_text
from evals.machine import was_shared
from ingest.embedded_store import SEGMENT

JSON, PAGE = Path(__file__).with_name("scale.json"), Path("docs/growth.md")
EMULATED = 10_000  # passages at which the local mode of `qdrant-client` is tried
TARGETS = {100_000: 10, 1_000_000: 40}  # milliseconds of a hybrid search, 95 in 100 of them, by passages
RECALLED = 0.98  # of the ten nearest, at least
Times = dict[Literal["p50", "p95", "cpu"], float]


class Figures(Strict):
    """A store at one quantisation: milliseconds, recall by kind and leg, seconds to build, MiB."""

    quantisation: str
    hybrid: Times
    filtered: Times
    whole: Times
    facet: Times
    recall: dict[str, float]
    write_seconds: float
    optimise_seconds: float
    disk_mib: int
    build_peak_mib: int
    memory_mib: int
    own_memory_mib: int


class Measure(Strict):
    """One size; `load` is the machine's load average at the start and after each quantisation.

    `emulated` is empty where the local mode was not done in a minute; `note` tells what was otherwise than told.
    """

    passages: int
    sentences: int
    date: str
    machine: str
    code: str
    cores: int
    load: list[float]
    figures: list[Figures]
    exact: dict[Literal["hybrid", "filtered"], Times]
    emulated: dict[str, Times]
    note: str = ""


class Scale(Strict):
    """All sizes measured: from how many real passages, with what noise, by how many questions."""

    schema_version: Literal[1] = 1
    real: int
    noise: float
    queries: int
    measures: list[Measure]


def read_scale(path: Path = JSON) -> Scale:
    """What was measured so far, nothing where there is no such file."""
    try:
        return parse(Scale, read_text(path, "measure"), path, None, "measure again")
    except InvalidFile:
        if path.exists():
            raise
        return Scale(real=0, noise=0, queries=0, measures=[])


def page(scale: Scale) -> str:
    """The page."""
    return "\n".join(_lines(scale)) + "\n"


def _lines(scale: Scale) -> Iterator[str]:
    yield from (
        "# Speed of the search as the library grows",
        "",
        "Made from `evals/bench/scale.json`, which `python -m evals.bench scale` writes; a note tells what was "
        "otherwise for a size.",
        "",
        f"Synthetic libraries made from the {scale.real} real passages (both languages): vectors moved by gaussian "
        f"noise of length {scale.noise} and made of length 1 again, so that two copies of one passage are as near as "
        "real neighbours are; places, titles and subjects recombined. Noise has no direction of its own, so nearest "
        "neighbours are harder to find here than among as many real passages. They are written to the product's own "
        f"store and searched with {scale.queries} questions of the evaluation, {', '.join(_kinds())}. Embedding the "
        "question is not in these times. In brackets the milliseconds of all cores that one search takes, on the "
        "average: what others do meanwhile lengthens the wait and hardly that, so that ratios are of it, "
        "where it was measured.",
        "",
        f"Every {SEGMENT:,} passages have graphs of their own, which are searched at once, a core each. Quantised, a "
        "store finds twice as many as wanted by its small copies and ranks them by the whole vectors.",
        "",
        "Recall@10: of the ten nearest by exact search, the share among the first ten that the store gives, asked "
        "for as many as the assistant asks for; for the vectors of passages / of sentences. Memory: what the process "
        "that opened the store holds more after the searches, pages of files included; in brackets its own. All of "
        "it beside exact search of both dense legs by numpy (one thread, no BM25, no payload) on the "
        "same vectors, all in memory, in the same minutes.",
    )
    for measure in scale.measures:
        yield from _section(measure)


def _kinds() -> tuple[str, ...]:
    return (
        "three times each: hybrid (three rankings of 60, fused)",
        "the same among the cases of one region",
        "whole (hybrid, then all passages of the six best cases read and scored)",
        "and the counts of a facet",
    )


def _section(measure: Measure) -> Iterator[str]:
    yield from ("", f"## {measure.passages:,} passages, {measure.sentences:,} sentences", "")
    shown = " → ".join(f"{load:.1f}" for load in measure.load)
    yield f"{measure.machine}; {measure.date} UTC; code {measure.code}; load average {shown}. {_shared(measure)}"
    if measure.note:
        yield from ("", measure.note)
    yield ""
    yield (
        "| | hybrid, ms: p50 / p95 (processor) | against numpy | filtered | against numpy | whole | facet "
        "| recall@10 | recall@10, filtered | disk, MiB | memory, MiB | built in, s |"
    )
    yield "| --- " * 12 + "|"
    exact = measure.exact
    for figures in measure.figures:
        cells = [
            _name(figures),
            _times(figures.hybrid),
            _ratio(exact["hybrid"], figures.hybrid),
            _times(figures.filtered),
            _ratio(exact["filtered"], figures.filtered),
            _times(figures.whole),
            _times(figures.facet),
            _recall(figures, "hybrid"),
            _recall(figures, "filtered"),
            f"{figures.disk_mib:,}",
            f"{figures.memory_mib:,} ({figures.own_memory_mib:,})",
            f"{figures.write_seconds + figures.optimise_seconds:,.0f}",
        ]
        yield f"| {' | '.join(cells)} |"
    yield f"| numpy, exact | {_times(exact['hybrid'])} | 1 | {_times(exact['filtered'])} | 1 | | | 1 | 1 | | | |"
    if measure.emulated:
        slow = measure.emulated
        cells = [
            "`qdrant-client`, local mode", _times(slow["hybrid"]), _ratio(exact["hybrid"], slow["hybrid"]),
            _times(slow["filtered"]), _ratio(exact["filtered"], slow["filtered"]), _times(slow["whole"]),
            _times(slow["facet"]),
        ]  # fmt: skip
        yield f"| {' | '.join(cells)} | | | | | |"
    elif measure.passages == EMULATED:
        yield f"| `qdrant-client`, local mode | more than a minute to write and ask five questions {'| ' * 11}|"
    if measure.passages in TARGETS:
        yield from ("", _target(measure, TARGETS[measure.passages]))


def _target(measure: Measure, most: int) -> str:
    """Which quantisations reach the target of this size, and which do not."""
    reached: list[str] = []
    missed: list[str] = []
    for figures in measure.figures:
        found = min(figures.recall[f"hybrid {leg}"] for leg in ("passage", "sentences"))
        reaches = figures.hybrid["p95"] <= most and found >= RECALLED
        (reached if reaches else missed).append(_name(figures))
    return (
        f"Target: 95 in 100 hybrid searches within {most} ms, recall@10 at least {RECALLED}. "
        f"Reached: {', '.join(reached) or 'by no setting'}; missed: {', '.join(missed) or 'by no setting'}."
    )


def _name(figures: Figures) -> str:
    return "unquantised" if figures.quantisation == "none" else figures.quantisation


def _shared(measure: Measure) -> str:
    if was_shared(measure.load, measure.cores):
        return "**Others used the cores meanwhile**: on a quiet machine these times are shorter."
    return "No more than this benchmark itself makes."


def _times(times: Times) -> str:
    processor = f" ({times['cpu']:.1f})" if "cpu" in times else ""
    return f"{times['p50']:.1f} / {times['p95']:.1f}{processor}"


def _ratio(theirs: Times, ours: Times) -> str:
    """How many times less of the processor: what else runs lengthens a wait, and not this."""
    return f"{theirs['cpu'] / ours['cpu']:.2g} ×" if ours.get("cpu") else "–"


def _recall(figures: Figures, kind: str) -> str:
    return " / ".join(f"{figures.recall[f'{kind} {leg}']:.3f}" for leg in ("passage", "sentences"))
