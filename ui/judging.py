"""The commands on what was measured: eval compare, eval report, eval draft; and how figures are shown."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.settings import AssistantSettings
from ui.console import AsJson, fail

if TYPE_CHECKING:
    from evals.compare import Comparison
    from evals.gate import Verdict
    from evals.records import Run

FOLDER = Path(".precedents/eval")
NAMES = 25  # characters of the longest name of a measure
Publish = Annotated[bool, typer.Option("--publish", help="Show the results in evals/README.md too.")]


def add_judging(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(compare)
    app.command()(report)
    app.command()(draft)


def compare(
    first: Annotated[Path, typer.Argument(help="The record to compare with.")],
    second: Annotated[Path, typer.Argument(help="The record that should be better.")],
    as_json: AsJson = False,
) -> None:
    """Compare two records question by question: is the second better than the first?"""
    from evals.compare import compare_runs
    from evals.records import read_run

    found = compare_runs(read_run(first), read_run(second))
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(comparison) for comparison in found], ensure_ascii=False))
        return
    for comparison in found:
        _echo_comparison(comparison)


def report(
    records: Annotated[list[Path], typer.Argument(help="The records to show, in this order.")],
    out: Annotated[Path, typer.Option("--html", help="Where the page goes.")] = FOLDER / "report.html",
    publish: Publish = False,
) -> None:
    """Write one page that shows these records: figures, baselines, slices, every failed question."""
    from evals.records import read_run

    write_report([read_run(path) for path in records], out, publish)


def draft(
    feedback: Annotated[Path, typer.Argument(help="The file that feedback was collected in.")],
    out: Annotated[Path, typer.Option("--out", help="Where the drafts go.")] = FOLDER / "drafts.jsonl",
) -> None:
    """Make draft questions, to be reviewed, of what readers said of answers."""
    from evals.draft import drafts, read_feedback
    from evals.files import write_whole
    from evals.questions import library_themes, read_questions

    themes = library_themes(AssistantSettings().corpus)
    said = read_feedback(feedback)
    asked = [
        q for path in sorted(Path("evals/questions").glob("*.jsonl")) for q in read_questions(path, themes).questions
    ]
    if out.exists():
        fail(f"{out}: there already; review those drafts first, or write elsewhere with --out")
    found = drafts(said, asked)
    write_whole(out, "".join(one.model_dump_json() + "\n" for one in found), "write elsewhere with --out")
    typer.echo(f"{len(found)} drafts of {len(said)} lines of feedback are in {out}; each says what is left to do")


def write_report(runs: "list[Run]", out: Path, publish: bool) -> None:
    """Write the page of these runs and, to publish them, the results of evals/README.md."""
    from evals.files import write_whole
    from evals.report import report as page_of
    from evals.results import publish as publish_results
    from evals.results import results_of

    write_whole(out, page_of(runs), "write elsewhere with --html")
    typer.echo(f"the report is in {out}")
    if publish:
        publish_results(results_of(runs))
        typer.echo("the results are in evals/README.md and evals/results.json")


def echo_figures(run: "Run") -> None:
    """The headline figures, those of the baselines below, then what is wrong with each question that failed."""
    from evals.report import headline
    from evals.results import shown
    from evals.scores import costs, failures, latencies, search_means

    for name, value in {**headline(run), **costs(run.records)}.items():
        typer.echo(f"{name:{NAMES}} {shown(name, value)}")
    for step, (p50, p95) in latencies(run).items():
        if p50 is not None and p95 is not None:
            typer.echo(f"{step:{NAMES}} p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    for system in dict.fromkeys(name for record in run.records for name in record.rankings):
        if run.header.task == "search":
            means = search_means(run.records, system)
            typer.echo(
                f"{system:{NAMES}} " + ", ".join(f"{name} {shown(name, value)}" for name, value in means.items())
            )
    crashed = sum(bool(record.error) for record in run.records)
    failed = failures(run)
    typer.echo(f"{len(run.records)} questions, {crashed} crashed, {len(failed)} failed")
    for record, wrong in failed:
        typer.echo(f"- {record.question.id}: {'; '.join(wrong)}")


def echo_verdict(verdict: "Verdict") -> list[str]:
    """The gate's comparisons, and its failures given back."""
    for comparison in verdict.comparisons:
        _echo_comparison(comparison)
    return verdict.failures


def _echo_comparison(comparison: "Comparison") -> None:
    from evals.report import told

    counts, difference, p = told(comparison)
    means = f"{comparison.first:.3f} -> {comparison.second:.3f}"
    typer.echo(f"{comparison.measure:{NAMES}} {means}  {difference}  won, tied, lost: {counts}  p {p}")
    if comparison.lost:
        typer.echo(f"{'':{NAMES}} lost: {', '.join(comparison.lost)}")
