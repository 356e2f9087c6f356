"""How often one may ask: a bucket of tokens each, filled steadily (the token bucket of network shaping)."""

import time
from collections import OrderedDict

from assistant.errors import TooBusy

MOST = 10_000  # holders remembered; the one least lately seen is forgotten, with a full bucket


class Rate:
    """Lets each holder do `per_minute` things a minute, and as many at once; 0 is no limit."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def require(self, holder: str) -> None:
        """Raise `TooBusy` where a holder has nothing left to spend; nothing is counted."""
        left, then = self._buckets.get(holder, (float(self._per_minute), 0.0))
        speed = self._per_minute / 60
        left += (time.monotonic() - then) * speed
        if self._per_minute and left < 1:
            raise TooBusy("too many wrong keys came from this address; wait a little", (1 - left) / speed)

    def spend(self, holder: str) -> None:
        """Count one thing that a holder does; raises `TooBusy` with the seconds until the next may be done."""
        if not self._per_minute or not holder:
            return
        now, speed = time.monotonic(), self._per_minute / 60
        left, then = self._buckets.pop(holder, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - then) * speed)
        self._buckets[holder] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        if left < 1:
            raise TooBusy(f"this key may ask {self._per_minute} times a minute; wait a little", (1 - left) / speed)
