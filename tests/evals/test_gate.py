"""The gate: open on what it was set by, closed on a planted regression, and on what must never be."""

import json
from pathlib import Path

import pytest

from evals.files import InvalidFile
from evals.gate import accept, asked_by_gate, breaches, judge, require_reference
from evals.records import Record, Run
from tests.evals.made import GOOD_ANSWER, answer, asked, question, record, run_of, source

QUESTIONS = [question(f"q{n}") for n in range(8)]
ASKED = asked(*QUESTIONS)


def search_run(*rankings: list[str]) -> Run:
    records = [record(q, rankings={"precedents": found}) for q, found in zip(QUESTIONS, rankings, strict=True)]
    return run_of(*records)


def answers_run(*answers: Record) -> Run:
    return run_of(*answers, task="answers")


FOUND = search_run(*[["alpha", "x"]] * 8)


def judged(run: Run, folder: Path) -> list[str]:
    return judge(run, require_reference(run.header.task, ASKED, folder)).failures


def test_the_run_that_made_the_reference_passes(tmp_path: Path) -> None:
    accept(FOUND, tmp_path)
    assert judged(FOUND, tmp_path) == []
    good = answers_run(*(record(q, answer=GOOD_ANSWER) for q in QUESTIONS))
    accept(good, tmp_path)
    assert judged(good, tmp_path) == []


def test_scores_that_no_decimal_holds_are_the_same_on_both_sides(tmp_path: Path) -> None:
    thirds = [
        record(question(f"q{n}", cases=["alpha", "b", "c"]), rankings={"precedents": ["alpha"]}) for n in range(8)
    ]
    accept(run_of(*thirds), tmp_path)
    verdict = judge(run_of(*thirds), require_reference("search", ASKED, tmp_path))
    assert verdict.failures == []
    assert {(found.wins, found.ties, found.losses) for found in verdict.comparisons} == {(0, 8, 0)}


def test_a_drop_that_chance_does_not_make_is_told_with_the_questions_lost(tmp_path: Path) -> None:
    accept(FOUND, tmp_path)
    # Five lost and none won: one of 32 ways to swap them goes as far, and 1/32 is under .05.
    failures = judged(search_run(*[["x", "alpha"]] * 5, *[["alpha", "x"]] * 3), tmp_path)
    assert [failure.split(" fell")[0] for failure in failures] == ["search: recall@1", "search: MRR", "search: nDCG@10"]
    assert "search: recall@1 fell from 1.000 to 0.375 (p 0.0" in failures[0]
    assert failures[0].endswith("lost: q0, q1, q2, q3, q4")


def test_a_drop_that_chance_makes_is_let_through(tmp_path: Path) -> None:
    accept(FOUND, tmp_path)
    assert judged(search_run(*[["x", "alpha"]] * 4, *[["alpha", "x"]] * 4), tmp_path) == []


def test_to_find_more_is_no_failure(tmp_path: Path) -> None:
    accept(search_run(*[["x", "alpha"]] * 8), tmp_path)
    assert judged(FOUND, tmp_path) == []


def test_one_invented_citation_one_figure_or_one_crash_closes_it(tmp_path: Path) -> None:
    good = [record(q, answer=GOOD_ANSWER) for q in QUESTIONS]
    accept(answers_run(*good), tmp_path)
    invented = record(QUESTIONS[0], answer=answer(("La ville a trouvé les fuites.", [7])))
    figure = record(
        QUESTIONS[1], answer=answer(("Il y a 13 fuites.", [1]), sources=(source(1, "alpha", "Douze fuites."),))
    )
    crashed = record(QUESTIONS[2], rankings={}, search_ms=None, error="OSError: no disk")
    assert judged(answers_run(invented, figure, crashed, *good[3:]), tmp_path) == [
        "answers: crashed: q2",
        "answers: invented citations: q0",
        "answers: unsupported numbers: q1",
    ]
    assert breaches(answers_run(*good)) == []


def test_a_reference_is_small_and_says_what_it_is_of(tmp_path: Path) -> None:
    lines = accept(FOUND, tmp_path).read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["questions"] == "set.jsonl"
    assert lines[1] == '{"id":"q0","scores":{"recall@1":1.0,"recall@5":1.0,"MRR":1.0,"nDCG@10":1.0}}'
    assert len(lines) == 9


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: [], ":1: not JSON"),
        (lambda lines: [lines[0], "{"], ":2: not JSON"),
        (lambda lines: [lines[0], '{"id": "q0"}'], ":2: field scores: Field required"),
        (lambda lines: [lines[0].replace('"schema_version":1', '"schema_version":9')], ":1: field schema_version: 9"),
        (lambda lines: [lines[0].replace("d" * 12, "e" * 12)], ":1: field questions_digest: it is of other questions"),
        (lambda lines: lines[:-1], "has no scores of q7; run `precedents eval gate --accept`"),
    ],
)
def test_a_reference_that_cannot_be_used_is_told(tmp_path: Path, change, words: str) -> None:  # type: ignore[no-untyped-def]
    path = accept(FOUND, tmp_path)
    path.write_text("\n".join(change(path.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    with pytest.raises(InvalidFile) as caught:
        require_reference("search", ASKED, tmp_path)
    assert str(caught.value).startswith(f"{path}")
    assert words in str(caught.value)
    with pytest.raises(InvalidFile, match="cannot be read .*--accept"):
        require_reference("search", ASKED, tmp_path / "none")


def test_every_question_is_searched_for_and_forty_answered() -> None:
    many = asked(*(question(f"q{n:03}") for n in range(100)))
    assert len(asked_by_gate("search", many).questions) == 100
    assert len(asked_by_gate("answers", many).questions) == 40
