"""Two ways to load a service: clients who wait for their answers, and arrivals that do not wait for each other."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from evals.load import in_threads

MOST_CLIENTS = 256  # requests under way at once in the open loop; what waits for a client counts as waiting
SEED = 20261126
Ask = Callable[[str], bool]
"""Asks a question, and says whether it was answered."""


def closed_loop(one: Ask, texts: Sequence[str], seconds: float, clients: int) -> float:
    """Requests a second by clients who each ask as soon as they are answered, for so many seconds."""
    done: Counter[int] = Counter()
    until = time.perf_counter() + seconds

    def client(number: int) -> None:
        while time.perf_counter() < until:
            one(texts[(number + done[number]) % len(texts)])
            done[number] += 1

    whole = in_threads(clients, client)
    return done.total() / whole


def arrival_times(rate: float, seconds: float) -> Iterator[float]:
    """When each arrives, in seconds from the start: a Poisson process, the same at each run."""
    chance = random.Random(SEED)
    now = chance.expovariate(rate)
    while now < seconds:
        yield now
        now += chance.expovariate(rate)


def open_loop(
    one: Ask, texts: Sequence[str], alone: Sequence[float], rate: float, seconds: float
) -> tuple[list[float], int]:
    """What each request took longer than its question takes alone, and how many failed.

    Counted from when the request should have been sent, so that a slow service does not
    hide its own waits.
    """
    started = time.perf_counter()

    def client(number: int, due: float) -> float | None:
        turn = number % len(texts)
        answered = one(texts[turn])
        return time.perf_counter() - started - due - alone[turn] if answered else None

    with ThreadPoolExecutor(MOST_CLIENTS) as clients:
        sent = []
        for number, due in enumerate(arrival_times(rate, seconds)):
            time.sleep(max(0.0, started + due - time.perf_counter()))
            sent.append(clients.submit(client, number, due))
        waits = [each.result() for each in sent]
    answered = [wait for wait in waits if wait is not None]
    return answered, len(waits) - len(answered)
