"""Paired comparison: worked by hand where it can be, and lawful elsewhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.compare import Incomparable, compare, compare_runs, interval, randomisation
from tests.evals.made import GOOD_ANSWER, question, record, run_of

SCORES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20)


def test_wins_ties_and_losses() -> None:
    found = compare("MRR", {"a": 0.5, "b": 1, "c": 0.2, "gone": 1}, {"a": 1, "b": 1, "c": 0.1, "new": 0})
    assert found is not None
    assert (found.won, found.ties, found.lost) == (("a",), 1, ("c",))
    assert found.first == pytest.approx(1.7 / 3)
    assert found.difference == pytest.approx(0.4 / 3)


def test_fewer_invented_citations_is_a_win() -> None:
    found = compare("invented citations", {"a": 2}, {"a": 0})
    assert found is not None
    assert (found.wins, found.losses, found.difference) == (1, 0, -2)


def test_nothing_in_common_is_no_comparison() -> None:
    assert compare("MRR", {"a": 1}, {"b": 1}) is None


def test_the_randomisation_test_comes_near_its_exact_value() -> None:
    # All of 5 equal differences on one side: of the 32 ways to swap, 2 go as far.
    assert randomisation(np.ones(5)) == pytest.approx(2 / 32, abs=0.01)
    assert randomisation(np.zeros(5)) == 1
    assert randomisation(np.ones(30)) < 0.001


def test_the_interval_of_the_mean() -> None:
    assert interval(np.full(8, 0.25)) == (0.25, 0.25)
    low, high = interval(np.array([0.0, 1.0] * 50))
    # The mean of 100 draws, each 0 or 1, has a standard deviation of .05.
    assert (low, high) == (pytest.approx(0.4, abs=0.02), pytest.approx(0.6, abs=0.02))


@given(SCORES)
def test_to_compare_the_other_way_round_mirrors_it(pairs: list[tuple[float, float]]) -> None:
    first = {str(n): a for n, (a, _) in enumerate(pairs)}
    second = {str(n): b for n, (_, b) in enumerate(pairs)}
    there, back = compare("MRR", first, second), compare("MRR", second, first)
    assert there is not None
    assert back is not None
    assert (there.won, there.ties, there.lost, there.p) == (back.lost, back.ties, back.won, back.p)
    assert there.wins + there.ties + there.losses == len(pairs)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert 0 < there.p <= 1


def test_two_runs_are_compared_on_the_questions_they_share() -> None:
    one, two, changed = question("one"), question("two"), question("one", question="Autre ?")
    first = run_of(record(one, rankings={"precedents": ["x", "alpha"]}), record(two))
    second = run_of(record(two), record(one), record(question("three")))
    [mrr] = [found for found in compare_runs(first, second) if found.measure == "MRR"]
    assert (mrr.won, mrr.ties, mrr.losses) == (("one",), 1, 0)
    assert [c.ties for c in compare_runs(first, run_of(record(changed), record(two)))] == [1, 1, 1, 1]


def test_a_crash_loses_every_question() -> None:
    good = run_of(record(question(), answer=GOOD_ANSWER), task="answers")
    crashed = run_of(record(question(), rankings={}, search_ms=None, error="OSError: no"), task="answers")
    [passed] = [found for found in compare_runs(good, crashed) if found.measure == "passed"]
    assert passed.lost == ("q",)


def test_runs_that_cannot_be_compared() -> None:
    run = run_of(record(question()))
    with pytest.raises(Incomparable, match="search cannot be compared with one of answers"):
        compare_runs(run, run_of(task="answers"))
    with pytest.raises(Incomparable, match="no question in common"):
        compare_runs(run, run_of())
