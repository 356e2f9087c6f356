"""Answers signed by the installation that gave them: the door to `cryptography`.

Ed25519 (RFC 8032) over the whole answer as JSON with sorted keys (RFC 8785 in its simple
cases), receipt and index fingerprint included, its signature left empty. Anyone can check
that not a letter was changed since; that the key is the installation's own, whoever knows
its public key (`Receipt.key` of an answer it gave).
"""

import json
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assistant.errors import KeysUnreadable
from assistant.schemas import Answer

FILE = "signing.key"
LOG = logging.getLogger(__name__)


class Signer:
    """Signs with the key in a folder, made when there is none; `key` is its public half, hexadecimal."""

    def __init__(self, folder: Path) -> None:
        self._private = _kept(folder / FILE)
        self.key = self._private.public_key().public_bytes_raw().hex()

    def sign(self, answer: Answer) -> Answer:
        """The answer with its signature in its receipt."""
        signed = _with(answer, key=self.key, signature="")
        return _with(signed, signature=self._private.sign(_bytes(signed)).hex())


def holds(answer: Answer) -> bool:
    """Whether the answer is, letter for letter, what the holder of the key in its receipt signed."""
    receipt = answer.receipt
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(receipt.key))
        public.verify(bytes.fromhex(receipt.signature), _bytes(_with(answer, signature="")))
    except (ValueError, InvalidSignature):
        return False
    return True


def read_key(path: Path) -> bytes:
    """The key in a file; raises `KeysUnreadable`."""
    try:
        key = path.read_bytes()
        Ed25519PrivateKey.from_private_bytes(key)
    except (OSError, ValueError) as error:
        raise KeysUnreadable(
            f"{path}: the key that signs answers is damaged; restore it, or remove it to have another made"
        ) from error
    return key


def take_back(key: bytes, folder: Path) -> None:
    """Put the key of a backup in place; another that is there stays beside it, with `.before` after its name."""
    path = folder / FILE
    if path.is_file() and path.read_bytes() != key:
        os.replace(path, folder / f"{FILE}.before")
    os.replace(_written(key, path), path)


def _with(answer: Answer, **values: str) -> Answer:
    return answer.model_copy(update={"receipt": answer.receipt.model_copy(update=values)})


def _bytes(answer: Answer) -> bytes:
    told = answer.model_dump(mode="json")
    for name in ("history", "without"):  # answers did not tell these once, and what was signed then stays valid
        if not told[name]:
            del told[name]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _kept(path: Path) -> Ed25519PrivateKey:
    """The key in a file, made when there is none; where it cannot be kept, one for this process alone.

    Raises `KeysUnreadable`.
    """
    try:
        _make(path)
    except OSError as error:
        LOG.warning("%s cannot be written (%s); answers are signed with a key that ends with this process", path, error)
        return Ed25519PrivateKey.generate()
    return Ed25519PrivateKey.from_private_bytes(read_key(path))


def _make(path: Path) -> None:
    """Put a new key there, unless there is one: of several processes that start at once, the first one's stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    name = _written(Ed25519PrivateKey.generate().private_bytes_raw(), path)
    with suppress(FileExistsError):
        os.link(name, path)
    os.unlink(name)


def _written(key: bytes, path: Path) -> str:
    """The name of a file beside `path` with this key in it, which its owner alone may read."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return name
