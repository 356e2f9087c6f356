"""Waits are measured from when a request is due; the page is what its JSON gives; wrong input is told."""

import http.client
import json
import statistics
import threading
import time
from pathlib import Path

import pytest

from evals.capacity import main as capacity
from evals.capacity import measure
from evals.capacity_page import JSON, PAGE, page, read_capacity
from evals.files import InvalidFile
from evals.loops import arrival_times, closed_loop, open_loop
from evals.model_server import StandIn
from evals.serving import request

ROOT = Path(__file__).parent.parent.parent


def test_the_page_is_what_the_figures_give() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(read_capacity(JSON))


def test_the_paper_columns_are_worked_out_from_the_measured_rate() -> None:
    for run in read_capacity(JSON).runs:
        for level in run.levels:
            assert level.predicted_mean == pytest.approx(run.queue().mean_wait(level.rate))
            assert level.predicted_p95 == pytest.approx(run.queue().wait_of(0.95, level.rate))


def test_arrivals_come_by_chance_at_their_rate_and_the_same_each_time() -> None:
    times = list(arrival_times(100, 50))
    gaps = [later - sooner for sooner, later in zip(times, times[1:], strict=False)]
    assert times == list(arrival_times(100, 50))
    assert statistics.mean(gaps) == pytest.approx(0.01, rel=0.05)
    assert statistics.stdev(gaps) == pytest.approx(0.01, rel=0.05)  # exponential: as much as its mean


def test_who_waits_for_the_only_server_is_told_to_wait_and_who_fails_is_counted() -> None:
    lock = threading.Lock()

    def one(text: str) -> bool:
        with lock:
            time.sleep(0.02)
        return text == "good"

    waits, failed = open_loop(one, ["good", "bad"], [0.02, 0.02], rate=1000, seconds=0.02)
    asked = len(waits) + failed
    assert failed == asked // 2
    # All are due within 0.02 s, and one is done each 0.02 s: the last waited for nearly all of the others.
    assert max(waits) > 0.02 * (asked - 4)
    assert 0 < closed_loop(one, ["good"], 0.2, clients=4) <= 50


def test_a_kind_of_request_is_predicted_as_fast_as_it_is_at_the_most() -> None:
    run = measure("nap", 1, lambda _: bool(time.sleep(0.001)) or True, ["a", "b"], seconds=0.2)
    assert [level.utilisation for level in run.levels] == [0.3, 0.5, 0.7, 0.85]
    assert [level.rate / run.most for level in run.levels] == pytest.approx([0.3, 0.5, 0.7, 0.85])
    assert run.alone >= 0.001


def test_the_stand_in_says_a_sentence_back_and_takes_its_time_for_each() -> None:
    body = json.dumps({"messages": [{"role": "user", "content": "Bonjour."}], "max_tokens": 9})
    with StandIn(0.05, at_once=1) as url:
        port = int(url.split(":")[2].split("/")[0])
        started = time.perf_counter()
        threads = [threading.Thread(target=request, args=(port, "POST", "/v1/chat/completions", body)) for _ in "12"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.perf_counter() - started >= 0.1
        status, _, reply = request(port, "POST", "/v1/chat/completions", body)
    assert status == http.client.OK
    assert json.loads(reply)["choices"][0]["message"]["content"] == "Bonjour."


@pytest.mark.parametrize("arguments", [["ten"], ["0"], ["-5"], ["5", "5"]])
def test_what_is_no_number_of_seconds_is_told(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match=r"usage: python -m evals\.capacity"):
        capacity(arguments)


def test_figures_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match=r"python -m evals\.capacity"):
        read_capacity(tmp_path / "none.json")
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"schema_version": 1, "date": 5}')
    with pytest.raises(InvalidFile, match="date"):
        read_capacity(wrong)
