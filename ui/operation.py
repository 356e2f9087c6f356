"""The commands that run the service: serve, mcp, doctor, and the keys of those who may use it."""

import json
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.doctor import busy, examine, exposed, own_names
from assistant.errors import AssistantError
from assistant.keys import Keyring, Role
from assistant.settings import AssistantSettings
from ingest.errors import IngestError
from ui.console import AsJson, fail

if TYPE_CHECKING:
    from assistant.service import Service

LAST_WORDS = 10  # seconds that streams have to end once the service is told to stop
keys_app = typer.Typer(help="The keys of those who may use the service.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(serve)
    app.command()(mcp)
    app.command()(doctor)
    app.add_typer(keys_app, name="keys")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (PRECEDENTS_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (PRECEDENTS_PORT).")] = None,
) -> None:
    """Serve the pages and the API."""
    given = {"host": host, "port": port}
    settings = AssistantSettings().model_copy(update={name: value for name, value in given.items() if value})
    host, port = settings.host, settings.port
    if refusal := exposed(host, settings):
        fail(refusal)
    if reason := busy(host, port):
        fail(f"cannot listen on {host}:{port} ({reason}); choose another with --port or PRECEDENTS_PORT")

    import uvicorn

    from assistant.http import create_api
    from assistant.logs import set_up_logs
    from assistant.service import Service
    from assistant.tracing import start_tracing
    from ui.listening import CONNECTIONS, Patient
    from ui.pages import add_pages

    set_up_logs()
    start_tracing()
    address = f"http://{_reachable(host)}:{port}"
    keys = Keyring(settings.keys)
    with Service(settings, address) as service:
        app = add_pages(create_api(service, keys, own_names(host, settings)))
        threading.Thread(target=_warm, args=[service], daemon=True).start()
        typer.echo(f"Precedents is at {address} (questions by HTTP: POST {address}/ask); Ctrl-C stops it")
        uvicorn.run(
            app,
            host=host,
            port=port,
            http=Patient,
            limit_concurrency=CONNECTIONS,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=LAST_WORDS,
        )


def mcp() -> None:
    """Serve the library to software agents over MCP, on standard input and output."""
    from assistant.asking import Desk
    from assistant.logs import set_up_logs
    from assistant.mcp_server import LibraryServer
    from assistant.service import Service

    with Service(AssistantSettings()) as service:
        server = LibraryServer(Desk(service))
        set_up_logs()
        server.run("stdio")


def doctor(as_json: AsJson = False) -> None:
    """Check that everything is there that a service needs; exit code 1 where something is not."""
    checks = []
    for check in examine(AssistantSettings()):
        checks.append(check)
        if not as_json:
            typer.echo(f"{check.severity:8} {check.name}: {check.found}")
            if check.remedy:
                typer.echo(f"{'':8} {check.remedy}")
    if as_json:
        typer.echo(json.dumps([check.model_dump() for check in checks], ensure_ascii=False))
    if any(check.severity == "error" for check in checks):
        sys.exit(1)


@keys_app.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="Whose key it is, for the list.")],
    role: Annotated[
        Role, typer.Option(help="reader asks, contributor ingests too, admin sees the metrics too.")
    ] = "reader",
) -> None:
    """Make a key and show it, once: it is kept nowhere."""
    settings = AssistantSettings()
    typer.echo(Keyring(settings.keys).create(name, role))
    typer.echo(f"precedents: a {role}'s key for {name}; keep it, it is not shown again", err=True)


@keys_app.command("list")
def keys_list(as_json: AsJson = False) -> None:
    """List the keys there are and were."""
    keys = Keyring(AssistantSettings().keys).all()
    if as_json:
        typer.echo(json.dumps([key.model_dump(exclude={"digest"}) for key in keys], ensure_ascii=False))
        return
    for key in keys:
        state = f"revoked {key.revoked}" if key.revoked else "in use"
        typer.echo(f"{key.id}  {key.role:11}  {key.name}  made {key.created}, {state}")


@keys_app.command("revoke")
def keys_revoke(id: Annotated[str, typer.Argument(help="The id of the key, as `keys list` shows it.")]) -> None:
    """Make a key useless, at once, for a running service too."""
    key = Keyring(AssistantSettings().keys).revoke(id)
    typer.echo(f"revoked: {key.id}, {key.name}")


def _warm(service: "Service") -> None:
    """Load what is loaded once, before anyone waits for it; what is missing is said to those who ask."""
    from assistant.logs import log
    from assistant.schemas import AskRequest

    try:
        assistant = service.assistant()
        assistant.search(AskRequest(question="Bonjour"))  # loads what encodes a question
        service.cases()  # before the language model, which takes longer and is needed less
        assistant.warm()
        log("language model ready")
        assistant.read_ahead()
    except (IngestError, AssistantError) as error:
        typer.echo(f"precedents: not ready: {error}", err=True)


def _reachable(host: str) -> str:
    """The address at which this machine reaches a service that listens on every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
