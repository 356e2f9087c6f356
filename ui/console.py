"""What every command shares: progress bars, failing in one sentence. The door to rich."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield bar


def echo_table(rows: Iterable[tuple[str, str]]) -> None:
    """Print names with their values, one a line."""
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what is wrong on standard error and end with this exit code."""
    typer.echo(f"precedents: {message}", err=True)
    sys.exit(code)
