"""How long the service listens to one who is slow to speak: uvicorn itself would wait for ever."""

import sys
from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 30.0  # for the head of a request, and again for its body
MAX_HEAD = 500_000  # bytes of the head of a request; the parser itself would keep any number
CONNECTIONS = 800  # at once; below the thousand files that a process may commonly open


class Patient(HttpToolsProtocol):
    """A connection that is closed when a request on it takes too long to arrive; one that is answered has its time."""

    _deadline: TimerHandle | None = None
    _head = 0  # bytes since the last request, until its head is whole

    def data_received(self, data: bytes) -> None:
        """See asyncio."""
        self._head += len(data)
        if self._head > MAX_HEAD:
            self.transport.close()
        else:
            super().data_received(data)

    def connection_made(self, transport: Any) -> None:
        """See asyncio."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """The head of a request is there; what comes is its body, which others bound."""
        self._head = -sys.maxsize
        self._wait()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The whole request is there."""
        self._head = 0
        self._hear()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio."""
        self._hear()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._hear()
        self._deadline = self.loop.call_later(SECONDS, self.transport.close)

    def _hear(self) -> None:
        if self._deadline:
            self._deadline.cancel()
