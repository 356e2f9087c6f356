"""How long one waits for a turn, worked out: arrivals by chance, any service time, one or several servers.

Erlang's C formula (A. K. Erlang, 1917) for the share that waits; the mean wait of M/M/c
made one of M/G/c after Allen and Cunneen (A. O. Allen, Probability, Statistics, and Queueing
Theory, 1990), which is exact for one server (Pollaczek and Khinchine); those who wait taken
to wait exponentially long, which is exact for M/M/c alone. Seconds, and arrivals a second.
"""

import math
from dataclasses import dataclass

BUSIEST = 0.7  # utilisation to plan for: above it a little more load makes waits much longer


def erlang_c(servers: int, busy: float) -> float:
    """The share of arrivals that wait, where `busy` servers of `servers` are at work on the average.

    By Erlang's recursion for the loss formula B. 1 where the servers are never free.
    """
    if servers < 1 or busy < 0:
        raise ValueError(f"{servers} servers, {busy} of them at work: there is at least one, and none is below 0")
    if busy >= servers:
        return 1.0
    lost = 1.0
    for count in range(1, servers + 1):
        lost = busy * lost / (count + busy * lost)
    return lost / (1 - busy / servers * (1 - lost))


@dataclass(frozen=True)
class Queue:
    """Servers that share one line: `service` seconds each time on the average, with that variation.

    `variation` is the squared coefficient of variation of the service time: variance by
    squared mean, 0 where all take as long, 1 where they are exponential.
    """

    servers: int
    service: float
    variation: float

    def __post_init__(self) -> None:
        if self.servers < 1 or self.service <= 0 or self.variation < 0:
            raise ValueError(f"{self}: a queue has a server, a service time above 0, and no variation below 0")

    def rate(self, utilisation: float) -> float:
        """Arrivals a second that keep the servers at work for this share of the time."""
        return utilisation * self.servers / self.service

    def utilisation(self, rate: float) -> float:
        """The share of the time for which the servers are at work."""
        return rate * self.service / self.servers

    def mean_wait(self, rate: float) -> float:
        """Seconds before one's turn, those who do not wait included; infinite from utilisation 1 on."""
        free = self.servers / self.service - rate
        if free <= 0:
            return math.inf
        return erlang_c(self.servers, rate * self.service) / free * (1 + self.variation) / 2

    def wait_of(self, share: float, rate: float) -> float:
        """Seconds that this share of the arrivals (0.95, say) waits at most."""
        waiting = erlang_c(self.servers, rate * self.service)
        mean = self.mean_wait(rate)
        if math.isinf(mean):
            return math.inf
        return mean / waiting * math.log(waiting / (1 - share)) if waiting > 1 - share else 0.0


def machines(queue: Queue, rate: float, longest: float, share: float = 0.95) -> int:
    """How many such queues, each given its part of the arrivals by chance, for that share to wait `longest` seconds.

    None is busier than `BUSIEST`. A balancer that knows who is free does better.
    """
    if rate < 0 or longest <= 0:
        raise ValueError(f"{rate} arrivals a second, {longest} s: arrivals are none or more, a wait is above 0")
    count = max(1, math.ceil(queue.utilisation(rate) / BUSIEST))
    while queue.wait_of(share, rate / count) > longest:
        count += 1
    return count


def arrivals(users: int, thinking: float, response: float) -> float:
    """Arrivals a second of users who think so long between two requests (the interactive response time law)."""
    if users < 0 or thinking + response <= 0:
        raise ValueError(f"{users} users every {thinking + response} s: users are none or more, a cycle is above 0 s")
    return users / (thinking + response)
