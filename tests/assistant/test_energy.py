"""Energy: read where the machine tells it, estimated and called so where it does not."""

import time
from pathlib import Path

import pytest

from assistant.energy import Meter


def counters(folder: Path, **microjoules: int) -> None:
    for name, value in microjoules.items():
        package = folder / name.replace("_", ":").replace("rapl", "intel-rapl")
        package.mkdir(parents=True, exist_ok=True)
        (package / "energy_uj").write_text(f"{value}\n")
        (package / "max_energy_range_uj").write_text("10000000\n")


def test_the_counters_of_the_packages_are_added(tmp_path: Path) -> None:
    # The second package passes its range; rapl_0_0 is a part of the first and counts there already.
    counters(tmp_path, rapl_0=1_000_000, rapl_1=9_500_000, rapl_0_0=0)
    meter = Meter(tmp_path)
    counters(tmp_path, rapl_0=3_000_000, rapl_1=500_000, rapl_0_0=900_000)
    spent = meter.lap()
    assert (spent.low, spent.mid, spent.high, spent.method) == (3.0, 3.0, 3.0, "measured")


def test_without_counters_processor_time_is_multiplied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([10.0, 12.0, 13.0])
    monkeypatch.setattr(time, "process_time", lambda: next(now))
    meter = Meter(tmp_path / "none")
    spent = meter.lap()
    assert (spent.low, spent.mid, spent.high, spent.method) == (7.0, 13.0, 24.0, "estimated")
    assert meter.lap().mid == 6.5  # the second lap is counted by itself


def test_counters_that_cannot_be_read_leave_an_estimate(tmp_path: Path) -> None:
    counters(tmp_path, rapl_0=1)
    (tmp_path / "intel-rapl:0" / "energy_uj").write_text("")
    meter = Meter(tmp_path)
    sum(range(1000))
    assert meter.lap().method == "estimated"


def test_work_takes_more_than_none(tmp_path: Path) -> None:
    meter = Meter(tmp_path)
    time.sleep(0.05)
    idle = meter.lap()
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    assert meter.lap().mid > 0.05 * 6 > idle.mid
