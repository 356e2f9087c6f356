"""The one assistant of a process, for every door: opened when first asked for, and again when its index was gone."""

import threading
from contextlib import ExitStack
from typing import Self

from assistant.assistant import Assistant, open_assistant
from assistant.case_index import CaseIndex
from assistant.cases import read_sheets
from assistant.settings import AssistantSettings
from ingest.errors import IndexMissing
from ingest.index import Manifest, index_of


class Service:
    """An assistant that may not be there yet, and the cases of its index.

    `address` is where this process answers (`open_assistant`). A service whose index is
    missing, or goes away, says so at each request, and works again once it is there.
    """

    def __init__(self, settings: AssistantSettings, address: str = "") -> None:
        self.settings, self._address = settings, address
        self._lock, self._reading = threading.RLock(), threading.Lock()
        self._stack = ExitStack()
        self._assistant: Assistant | None = None
        self._cases = ("", CaseIndex({}))

    @classmethod
    def over(cls, assistant: Assistant) -> Self:
        """A service on an assistant that is open, and that its owner closes."""
        service = cls(assistant.settings)
        service._assistant = assistant
        return service

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()

    def assistant(self) -> Assistant:
        """The assistant; raises `IngestError` with the reason why there is none now."""
        with self._lock:
            try:
                self.manifest()
            except IndexMissing:
                self._let_go()
                raise
            if self._assistant is None:
                self._assistant = self._stack.enter_context(open_assistant(self.settings, self._address))
            return self._assistant

    def manifest(self) -> Manifest:
        """What the current index holds; raises `IndexMissing`."""
        return index_of(self.settings).manifest()

    def cases(self) -> CaseIndex:
        """The cases of the library that the current index holds, by id; raises `IngestError`."""
        manifest = self.manifest()
        with self._reading:
            if self._cases[0] != manifest.fingerprint:
                sheets = read_sheets(self.settings.corpus, manifest.documents)
                self._cases = (manifest.fingerprint, CaseIndex(sheets))
            return self._cases[1]

    def _let_go(self) -> None:
        """Close the assistant, so that the index may be made again by whoever does."""
        with self._lock:
            self._assistant = None
            self._stack.close()
