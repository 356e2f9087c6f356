"""The page of the suite, docs/performance.md, its plots, and the table that the terminal shows."""

import re
from collections.abc import Iterator

from evals.bench.figures import FIGURES, GROUPS, Figure
from evals.bench.page import Scale
from evals.bench.plots import Bar, bars
from evals.bench.results import Budget, Group, Results, Runs
from evals.bench.tried import KEPT, LOST
from evals.machine import was_shared

COLUMNS = ("figure", "ours", "beside", "ratio", "target", "reached", "budget", "drift")
FORMS = {"quoted": "as the product answers", "worded": "with each sentence worded by the model"}
METHOD = """\
Made by `make bench` from `evals/bench/results.json`; do not edit.

Every figure stands beside something that ran in the same minutes, the two taking turns; each is the median of its \
runs, but for tokens and shares, which are means over the questions. The **ratio** says how many times better ours is \
than what is beside it: below 1, it is worse. What else uses the machine lengthens both, so ratios tell more than \
seconds. **Reached** compares with the targets that were set beforehand. The **budget** is what was reached when \
`python -m evals.bench budget` recorded it last; **drift** is how far the ratio has come from it, and nothing fails \
because of it. `python -m evals.bench GROUP…` measures some groups again and leaves the others as they are."""
HOW = {
    "answers": """\
Six questions about one case of the development set, two French and four English, are put in turn to the product, to \
LlamaIndex's engine (same cases, same embedding model, same language model, its own defaults) and, in English, to an \
index of the French cases alone, where every sentence of the answer is worded by the language model: what a case \
without an English edition costs. The engine streams nothing, so that its first sentence comes with the last, and \
checks none. Right answers are counted on twelve questions of each set in \
[evals/README.md](../evals/README.md#results).""",
    "searches": """\
Questions of the calibration set, put to the product once, and then again; every fifth also to the same product on \
`qdrant-client`'s local mode, holding the same passages and vectors. A search understands the question, encodes it, \
ranks all passages in three ways, reads the best cases and scores their sentences. The last line leaves understanding \
and encoding out: our store reads payloads from disk and knows words (BM25), numpy does neither. How the search grows: \
[growth.md](growth.md).""",
    "encoding": """\
Ten questions a run, one at a time, and 64 passages of both languages a run, each engine with the same weights in \
memory. The two ways of encoding documents give vectors of a mean cosine of 0.9996 with each other.""",
    "wording": """\
Ten French sentences put in English one by one, the instructions kept in memory as in the service; between them \
another instance of the bare model reads a prompt that it never saw and writes on. Sentences are compared with the \
time that the same tokens would take at those bare speeds. A token written reads all the weights once: bytes of the \
file times tokens a second, against numpy reading an array of 1 GiB.""",
    "startup": """\
`precedents serve` on a copy of the index, until a search is answered and until the language model has read its \
instructions; in turn with it, a bare interpreter that imports what most would embed with, and one that does no more \
than load the same language model and have it read the same instructions. Files were in the memory of the system.""",
    "ingestion": """\
A tenth of the cases, read, split, embedded, written and verified, with no vector kept from before; in turn with it, \
the encoder alone on the same texts, already loaded. Then four times as many cases. Last, the library and forty \
copies of it under ids of their own, a hundred thousand passages, whose vectors are all kept: what reading, splitting, \
writing and making graphs take, and the memory that the process has of its own (pages of files, which the system takes \
back when it needs them, are not in it).""",
}


def page(results: Results, budget: Budget, scale: Scale) -> str:
    """The page, a section a group that was measured."""
    return "\n".join([*_lines(results, budget, scale)]) + "\n"


