"""What a record is worth, on answers written by hand, right and wrong."""

import pytest

from assistant.energy import Energy
from assistant.schemas import AnswerSentence, Cell, Matrix, MatrixRow, Row
from assistant.tokens import Tokens
from evals.records import Record
from evals.scores import (
    answer_means,
    answer_scores,
    costs,
    faults,
    latencies,
    search_faults,
    search_means,
    search_scores,
)
from tests.evals.made import GOOD_ANSWER, answer, question, record, run_of, source

REFUSAL = answer()
GOOD = record(question("good"), answer=GOOD_ANSWER)
REFUSED = record(question("refused"), answer=REFUSAL)
RIGHTLY = record(question("rightly", answerable=False), answer=REFUSAL)
WRONGLY = record(question("wrongly", answerable=False), answer=GOOD_ANSWER)
CRASHED = record(question("crashed"), rankings={}, search_ms=None, error="OSError: no disk")


def test_a_good_answer_has_no_fault() -> None:
    assert faults(GOOD) == []
    scores = answer_scores(GOOD)
    assert scores["passed"] == scores["facts present"] == scores["citation precision"] == scores["language"] == 1
    assert scores["invented citations"] == scores["unsupported numbers"] == 0
    assert scores["list F1"] is scores["count exact"] is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (REFUSED, "refused what the library holds"),
        (WRONGLY, "answered what the library does not hold"),
        (CRASHED, "crashed: OSError: no disk"),
        (record(question(cases=["alpha", "beta"]), answer=GOOD_ANSWER), "not cited: beta"),
        (record(question(facts=[{"any": ["13 fuites", "treize"]}]), answer=GOOD_ANSWER), "not said: 13 fuites"),
        (record(question(language="en"), answer=GOOD_ANSWER), "not in the language of the question: en"),
        (
            record(
                question(),
                answer=answer(
                    ("La ville a trouvé 12 fuites en 2024.", [1]), sources=(source(1, "alpha", "Douze fuites."),)
                ),
            ),
            "numbers that stand in no quote: 2024",
        ),
        (
            record(question(cases=[]), answer=answer(("La ville a trouvé les 12 fuites.", [2]))),
            "invented citations: 1",
        ),
    ],
)
def test_what_is_wrong_is_told(given, words: str) -> None:  # type: ignore[no-untyped-def]
    assert words in faults(given)
    assert answer_scores(given)["passed"] == 0


def test_a_refusal_has_nothing_to_answer_for_but_itself() -> None:
    assert faults(RIGHTLY) == []
    assert answer_scores(RIGHTLY)["citation precision"] is None
    assert answer_scores(REFUSED)["citation recall"] == answer_scores(REFUSED)["facts present"] == 0


def test_lists_and_counts() -> None:
    listed = answer_scores(record(question(kind="list", cases=["alpha", "beta"]), answer=GOOD_ANSWER))
    assert listed["list F1"] == pytest.approx(2 / 3)
    counted = record(question(kind="count", facts=[{"any": ["deux", "2 projets"]}]), answer=GOOD_ANSWER)
    assert answer_scores(counted)["count exact"] == 0


def test_a_total_is_held_against_the_number_listed() -> None:
    # The text holds "deux" in a row's sentence, which is no count.
    text = "3 cas sur les 176 : fuites.\n- Alpha : deux outils ont trouvé 12 fuites. [1]"
    asked = question(kind="count", facts=[{"any": ["deux", "2 projets"]}])
    assert answer_scores(record(asked, answer=GOOD_ANSWER.model_copy(update={"text": text})))["count exact"] == 1
    for total, exact in ((3, 0), (2, 1)):
        told = GOOD_ANSWER.model_copy(update={"text": text, "kind": "count", "total": total})
        assert answer_scores(record(asked, answer=told))["count exact"] == exact


def test_what_is_counted_from_the_records_stands_in_no_quote() -> None:
    lead = AnswerSentence(text="3 cas sur les 176.", citations=[], check="recorded")
    told = GOOD_ANSWER.model_copy(update={"sentences": [lead, *GOOD_ANSWER.sentences]})
    assert answer_scores(record(question(), answer=told))["unsupported numbers"] == 0


def test_the_marks_of_rows_and_of_a_matrix_are_checked_too() -> None:
    sentence = AnswerSentence(text="L'outil a trouvé des fuites.", citations=[7], check="quoted")
    row = Row(case="alpha", title="Projet", territoire="Alpha", statut="deploye", periode="2024", sentence=sentence)
    line = MatrixRow(field="statut", label="Statut", cells=[Cell(case="alpha", text="déployé", citations=[8])])
    matrix = Matrix(cases=["alpha"], titles=["Alpha"], rows=[line])
    for told in ({"rows": [row]}, {"matrix": matrix}):
        assert answer_scores(record(question(), answer=GOOD_ANSWER.model_copy(update=told)))["invented citations"] == 1


