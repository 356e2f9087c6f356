"""Every measure on an example worked by hand, and at its edges."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import (
    Refusals,
    citation_precision,
    citation_recall,
    invented_citations,
    language_match,
    mean,
    ndcg_at,
    percentile,
    recall_at,
    reciprocal_rank,
    refusals,
    set_f1,
    unsupported_numbers,
)
from evals.scores import RANKED

RANKING = ["a", "b", "c", "d"]
CASES = st.lists(st.sampled_from("abcdefgh"), unique=True)


def test_recall() -> None:
    assert recall_at(1, RANKING, ["b", "d"]) == 0
    assert recall_at(2, RANKING, ["b", "d"]) == 0.5
    assert recall_at(5, RANKING, ["b", "d"]) == 1


def test_reciprocal_rank() -> None:
    assert reciprocal_rank(RANKING, ["d", "c"]) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKING, ["z"]) == 0


def test_ndcg() -> None:
    # b at rank 2, d at rank 4; the best ranking has them at ranks 1 and 2.
    expected = (1 / math.log2(3) + 1 / math.log2(5)) / (1 / math.log2(2) + 1 / math.log2(3))
    assert ndcg_at(10, RANKING, ["b", "d"]) == pytest.approx(expected) == pytest.approx(0.6509, abs=1e-4)
    # Only the first two count, and the best ranking is cut there too.
    assert ndcg_at(2, RANKING, ["b", "c", "d"]) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


@pytest.mark.parametrize("measure", [lambda r, g: recall_at(5, r, g), reciprocal_rank, lambda r, g: ndcg_at(10, r, g)])
def test_rankings_at_their_edges(measure) -> None:  # type: ignore[no-untyped-def]
    assert measure([], ["a"]) == 0
    assert measure(RANKING, []) is None
    assert measure(["a"], ["a"]) == 1


@given(CASES, CASES.filter(bool))
def test_a_ranking_with_all_gold_first_is_perfect(others: list[str], gold: list[str]) -> None:
    ranking = [*gold, *(case for case in others if case not in gold)]
    assert reciprocal_rank(ranking, gold) == 1
    assert ndcg_at(10, ranking, gold) == pytest.approx(1)
    assert recall_at(10, ranking, gold) == 1


def test_rankings_are_scored_as_ranx_scores_them() -> None:
    # ranx.jsonl holds 24 rankings drawn at random, each case a letter, and what ranx 0.3.21 gave for them. The
    # library itself takes 280 MB of packages and most of a minute of compiling, for three short functions.
    lines = (Path(__file__).parent / "ranx.jsonl").read_text(encoding="utf-8").splitlines()
    for drawn in map(json.loads, lines):
        found = {name: measure(drawn["ranking"], drawn["gold"]) for name, measure in RANKED.items()}
        assert found == pytest.approx(drawn["ranx"], abs=1e-6)
    assert len(lines) == 24


def test_citations() -> None:
    assert citation_precision(["a", "x"], ["a", "b", "c"]) == 0.5
    assert citation_recall(["a", "x"], ["a", "b", "c"]) == pytest.approx(1 / 3)
    assert set_f1(["a", "x"], ["a", "b", "c"]) == pytest.approx(0.4)


def test_citations_at_their_edges() -> None:
    assert (citation_precision([], ["a"]), citation_recall([], ["a"]), set_f1([], ["a"])) == (None, 0, 0)
    assert (citation_precision(["a"], []), citation_recall(["a"], []), set_f1(["a"], [])) == (0, None, None)
    assert (citation_precision([], []), citation_recall([], []), set_f1([], [])) == (None, None, None)


def test_invented_citations() -> None:
    passages, consulted = {1: "a#solution", 2: "z#solution"}, ["a#solution", "b#contexte"]
    assert invented_citations([1, 1], passages, consulted) == 0
    assert invented_citations([1, 2, 3], passages, consulted) == 2
    assert invented_citations([], {}, []) == 0


def test_unsupported_numbers() -> None:
    quotes = ["Il a trouvé douze fuites.", "Le réseau compte 1 200 km, soit 3,5 km par commune."]
    assert unsupported_numbers("In 2024 it found 12 leaks over 1,200 km (3.5 km each).[1][2]", quotes) == {2024}
    assert unsupported_numbers("It found leaks.", []) == set()
    assert unsupported_numbers("It found 12 leaks.", []) == {12}


def test_language() -> None:
    assert language_match("L'outil a trouvé des fuites dans la ville. [1]", "fr") == 1
    assert language_match("L'outil a trouvé des fuites dans la ville. [1]", "en") == 0
    assert language_match("The tool found leaks in the city. [2]", "en") == 1


def test_refusals() -> None:
    # Four refusals, one of them right; two unanswerable questions.
    pairs = [(True, True), (True, True), (True, True), (True, False), (False, False), (False, True)]
    assert refusals(pairs) == Refusals(precision=0.25, recall=0.5)


def test_refusals_at_their_edges() -> None:
    assert refusals([]) == Refusals(None, None)
    assert refusals([(True, True), (True, True)]) == Refusals(0, None)
    assert refusals([(True, False), (True, False)]) == Refusals(1, 1)
    assert refusals([(False, False)]) == Refusals(None, 0)


def test_means_and_percentiles() -> None:
    assert mean([1, None, 0]) == 0.5
    assert mean([None]) is None
    assert percentile(50, [10, None, 20, 40]) == 20
    assert percentile(95, range(101)) == 95
    assert percentile(95, []) is None
