"""Translations that were made once are not made again, in sqlite beside the index.

A sentence of the library is kept with what the language model made of it, under the
identity of the model and the digest of its instruction. Whether a wording may be shown is
checked each time, by the code as it is then.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant import prompts
from assistant.llm import ChatModel
from ingest.sqlite_file import connected

FILE = "translations.sqlite"
PATIENCE = 1.0  # seconds to wait for another process that writes
MAX_TOKENS = 200
TABLE = (
    "CREATE TABLE IF NOT EXISTS translations "
    "(model TEXT, prompt TEXT, sentence TEXT, wording TEXT, PRIMARY KEY (model, prompt, sentence))"
)
LOG = logging.getLogger(__name__)


class Translations:
    """The English of French sentences, by one model; a file that cannot be used is logged and done without."""

    def __init__(self, folder: Path, model: ChatModel) -> None:
        self._file, self._model = folder / FILE, model

    def of(self, sentence: str) -> str:
        """The wording of a sentence, kept or made now; raises `ModelUnavailable`."""
        key = (self._model.identity, prompts.digest(), sentence)
        kept = self._kept(key)
        if kept is not None:
            return kept
        wording = " ".join(self._model.complete(prompts.translation(sentence), MAX_TOKENS).split())
        self._keep(key, wording)
        return wording

    def _kept(self, key: tuple[str, str, str]) -> str | None:
        try:
            with self._open() as file:
                found = "SELECT wording FROM translations WHERE (model, prompt, sentence) = (?, ?, ?)"
                row = file.execute(found, key).fetchone()
        except (sqlite3.Error, OSError) as error:
            LOG.warning("%s: kept translations cannot be read (%s); delete the file", self._file, error)
            return None
        return str(row[0]) if row else None

    def _keep(self, key: tuple[str, str, str], wording: str) -> None:
        try:
            with self._open() as file:
                file.execute("INSERT OR REPLACE INTO translations VALUES (?, ?, ?, ?)", (*key, wording))
        except (sqlite3.Error, OSError) as error:
            LOG.warning("%s: a translation is not kept (%s); check the disk", self._file, error)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(connected(self._file, TABLE, PATIENCE)) as file:
            yield file
