"""A small table of one's own in a file that several processes may write: the door to sqlite."""

import sqlite3
from contextlib import suppress
from pathlib import Path


def connected(path: Path | str, table: str, patience: float) -> sqlite3.Connection:
    """A connection to a file, made with its table where it is not there; raises `sqlite3.Error`.

    `table` is the statement that makes it where it is missing, `patience` the seconds to wait
    for another process that writes. A statement is kept at once, unless it follows a `BEGIN`.
    """
    file = sqlite3.connect(path, timeout=patience, isolation_level=None)
    with suppress(sqlite3.OperationalError):  # another process is making the same new file so, and SQLite does not wait
        file.execute("PRAGMA journal_mode = WAL")  # readers do not wait for the one who writes
    file.execute("PRAGMA synchronous = NORMAL")
    file.execute(table)
    return file
