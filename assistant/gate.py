"""A bounded queue before the answering: some at once, some waiting for a fair turn, no more.

Turns are fair between those who ask: start-time fair queueing (Goyal, Vin and Cheng, 1996)
with every question of one length. Each question belongs to a round, the next one after that
of its holder's last question still at the gate, else the round being called; lower rounds go
first, and within a round whoever came first. For one event loop: everything here is called
from it.
"""

import asyncio
import time
from bisect import insort
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

from assistant.errors import TooBusy

TYPICAL = 2.0  # seconds that an answer is taken to need before any was timed
SMOOTHING = 0.2  # how much the latest answer counts in the running mean


class Holder(NamedTuple):
    """Who asks: the id of a key, else an address; a question of neither is nobody's, and shares with none."""

    key: str = ""
    address: str = ""

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> Self:
        """Who sent the request of this ASGI scope, in which `Access` has left the id of the key."""
        key = str(scope.get("state", {}).get("holder", ""))
        return cls(key, "" if key else str((scope.get("client") or ("",))[0]))


NOBODY = Holder()


class Ticket:
    """A place at the gate: `position` is 0 when it is one's turn, else the place in the queue from 1.

    The place may fall when another comes whose turn is sooner.
    """

    def __init__(self, gate: "Gate", holder: Holder, round_: int) -> None:
        self._gate, self.holder, self.round = gate, holder, round_
        self._called = asyncio.Event()
        self._deadline = time.monotonic() + gate.patience

    @property
    def position(self) -> int:
        """Where one stands now."""
        return 0 if self._called.is_set() else self._gate.place_of(self)

    async def turn(self, within: float) -> bool:
        """Whether it is one's turn, waiting for it some seconds; raises `TooBusy` when the gate's patience ends."""
        try:
            await asyncio.wait_for(self._called.wait(), within)
        except TimeoutError:
            if time.monotonic() > self._deadline:
                seconds = self._gate.patience
                raise TooBusy(f"no turn came within {seconds:.0f} s; ask again later", seconds) from None
            return False
        return True

    def call(self) -> None:
        """Tell the holder that it is the turn of this ticket."""
        self._called.set()


class Gate:
    """Lets `at_once` in, keeps at most `queue` waiting, and `per_holder` of one holder in all.

    That bound is for keys: many may stand behind one address. `patience` is how many
    seconds one may wait.
    """

    def __init__(self, at_once: int, queue: int, per_holder: int, patience: float) -> None:
        self.at_once, self.queue, self.per_holder, self.patience = at_once, queue, per_holder, patience
        self._waiting: list[Ticket] = []  # whose turn is next comes first
        self._inside: set[Ticket] = set()
        self._holders: Counter[Holder] = Counter()
        self._latest: dict[Holder, int] = {}  # the round of the last question of each holder at the gate
        self._round = 0
        self._mean = TYPICAL

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def answering(self) -> int:
        """How many are in."""
        return len(self._inside)

    @contextmanager
    def enter(self, holder: Holder = NOBODY) -> Iterator[Ticket]:
        """Take a place for the time of the block; raises `TooBusy` where there is none."""
        ticket = self._admit(holder)
        started = time.monotonic()
        try:
            yield ticket
        finally:
            self._leave(ticket, time.monotonic() - started)

    def place_of(self, ticket: Ticket) -> int:
        """The place of a ticket in the queue, from 1."""
        return self._waiting.index(ticket) + 1

    def _admit(self, holder: Holder) -> Ticket:
        if holder.key and self._holders[holder] >= self.per_holder:
            problem = f"{self.per_holder} questions of this key are being answered already; wait for one to end"
            raise TooBusy(problem, self._mean)
        if len(self._inside) >= self.at_once and len(self._waiting) >= self.queue:
            raise TooBusy(
                f"{len(self._waiting)} questions wait already, and no more may; ask again in a while",
                max(1.0, self._mean * len(self._waiting) / self.at_once),
            )
        ticket = Ticket(self, holder, max(self._round, self._latest.get(holder, -1) + 1))
        if holder != NOBODY:
            self._holders[holder] += 1
            self._latest[holder] = ticket.round
        insort(self._waiting, ticket, key=lambda waiting: waiting.round)
        self._call_next()
        return ticket

    def _leave(self, ticket: Ticket, seconds: float) -> None:
        self._holders[ticket.holder] -= 1
        if self._holders[ticket.holder] <= 0:
            del self._holders[ticket.holder]
            self._latest.pop(ticket.holder, None)
        if ticket in self._inside:
            self._inside.remove(ticket)
            self._mean += SMOOTHING * (seconds - self._mean)
        else:
            self._waiting.remove(ticket)
        self._call_next()

    def _call_next(self) -> None:
        while self._waiting and len(self._inside) < self.at_once:
            ticket = self._waiting.pop(0)
            self._round = ticket.round
            self._inside.add(ticket)
            ticket.call()
