"""The commands by which a service accounts for itself: verify and replay, for an answer; register, for all of it."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from assistant.schemas import Answer
from assistant.settings import AssistantSettings
from ingest.errors import IndexBusy
from ui import client
from ui.console import AsJson, fail

NO_ANSWER = 2  # exit code of replay where the file holds none: 1 says that the answer changed

AnswerFile = Annotated[Path, typer.Argument(help="An Answer as JSON, as `ask --json` and POST /ask give it.")]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(verify)
    app.command()(replay)
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


def replay(file: AnswerFile) -> None:
    """Ask again what an answer was given to, and say "the same answer" or what changed (exit code 1)."""
    from assistant.replay import differences

    before = read_answer(file, NO_ANSWER)
    changed = list(differences(before, _again(before)))
    if not changed:
        typer.echo(f"the same answer; index {before.receipt.index}")
        return
    for difference in changed:
        typer.echo(difference)
    fail(f"{file}: the answer is not the same now")


def _again(before: Answer) -> Answer:
    """The answer now: of this process, or of the service where one owns the index."""
    from assistant.assistant import open_assistant
    from assistant.replay import request_of

    settings, request = AssistantSettings(), request_of(before)
    try:
        with open_assistant(settings) as assistant:
            return assistant.ask(request)
    except IndexBusy as busy:
        if not busy.address:
            raise
        reply = client.ask(busy.address, request.model_dump(mode="json"), settings.key.get_secret_value())
        return Answer.model_validate_json(reply)


def register(as_json: AsJson = False) -> None:
    """Write the register sheet of this very system, in French, as it is set now; --json for programs."""
    from assistant.frugality import Ledger
    from ui.pages.evaluation import headline_figures
    from ui.register import as_markdown, register_sheet

    settings = AssistantSettings()
    sheet = register_sheet(settings, Ledger(settings).months(), headline_figures())
    typer.echo(sheet.model_dump_json(indent=2) if as_json else as_markdown(sheet), nl=as_json)


def read_answer(file: Path, code: int = 1) -> Answer:
    """The answer in a file; ends the command with this exit code where there is none."""
    try:
        return Answer.model_validate_json(file.read_bytes())
    except OSError as error:
        fail(f"{file}: cannot be read ({error.strerror}); name the file of an answer", code)
    except ValidationError as error:
        fail(f"{file}: not an Answer ({error.error_count()} faults); give it as `ask --json` wrote it", code)
