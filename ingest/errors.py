"""What can go wrong on the write side.

    IngestError
    ├── InvalidCase      a case document breaks its format; mend the file, a retry alone does not help
    ├── ModelMissing     a weight is absent, truncated or altered; `precedents models prepare` mends it
    ├── IndexMissing     there is no complete index; `precedents ingest` builds it
    │   └── IndexDamaged     its files are not as they were written; `precedents rollback` or `ingest` mends it
    ├── IndexMismatch    the index was built with other settings; ingest again, or restore the settings
    └── IndexBusy        another process owns the store; a retry helps once that process has ended

Every message is one sentence that says what is wrong, where, and what to do.
"""

from pathlib import Path


class IngestError(Exception):
    """The root: its text is fit to be shown to the person at the keyboard."""


class InvalidCase(IngestError):
    """A case document that cannot be read as a case.

    `line` counts from 1 in the file; it is None when the fault has no one place.
    """

    def __init__(self, path: Path, problem: str, remedy: str, line: int | None = None) -> None:
        self.path, self.problem, self.remedy, self.line = path, problem, remedy, line
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {problem}; {remedy}")


class ModelMissing(IngestError):
    """A model file that is not there, or is not the file that was pinned."""


class IndexMissing(IngestError):
    """No complete index where the settings say it is."""


class IndexDamaged(IndexMissing):
    """An index that something other than this program has changed."""


class IndexMismatch(IngestError):
    """The index on disk and the running settings disagree."""


class IndexBusy(IngestError):
    """The embedded store belongs to another process; `address` is where that one answers, or ""."""

    def __init__(self, message: str, address: str = "") -> None:
        self.address = address
        super().__init__(message)
