"""How much energy a piece of work took: read from the processor's counters, else estimated.

Linux gives the counters that processors keep of their own energy (RAPL) under
`/sys/class/powercap`, often to the administrator alone, and in virtual machines not at
all. Where they cannot be read, the processor time of this process is multiplied by an
assumed power for each busy core, a range:

- low, 3.5 W: a virtual core of a cloud server at full load, on average (`MAX_WATTS_AVG` of
  Cloud Carbon Footprint, from SPECpower results, github.com/cloud-carbon-footprint);
- high, 12 W: a core of an unknown processor (`Any` in the table of Lannelongue, Grealey and
  Inouye, "Green Algorithms: quantifying the carbon footprint of computation", Advanced
  Science 8(12), 2021);
- mid, 6.5 W: their geometric mean.

Memory, disks, cooling and what a language model behind a server spends are not in it.
"""

import time
from pathlib import Path
from typing import Literal

from assistant.data import Data

POWERCAP = Path("/sys/class/powercap")
WATTS_LOW, WATTS_MID, WATTS_HIGH = 3.5, 6.5, 12.0  # of a busy core


class Energy(Data):
    """Joules: `low` and `high` bound them, `mid` is the best single figure.

    `measured` is what all processors of the machine spent meanwhile, so the three are the
    same; `estimated` counts this process alone.
    """

    low: float
    mid: float
    high: float
    method: Literal["measured", "estimated"]


class Meter:
    """Measures work from the moment it is made: `meter = Meter()`, then `meter.lap()`.

    Work that other threads of this process do meanwhile is counted too.
    """

    def __init__(self, powercap: Path = POWERCAP) -> None:
        self._powercap = powercap
        self._ranges = _microjoules(powercap, "max_energy_range_uj")
        self._counters, self._seconds = _microjoules(powercap, "energy_uj"), time.process_time()

    def lap(self) -> Energy:
        """What was taken since the start or the last lap; the next begins."""
        counters, seconds = _microjoules(self._powercap, "energy_uj"), time.process_time()
        before, taken = self._counters, seconds - self._seconds
        self._counters, self._seconds = counters, seconds
        if before and before.keys() == counters.keys():
            # A counter that reaches its range starts again from 0.
            spent = (counters[name] - before[name] for name in before)
            ranges = (self._ranges.get(name, 0) for name in before)
            joules = sum(one if one >= 0 else one + whole for one, whole in zip(spent, ranges, strict=True)) / 1e6
            return Energy(low=joules, mid=joules, high=joules, method="measured")
        low, mid, high = (round(taken * watts, 3) for watts in (WATTS_LOW, WATTS_MID, WATTS_HIGH))
        return Energy(low=low, mid=mid, high=high, method="estimated")


def _microjoules(powercap: Path, counter: str) -> dict[str, int]:
    """A counter of every processor package that can be read, by the package's name; the parts of one are not added."""
    found = {}
    for path in powercap.glob(f"*-rapl:[0-9]*/{counter}"):
        if path.parent.name.count(":") == 1:
            try:
                found[path.parent.name] = int(path.read_text(encoding="ascii"))
            except (OSError, ValueError):
                return {}
    return found
