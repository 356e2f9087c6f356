"""Vectors that were made once are not made again, in sqlite.

One file beside the models keeps the vector of every text that was embedded, by the
identity of the model and the SHA-256 of the text; the text itself is not in it. Every
index and checkout of the machine shares it, so a document whose vectors were ever made
here, and whatever rebuilds an index without another model, costs no embedding.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np

from ingest.embeddings import Vectors
from ingest.errors import IngestError
from ingest.sqlite_file import connected

FILE = "vectors.sqlite"
CHUNK = 256  # texts embedded, then kept, at a time: an interrupted run loses no more than that
KEPT_DAYS = 180  # a vector that nobody asked for in so many days goes
PATIENCE = 30.0  # seconds to wait for another process that writes
TABLE = "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text BLOB, vector BLOB, asked INTEGER, UNIQUE (model, text))"


class Encoder(Protocol):
    """What turns the texts of documents into vectors of length 1 and of `dimension` numbers."""

    @property
    def identity(self) -> str:
        """The model and its weights."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = ...) -> Vectors:
        """The vectors of `texts`, shape (len(texts), dimension); `done` is told how many were made."""


class KeptVectors:
    """An encoder that asks another only for the texts that it has no vector of."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder, self._file = encoder, folder / FILE
        self.identity = encoder.identity

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._encoder.dimension

    def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None) -> Vectors:
        """The vectors of `texts`, shape (len(texts), dimension); each different text is embedded once at most."""
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        places = Counter(keys)
        with _opened(self._file) as file:
            known = _asked(file, self.identity, list(places))
            done(sum(places[key] for key in known))
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            # Those of like length together, so that little is padded.
            order = sorted(missing, key=lambda key: -len(missing[key]))
            for start in range(0, len(order), CHUNK):
                chunk = order[start : start + CHUNK]
                vectors = self._encoder.encode_documents([missing[key] for key in chunk])
                _keep(file, self.identity, chunk, vectors)
                known.update(zip(chunk, vectors, strict=True))
                done(sum(places[key] for key in chunk))
        return np.stack([known[key] for key in keys]) if keys else np.empty((0, self.dimension), np.float32)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file of vectors, open for the time of the block."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = connected(path, TABLE, PATIENCE)
    except sqlite3.OperationalError:  # a folder that is not ours to write: nothing is kept
        file = connected(":memory:", TABLE, PATIENCE)
    except sqlite3.DatabaseError:  # damaged, and it holds nothing that cannot be made again
        path.unlink()
        file = connected(path, TABLE, PATIENCE)
    with closing(file):
        try:
            yield file
        except sqlite3.Error as error:
            raise IngestError(
                f"{path}: vectors cannot be kept ({error}); look for room on the disk, or delete the file"
            ) from error


def _asked(file: sqlite3.Connection, model: str, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
    """The vectors that are kept of these texts."""
    found: dict[bytes, Vectors] = {}
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        chosen = f"model = ? AND text IN ({', '.join('?' * len(chunk))})"
        rows = file.execute(f"SELECT text, vector FROM vectors WHERE {chosen}", [model, *chunk])
        found.update((key, np.frombuffer(vector, np.float32)) for key, vector in rows)
        file.execute(f"UPDATE vectors SET asked = ? WHERE {chosen} AND asked <> ?", [_today(), model, *chunk, _today()])
    return found


def _keep(file: sqlite3.Connection, model: str, keys: Sequence[bytes], vectors: Vectors) -> None:
    """Keep the vectors of these texts, and let those go that are no longer asked for."""
    rows = [(model, key, vector.tobytes(), _today()) for key, vector in zip(keys, vectors, strict=True)]
    file.execute("BEGIN IMMEDIATE")
    file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)
    file.execute("DELETE FROM vectors WHERE asked < ?", [_today() - KEPT_DAYS])
    file.execute("COMMIT")


def _today() -> int:
    return date.today().toordinal()
