"""The index on disk: a folder of complete versions, one of them current, one owner at a time.

    <index>/LOCK                      held by the process that owns the store
    <index>/CURRENT                   name of the version in use
    <index>/PREVIOUS                  name of the one before it, kept for a rollback
    <index>/<version>/manifest.json   what built it; written last, so a version without one is not complete
    <index>/<version>/store/          the passages

A version is built beside the current one, which `CURRENT` goes on naming until the new
one is complete; that file is replaced in one step.
"""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import IndexBusy, IndexMismatch, IndexMissing
from ingest.store import Store

BUILD = "run `precedents ingest`"


class Document(BaseModel):
    """A document as it was indexed: the sha256 of its files, and how many passages and sentences it gave."""

    model_config = ConfigDict(frozen=True)

    digest: str
    passages: int
    sentences: int


class Manifest(BaseModel):
    """What an index holds and what built it: `recipe` has all that shapes its passages and vectors."""

    model_config = ConfigDict(frozen=True)

    recipe: dict[str, str]
    documents: dict[str, Document]
    created: str

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name this content built this way."""
        content = json.dumps([self.recipe, {id_: d.digest for id_, d in self.documents.items()}], sort_keys=True)
        return uuid.uuid5(uuid.NAMESPACE_OID, content).hex[:12]

    @property
    def passages(self) -> int:
        """How many passages it holds."""
        return sum(document.passages for document in self.documents.values())

    @property
    def sentences(self) -> int:
        """How many sentences it holds."""
        return sum(document.sentences for document in self.documents.values())


@contextmanager
def owned(index: Path, address: str = "") -> Iterator[None]:
    """Own the index for the time of the block; raise `IndexBusy`, naming the owner, when another process does.

    `address` is where the owner answers, if it does: what wants the index may ask there.
    """
    index.mkdir(parents=True, exist_ok=True)
    with (index / "LOCK").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            process, _, at = lock.read().strip().partition(" ")
            owner = f"process {process}" if process else "another process"
            raise IndexBusy(
                f"{index}: in use by {owner}, which answers at {at}; ask it there, or stop it first"
                if at
                else f"{index}: in use by {owner}; wait for it to end, or stop it first",
                at,
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()} {address}")
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)


def current_manifest(index: Path) -> Manifest:
    """The manifest of the current version; `IndexMissing` when there is no complete one."""
    return _current(index)[1]


def open_current(index: Path, recipe: dict[str, str]) -> tuple[Store, Manifest]:
    """Open the current version, which must have been built by `recipe`.

    The caller owns the index. Raises `IndexMissing` when there is no complete version,
    `IndexMismatch` when it was built otherwise.
    """
    folder, manifest = _current(index)
    for key in sorted({*recipe, *manifest.recipe}):
        built, wanted = manifest.recipe.get(key, "nothing"), recipe.get(key, "nothing")
        if built != wanted:
            raise IndexMismatch(
                f"{index}: built with {key} {built}, but the settings say {wanted}; "
                f"{BUILD} to rebuild it, or restore the setting"
            )
    return Store.open(folder / "store"), manifest


def new_version(index: Path) -> Path:
    """An empty folder for a version to be built in."""
    folder = index / f"v-{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    return folder


def version_folder(index: Path) -> Path:
    """The folder of the current version; `IndexMissing` when there is no complete one."""
    return _current(index)[0]


def switch_to(folder: Path, manifest: Manifest) -> None:
    """Complete the version in `folder` and make it current; keep the one before it, and no other."""
    index = folder.parent
    (folder / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    kept = {folder.name}
    if (index / "CURRENT").is_file():
        previous = (index / "CURRENT").read_text(encoding="utf-8").strip()
        _point(index / "PREVIOUS", previous)
        kept.add(previous)
    _point(index / "CURRENT", folder.name)
    for other in index.glob("v-*"):
        if other.name not in kept:
            shutil.rmtree(other)


def roll_back(index: Path) -> Manifest:
    """Make the previous version current, and the current one previous; the manifest of what is current now."""
    try:
        previous = (index / "PREVIOUS").read_text(encoding="utf-8").strip()
        manifest = _manifest(index / previous)
    except (FileNotFoundError, IndexMissing):
        raise IndexMissing(f"{index}: no previous version to go back to; {BUILD}") from None
    _point(index / "PREVIOUS", version_folder(index).name)
    _point(index / "CURRENT", previous)
    return manifest


def _point(pointer: Path, name: str) -> None:
    """Write a pointer in one step: whoever reads it sees the old name or the new one."""
    new = pointer.with_suffix(".new")
    new.write_text(name, encoding="utf-8")
    os.replace(new, pointer)


def _current(index: Path) -> tuple[Path, Manifest]:
    try:
        name = (index / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"{index}: no index here; {BUILD}") from None
    return index / name, _manifest(index / name)


def _manifest(version: Path) -> Manifest:
    try:
        return Manifest.model_validate_json((version / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise IndexMissing(f"{version}: the index is not complete; {BUILD}") from error
