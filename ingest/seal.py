"""The seal of an index version: the digest of each of its files, so that a damaged version is not used."""

import hashlib
import json
from pathlib import Path

from pydantic import TypeAdapter

from ingest.errors import IndexDamaged, IndexMissing
from ingest.holes import digest

FILE = "seal.json"


def seal(version: Path) -> None:
    """Complete a version: write the digests of what it holds, by path."""
    (version / FILE).write_text(json.dumps(_digests(version), indent=1), encoding="utf-8")


def check_seal(version: Path, remedy: str) -> None:
    """Raise `IndexDamaged`, naming the first file that is not as it was sealed, or `IndexMissing` without a seal."""
    try:
        sealed = TypeAdapter(dict[str, str]).validate_json((version / FILE).read_bytes())
        there = _digests(version)
    except FileNotFoundError:
        raise IndexMissing(f"{version}: the index is not complete; {remedy}") from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{version}: the index is damaged (its seal cannot be read); {remedy}") from error
    if there != sealed:
        odd = min(name for name, _ in set(there.items()) ^ set(sealed.items()))
        raise IndexDamaged(f"{version / odd}: the index is damaged (this file is not as it was written); {remedy}")


def _digests(version: Path) -> dict[str, str]:
    files = (path for path in sorted(version.rglob("*")) if path.is_file() and path.name != FILE)
    return {path.relative_to(version).as_posix(): _digest(path) for path in files}


def _digest(path: Path) -> str:
    """Of a JSON file, what it says counts: the engine writes some anew at each opening, their keys in any order."""
    if path.suffix != ".json":
        return digest(path)
    try:
        said = json.dumps(json.loads(path.read_bytes()), sort_keys=True)
    except ValueError:
        return "not JSON"
    return hashlib.sha256(said.encode()).hexdigest()