def test_a_crash_is_a_failure_and_no_refusal() -> None:
    means = answer_means([GOOD, RIGHTLY, WRONGLY, CRASHED])
    assert means["passed"] == means["decision"] == 0.5
    assert means["refusal precision"] == 1
    assert means["refusal recall"] == 0.5
    crashed_on_nothing = record(question(answerable=False), rankings={}, search_ms=None, error="OSError: no disk")
    assert answer_scores(crashed_on_nothing)["passed"] == answer_scores(crashed_on_nothing)["decision"] == 0


def follow_up(id_: str, **fields: object) -> Record:
    turns = [{"role": "user", "content": "Alpha cherche les fuites ?"}]
    facts = [{"any": ["12 fuites"]}, {"any": ["2024"]}]
    asked = question(id_, kind="follow-up", history=turns, standalone="Combien de fuites à Alpha ?", facts=facts)
    return record(asked, **fields)


def test_a_follow_up_is_measured_in_both_its_forms() -> None:
    # After the conversation: one fact of two, then a refusal. Alone: none (a refusal), then one of two.
    first = follow_up("first", answer=GOOD_ANSWER, standalone_answer=REFUSAL)
    second = follow_up("second", answer=REFUSAL, standalone_answer=GOOD_ANSWER)
    third = follow_up("third", answer=GOOD_ANSWER, standalone_answer=GOOD_ANSWER)
    scores = answer_scores(first)
    assert (scores["facts present, follow-ups"], scores["facts present, standalone"]) == (0.5, 0)
    assert (scores["decision, follow-ups"], scores["decision, standalone"]) == (1, 0)
    means = answer_means([first, third, GOOD])  # what is no follow-up counts in neither
    assert (means["facts present, follow-ups"], means["facts present, standalone"]) == (0.5, 0.25)
    assert (means["decision, follow-ups"], means["decision, standalone"]) == (1, 0.5)
    assert answer_means([second, GOOD])["facts present, standalone"] == 0.5
    assert answer_means([GOOD])["facts present, follow-ups"] is answer_scores(GOOD)["decision, standalone"] is None


def test_a_follow_up_that_crashed_has_said_nothing_in_either_form() -> None:
    scores = answer_scores(follow_up("crashed", rankings={}, search_ms=None, error="OSError: no disk"))
    assert scores["facts present, follow-ups"] == scores["facts present, standalone"] == 0
    assert scores["decision, follow-ups"] == scores["decision, standalone"] == 0


def test_rankings() -> None:
    found = record(question(cases=["beta"]), rankings={"precedents": ["alpha", "beta"], "bm25": []})
    assert search_scores(found, "precedents") == {
        "recall@1": 0,
        "recall@5": 1,
        "MRR": 0.5,
        "nDCG@10": pytest.approx(0.6309, abs=1e-4),
    }
    assert set(search_scores(found, "bm25").values()) == {0}
    assert search_faults(found, "precedents") == []
    assert search_faults(record(question(cases=["beta"])), "precedents") == ["not among the first five: beta"]
    assert search_faults(CRASHED, "precedents") == ["crashed: OSError: no disk"]
    nothing_expected = record(question(answerable=False))
    assert search_means([found, nothing_expected, CRASHED], "precedents")["MRR"] == 0.25


def test_latencies_leave_out_what_has_none() -> None:
    run = run_of(GOOD, CRASHED, REFUSED, task="answers")
    assert latencies(run) == {"search": (10, 10), "first sentence": (20, 20), "whole answer": (40, 40)}
    assert latencies(run_of(CRASHED)) == {"search": (None, None)}


def test_costs_are_means_of_the_questions_that_have_them() -> None:
    cheap = Energy(low=1, mid=2, high=4, method="estimated")
    dear = Energy(low=3, mid=6, high=12, method="estimated")
    spent = [
        record(question(), tokens=Tokens(read=100, written=10), energy=cheap),
        record(question(), tokens=Tokens(read=300, written=0), energy=dear),
    ]
    assert list(costs([*spent, CRASHED]).values()) == [200, 5, 4, 2, 8]
    assert set(costs([CRASHED]).values()) == {None}


def test_when_everything_is_refused() -> None:
    means = answer_means([REFUSED, RIGHTLY])
    assert means["citation precision"] is None
    assert means["citation recall"] == means["facts present"] == 0
    assert (means["refusal precision"], means["refusal recall"], means["passed"]) == (0.5, 1, 0.5)
