"""How long the service listens to one who is slow to speak: uvicorn itself would wait for ever."""

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 30.0  # for the head of a request, and again for its body
CONNECTIONS = 800  # at once; below the thousand files that a process may commonly open


class Patient(HttpToolsProtocol):
    """A connection that is closed when a request on it takes too long to arrive; one that is answered has its time."""

    _deadline: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """See asyncio."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """The head of a request is there."""
        self._wait()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The whole request is there."""
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
