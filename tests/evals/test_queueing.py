"""Waits against those worked by hand, or known from the tables."""

import math

import pytest

from evals.queueing import Queue, arrivals, erlang_c, machines


@pytest.mark.parametrize(
    ("servers", "busy", "share"),
    [
        (1, 0.5, 0.5),  # one server: the share of the time that it works
        (2, 1.0, 1 / 3),  # 1²/2! / (1 - 1/2) = 1, of 1 + 1 + 1
        (3, 2.0, 4 / 9),  # 2³/3! / (1 - 2/3) = 4, of 1 + 2 + 2 + 4
        (10, 7.0, 0.2217),  # tables of Erlang C
        (2, 0.0, 0.0),
        (2, 2.0, 1.0),
        (1, 5.0, 1.0),
    ],
)
def test_erlang_c(servers: int, busy: float, share: float) -> None:
    assert erlang_c(servers, busy) == pytest.approx(share, abs=1e-4)


def test_one_server_waits_as_pollaczek_and_khinchine_say() -> None:
    # 5 a second of 0.1 s: half the time at work; wait = 0.5 · 0.1 / (1 - 0.5) · (1 + variation) / 2
    assert Queue(1, 0.1, 1.0).mean_wait(5) == pytest.approx(0.1)
    assert Queue(1, 0.1, 0.0).mean_wait(5) == pytest.approx(0.05)
    assert Queue(1, 0.1, 3.0).mean_wait(5) == pytest.approx(0.2)


def test_two_servers_share_a_line() -> None:
    # 2 servers of 1 s, 1 arrival a second: a third waits, 1/3 · 1/(2 - 1) s on the average
    queue = Queue(2, 1.0, 1.0)
    assert queue.mean_wait(1) == pytest.approx(1 / 3)
    # P(wait > t) = 1/3 · exp(-t): 0.05 at ln(20/3); nine in ten: ln(10/3); six in ten do not wait at all
    assert queue.wait_of(0.95, 1) == pytest.approx(math.log(20 / 3))
    assert queue.wait_of(0.90, 1) == pytest.approx(math.log(10 / 3))
    assert queue.wait_of(0.60, 1) == 0
    assert (queue.rate(0.5), queue.utilisation(1)) == (1, 0.5)


def test_more_than_the_servers_can_do_waits_for_ever() -> None:
    queue = Queue(2, 1.0, 0.0)
    assert queue.mean_wait(2) == queue.wait_of(0.95, 3) == math.inf


def test_machines_for_a_wait() -> None:
    # One server of 1 s a machine, all alike: P(wait > t) = u · exp(-2 t (1 - u)), below 0.05 at 1 s
    # for u = 0.3 (0.074: no), 0.25 (0.056: no), 0.2 (0.040: yes); 1 arrival a second by 5 machines is 0.2
    queue = Queue(1, 1.0, 0.0)
    assert machines(queue, 1, longest=1) == 5
    assert machines(queue, 0, longest=1) == 1
    assert machines(queue, 1, longest=1000) == 2  # one machine would never be free
    assert machines(queue, 3, longest=1000) == 5  # four would be 75 % busy


def test_users_who_think() -> None:
    assert arrivals(60, thinking=28, response=2) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: erlang_c(0, 1), "at least one"),
        (lambda: erlang_c(1, -1), "none is below 0"),
        (lambda: Queue(1, 0, 0), "above 0"),
        (lambda: Queue(0, 1, 0), "a server"),
        (lambda: Queue(1, 1, -1), "variation"),
        (lambda: machines(Queue(1, 1, 0), 1, longest=0), "above 0"),
        (lambda: arrivals(5, 0, 0), "cycle"),
    ],
)
def test_what_cannot_be_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wrong()  # type: ignore[operator]
