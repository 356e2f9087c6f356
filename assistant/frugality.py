"""What a service spends, month by month, and the cap it may be given.

Everything the process does is counted, not its answers alone: warming up, ingestion,
pages. Figures are those of `assistant.energy`, so they leave out memory, disks, cooling
and whatever a language model behind a server spends.
"""

import errno
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from assistant.data import Data
from assistant.energy import Meter
from assistant.schemas import Answer
from assistant.settings import AssistantSettings
from ingest.sqlite_file import connected

FILE = "energy.sqlite"
JOULES = 3600.0  # in a watt-hour
PATIENCE = 1.0  # seconds to wait for another process that writes
COLUMNS = "low, mid, high, answers, read, written"
TABLE = (
    "CREATE TABLE IF NOT EXISTS spent "
    "(month TEXT PRIMARY KEY, low REAL, mid REAL, high REAL, answers INTEGER, read INTEGER, written INTEGER)"
)
ADD = (
    f"INSERT INTO spent (month, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (month) DO UPDATE SET "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in COLUMNS.split(", "))
)
PUT_BACK = (
    f"INSERT INTO spent (month, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (month) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS.split(", "))
    + " WHERE excluded.mid > mid"
)
LOG = logging.getLogger(__name__)


class Reference(Data):
    """What one request to a large hosted model takes, in watt-hours, as published."""

    system: str
    wh: float
    source: str
    url: str


HOSTED = (
    Reference(
        system="Gemini Apps, median text prompt, May 2025, whole data centre",
        wh=0.24,
        source="Elsworth et al., Measuring the environmental impact of delivering AI at Google scale, 2025",
        url="https://arxiv.org/abs/2508.15734",
    ),
    Reference(
        system="ChatGPT with GPT-4o, typical query, an outside estimate",
        wh=0.3,
        source="Epoch AI, How much energy does ChatGPT use?, 2025",
        url="https://epoch.ai/gradient-updates/how-much-energy-does-chatgpt-use",
    ),
)


class Month(Data):
    """A month's total: watt-hours with their bounds, answers, tokens of the language model."""

    month: str
    low: float = 0.0
    mid: float = 0.0
    high: float = 0.0
    answers: int = 0
    read: int = 0
    written: int = 0


class Ledger:
    """The months, in one file beside the index, which several processes may write."""

    def __init__(self, settings: AssistantSettings) -> None:
        self._file, self.cap = settings.index.parent / FILE, settings.energy_cap
        self._lock, self._meter = threading.Lock(), Meter()

    @property
    def exhausted(self) -> bool:
        """Whether this month's cap is reached: the language model then rests."""
        return bool(self.cap) and self.month().mid >= self.cap

    def count(self, answer: Answer | None = None) -> None:
        """Add an answer, and what this process spent since the last time; a file that cannot be written is logged."""
        tokens = answer.tokens if answer else None
        with self._lock:
            spent = self._meter.lap()
            row = (spent.low / JOULES, spent.mid / JOULES, spent.high / JOULES, int(answer is not None))
            try:
                with self._open() as kept:
                    kept.execute(ADD, (_now(), *row, tokens.read if tokens else 0, tokens.written if tokens else 0))
            except (sqlite3.Error, OSError) as error:
                LOG.warning("%s: what was spent is not kept (%s); check the disk", self._file, error)

    def month(self) -> Month:
        """This month's total so far."""
        return next((month for month in self.months() if month.month == _now()), Month(month=_now()))

    def months(self) -> list[Month]:
        """Every month, oldest first."""
        if not self._file.exists():
            return []
        try:
            with self._open() as kept:
                found = kept.execute(f"SELECT month, {COLUMNS} FROM spent ORDER BY month").fetchall()
        except sqlite3.Error as error:
            LOG.warning("%s: what was spent cannot be read (%s); move the file away", self._file, error)
            return []
        names = ["month", *COLUMNS.split(", ")]
        return [Month.model_validate(dict(zip(names, row, strict=True))) for row in found]

    def take_back(self, months: Sequence[Month]) -> None:
        """Put the months of a backup in place, but where more was counted here; raises `OSError`."""
        if not months:
            return
        try:
            self._put_back(months)
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, str(error), str(self._file)) from error
        except sqlite3.DatabaseError:  # what is there is damaged, which the backup is for
            os.replace(self._file, f"{self._file}.before")
            self._put_back(months)

    def _put_back(self, months: Sequence[Month]) -> None:
        with self._open() as kept, kept:
            kept.execute("BEGIN IMMEDIATE")  # all of them or none
            kept.executemany(PUT_BACK, [tuple(month.model_dump().values()) for month in months])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(connected(self._file, TABLE, PATIENCE)) as kept:
            yield kept


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m")
