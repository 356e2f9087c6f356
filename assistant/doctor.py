"""Is everything there that a service needs? Named checks, each with what to do where it fails."""

import shutil
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from assistant.data import Data
from assistant.errors import AssistantError
from assistant.keys import Keyring
from assistant.llm import chat_model
from assistant.settings import AssistantSettings
from ingest.embeddings import Embedder
from ingest.errors import IndexBusy, IngestError
from ingest.index import index_of
from ingest.models import language_model_file
from ingest.pipeline import plan, recipe

ROOM = 1_000_000_000  # bytes free: an ingestion writes a second index beside the first
Severity = Literal["ok", "warning", "error"]


class Check(Data):
    """One check: `remedy` says what to do, where something is to be done."""

    name: str
    severity: Severity
    found: str
    remedy: str = ""


def examine(settings: AssistantSettings) -> Iterator[Check]:
    """Every check, in the order in which one would mend what they find."""
    checks: dict[str, Callable[[AssistantSettings], Check]] = {
        "corpus": _corpus,
        "embedding model": _embeddings,
        "language model": _language_model,
        "index": _index,
        "index against corpus": _difference,
        "disk": _disk,
        "port": _port,
        "keys": _keys,
    }
    for name, check in checks.items():
        try:
            yield check(settings).model_copy(update={"name": name})
        except (IngestError, AssistantError) as error:
            found, _, remedy = str(error).partition("; ")
            yield Check(name=name, severity="error", found=found, remedy=remedy)
        except OSError as error:
            yield Check(name=name, severity="error", found=str(error), remedy="see to that file or folder")


def _ok(found: str) -> Check:
    return Check(name="", severity="ok", found=found)


def _corpus(settings: AssistantSettings) -> Check:
    from ingest.cases import case_paths

    return _ok(f"{len(case_paths(settings.corpus))} cases in {settings.corpus}")


def _embeddings(settings: AssistantSettings) -> Check:
    return _ok(Embedder(settings.embedding_model, settings.models_folder).identity)


def _language_model(settings: AssistantSettings) -> Check:
    """The embedded model's file, or whether the server of another one answers."""
    if settings.llm_url:
        chat_model(settings).complete([{"role": "user", "content": "Bonjour"}], max_tokens=1)
        return _ok(f"{settings.llm_model} answers at {settings.llm_url}")
    return _ok(language_model_file(settings.llm, settings.models_folder)[1])


def _index(settings: AssistantSettings) -> Check:
    index = index_of(settings)
    manifest = index.manifest()
    try:
        with index.owned():
            embedder = Embedder(settings.embedding_model, settings.models_folder)
            store, _ = index.open(recipe(embedder.identity))
            store.close()
    except IndexBusy as busy:
        return _ok(f"{manifest.fingerprint} of {manifest.created}; {busy}")
    return _ok(f"{manifest.fingerprint} of {manifest.created}: {len(manifest.documents)} documents, it opens")


def _difference(settings: AssistantSettings) -> Check:
    todo = plan(settings)
    counts = {what: len(getattr(todo, what)) for what in ("added", "changed", "removed", "set_aside")}
    found = ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in counts.items())
    if todo.set_aside:
        return Check(name="", severity="warning", found=found, remedy="run `precedents check`, mend the cases, ingest")
    if not todo.idle:
        return Check(name="", severity="warning", found=found, remedy="run `precedents ingest`")
    return _ok(f"the index holds the corpus: {len(todo.unchanged)} documents")


def _disk(settings: AssistantSettings) -> Check:
    folder = _existing(settings.index)
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free at {folder}"
    if free < ROOM:
        return Check(name="", severity="warning", found=found, remedy=f"free {ROOM / 1e9:.0f} GB before an ingestion")
    return _ok(found)


def _existing(path: Path) -> Path:
    """The folder, or the nearest one above it that there is."""
    return next(folder for folder in (path.resolve(), *path.resolve().parents) if folder.is_dir())


def _port(settings: AssistantSettings) -> Check:
    found = busy(settings.host, settings.port)
    if found:
        remedy = "nothing, if that is the service; else choose another with PRECEDENTS_PORT"
        return Check(name="", severity="warning", found=f"{settings.host}:{settings.port}: {found}", remedy=remedy)
    return _ok(f"{settings.host}:{settings.port} is free")


def busy(host: str, port: int) -> str:
    """Why one cannot listen there; "" where one can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def _keys(settings: AssistantSettings) -> Check:
    live = sum(not key.revoked for key in Keyring(settings.keys).all())
    refusal = exposed(settings.host, settings)
    if refusal:
        found, _, remedy = refusal.partition("; ")
        return Check(name="", severity="error", found=found, remedy=remedy)
    return _ok(f"{live} keys in {settings.keys}" if live else "no keys, and none wanted")


def exposed(host: str, settings: AssistantSettings) -> str:
    """Why a service may not listen on this address: other machines would use it without keys. "" where it may."""
    if settings.open or is_loopback(host) or any(not key.revoked for key in Keyring(settings.keys).all()):
        return ""
    return (
        f"{host} lets other machines in, and there are no keys; make one with `precedents keys create NAME`, "
        "or set PRECEDENTS_OPEN to true"
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def own_names(host: str, settings: AssistantSettings) -> tuple[str, ...]:
    """The names under which a service that is open to this machine alone answers; any where none is given.

    Otherwise a page of another site, whose name it has lead to 127.0.0.1, would read what this service says.
    """
    keyed = any(not key.revoked for key in Keyring(settings.keys).all())
    return () if settings.open or keyed or not is_loopback(host) else ("localhost", "127.0.0.1", "::1", host)
