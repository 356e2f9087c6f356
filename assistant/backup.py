"""Backups: all that a service keeps in one file, made while it runs.

index/…           the current version of the index, with its seal (`ingest.seal`)
uploads/…         the documents that were put in
contributions/…   the cases that were proposed
keys.json         the access keys, as digests
signing.key       the key that signs answers, itself: who has it can sign in this installation's name
energy.json       what was spent, month by month
feedback.jsonl    what readers said

The library itself is not in it, nor the models, nor an index that a Qdrant server keeps.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from assistant import archive, signing
from assistant.archive import Inventory
from assistant.errors import BackupFailed, KeysUnreadable
from assistant.feedback import KeptFeedback, Line
from assistant.frugality import Ledger, Month
from assistant.keys import Key, Keyring
from assistant.settings import AssistantSettings
from ingest.errors import IndexMissing
from ingest.folder_index import FolderIndex
from ingest.uploads import free_name

MONTHS = TypeAdapter(list[Month])
TRIES = 5  # copies made of what changes meanwhile, before giving up


class Held(NamedTuple):
    """What of a backup is put beside what is there, not in its place; `signing` is None where it holds no such key."""

    keys: list[Key]
    signing: bytes | None
    months: list[Month]
    said: list[Line]


def back_up(settings: AssistantSettings, path: Path) -> Inventory:
    """Write all that a service keeps to `path`, which its owner alone may read; raises `BackupFailed`."""
    if path.exists():
        raise BackupFailed(f"{path}: there already; name another file, or take that one away")
    new = path.with_name(f".{path.name}.new")
    try:
        with _folder(path.with_name(f".{path.name}.files")) as folder:
            inventory = archive.pack(folder, _copied(settings, folder), new)
        os.replace(new, path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise BackupFailed(f"{path}: cannot be written ({error.strerror}); look for room and for the right") from error
    return inventory


def restore(settings: AssistantSettings, path: Path) -> Inventory:
    """Put what a backup holds in place, once all of it was checked.

    The index that was there is the version before; the documents that were put in are in
    `<uploads>.before`, another key that signed answers in `signing.key.before`. Keys,
    feedback and proposed cases that are here stay beside those of the backup: no key that was revoked is valid
    again; of two counts of a month, the higher stays. Raises `BackupFailed` with everything as
    it was, `IndexBusy` while a service runs.
    """
    index, uploads = FolderIndex(settings.index), settings.uploads
    within, beside = settings.index / "restoring", uploads.with_name(f"{uploads.name}.restoring")
    try:
        with index.owned(), _folder(within), _folder(beside):
            inventory = archive.unpack(path, within, beside)
            if inventory.index and settings.qdrant_url:
                raise BackupFailed(f"{path}: its index is for a folder; unset PRECEDENTS_QDRANT_URL to restore it")
            held = _held(settings, path, beside)
            if inventory.index:
                index.check(within / "index")
            (beside / "uploads").mkdir(exist_ok=True)
            _exchange(beside / "uploads", uploads)
            _add(beside / "contributions", settings.contributions)
            Keyring(settings.keys).take_back(held.keys)
            KeptFeedback(settings.feedback_file, settings.feedback_days).take_back(held.said)
            Ledger(settings).take_back(held.months)
            if held.signing:
                signing.take_back(held.signing, settings.index.parent)
            if inventory.index:
                index.take_in(within / "index")
    except OSError as error:
        raise BackupFailed(f"{path}: cannot be restored ({error.strerror}: {error.filename})") from error
    return inventory


def _copied(settings: AssistantSettings, folder: Path) -> str:
    """Copy all that is kept to `folder`, as it is at one moment; the fingerprint of the index, "" without one."""
    fault: Exception = BackupFailed("what is to be backed up changes all the time; try again in a moment")
    signs = settings.index.parent / signing.FILE
    for _ in range(TRIES):
        shutil.rmtree(folder)
        folder.mkdir(0o700)
        before = _state(settings)
        try:
            index = "" if settings.qdrant_url else FolderIndex(settings.index).copy_to(folder / "index").fingerprint
            for kept, name in ((settings.uploads, "uploads"), (settings.contributions, "contributions")):
                if kept.is_dir():
                    shutil.copytree(kept, folder / name)
            for file, name in ((settings.keys, "keys.json"), (signs, signing.FILE)):
                if file.is_file():
                    shutil.copy(file, folder / name)
            (folder / "energy.json").write_bytes(MONTHS.dump_json(Ledger(settings).months()))
            KeptFeedback(settings.feedback_file, settings.feedback_days).copy_to(folder / "feedback.jsonl")
        except (OSError, IndexMissing) as error:  # what was copied may be gone, or half changed
            fault = error
        else:
            if _state(settings) == before:
                return index
    raise fault


def _held(settings: AssistantSettings, path: Path, beside: Path) -> Held:
    """What the files of a backup say; raises `BackupFailed` where one does not say what it should."""
    months, signs = beside / "energy.json", beside / signing.FILE
    try:
        return Held(
            keys=Keyring(beside / "keys.json").all(),
            signing=signing.read_key(signs) if signs.exists() else None,
            months=MONTHS.validate_json(months.read_bytes()) if months.exists() else [],
            said=KeptFeedback(beside / "feedback.jsonl", settings.feedback_days).lines(),
        )
    except (KeysUnreadable, ValidationError) as error:
        raise archive.refused(path, "its keys or its energy are not what they should be") from error


def _state(settings: AssistantSettings) -> list[tuple[str, int, int]]:
    """What changes when an ingestion ends, a document is put in or a case proposed, or a key is made or revoked."""
    put_in = sorted([*settings.uploads.rglob("*"), *settings.contributions.rglob("*")])
    files = [settings.index / "CURRENT", settings.keys, *put_in]
    there = [(str(file), file.stat()) for file in files if file.exists()]
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in there]


def _add(new: Path, folder: Path) -> None:
    """Put the files of a folder beside those of another; one of the same name and another content gets a new one."""
    for file in sorted(new.glob("*")):
        folder.mkdir(parents=True, exist_ok=True)
        there = folder / file.name
        if not there.exists():
            os.replace(file, there)
        elif there.read_bytes() != file.read_bytes():
            os.replace(file, folder / free_name(folder, file.name))


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
