"""Runs: what is recorded, what a crash or an interruption leaves, what cannot be resumed."""

import json
from pathlib import Path

import pytest

from evals.baselines import baseline_rankings
from evals.records import InvalidRun, read_run
from evals.run import run_answers, run_search
from evals.subject import Subject
from ingest.store import Store
from tests.evals.made import asked, question, small_system
from tests.fakes import FakeEmbedder, passage

QUESTIONS = [question(f"q{n}", question=f"Combien de fuites {n} ?") for n in range(4)]
UNASKABLE = question("long", question="fuite " * 500)


@pytest.fixture
def system(store: Store) -> Subject:
    return small_system(
        store, passage("alpha", "Un outil a trouvé 12 fuites."), passage("beta", "Des bus dans la ville."), floor=0.0
    )


def quiet(done: int, of: int) -> None:
    """Progress that nobody watches."""


def test_a_search_run_records_every_question(system: Subject, tmp_path: Path) -> None:
    out = tmp_path / "new" / "run.jsonl"
    told: list[tuple[int, int]] = []
    run = run_search(system, asked(*QUESTIONS), out, False, lambda done, of: told.append((done, of)))
    assert read_run(out) == run
    assert [r.question for r in run.records] == QUESTIONS
    assert set(run.records[0].rankings) == {"precedents", "BM25", "dense", "hybrid"}
    assert run.records[0].rankings["precedents"][0] == "alpha"
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert (run.header.task, run.header.questions, run.header.receipt) == ("search", "set.jsonl", system.receipt)
    assert "cores" in run.header.machine


def test_an_answers_run_keeps_the_answer(system: Subject, tmp_path: Path) -> None:
    [record] = run_answers(system, asked(QUESTIONS[0]), tmp_path / "run.jsonl", False, quiet).records
    assert record.answer is not None
    assert "12 fuites" in record.answer.text
    assert record.rankings["precedents"][0] == "alpha"
    assert read_run(tmp_path / "run.jsonl").records == [record]


@pytest.mark.parametrize("task", [run_search, run_answers])
def test_a_crash_is_that_questions_failure(system: Subject, tmp_path: Path, task) -> None:  # type: ignore[no-untyped-def]
    first, second = task(system, asked(UNASKABLE, QUESTIONS[0]), tmp_path / "run.jsonl", False, quiet).records
    assert first.error.startswith("InvalidQuestion: the question has")
    assert (first.rankings, first.answer, second.error) == ({}, None, "")


def test_an_interrupted_run_resumes(system: Subject, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"

    def interrupt(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_search(system, asked(*QUESTIONS), out, False, interrupt)
    with out.open("a", encoding="utf-8") as file:
        file.write('{"question": {"id": "q2", "langu')  # what a kill in the middle of a line leaves
    kept = read_run(out)
    assert [r.question.id for r in kept.records] == ["q0", "q1"]
    told: list[tuple[int, int]] = []
    run = run_search(system, asked(*QUESTIONS), out, True, lambda done, of: told.append((done, of)))
    assert told[0] == (2, 4)
    assert run.records[:2] == kept.records
    assert [r.question.id for r in run.records] == ["q0", "q1", "q2", "q3"]
    assert read_run(out) == run


def test_a_run_is_not_written_over(system: Subject, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    run_search(system, asked(QUESTIONS[0]), out, False, quiet)
    before = out.read_bytes()
    with pytest.raises(InvalidRun, match="already holds a run; resume it"):
        run_search(system, asked(QUESTIONS[0]), out, False, quiet)
    with pytest.raises(InvalidRun, match="another task"):
        run_answers(system, asked(QUESTIONS[0]), out, True, quiet)
    with pytest.raises(InvalidRun, match="another questions,"):
        run_search(system, asked(QUESTIONS[0], name="other.jsonl"), out, True, quiet)
    assert out.read_bytes() == before


def test_where_nothing_can_be_written_is_told(system: Subject, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidRun, match="cannot be written"):
        run_search(system, asked(QUESTIONS[0]), tmp_path / "file" / "run.jsonl", False, quiet)


def test_a_record_that_cannot_be_read_is_told(system: Subject, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    run_search(system, asked(QUESTIONS[0]), out, False, quiet)
    header, record = out.read_text(encoding="utf-8").splitlines()
    older = json.dumps({**json.loads(header), "schema_version": 0})
    faults = [
        ("", "there is no run in it"),
        (f"{older}\n{record}\n", ":1: field schema_version: 0 is that of another version"),
        (f"{header}\n{{\n", ":2: not JSON"),
        (f'{header}\n{{"rankings": {{}}}}\n', ":2: field question"),
        (f"{record}\n", ":1: field task"),
    ]
    for text, words in faults:
        out.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidRun) as caught:
            read_run(out)
        assert words in str(caught.value)
    with pytest.raises(InvalidRun, match="cannot be read"):
        read_run(tmp_path / "none.jsonl")


def test_the_baselines_rank_cases_by_their_best_passage(store: Store) -> None:
    system = small_system(
        store,
        passage("alpha", "Des bus.", "abab"),
        passage("alpha", "Des fuites d'eau.", section="Contexte"),
        passage("beta", "cdcdcdcd fuites"),
        passage("gamma", "cdcdcdcd"),
    )
    rankings = baseline_rankings(question(question="cdcdcdcd gamma"), system.store, FakeEmbedder())  # type: ignore[arg-type]
    assert rankings["BM25"] == ["gamma", "beta"]  # only these two have words of the question
    assert set(rankings["dense"]) == {"alpha", "beta", "gamma"}
    assert rankings["dense"][-1] == "alpha"
    assert rankings["hybrid"][0] == "gamma"
    assert rankings["hybrid"][-1] == "alpha"
