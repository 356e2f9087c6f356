"""The index in a folder of this machine, which one process owns at a time.

<index>/LOCK                      held by the process that owns the index
<index>/CURRENT                   name of the version in use, replaced in one step
<index>/PREVIOUS                  name of the one before it, kept for a rollback
<index>/<version>/manifest.json   what built it; written last, so a version without one is not complete
<index>/<version>/store/          the passages
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from ingest.embedded_store import EmbeddedStore
from ingest.errors import IndexBusy, IndexMissing
from ingest.index import BUILD, Draft, Manifest, require


class FolderIndex:
    """An `Index` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.place = str(folder)

    @contextmanager
    def owned(self, address: str = "") -> Iterator[None]:
        """See `Index.owned`: a killed owner leaves no lock behind."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "LOCK").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                process, _, at = lock.read().strip().partition(" ")
                owner = f"process {process}" if process else "another process"
                raise IndexBusy(
                    f"{self.place}: in use by {owner}, which answers at {at}; ask it there, or stop it first"
                    if at
                    else f"{self.place}: in use by {owner}; wait for it to end, or stop it first",
                    at,
                ) from None
            lock.truncate(0)
            lock.write(f"{os.getpid()} {address}")
            lock.flush()
            try:
                yield
            finally:
                lock.truncate(0)

    def current(self) -> str:
        """See `Index.current`."""
        try:
            return (self._folder / "CURRENT").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise IndexMissing(f"{self.place}: no index here; {BUILD}") from None

    def manifest(self) -> Manifest:
        """See `Index.manifest`."""
        return _manifest(self._folder / self.current())

    def open(self, recipe: dict[str, str]) -> tuple[EmbeddedStore, Manifest]:
        """See `Index.open`."""
        version = self._folder / self.current()
        manifest = _manifest(version)
        require(recipe, manifest, self.place)
        return EmbeddedStore.open(version / "store"), manifest

    def draft(self, dimension: int) -> Draft:
        """See `Index.draft`."""
        version = self._new_version()
        return Draft(version.name, EmbeddedStore.create(version / "store", dimension))

    def revision(self) -> Draft:
        """See `Index.revision`."""
        version = self._new_version()
        shutil.copytree(self._folder / self.current() / "store", version / "store", copy_function=_copy_data)
        return Draft(version.name, EmbeddedStore.open(version / "store"))

    def switch_to(self, name: str, manifest: Manifest) -> None:
        """See `Index.switch_to`."""
        (self._folder / name / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
        kept = {name}
        if (self._folder / "CURRENT").is_file():
            kept.add(self.current())
            self._point("PREVIOUS", self.current())
        self._point("CURRENT", name)
        for other in self._folder.glob("v-*"):
            if other.name not in kept:
                shutil.rmtree(other)

    def roll_back(self) -> Manifest:
        """See `Index.roll_back`."""
        try:
            previous = (self._folder / "PREVIOUS").read_text(encoding="utf-8").strip()
            manifest = _manifest(self._folder / previous)
        except (FileNotFoundError, IndexMissing):
            raise IndexMissing(f"{self.place}: no previous version to go back to; {BUILD}") from None
        current = self.current()
        self._point("CURRENT", previous)
        self._point("PREVIOUS", current)
        return manifest

    def _new_version(self) -> Path:
        """An empty folder for a version to be made in."""
        version = self._folder / f"v-{uuid.uuid4().hex[:8]}"
        version.mkdir(parents=True)
        return version

    def _point(self, pointer: str, name: str) -> None:
        """Write a pointer in one step: whoever reads it sees the old name or the new one."""
        new = self._folder / f"{pointer}.new"
        new.write_text(name, encoding="utf-8")
        os.replace(new, self._folder / pointer)


def _manifest(version: Path) -> Manifest:
    try:
        return Manifest.model_validate_json((version / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise IndexMissing(f"{version}: the index is not complete; {BUILD}") from error


def _copy_data(source: str, target: str) -> None:
    """Copy a file without its holes: the engine sets aside ten times the room that it uses."""
    with open(source, "rb") as old, open(target, "wb") as new:
        size = os.fstat(old.fileno()).st_size
        new.truncate(size)
        end = 0
        while end < size:
            try:
                start = os.lseek(old.fileno(), end, os.SEEK_DATA)
            except OSError:  # nothing but a hole is left
                return
            end = os.lseek(old.fileno(), start, os.SEEK_HOLE)
            new.seek(start)
            while start < end:
                start += os.sendfile(new.fileno(), old.fileno(), start, end - start)
