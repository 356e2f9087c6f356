"""The commands by which a service accounts for itself: verify, for an answer; register, for all of it."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from assistant.schemas import Answer
from assistant.settings import AssistantSettings
from ui.console import AsJson, fail

AnswerFile = Annotated[Path, typer.Argument(help="An Answer as JSON, as `ask --json` and POST /ask give it.")]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(verify)
    app.command()(register)


def verify(file: AnswerFile) -> None:
    """Say whether an answer is, letter for letter, what was signed, and whether this installation signed it."""
    from assistant.signing import Signer, holds

    answer = read_answer(file)
    if not answer.receipt.signature:
        fail(f"{file}: the answer is not signed; take it as `ask --json` or POST /ask gives it")
    if not holds(answer):
        fail(f"{file}: the answer is not what was signed; something in it was changed since")
    own = Signer(AssistantSettings().index.parent).key == answer.receipt.key
    who = "this installation" if own else f"the holder of the key {answer.receipt.key}, not this installation"
    typer.echo(f"unchanged since it was signed, by {who}; index {answer.receipt.index}")


def register(as_json: AsJson = False) -> None:
    """Write the register sheet of this very system, in French, as it is set now; --json for programs."""
    from assistant.frugality import Ledger
    from ui.pages.evaluation import headline_figures
    from ui.register import as_markdown, register_sheet

    settings = AssistantSettings()
    sheet = register_sheet(settings, Ledger(settings).months(), headline_figures())
    typer.echo(sheet.model_dump_json(indent=2) if as_json else as_markdown(sheet), nl=as_json)


def read_answer(file: Path) -> Answer:
    """The answer in a file; ends the command where there is none."""
    try:
        return Answer.model_validate_json(file.read_bytes())
    except OSError as error:
        fail(f"{file}: cannot be read ({error.strerror}); name the file of an answer")
    except ValidationError as error:
        fail(f"{file}: not an Answer ({error.error_count()} faults); give it as `ask --json` wrote it")
