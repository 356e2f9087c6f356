"""Backups: the index, the documents put in, the keys and the feedback in one file, made while a service runs.

manifest.json     the size and the SHA-256 of each file below; first, so that it is known before they are read
index/…           the current version of the index, with its seal (`ingest.seal`)
uploads/…         the documents that were put in
keys.json         the access keys, as digests
feedback.jsonl    what readers said

The library itself is not in it, nor the models, nor an index that a Qdrant server keeps.
"""

import hashlib
import io
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal

from pydantic import Field, ValidationError

from assistant.data import Data
from assistant.errors import BackupFailed
from assistant.feedback import KeptFeedback
from assistant.keys import Keyring
from assistant.settings import AssistantSettings
from ingest.errors import IndexMissing
from ingest.folder_index import FolderIndex
from ingest.holes import BLOCK

MANIFEST = "manifest.json"
MOST = 50_000_000  # bytes of a manifest
NAME = re.compile(r"keys\.json|feedback\.jsonl|(index|uploads)(/(?!\.{1,2}(/|$))[^/\\\0]+)+")
TRIES = 5  # copies made of what changes meanwhile, before giving up


class Packed(Data):
    """A file of a backup: its size in bytes, and the SHA-256 of its content."""

    size: int = Field(ge=0)
    sha256: str


class Inventory(Data):
    """What a backup holds, by path; `made` is ISO 8601, UTC; `index` the fingerprint of its index, "" without one."""

    form: Literal[1] = 1
    made: str
    index: str
    files: dict[str, Packed]


def back_up(settings: AssistantSettings, path: Path) -> Inventory:
    """Write all that a service keeps to `path`, which its owner alone may read; raises `BackupFailed`."""
    if path.exists():
        raise BackupFailed(f"{path}: there already; name another file, or take that one away")
    new = path.with_name(f".{path.name}.new")
    try:
        with _folder(path.with_name(f".{path.name}.files")) as folder:
            index = _copied(settings, folder)
            names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
            files = {name: _packed(folder / name) for name in names}
            inventory = Inventory(made=datetime.now(UTC).isoformat(timespec="seconds"), index=index, files=files)
            with open(new, "wb", opener=_private) as file:
                _write(file, folder, inventory)
        os.replace(new, path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise BackupFailed(f"{path}: cannot be written ({error.strerror}); look for room and for the right") from error
    return inventory


def restore(settings: AssistantSettings, path: Path) -> Inventory:
    """Put what a backup holds in place, once all of it was checked.

    The index that was there is the version before; the documents that were put in are in
    `<uploads>.before`. Keys and feedback that are here stay beside those of the backup: no
    key that was revoked is valid again. Raises `BackupFailed` with everything as it was, `IndexBusy`
    while a service runs.
    """
    index, uploads = FolderIndex(settings.index), settings.uploads
    within, beside = settings.index / "restoring", uploads.with_name(f"{uploads.name}.restoring")
    try:
        with index.owned(), _folder(within), _folder(beside):
            inventory = _unpacked(path, within, beside)
            if inventory.index and settings.qdrant_url:
                raise BackupFailed(f"{path}: its index is for a folder; unset PRECEDENTS_QDRANT_URL to restore it")
            keys = Keyring(beside / "keys.json").all()
            said = KeptFeedback(beside / "feedback.jsonl", settings.feedback_days).lines()
            if inventory.index:
                index.check(within / "index")
            (beside / "uploads").mkdir(exist_ok=True)
            _exchange(beside / "uploads", uploads)
            Keyring(settings.keys).take_back(keys)
            KeptFeedback(settings.feedback_file, settings.feedback_days).take_back(said)
            if inventory.index:
                index.take_in(within / "index")
    except OSError as error:
        raise BackupFailed(f"{path}: cannot be restored ({error.strerror}: {error.filename})") from error
    return inventory


def _copied(settings: AssistantSettings, folder: Path) -> str:
    """Copy all that is kept to `folder`, as it is at one moment; the fingerprint of the index, "" without one."""
    fault: Exception = BackupFailed("what is to be backed up changes all the time; try again in a moment")
    for _ in range(TRIES):
        shutil.rmtree(folder)
        folder.mkdir(0o700)
        before = _state(settings)
        try:
            index = "" if settings.qdrant_url else FolderIndex(settings.index).copy_to(folder / "index").fingerprint
            if settings.uploads.is_dir():
                shutil.copytree(settings.uploads, folder / "uploads")
            if settings.keys.is_file():
                shutil.copy(settings.keys, folder / "keys.json")
            KeptFeedback(settings.feedback_file, settings.feedback_days).copy_to(folder / "feedback.jsonl")
        except (OSError, IndexMissing) as error:  # what was copied may be gone, or half changed
            fault = error
        else:
            if _state(settings) == before:
                return index
    raise fault


def _state(settings: AssistantSettings) -> list[tuple[str, int, int]]:
    """What changes when an ingestion ends, a document is put in, or a key is made or revoked."""
    files = [settings.index / "CURRENT", settings.keys, *sorted(settings.uploads.rglob("*"))]
    there = [(str(file), file.stat()) for file in files if file.exists()]
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in there]


