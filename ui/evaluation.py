"""The commands that measure: eval search, eval answers, eval compare, eval report."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.settings import AssistantSettings
from ui.console import AsJson, fail, progress_bar

if TYPE_CHECKING:
    from evals.records import Run, Task

eval_app = typer.Typer(help="Measure the search and the answers on a set of questions.", no_args_is_help=True)
FOLDER = Path(".precedents/eval")

Questions = Annotated[Path, typer.Option("--questions", help="The question set, one JSON object a line.")]
Out = Annotated[
    Path | None,
    typer.Option("--json", help=f"Where the record goes, JSON lines [default: {FOLDER}/TASK-QUESTIONS.jsonl]."),
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Only so many questions, spread over the set.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run; what is done is kept.")]
DEV = Path("evals/questions/dev.jsonl")


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.add_typer(eval_app, name="eval")


@eval_app.command("search")
def search(questions: Questions = DEV, out: Out = None, limit: Limit = None, resume: Resume = False) -> None:
    """Search for every question, with the baselines beside; no answer is written."""
    _evaluate("search", questions, out, limit, resume)


@eval_app.command("answers")
def answers(questions: Questions = DEV, out: Out = None, limit: Limit = None, resume: Resume = False) -> None:
    """Answer every question and measure what is said and cited."""
    _evaluate("answers", questions, out, limit, resume)


@eval_app.command("compare")
def compare(
    first: Annotated[Path, typer.Argument(help="The record to compare with.")],
    second: Annotated[Path, typer.Argument(help="The record that should be better.")],
    as_json: AsJson = False,
) -> None:
    """Compare two records question by question: is the second better than the first?"""
    from evals.compare import compare_runs
    from evals.records import read_run
    from evals.report import told

    found = compare_runs(read_run(first), read_run(second))
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(comparison) for comparison in found], ensure_ascii=False))
        return
    for comparison in found:
        counts, difference, p = told(comparison)
        means = f"{comparison.first:.3f} -> {comparison.second:.3f}"
        typer.echo(f"{comparison.measure:20} {means}  {difference}  won, tied, lost: {counts}  p {p}")
        if comparison.lost:
            typer.echo(f"{'':20} lost: {', '.join(comparison.lost)}")


@eval_app.command("report")
def report(
    records: Annotated[list[Path], typer.Argument(help="The records to show, in this order.")],
    out: Annotated[Path, typer.Option("--html", help="Where the page goes.")] = FOLDER / "report.html",
) -> None:
    """Write one page that shows these records: figures, baselines, slices, every failed question."""
    from evals.records import read_run
    from evals.report import report as page_of

    page = page_of([read_run(path) for path in records])
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        fail(f"{out}: cannot be written ({error.strerror}); write elsewhere with --html")
    typer.echo(f"the report is in {out}")


def _evaluate(task: "Task", questions: Path, out: Path | None, limit: int | None, resume: bool) -> None:
    from evals.questions import library_cases, read_questions
    from evals.run import run_answers, run_search
    from evals.subject import open_subject

    settings = AssistantSettings()
    asked = read_questions(questions, library_cases(settings.corpus))
    if limit is not None:
        asked = asked.spread(limit)
    out = out or FOLDER / f"{task}-{questions.stem}.jsonl"
    evaluate = run_search if task == "search" else run_answers
    with open_subject(settings) as subject, progress_bar() as bar:
        shown = bar.add_task(task, total=None)
        try:
            run = evaluate(subject, asked, out, resume, lambda done, of: bar.update(shown, completed=done, total=of))
        except KeyboardInterrupt:
            fail(f"interrupted; what is done is kept in {out}, and --resume goes on with it")
    _echo_figures(run, out)


def _echo_figures(run: "Run", out: Path) -> None:
    """The headline figures, those of the baselines below, and where the record is."""
    from evals.plots import figure
    from evals.report import headline
    from evals.scores import latencies, search_means

    for name, value in headline(run).items():
        typer.echo(f"{name:20} {figure(value)}")
    for step, (p50, p95) in latencies(run).items():
        if p50 is not None and p95 is not None:
            typer.echo(f"{step:20} p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    for system in dict.fromkeys(name for record in run.records for name in record.rankings):
        if run.header.task == "search":
            means = search_means(run.records, system)
            typer.echo(f"{system:20} " + ", ".join(f"{name} {figure(value)}" for name, value in means.items()))
    crashed = sum(bool(record.error) for record in run.records)
    typer.echo(f"{len(run.records)} questions, {crashed} crashed; the record is in {out}")
