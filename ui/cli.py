"""The command line, where the parts are put together: the door to typer and rich."""

import json
from typing import Annotated

import typer
from pydantic import ValidationError

from assistant.errors import AssistantError
from assistant.events import Done, QuestionUnderstood, SentenceChecked
from assistant.schemas import Answer, AskRequest, Filters
from assistant.settings import AssistantSettings
from ingest.errors import IngestError
from ui import evaluation, keeping, library, operation, receipts
from ui.client import ServiceError
from ui.console import AsJson, fail
from ui.render import marked, sources_text

app = typer.Typer(
    name="precedents",
    help="Cited answers from the shared library of French territorial AI projects.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
library.add_to(app)
evaluation.add_to(app)
operation.add_to(app)
receipts.add_to(app)
keeping.add_to(app)

Question = Annotated[str, typer.Argument(help="A question in French or English.")]
FilterOption = Annotated[
    list[str] | None, typer.Option("--filter", help="A value the cases must have, as field=value; may be repeated.")
]


def main() -> None:
    """Run the command line; every known error is one sentence on standard error and exit code 1."""
    try:
        app()
    except (IngestError, AssistantError, ServiceError) as error:
        fail(str(error))
    except ValidationError as error:
        fail(f"settings: {_first_problem(error)}")


@app.command()
def ask(question: Question, filters: FilterOption = None, as_json: AsJson = False) -> None:
    """Answer a question, with its sources."""
    from assistant.assistant import open_assistant

    request = AskRequest(question=question, filters=_filters(filters))
    with open_assistant(AssistantSettings()) as assistant:
        if as_json:
            typer.echo(assistant.ask(request).model_dump_json(indent=2))
            return
        laid_out = False
        for event in assistant.stream(request):
            match event:
                case QuestionUnderstood(understood=understood):
                    # A list or a comparison says whose each sentence is, once it is whole.
                    laid_out = understood.kind in ("list", "count", "compare")
                case SentenceChecked(sentence=sentence) if not laid_out:
                    typer.echo(marked(sentence.model_dump()))
                case Done(answer=answer):
                    _echo_end(answer, laid_out)


@app.command()
def search(question: Question, filters: FilterOption = None, as_json: AsJson = False) -> None:
    """Show the passages that a question finds, best case first, without writing an answer."""
    from assistant.assistant import open_assistant

    request = AskRequest(question=question, filters=_filters(filters))
    with open_assistant(AssistantSettings()) as assistant:
        hits = assistant.search(request)
    if as_json:
        typer.echo(json.dumps([{"score": hit.best(), **hit.passage.model_dump()} for hit in hits], ensure_ascii=False))
        return
    for hit in hits:
        best = max(range(len(hit.scores)), key=lambda n: hit.scores[n])
        typer.echo(f"{hit.best():.3f}  {hit.passage.id}  {hit.passage.territoire}: {hit.passage.titre}")
        typer.echo(f"       {hit.passage.sentences[best].text}")


def _echo_end(answer: Answer, laid_out: bool) -> None:
    if laid_out or not answer.sentences:
        typer.echo(answer.text)
    for case in answer.nearest:
        typer.echo(f"- {case.territoire}, {case.title} ({case.case})")
    if answer.sources:
        typer.echo("\n" + sources_text(answer.model_dump()["sources"]))


def _filters(pairs: list[str] | None) -> Filters:
    wanted: dict[str, list[str]] = {}
    for pair in pairs or []:
        field, _, value = pair.partition("=")
        if field not in Filters.model_fields or not value:
            fields = ", ".join(Filters.model_fields)
            fail(f"--filter {pair}: not field=value with a field among {fields}; write it like region=Bretagne")
        wanted.setdefault(field, []).append(value)
    return Filters.model_validate(wanted)


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    name = f"PRECEDENTS_{field.upper()}: " if field else ""
    return f"{name}{first['msg']}; see the settings table of the README"