def _packed(path: Path) -> Packed:
    with path.open("rb") as file:
        return Packed(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _write(file: IO[bytes], folder: Path, inventory: Inventory) -> None:
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
        data = inventory.model_dump_json(indent=1).encode()
        _add(archive, MANIFEST, len(data), io.BytesIO(data))
        for name, packed in inventory.files.items():
            with (folder / name).open("rb") as content:
                _add(archive, name, packed.size, content)


def _add(archive: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    """Add a file, with nothing of whose it is."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, content)


def _unpacked(path: Path, within: Path, beside: Path) -> Inventory:
    """The files of a backup, each checked, those of the index put in `within` and the others in `beside`."""
    try:
        with tarfile.open(path, "r|gz") as archive:
            members = iter(archive)
            inventory = _inventory(path, archive, next(members, None))
            left = dict(inventory.files)
            for member in members:
                packed = left.pop(member.name, None)
                if packed is None or not member.isreg() or member.size != packed.size:
                    raise _refused(path, f"{member.name!r} is not in its manifest as it is")
                target = (within if member.name.startswith("index/") else beside) / member.name
                if _extracted(archive, member, target) != packed.sha256:
                    raise _refused(path, f"{member.name!r} has another SHA-256 than its manifest says")
    except FileNotFoundError:
        raise BackupFailed(f"{path}: there is no such file; name a backup that `precedents backup` made") from None
    except (tarfile.TarError, zlib.error, EOFError, IsADirectoryError) as error:
        raise _refused(path, "it cannot be read to its end") from error
    if left:
        raise _refused(path, f"{min(left)!r} is missing")
    return inventory


def _inventory(path: Path, archive: tarfile.TarFile, first: tarfile.TarInfo | None) -> Inventory:
    content = archive.extractfile(first) if first and first.name == MANIFEST and first.size <= MOST else None
    if content is None:
        raise _refused(path, "it has no manifest")
    try:
        inventory = Inventory.model_validate_json(content.read())
    except ValidationError as error:
        raise _refused(path, "its manifest is not one") from error
    for name in inventory.files:
        if not NAME.fullmatch(name):
            raise _refused(path, f"{name!r} is no name of a file that a backup holds")
    return inventory


def _extracted(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """Write a file, with a hole for each block of zeros; the SHA-256 of its content."""
    content, found = archive.extractfile(member), hashlib.sha256()
    assert content is not None
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "xb", opener=_private) as file:
        while block := content.read(BLOCK):
            found.update(block)
            if block.count(0) < len(block):
                file.write(block)
            else:
                file.seek(len(block), os.SEEK_CUR)
        file.truncate(member.size)
    return found.hexdigest()


def _refused(path: Path, reason: str) -> BackupFailed:
    return BackupFailed(f"{path}: not a whole backup ({reason}), and nothing was changed; restore another")


def before_of(folder: Path) -> Path:
    """Where a restoration leaves the folder that was there."""
    return folder.with_name(f"{folder.name}.before")


def _exchange(new: Path, folder: Path) -> None:
    """Put a folder in the place of another, which is kept beside."""
    before = before_of(folder)
    shutil.rmtree(before, ignore_errors=True)
    if folder.exists():
        os.replace(folder, before)
    os.replace(new, folder)


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """A new, empty folder that its owner alone may read, for the time of the block."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(0o700, parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
