"""The machine that measured, and whether it was ours alone."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

OURS = 1  # load beyond the number of cores that a benchmark itself makes at the most


def machine() -> str:
    """This machine in a line."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}"


def was_shared(load: Sequence[float], cores: int) -> bool:
    """Whether others used the machine, by its load averages: a benchmark alone keeps every core busy, and no more."""
    return max(load) > cores + OURS
