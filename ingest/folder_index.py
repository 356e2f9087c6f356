"""The index in a folder of this machine, which one process owns at a time.

<index>/LOCK                      held by the process that owns the index
<index>/CURRENT                   name of the version in use, replaced in one step
<index>/PREVIOUS                  name of the one before it, kept for a rollback
<index>/<version>/manifest.json   what built it
<index>/<version>/store/          the passages
<index>/<version>/seal.json       the digests of these files; written last, so a version without one is not complete
"""

import fcntl
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from ingest.embedded_store import EmbeddedStore
from ingest.errors import IndexBusy, IndexMissing
from ingest.holes import copy_data
from ingest.index import BUILD, Draft, Manifest, require
from ingest.seal import check_seal, seal

NAME = re.compile(r"v-[0-9a-f]{8}")  # of a version


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
        if name := self._pointed("CURRENT"):
            return name
        raise IndexMissing(f"{self.place}: no index here; {self._remedy('')}")

    def manifest(self) -> Manifest:
        """See `Index.manifest`."""
        return self._manifest(self.current())

    def verified(self) -> Manifest:
        """See `Index.verified`."""
        version = self.current()
        check_seal(self._folder / version, self._remedy(version))
        return self._manifest(version)

    def open(self, recipe: dict[str, str]) -> tuple[EmbeddedStore, Manifest]:
        """See `Index.open`."""
        version, manifest = self.current(), self.verified()
        require(recipe, manifest, self.place)
        return EmbeddedStore.open(self._folder / version / "store"), manifest

    def draft(self, dimension: int) -> Draft:
        """See `Index.draft`."""
        version = self._new_version()
        return Draft(version.name, EmbeddedStore.create(version / "store", dimension))

    def revision(self) -> Draft:
        """See `Index.revision`."""
        version = self._new_version()
        shutil.copytree(self._folder / self.current() / "store", version / "store", copy_function=copy_data)
        return Draft(version.name, EmbeddedStore.open(version / "store"))

    def switch_to(self, name: str, manifest: Manifest) -> None:
        """See `Index.switch_to`."""
        (self._folder / name / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
        EmbeddedStore.open(self._folder / name / "store").close()  # the engine settles its files at the first opening
        seal(self._folder / name)
        self._adopt(name)

    def copy_to(self, folder: Path) -> Manifest:
        """Copy the current version to a new folder, also while a process owns the index; raises `IndexMissing`."""
        manifest = self.verified()
        shutil.copytree(self._folder / self.current(), folder, copy_function=copy_data)
        self.check(folder)
        return manifest

    def check(self, folder: Path) -> None:
        """Raise `IndexMissing` unless a folder is a complete version, as it was sealed."""
        check_seal(folder, "take another copy")

    def take_in(self, folder: Path) -> None:
        """Make a complete version that lies elsewhere on this disk current; the caller owns the index."""
        version = self._new_version()
        os.replace(folder, version)
        self._adopt(version.name)

    def roll_back(self) -> Manifest:
        """See `Index.roll_back`."""
        current, previous = self._pointed("CURRENT"), self._pointed("PREVIOUS")
        if not previous:
            raise IndexMissing(f"{self.place}: no previous version to go back to; {BUILD}")
        check_seal(self._folder / previous, BUILD)
        manifest = self._manifest(previous)
        self._point("CURRENT", previous)
        self._point("PREVIOUS", current)
        return manifest

    def _manifest(self, version: str) -> Manifest:
        try:
            return Manifest.model_validate_json((self._folder / version / "manifest.json").read_bytes())
        except (OSError, ValidationError) as error:
            folder = self._folder / version
            raise IndexMissing(f"{folder}: the index is not complete; {self._remedy(version)}") from error

    def _adopt(self, name: str) -> None:
        """Make a complete version current; the one before it that is sound is kept, and no other."""
        named = [self._pointed("CURRENT"), self._pointed("PREVIOUS")]
        before = next((other for other in named if other and self._sound(other)), "")
        if before:
            self._point("PREVIOUS", before)
        self._point("CURRENT", name)
        for other in self._folder.glob("v-*"):
            if other.name not in (name, before):
                shutil.rmtree(other)

    def _new_version(self) -> Path:
        """An empty folder for a version to be made in."""
        version = self._folder / f"v-{uuid.uuid4().hex[:8]}"
        version.mkdir(parents=True)
        return version

    def _pointed(self, pointer: str) -> str:
        """The version that a pointer names; "" where it names none that there is."""
        try:
            name = (self._folder / pointer).read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return ""
        return name if NAME.fullmatch(name) and (self._folder / name).is_dir() else ""

    def _remedy(self, version: str) -> str:
        """What to do where a version cannot be used: go back, where there is something to go back to, or rebuild."""
        if self._pointed("PREVIOUS") in ("", version):
            return BUILD
        return f"go back to the version before with `precedents rollback`, or {BUILD}"

    def _sound(self, version: str) -> bool:
        """Whether a version is as it was sealed."""
        try:
            check_seal(self._folder / version, BUILD)
        except IndexMissing:
            return False
        return True

    def _point(self, pointer: str, name: str) -> None:
        """Write a pointer in one step: whoever reads it sees the old name or the new one."""
        new = self._folder / f"{pointer}.new"
        new.write_text(name, encoding="utf-8")
        os.replace(new, self._folder / pointer)
