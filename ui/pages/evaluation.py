"""The evaluation, read-only: the published figures, and the last records with each failed question."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.dates import written
from assistant.schemas import Language
from evals.records import Record, Run, read_run
from evals.results import Column, Table, published, shown
from evals.scores import LOWER_IS_BETTER, PASSED, RANKED, answer_means, cited_cases, faults, said
from ingest.errors import IngestError
from ui.judging import FOLDER
from ui.pages.site import Site, language_of
from ui.pages.texts import TEXTS, text_in

HEADLINES = (PASSED, "nDCG@10", "citation precision", "refusal precision", "refusal recall", "invented citations")
GROUPS = {
    "search": list(RANKED),
    "answers": [
        PASSED, "facts present", "citation precision", "citation recall", "list F1", "count exact", "decision",
        "facts present, follow-ups", "facts present, standalone", "decision, follow-ups", "decision, standalone",
        "language", "invented citations", "unsupported numbers", "refusal precision", "refusal recall",
    ],
}  # fmt: skip
SLICED = (PASSED, "facts present", "citation precision", "citation recall", "decision")
SLICES: dict[str, Callable[[Record], list[str]]] = {
    "language": lambda record: [record.question.language],
    "kind": lambda record: [record.question.kind],
    "theme": lambda record: record.themes,
}


class Line(NamedTuple):
    """A figure in each system: how it is written, and its share of a bar from 0 to 1 where it is one."""

    name: str
    values: list[tuple[str, float | None]]


class Grid(NamedTuple):
    """A group of figures, and the systems that have any of them."""

    columns: list[Column]
    lines: list[Line]


class Sheet(NamedTuple):
    """A question set: its figures by group; the days and machines of the measurement, and all that it came from."""

    name: str
    grids: dict[str, Grid]
    headlines: list[Line]
    when: list[str]
    made: list[str]


class Slice(NamedTuple):
    """A part of the questions, how many, and the means of the answers to them."""

    name: str
    questions: int
    values: list[tuple[str, float | None]]


class Failure(NamedTuple):
    """A question whose answer is not as an ideal one would be, and what is wrong with it."""

    id: str
    question: str
    language: str
    wrong: list[str]
    before: list[str]
    cases: list[str]
    answerable: bool
    facts: list[str]
    retrieved: list[str]
    written: str
    cited: list[str]


class Recorded(NamedTuple):
    """The last record of a question set's answers."""

    name: str
    date: str
    machine: str
    code: str
    questions: int
    slices: dict[str, list[Slice]]
    failures: list[Failure]


def evaluation_routes(site: Site) -> APIRouter:
    """`GET /evaluation`."""
    routes = APIRouter()

    @routes.get("/evaluation")
    def page(http: Request) -> HTMLResponse:
        sheets, records, faulty = [_sheet(table) for table in _tables()], [], []
        for path in sorted(FOLDER.glob("answers-default-*.jsonl")):
            try:
                records.append(_recorded(path, path.stat().st_mtime_ns))
            except IngestError as fault:
                faulty.append(str(fault))
        language = language_of(http)
        return site.page(
            http,
            "evaluation.html",
            sheets=sheets,
            sliced=SLICED,
            records=records,
            faulty=faulty,
            day=lambda date: written(date[:10], language),
            named=partial(_named, language),
        )

    return routes


def refusals() -> list[tuple[str, float | None, float | None]]:
    """Of each question set: how many refusals were right, and how many unanswerable questions were refused."""
    found = []
    for table in _tables():
        figures = table.columns[0].figures
        found.append((table.questions, figures.get("refusal precision"), figures.get("refusal recall")))
    return found


def headline_figures() -> dict[str, tuple[dict[str, float | None], list[str]]]:
    """Of each question set: the headline figures of the assistant, and what they were made with."""
    return {
        table.questions: (
            {name: table.columns[0].figures[name] for name in HEADLINES if name in table.columns[0].figures},
            [line for line in table.made if line.startswith(f"{table.columns[0].system},")],
        )
        for table in _tables()
    }


def _named(language: Language, prefix: str, name: str) -> str:
    """What the public reads for a name of the evaluation's, or that name where there are no words for it."""
    return text_in(language)(prefix + name) if prefix + name in TEXTS else name


def _tables() -> list[Table]:
    """The published tables, none where nothing was published."""
    try:
        return published().tables
    except IngestError:
        return []


def _sheet(table: Table) -> Sheet:
    names = dict.fromkeys(name for column in table.columns for name in column.figures)
    grouped = {name for group in GROUPS.values() for name in group}
    groups = {**GROUPS, "spent": [name for name in names if name not in grouped]}
    return Sheet(
        table.questions,
        {group: _grid([name for name in members if name in names], table) for group, members in groups.items()},
        [_line(name, table.columns[:1]) for name in HEADLINES if name in table.columns[0].figures],
        list(dict.fromkeys(line.rpartition("; ")[2] for line in table.made)),
        table.made,
    )


def _grid(names: list[str], table: Table) -> Grid:
    columns = [column for column in table.columns if any(name in column.figures for name in names)]
    return Grid(columns, [_line(name, columns) for name in names])


def _line(name: str, columns: list[Column]) -> Line:
    values = [column.figures.get(name) for column in columns]
    share = any(name in group for group in GROUPS.values()) and name not in LOWER_IS_BETTER
    return Line(name, [(shown(name, value), value if share else None) for value in values])


@lru_cache(maxsize=8)
def _recorded(path: Path, _changed: int) -> Recorded:
    """What a record says; kept until the file changes."""
    run = read_run(path)
    header = run.header
    return Recorded(
        name=header.questions,
        date=header.date,
        machine=header.machine,
        code=header.code,
        questions=len(run.records),
        slices={name: _slices(run.records, keys) for name, keys in SLICES.items()},
        failures=_failures(run),
    )


def _slices(records: Sequence[Record], keys: Callable[[Record], list[str]]) -> list[Slice]:
    groups: dict[str, list[Record]] = {}
    for record in records:
        for key in keys(record):
            groups.setdefault(key, []).append(record)
    found = []
    for name, members in groups.items():
        means = answer_means(members)
        found.append(
            Slice(name, len(members), [(shown(measure, means[measure]), means[measure]) for measure in SLICED])
        )
    return found


def _failures(run: Run) -> list[Failure]:
    return [_failure(run, record, wrong) for record in run.records if (wrong := faults(record))]


def _failure(run: Run, record: Record, wrong: list[str]) -> Failure:
    question = record.question
    return Failure(
        id=question.id,
        question=question.question,
        language=question.language,
        wrong=wrong,
        before=[turn.content for turn in question.history],
        cases=question.cases,
        answerable=question.answerable,
        facts=[" / ".join(fact.any) for fact in question.facts],
        retrieved=record.rankings.get(run.header.system, [])[:5],
        written=said(record),
        cited=cited_cases(record),
    )
