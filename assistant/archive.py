"""The file of a backup: a .tar.gz whose manifest, its first member, tells the size and SHA-256 of every other."""

import hashlib
import io
import os
import re
import tarfile
import zlib
from datetime import UTC, datetime
from gzip import BadGzipFile
from pathlib import Path
from typing import IO, Literal

from pydantic import Field, ValidationError

from assistant.data import Data
from assistant.errors import BackupFailed
from ingest.holes import BLOCK

MANIFEST = "manifest.json"
MOST = 50_000_000  # bytes of a manifest
NAME = re.compile(
    r"keys\.json|signing\.key|energy\.json|feedback\.jsonl|(index|uploads|contributions)(/(?!\.{1,2}(/|$))[^/\\\0]+)+"
)  # of a file in it
# Vectors do not compress, and the rest of an index are holes: a higher level takes twice the time for a hundredth less.
LEVEL = 1


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


def pack(folder: Path, index: str, path: Path) -> Inventory:
    """Write what a folder holds to a file that its owner alone may read; `index` is the fingerprint of its index."""
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    files = {name: _packed(folder / name) for name in names}
    inventory = Inventory(made=datetime.now(UTC).isoformat(timespec="seconds"), index=index, files=files)
    with (
        open(path, "wb", opener=_private) as file,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=LEVEL) as archive,
    ):
        data = inventory.model_dump_json(indent=1).encode()
        _add(archive, MANIFEST, len(data), io.BytesIO(data))
        for name, packed in files.items():
            with (folder / name).open("rb") as content:
                _add(archive, name, packed.size, content)
    return inventory


def unpack(path: Path, within: Path, beside: Path) -> Inventory:
    """The files of a backup, each checked, those of the index put in `within` and the others in `beside`.

    Raises `BackupFailed`.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            members = iter(archive)
            inventory = _inventory(path, archive, next(members, None))
            left = dict(inventory.files)
            for member in members:
                packed = left.pop(member.name, None)
                if packed is None or not member.isreg() or member.size != packed.size:
                    raise refused(path, f"{member.name!r} is not in its manifest as it is")
                target = (within if member.name.startswith("index/") else beside) / member.name
                if _extracted(archive, member, target) != packed.sha256:
                    raise refused(path, f"{member.name!r} has another SHA-256 than its manifest says")
    except FileNotFoundError:
        raise BackupFailed(f"{path}: there is no such file; name a backup that `precedents backup` made") from None
    except (tarfile.TarError, zlib.error, BadGzipFile, EOFError, IsADirectoryError) as error:
        raise refused(path, "it cannot be read to its end") from error
    if left:
        raise refused(path, f"{min(left)!r} is missing")
    return inventory


def refused(path: Path, reason: str) -> BackupFailed:
    """Why a backup is not restored."""
    return BackupFailed(f"{path}: not a whole backup ({reason}), and nothing was changed; restore another")


def _packed(path: Path) -> Packed:
    with path.open("rb") as file:
        return Packed(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _add(archive: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    """Add a file, with nothing of whose it is."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, content)


def _inventory(path: Path, archive: tarfile.TarFile, first: tarfile.TarInfo | None) -> Inventory:
    content = archive.extractfile(first) if first and first.name == MANIFEST and first.size <= MOST else None
    if content is None:
        raise refused(path, "it has no manifest")
    try:
        inventory = Inventory.model_validate_json(content.read())
    except ValidationError as error:
        raise refused(path, "its manifest is not one") from error
    for name in inventory.files:
        if not NAME.fullmatch(name):
            raise refused(path, f"{name!r} is no name of a file that a backup holds")
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


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
