"""The commands on what a service keeps: feedback, exported and erased; backups, made and restored."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.feedback import Feedback, KeptFeedback, Line
from assistant.settings import AssistantSettings
from ui.console import fail

feedback_app = typer.Typer(help="What readers said of answers: export it, erase it.", no_args_is_help=True)
Containing = Annotated[
    str, typer.Option("--containing", help="Only what has these words in its question or comment; case does not count.")
]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(backup)
    app.command()(restore)
    app.add_typer(feedback_app, name="feedback")


def backup(path: Annotated[Path, typer.Argument(help="The file to write, a .tar.gz.")]) -> None:
    """Write the index, what was put in, the keys, what was spent and the feedback to one file, while a service runs."""
    from assistant.backup import back_up

    inventory = back_up(AssistantSettings(), path)
    typer.echo(f"written: {path}, {len(inventory.files)} files, index {inventory.index or 'on its server, not in it'}")
    typer.echo("precedents: it holds what readers said, and the key that signs answers; keep it as carefully", err=True)


def restore(path: Annotated[Path, typer.Argument(help="A file that `precedents backup` wrote.")]) -> None:
    """Put what a backup holds in place, once every file of it was checked; no service may run."""
    from assistant.backup import before_of
    from assistant.backup import restore as restored

    settings = AssistantSettings()
    inventory = restored(settings, path)
    typer.echo(f"restored: {path} of {inventory.made}, index {inventory.index or 'left as it was'}")
    if inventory.index:
        typer.echo("the index before is kept: `precedents rollback` goes back to it")
    if before_of(settings.uploads).exists():
        typer.echo(f"the documents put in before are in {before_of(settings.uploads)}; delete it when it is of no use")
    typer.echo("precedents: feedback that was erased since that day is back; erase it again", err=True)


@feedback_app.command("export")
def export(
    path: Annotated[Path, typer.Argument(help="The file to write: .jsonl, or .csv for a spreadsheet.")],
    containing: Containing = "",
) -> None:
    """Write what is kept of what readers said, all of it or what holds some words."""
    if path.suffix not in (".jsonl", ".csv"):
        fail(f"{path}: not a kind of file that feedback is written to; name it .jsonl or .csv")
    lines = [line for line in _kept().lines() if line.holds(containing)]
    try:
        path.write_text(
            _csv(lines) if path.suffix == ".csv" else _jsonl(lines), encoding="utf-8", errors="replace", newline=""
        )
    except OSError as error:
        fail(f"{path}: cannot be written ({error.strerror}); name a file in a folder that is yours to write")
    typer.echo(f"written: {path}, {len(lines)} lines of feedback")


@feedback_app.command("erase")
def erase(
    before: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="What was said before this day.")
    ] = None,
    containing: Containing = "",
    everything: Annotated[bool, typer.Option("--all", help="All of it.")] = False,
) -> None:
    """Delete what readers said, for good: that before a day, that which holds some words, or all of it."""
    if sum((before is not None, bool(containing.strip()), everything)) != 1:
        fail("nothing was erased; say what to erase with one of --before DATE, --containing TEXT, --all")
    kept = _kept()
    gone = kept.erase(_chosen(before.date() if before else None, containing))
    left = kept.lines()
    unread = sum(line.feedback is None for line in left)
    typer.echo(f"erased: {gone} lines of feedback; {len(left)} are left")
    if unread:
        typer.echo(f"precedents: {unread} lines cannot be read; --containing and --all erase them too", err=True)


def _chosen(before: date | None, containing: str) -> Callable[[Line], bool]:
    if before is not None:
        return lambda line: line.before(before)
    return lambda line: line.holds(containing)


def _kept() -> KeptFeedback:
    """The feedback that may still be kept."""
    settings = AssistantSettings()
    kept = KeptFeedback(settings.feedback_file, settings.feedback_days)
    kept.expire(date.today())
    return kept


def _jsonl(lines: list[Line]) -> str:
    return "".join(f"{line.text}\n" for line in lines)


def _csv(lines: list[Line]) -> str:
    """The lines as a table; one that cannot be read is in the column of the question, whole."""
    from assistant.tables import csv_text

    names = tuple(Feedback.model_fields)
    rows = []
    for line in lines:
        values = line.feedback.model_dump(mode="json") if line.feedback else {"question": line.text}
        values["cases"] = "; ".join(values.get("cases", []))
        rows.append([str(values.get(name, "")) for name in names])
    return csv_text([names, *rows])
