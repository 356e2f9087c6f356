"""Keys of those who may use a service: made, listed, revoked, recognised.

A key is `prc_<id>_<256 random bits>`. The file keeps its SHA-256: what cannot be guessed
needs no slow hash. A revoked key stays listed, so that revoking the last one opens nothing.
"""

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from pydantic import TypeAdapter, ValidationError

from assistant.data import Data
from assistant.errors import KeysUnreadable, NoSuchKey

Role = Literal["reader", "contributor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
PREFIX = "prc"


class Key(Data):
    """A key as it is kept: `digest` is the SHA-256 of the whole token; times are ISO 8601, UTC."""

    id: str
    name: str
    role: Role
    digest: str
    created: str
    revoked: str = ""

    def may(self, role: Role) -> bool:
        """Whether it may do what this role may."""
        return not self.revoked and ROLES.index(self.role) >= ROLES.index(role)


KEYS = TypeAdapter(list[Key])


class Keyring:
    """The keys in a file, which another process may change at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, list[Key]] = (0, [])

    def all(self) -> list[Key]:
        """Every key there ever was; raises `KeysUnreadable`."""
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._read[0]:
                self._read = (changed, KEYS.validate_json(self._path.read_bytes()))
        except FileNotFoundError:
            return []
        except (OSError, ValidationError) as error:
            raise KeysUnreadable(f"{self._path}: the keys cannot be read; mend the file or restore it") from error
        return self._read[1]

    def create(self, name: str, role: Role) -> str:
        """Make a key; its token, which is kept nowhere."""
        id_ = secrets.token_hex(4)
        token = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
        key = Key(id=id_, name=name, role=role, digest=_digest(token), created=_now())
        self._write([*self.all(), key])
        return token

    def revoke(self, id_: str) -> Key:
        """Make a key useless, at once; raises `NoSuchKey`."""
        keys = self.all()
        found = next((key for key in keys if key.id == id_), None)
        if found is None:
            raise NoSuchKey(f"there is no key {id_!r}; `precedents keys list` lists them")
        revoked = found.model_copy(update={"revoked": found.revoked or _now()})
        self._write([revoked if key is found else key for key in keys])
        return revoked

    def take_back(self, keys: list[Key]) -> None:
        """Put the keys of a backup beside those here, which stay as they are: what is revoked stays revoked."""
        try:
            here = self.all()
        except KeysUnreadable:
            here = []  # a damaged file is what the backup is for
        merged = {key.id: key for key in [*keys, *here]}
        if merged:
            self._write(list(merged.values()))

    def recognise(self, token: str) -> Key | None:
        """The key of a token, where it is one and is not revoked; every comparison takes the same time."""
        digest = _digest(token)
        matching = [key for key in self.all() if hmac.compare_digest(key.digest, digest)]
        return next((key for key in matching if not key.revoked), None)

    def _write(self, keys: list[Key]) -> None:
        """Replace the file in one step; only its owner may read it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)  # readable by its owner only
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([key.model_dump() for key in keys], file, indent=1)
        os.replace(name, self._path)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
