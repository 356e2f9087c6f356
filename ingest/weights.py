"""Folders of model files that cannot be altered unnoticed.

A prepared model is a folder with a `MANIFEST.json` giving each file's sha256, size and
modification time. A file whose size and time are those of the manifest is taken as
verified; any other is hashed again before use.
"""

import hashlib
import json
from pathlib import Path

from ingest.errors import ModelMissing

MANIFEST = "MANIFEST.json"
REMEDY = "run `precedents models prepare`"


def file_sha256(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(folder: Path) -> None:
    """Write the manifest of everything in `folder`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    entries = {str(path.relative_to(folder)): _entry(path, file_sha256(path)) for path in files}
    (folder / MANIFEST).write_text(json.dumps(entries, indent=1), encoding="utf-8")


def verify(folder: Path, *, rehash: bool = False) -> str:
    """Check `folder` against its manifest and return the digest of the whole.

    Raises `ModelMissing`, naming the first file that is absent, truncated or altered.
    With `rehash`, every file is hashed, whatever its size and time.
    """
    try:
        entries = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMissing(f"{folder}: no such prepared model; {REMEDY}") from None
    except ValueError:
        raise ModelMissing(f"{folder / MANIFEST}: not a readable manifest; {REMEDY}") from None
    for name, expected in entries.items():
        path = folder / name
        if not path.is_file():
            raise ModelMissing(f"{path}: missing, expected {expected['size']} bytes; {REMEDY}")
        size = path.stat().st_size
        if size != expected["size"]:
            raise ModelMissing(f"{path}: {size} bytes, expected {expected['size']}; {REMEDY}")
        if rehash or path.stat().st_mtime_ns != expected["mtime_ns"]:
            found = file_sha256(path)
            if found != expected["sha256"]:
                raise ModelMissing(f"{path}: sha256 is {found}, expected {expected['sha256']}; {REMEDY}")
    digests = "".join(f"{name}={entry['sha256']}\n" for name, entry in sorted(entries.items()))
    return hashlib.sha256(digests.encode()).hexdigest()


def _entry(path: Path, sha256: str) -> dict[str, str | int]:
    return {"sha256": sha256, "size": path.stat().st_size, "mtime_ns": path.stat().st_mtime_ns}
