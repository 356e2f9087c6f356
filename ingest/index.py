"""The index on disk: a folder of complete versions, one of them current, one owner at a time.

    <index>/LOCK                      held by the process that owns the store
    <index>/CURRENT                   name of the version in use
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


class Manifest(BaseModel):
    """What built an index. `recipe` holds all that shapes its vectors; `corpus` is a digest of the cases."""

    model_config = ConfigDict(frozen=True)

    recipe: dict[str, str]
    corpus: str
    cases: int
    passages: int
    sentences: int
    created: str

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name this content built this way."""
        content = json.dumps([self.recipe, self.corpus], sort_keys=True)
        return uuid.uuid5(uuid.NAMESPACE_OID, content).hex[:12]


@contextmanager
def owned(index: Path) -> Iterator[None]:
    """Own the index for the time of the block; raise `IndexBusy`, naming the owner, when another process does."""
    index.mkdir(parents=True, exist_ok=True)
    with (index / "LOCK").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "another process"
            raise IndexBusy(
                f"{index}: in use by {owner}; ask that process (the service answers POST /ask), or stop it first"
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
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


def switch_to(folder: Path, manifest: Manifest) -> None:
    """Complete the version in `folder`, make it current, and remove the others."""
    index = folder.parent
    (folder / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    pointer = index / "CURRENT.new"
    pointer.write_text(folder.name, encoding="utf-8")
    os.replace(pointer, index / "CURRENT")
    for other in index.glob("v-*"):
        if other != folder:
            shutil.rmtree(other)


def _current(index: Path) -> tuple[Path, Manifest]:
    try:
        name = (index / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"{index}: no index here; {BUILD}") from None
    try:
        text = (index / name / "manifest.json").read_text(encoding="utf-8")
        return index / name, Manifest.model_validate_json(text)
    except (OSError, ValidationError) as error:
        raise IndexMissing(f"{index / name}: the index is not complete; {BUILD}") from error
