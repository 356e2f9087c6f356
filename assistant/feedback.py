"""What a reader thought of an answer: one JSON object a line, where feedback is switched on.

It is kept to mend the library and the answers, and for nothing else; for a number of days,
then deleted. The file is changed under a lock beside it, and rewritten in one step, so that
a running service and a command lose nothing of each other's.
"""

import fcntl
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from assistant.data import Data
from assistant.schemas import Language
from ingest.folding import folded


class Feedback(Data):
    """A reader's word on one answer.

    `reason` says what was wrong, empty where nothing was; `cases` are those the answer
    cited and `index` the fingerprint of the index it was made from (`Receipt.index`).
    Only the day is kept, and nothing of who asked.
    """

    question: str = Field(min_length=1)
    language: Language
    rating: Literal["up", "down"]
    reason: Literal["wrong-source", "wrong-fact", "missing-case", "other", ""] = ""
    comment: str = ""
    cases: list[str] = Field(default_factory=list)
    index: str = ""
    date: date


class Line(NamedTuple):
    """A line of the file; `feedback` is None where it cannot be read."""

    text: str
    feedback: Feedback | None

    def holds(self, words: str) -> bool:
        """Whether these words are in the question or the comment, whatever their case and accents."""
        said = f"{self.feedback.question}\n{self.feedback.comment}" if self.feedback else self.text
        return folded(words) in folded(said)

    def before(self, day: date) -> bool:
        """Whether it was said before a day; of a line that cannot be read, nobody knows."""
        return self.feedback is not None and self.feedback.date < day


class KeptFeedback:
    """The feedback in a file, kept for `days` days, the day it was said included."""

    def __init__(self, path: Path, days: int) -> None:
        self._path, self._days = path, days

    def keep(self, feedback: Feedback) -> None:
        """Add a line; where the disk has no room, the file stays as it was."""
        with self._locked(), open(self._path, "a+b", opener=_private) as file:
            before = file.tell()
            if before:
                file.seek(-1, os.SEEK_END)
            end = b"\n" if before and file.read(1) != b"\n" else b""  # a process was killed as it wrote
            try:
                file.write(end + f"{feedback.model_dump_json()}\n".encode())
                file.flush()
            except OSError:
                file.truncate(before)
                raise

    def lines(self) -> list[Line]:
        """All that is kept, in the order in which it was said."""
        if not self._path.is_file():
            return []
        texts = self._path.read_bytes().decode(errors="surrogateescape").split("\n")
        return [Line(text, _read(text)) for text in texts if text.strip()]

    def expire(self, today: date) -> int:
        """Delete what has been kept for its time; how much that was."""
        oldest = today - timedelta(days=self._days - 1)
        return self.erase(lambda line: line.before(oldest))

    def erase(self, chosen: Callable[[Line], bool]) -> int:
        """Delete the chosen lines; how many there were."""
        if not self._path.is_file():
            return 0
        with self._locked():
            there = self.lines()
            kept = [line.text for line in there if not chosen(line)]
            if not kept:
                self._path.unlink(missing_ok=True)
            elif len(kept) < len(there):
                self._write(kept)
        return len(there) - len(kept)

    def copy_to(self, path: Path) -> None:
        """Copy the file, where there is one, as it is between two lines."""
        if self._path.is_file():
            with self._locked():
                shutil.copy(self._path, path)

    def take_back(self, lines: Sequence[Line]) -> None:
        """Put the lines of a backup before those here that are not among them."""
        if lines:
            with self._locked():
                back = [line.text for line in lines]
                here = Counter(line.text for line in self.lines()) - Counter(back)
                self._write([*back, *here.elements()])

    def _write(self, texts: Sequence[str]) -> None:
        """Replace the file in one step."""
        new = self._path.with_name(f".{self._path.name}.new")
        with open(new, "wb", opener=_private) as file:
            file.write("".join(f"{text}\n" for text in texts).encode(errors="surrogateescape"))
        os.replace(new, self._path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Nobody else changes the file for the time of the block."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_name(f"{self._path.name}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _read(text: str) -> Feedback | None:
    try:
        return Feedback.model_validate_json(text)
    except ValueError:
        return None


def _private(path: str, flags: int) -> int:
    """Open a file that its owner alone may read."""
    return os.open(path, flags, 0o600)
