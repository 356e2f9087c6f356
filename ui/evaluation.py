"""The commands that measure: eval search, eval answers, eval all, eval gate."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.settings import AssistantSettings
from ui.console import fail, progress_bar
from ui.judging import FOLDER, add_judging, echo_figures, echo_verdict, write_report

if TYPE_CHECKING:
    from evals.questions import QuestionSet
    from evals.records import Run, Task
    from evals.run import Job
    from evals.systems import System

eval_app = typer.Typer(help="Measure the search and the answers on a set of questions.", no_args_is_help=True)
add_judging(eval_app)

SETS = [Path("evals/questions/dev.jsonl"), Path("evals/questions/test.jsonl")]
Questions = Annotated[Path, typer.Option("--questions", help="The question set, one JSON object a line.")]
Sets = Annotated[list[Path], typer.Option("--questions", help="The question sets; may be repeated.")]
Out = Annotated[
    Path | None,
    typer.Option("--json", help=f"Where the record goes, JSON lines [default: {FOLDER}/TASK-CONFIG-QUESTIONS.jsonl]."),
]
ConfigOption = Annotated[str, typer.Option("--config", help="The settings: a name of evals/configs, or a .yaml file.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Only so many questions, spread over the set.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run; what is done is kept.")]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.add_typer(eval_app, name="eval")


@eval_app.command("search")
def search(
    questions: Questions = SETS[0],
    config: ConfigOption = "default",
    out: Out = None,
    limit: Limit = None,
    resume: Resume = False,
) -> None:
    """Search for every question, with the baselines beside; no answer is written."""
    _evaluate("search", questions, config, out, limit, resume)


@eval_app.command("answers")
def answers(
    questions: Questions = SETS[0],
    config: ConfigOption = "default",
    out: Out = None,
    limit: Limit = None,
    resume: Resume = False,
) -> None:
    """Answer every question and measure what is said and cited."""
    _evaluate("answers", questions, config, out, limit, resume)


@eval_app.command("all")
def everything(
    questions: Sets = SETS,
    folder: Annotated[Path, typer.Option("--folder", help="Where the records and the report go.")] = FOLDER,
    limit: Limit = None,
    engine_limit: Annotated[
        int,
        typer.Option("--engine-limit", min=1, help="Questions of each set put to CitationQueryEngine, which is slow."),
    ] = 12,
    resume: Resume = False,
    publish: Annotated[bool, typer.Option("--publish", help="Show the results in evals/README.md.")] = False,
) -> None:
    """Evaluate the whole system: search and answers, baselines beside, on every set; then write the report.

    Without --resume everything is done anew; with it, records of this code and this index are gone on with.
    """
    from evals.config import read_config, systems_of
    from evals.suite import set_aside, suite
    from evals.systems import open_parts

    _, settings = read_config("default")
    jobs = list(suite(_sets(questions, settings), folder, limit, engine_limit))
    known: dict[str, list[System]] = {}
    runs = []
    with open_parts(settings) as parts:
        for job in jobs:
            systems = known.get(job.config) or systems_of(read_config(job.config)[0], parts)
            known[job.config] = systems
            set_aside(job, systems[0], resume)
            runs.append(_run(job, systems, resume=True))
    write_report(runs, folder / "report.html", publish)


@eval_app.command("attacks")
def attacks(
    out: Annotated[Path, typer.Option("--out", help="Where the page goes.")] = Path("docs/attacks.md"),
    only: Annotated[str, typer.Option("--only", help="Only the attempts whose id begins so.")] = "",
) -> None:
    """Try prompt injection on the real chain and write what came of it; exit code 1 where an attempt succeeded."""
    from datetime import date

    from evals.attack_report import page
    from evals.attacks import attack, read_attempts
    from evals.files import write_whole

    attempts = [attempt for attempt in read_attempts() if attempt.id.startswith(only)]
    if not attempts:
        fail(f"--only {only}: no attempt has such an id; see evals/attacks.jsonl")
    with progress_bar() as bar:
        shown = bar.add_task("attacks", total=len(attempts))
        outcomes = attack(attempts, AssistantSettings(), lambda _: bar.advance(shown))
    write_whole(out, page(outcomes, date.today()), "write elsewhere with --out")
    succeeded = [outcome.attempt.id for outcome in outcomes if outcome.successes]
    typer.echo(f"{len(outcomes)} attempts, {len(succeeded)} succeeded; the page is {out}")
    if succeeded:
        fail(f"these attempts succeeded: {', '.join(succeeded)}")


@eval_app.command("gate")
def gate(
    accept: Annotated[bool, typer.Option("--accept", help="Write the reference anew from this run.")] = False,
    questions: Sets = SETS,
    reference: Annotated[Path | None, typer.Option(help="Folder of the reference [default: evals/reference].")] = None,
) -> None:
    """Fail (exit code 1) where this code finds or answers significantly less than its reference did."""
    from evals import gate as gates
    from evals.config import read_config, systems_of
    from evals.questions import joined
    from evals.run import Job
    from evals.systems import open_parts

    config, settings = read_config("default")
    folder, asked = reference or gates.FOLDER, joined(_sets(questions, settings))
    tasks: list[Task] = ["search", "answers"]
    jobs = [Job(task, config.name, gates.asked_by_gate(task, asked), FOLDER / f"gate-{task}.jsonl") for task in tasks]
    held = {} if accept else {job.task: gates.require_reference(job.task, job.asked, folder) for job in jobs}
    failures: list[str] = []
    with open_parts(settings) as parts:
        tested = systems_of(config, parts)[:1]
        for job in jobs:
            job.out.unlink(missing_ok=True)
            run = _run(job, tested, resume=False)
            if accept:
                failures += gates.breaches(run)
                typer.echo(f"the reference is in {gates.accept(run, folder)}")
            else:
                failures += echo_verdict(gates.judge(run, held[job.task]))
    if failures:
        fail("the gate is closed:\n" + "\n".join(failures))
    typer.echo("the gate is open")


def _evaluate(task: "Task", questions: Path, config: str, out: Path | None, limit: int | None, resume: bool) -> None:
    from evals.config import read_config, systems_of
    from evals.run import Job
    from evals.suite import job as usual
    from evals.systems import open_parts

    named, settings = read_config(config)
    [asked] = _sets([questions], settings)
    if limit is not None:
        asked = asked.spread(limit)
    job = Job(task, named.name, asked, out) if out else usual(task, named.name, asked, FOLDER)
    with open_parts(settings) as parts:
        run = _run(job, systems_of(named, parts), resume)
    echo_figures(run)
    typer.echo(f"the record is in {job.out}")


def _sets(paths: list[Path], settings: AssistantSettings) -> "list[QuestionSet]":
    from evals.questions import library_themes, read_questions

    themes = library_themes(settings.corpus)
    return [read_questions(path, themes) for path in paths]


def _run(job: "Job", systems: "list[System]", resume: bool) -> "Run":
    from evals.run import run

    with progress_bar() as bar:
        shown = bar.add_task(f"{job.task}, {job.config}, {job.asked.name}", total=None)
        try:
            return run(job, systems, resume, lambda done, of: bar.update(shown, completed=done, total=of))
        except KeyboardInterrupt:
            fail(f"interrupted; what is done is kept in {job.out}, and --resume goes on with it")