def table(results: Results, budget: Budget) -> str:
    """The lines of every figure, for a terminal."""
    rows = [COLUMNS, *(_row(figure, runs, budget) for figure, runs in _measured(results))]
    plain = [[re.sub(r"<.*?>|[`*]", "", cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in plain) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in plain)


def plots(results: Results, scale: Scale) -> dict[str, str]:
    """The plots of the page, by the names of their files."""
    ratios = [
        Bar(f"{figure.name} ({figure.unit})", ratio, f"{shown(ratio)} ×", figure.at_least)
        for figure, runs in _measured(results)
        if (ratio := figure.ratio(runs))
    ]
    drawn = {"ratios": bars("How many times better than what ran beside it (mark: target)", ratios, log=True)}
    for group in results.groups.values():
        for form, stages in group.stages.items():
            rows = [Bar(stage, taken, f"{shown(taken)} ms") for stage, taken in stages.items() if taken]
            drawn[f"stages-{form}"] = bars(f"Milliseconds of an answer by stage, {FORMS[form]}", rows)
    return drawn | {"store": bars("Passages a second written to the store and optimised, by size", _written(scale))}


def shown(value: float) -> str:
    """A figure with three digits that count."""
    if value and abs(value) < 1:
        return f"{value:.2g}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _lines(results: Results, budget: Budget, scale: Scale) -> Iterator[str]:
    yield from ("# Speed", "", METHOD, "", "![Every ratio, on a logarithmic scale](plots/ratios.svg)")
    for name, title in GROUPS.items():
        if group := results.groups.get(name):
            yield from ("", f"## {title}", "", HOW[name], "", _where(group), "")
            yield from (f"| {' | '.join(COLUMNS)} |", "| --- " * len(COLUMNS) + "|")
            for figure, runs in _measured(Results(groups={name: group})):
                yield f"| {' | '.join(_row(figure, runs, budget))} |"
            yield from _traced(group)
            if name == "ingestion":
                yield from _store(scale)
    yield from ("", "## Tried, and kept", "", *_tried(KEPT), "", "## Tried, and lost", "", *_tried(LOST))


def _measured(results: Results) -> Iterator[tuple[Figure, Runs]]:
    figures = {name: runs for group in results.groups.values() for name, runs in group.figures.items()}
    return ((figure, figures[figure.name]) for figure in FIGURES if figure.name in figures)


def _row(figure: Figure, runs: Runs, budget: Budget) -> tuple[str, ...]:
    (ours, beside), ratio = figure.values(runs), figure.ratio(runs)
    kept = budget.figures.get(figure.name)
    reached = {True: "yes", False: "**no**", None: "–"}[figure.reached(runs)]
    return (
        f'<a id="{figure.name}"></a>{figure.title}',
        _amount(ours, figure.unit),
        f"{_amount(beside, figure.unit)} ({figure.beside})",
        _times(ratio),
        _target(figure),
        reached,
        f"{_times(kept.ratio)} ({_amount(kept.ours, figure.unit)})" if kept else "–",
        f"{ratio / kept.ratio - 1:+.0%}" if kept and kept.ratio and ratio else "–",
    )


def _amount(value: float, unit: str) -> str:
    return f"{value:.0%}" if unit == "share" else f"{shown(value)} {unit}"


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{shown(ratio)} ×"


def _target(figure: Figure) -> str:
    if figure.at_most is not None:
        return f"≤ {shown(figure.at_most)} {figure.unit}"
    return "–" if figure.at_least is None else f"≥ {shown(figure.at_least)} ×"


def _where(group: Group) -> str:
    """The machine, and whether others used it."""
    before, after = group.load
    others = " **Others used the cores meanwhile.**" if was_shared(group.load, group.cores) else ""
    libraries = ", ".join(f"{name} {version}" for name, version in group.libraries.items())
    return (
        f"{group.machine}; {group.date} UTC, {group.seconds:.0f} s; code {group.code}; "
        f"load average {before:.1f} before, {after:.1f} after.{others} {libraries}."
    )


def _traced(group: Group) -> Iterator[str]:
    """Where each millisecond of an answer goes."""
    for form, stages in group.stages.items():
        whole = sum(stages.values())
        yield from ("", f'<a id="stages-{form}"></a>Where the {shown(whole)} ms of an answer go, {FORMS[form]}:', "")
        yield f"![Milliseconds by stage](plots/stages-{form}.svg)"
        yield from ("", "| stage | ms | share |", "| --- | ---: | ---: |")
        for stage, taken in stages.items():
            yield f"| {stage} | {taken:.2f} | {taken / whole:.0%} |"


def _store(scale: Scale) -> Iterator[str]:
    yield from (
        "", '<a id="store"></a>The store alone, without embedding, on synthetic libraries (from '
        "`evals/bench/scale.json`, measured when it says):", "", "![Passages a second by size](plots/store.svg)",
    )  # fmt: skip


def _written(scale: Scale) -> list[Bar]:
    """Passages a second to write and optimise the unquantised store, by size."""
    rows = []
    for measure in scale.measures:
        plain = next(figures for figures in measure.figures if figures.quantisation == "none")
        rate = measure.passages / (plain.write_seconds + plain.optimise_seconds)
        rows.append(Bar(f"{measure.passages:,} passages", rate, f"{rate:,.0f} a second"))
    return rows


def _tried(rows: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    yield from ("| what | for | what came of it |", "| --- | --- | --- |")
    for row in rows:
        yield f"| {' | '.join(row)} |"
