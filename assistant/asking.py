"""A question on its way through a service: its turn in the queue, then its answer as it is made."""

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import aclosing, contextmanager, suppress
from typing import Literal

from anyio import CapacityLimiter, to_thread

from assistant.data import Data
from assistant.errors import TooBusy
from assistant.events import Done, Event
from assistant.frugality import Ledger
from assistant.gate import NOBODY, Gate, Holder, Ticket
from assistant.logs import log_answer
from assistant.metrics import Metrics
from assistant.question import clean_question
from assistant.schemas import Answer, AskRequest
from assistant.service import Service
from assistant.tracing import answer_spans
from ingest.passages import Passage

NEWS = 1.0  # seconds between two words on one's place in the queue


class Queued(Data):
    """Stream event, while others are answered first: one's place in the queue, from 1."""

    event: Literal["queued"] = "queued"
    position: int


Asking = AsyncGenerator[Queued | Event, None]


class Found(Data):
    """A passage and the score of its best sentence."""

    score: float
    passage: Passage


class SearchResult(Data):
    """The passages that a question finds, best case first."""

    hits: list[Found]


class Desk:
    """Where every door of a service brings its questions."""

    def __init__(self, service: Service) -> None:
        self.service, settings = service, service.settings
        self.gate = Gate(settings.answering, settings.queue, settings.per_key, settings.patience)
        self.ledger = Ledger(settings)
        self.metrics = Metrics(self.gate)
        self._searching = CapacityLimiter(os.cpu_count() or 1)  # more at once only take turns at the processor

    async def stream(self, request: AskRequest, holder: Holder = NOBODY) -> Asking:
        """The events of an answer, made in worker threads, after those of the wait.

        Raises `InvalidQuestion`, `TooBusy` or `IngestError` before the first event. Closed
        or cancelled, it gives its place up at the end of the step it is in.
        """
        clean_question(request.question)
        assistant = await to_thread.run_sync(self.service.assistant)
        with self._turn(holder) as ticket:
            while not await ticket.turn(NEWS):
                yield Queued(position=ticket.position)
            with _closing(assistant.stream(request, frugal=self.ledger.exhausted)) as events:
                while (event := await to_thread.run_sync(next, events, None)) is not None:
                    if isinstance(event, Done):
                        self._note(event.answer)
                    yield event

    async def search(self, request: AskRequest) -> SearchResult:
        """The passages that a question finds; raises `InvalidQuestion` or `IngestError`."""
        return await to_thread.run_sync(self._search, request, limiter=self._searching)

    def _search(self, request: AskRequest) -> SearchResult:
        hits = self.service.assistant().search(request)
        return SearchResult(hits=[Found(score=round(hit.best(), 4), passage=hit.passage) for hit in hits])

    async def ask(self, request: AskRequest, holder: Holder, gone: Callable[[], Awaitable[bool]]) -> Answer | None:
        """The whole answer, or None when whoever asked has `gone` meanwhile; raises as `stream`."""
        async with aclosing(self.stream(request, holder)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
                if await gone():
                    break
        return None

    @contextmanager
    def _turn(self, holder: Holder) -> Iterator[Ticket]:
        try:
            with self.gate.enter(holder) as ticket:
                yield ticket
        except TooBusy:
            self.metrics.refused()
            raise

    def _note(self, answer: Answer) -> None:
        """Count, log and trace an answer."""
        self.ledger.count(answer)
        self.metrics.answered(answer)
        log_answer(answer, self.service.settings.log_questions)
        answer_spans(answer)


@contextmanager
def _closing(events: Generator[Event, None, None]) -> Iterator[Generator[Event, None, None]]:
    """As `contextlib.closing`; a service that stops leaves a thread in its step, which cannot be closed."""
    try:
        yield events
    finally:
        with suppress(ValueError):
            events.close()
