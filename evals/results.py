"""The current results: a table for each question set, kept as JSON and shown in README.md.

`precedents eval report … --publish` writes both, so no figure there is typed by hand.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from evals.files import InvalidFile, Strict, parse, read_text, write_whole
from evals.records import Record, Run
from evals.scores import Scores, answer_means, costs, latencies, search_means

FOLDER = Path(__file__).parent
BEGIN, END = "<!-- results: written by `precedents eval report --publish` -->", "<!-- end of results -->"


class Column(Strict):
    """What a system did on some questions of a set."""

    system: str
    questions: int
    figures: dict[str, float | None]


class Table(Strict):
    """A question set, a column for each system; `made` says which code, index, models and machine, and when."""

    questions: str
    columns: list[Column]
    made: list[str]


class Results(Strict):
    """What README.md shows."""

    schema_version: Literal[1] = 1
    tables: list[Table]


def results_of(runs: Sequence[Run]) -> Results:
    """A table for each question set of these runs."""
    by_set: dict[str, list[Run]] = {}
    for run in runs:
        by_set.setdefault(run.header.questions, []).append(run)
    return Results(tables=[_table(name, members) for name, members in by_set.items()])


def publish(results: Results, folder: Path = FOLDER) -> None:
    """Write results.json and the part of README.md between its two marks."""
    page = folder / "README.md"
    before, after = _around(page)
    content = results.model_dump_json(indent=1) + "\n"
    write_whole(folder / "results.json", content, "make its folder writable")
    write_whole(page, f"{before}{BEGIN}\n\n{markdown(results)}\n{END}{after}", "make its folder writable")


def published(folder: Path = FOLDER) -> Results:
    """The results in results.json."""
    path = folder / "results.json"
    return parse(Results, read_text(path, "run `precedents eval all --publish`"), path, None, "publish again")


def markdown(results: Results) -> str:
    """The tables as Markdown."""
    return "\n".join(_markdown(table) for table in results.tables)


def shown(name: str, value: float | None) -> str:
    """A figure with the decimals that its unit bears; a dash where it does not apply."""
    if value is None:
        return "–"
    return f"{value:.0f}" if name.startswith("tokens") or name.endswith(", ms") else f"{value:.3f}"


def heads(table: Table) -> list[str]:
    """The head of each column: a system, and how many questions it was put."""
    return [f"{column.system} ({column.questions})" for column in table.columns]


def rows(table: Table) -> list[list[str]]:
    """A row for each figure that a column has: its name, then its value in each."""
    names = dict.fromkeys(name for column in table.columns for name in column.figures)
    return [[name, *(shown(name, column.figures.get(name)) for column in table.columns)] for name in names]


def _table(name: str, runs: Sequence[Run]) -> Table:
    """Runs of one set. A system put fewer questions than the first has that one's on the same beside it."""
    columns: dict[tuple[str, frozenset[str]], Column] = {}
    in_turn = sorted(runs, key=lambda run: run.header.task == "search")  # where both have a figure, the search's stays
    for run in in_turn:
        for system in _systems(run):
            _add(columns, system, run, run.records)
    whole = max(columns, key=lambda key: len(key[1]), default=("", frozenset[str]()))
    for system, ids in list(columns):
        if ids < whole[1]:
            for run in in_turn:
                if run.header.system != system:
                    same = [record for record in run.records if record.question.id in ids]
                    _add(columns, run.header.system, run, same)
    made = dict.fromkeys(_made(run) for run in runs)
    ordered = sorted(columns, key=lambda key: -len(key[1]))
    return Table(questions=name, columns=[columns[key] for key in ordered], made=list(made))


def _systems(run: Run) -> list[str]:
    found = dict.fromkeys(name for record in run.records for name in record.rankings)
    return list({run.header.system: None, **found})


def _add(columns: dict[tuple[str, frozenset[str]], Column], system: str, run: Run, records: Sequence[Record]) -> None:
    key = (system, frozenset(record.question.id for record in records))
    known = columns[key].figures if key in columns else {}
    figures = {**known, **_figures(system, run, records)}
    columns[key] = Column(system=system, questions=len(records), figures=figures)


def _figures(system: str, run: Run, records: Sequence[Record]) -> Scores:
    found = search_means(records, system)
    if system != run.header.system:
        return found
    steps = latencies(Run(run.header, list(records)))
    timed = {
        f"{step}, {p}, ms": value for step, both in steps.items() for p, value in zip(("p50", "p95"), both, strict=True)
    }
    if run.header.task == "search":
        return {**found, **timed}
    spent = {name: value for name, value in costs(records).items() if value is not None}
    return {**found, **answer_means(records), **timed, **spent}


def _made(run: Run) -> str:
    header, receipt = run.header, run.header.receipt
    models = f"{receipt.embedding_model}, {receipt.llm}"
    return (
        f"{header.system}, {header.task}: {header.code}, index {receipt.index}, {models}; "
        f"{header.date[:10]}, {header.machine}"
    )


def _markdown(table: Table) -> str:
    head = ["", *heads(table)]
    lines = [head, ["---", *["---:"] * len(table.columns)], *rows(table)]
    drawn = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    made = "\n".join(f"- {line}" for line in table.made)
    return f"### {table.questions}\n\n{drawn}\n\n{made}\n"


def _around(page: Path) -> tuple[str, str]:
    text = read_text(page, "restore it")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise InvalidFile(page, "lacks the two marks between which the results stand", f"write {BEGIN} and {END}")
    return before, after
