"""Runs: what is recorded, what a crash or an interruption leaves, what cannot be resumed."""

import json
from pathlib import Path

import pytest

from assistant.tokens import Tokens
from evals.baselines import Baseline
from evals.config import read_config, systems_of
from evals.files import InvalidFile
from evals.questions import GoldQuestion
from evals.records import Run, Task, read_run
from evals.run import Job, Progress, run
from evals.systems import System
from ingest.store import Store
from tests.evals.made import asked, question, small_parts
from tests.fakes import passage

QUESTIONS = [question(f"q{n}", question=f"Combien de fuites {n} ?") for n in range(4)]
UNASKABLE = question("long", question="fuite " * 500)


@pytest.fixture
def systems(store: Store) -> list[System]:
    passages = passage("alpha", "Un outil a trouvé 12 fuites."), passage("beta", "Des bus dans la ville.")
    config, _ = read_config("default")
    return systems_of(config, small_parts(store, *passages, floor=-1000.0))


def quiet(done: int, of: int) -> None:
    """Progress that nobody watches."""


def put(
    systems: list[System], questions: list[GoldQuestion], out: Path, resume: bool = False, progress: Progress = quiet,
    task: Task = "search", name: str = "set.jsonl",
) -> Run:  # fmt: skip
    return run(Job(task, "default", asked(*questions, name=name), out), systems, resume, progress)


def test_a_search_run_records_every_question(systems: list[System], tmp_path: Path) -> None:
    out = tmp_path / "new" / "run.jsonl"
    told: list[tuple[int, int]] = []
    found = put(systems, QUESTIONS, out, progress=lambda done, of: told.append((done, of)))
    assert read_run(out) == found
    assert [r.question for r in found.records] == QUESTIONS
    assert set(found.records[0].rankings) == {"precedents", "bm25", "dense", "hybrid"}
    assert found.records[0].rankings["precedents"][0] == "alpha"
    assert found.records[0].energy is not None
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    header = found.header
    assert (header.task, header.config, header.system) == ("search", "default", "precedents")
    assert (header.questions, header.receipt) == ("set.jsonl", systems[0].receipt)
    assert "cores" in header.machine


def test_an_answers_run_keeps_the_answer(systems: list[System], tmp_path: Path) -> None:
    [record] = put(systems, QUESTIONS[:1], tmp_path / "run.jsonl", task="answers").records
    assert record.answer is not None
    assert "12 fuites" in record.answer.text
    assert record.rankings["precedents"][0] == "alpha"
    assert (record.tokens, record.energy is None) == (Tokens(), False)  # the scripted model was not asked
    assert read_run(tmp_path / "run.jsonl").records == [record]


def test_a_follow_up_is_also_asked_alone(systems: list[System], tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "Et les bus ?"}]
    follow_up = question("f", question="Et 12 ?", history=turns, standalone="Combien de fuites a trouvé l'outil ?")
    out = tmp_path / "run.jsonl"
    told, plain = put(systems, [follow_up, QUESTIONS[0]], out, task="answers").records
    assert told.answer is not None
    assert told.standalone_answer is not None
    assert (told.answer.question, told.answer.history) == ("Et 12 ?", follow_up.history)
    assert told.standalone_answer.question == "Combien de fuites a trouvé l'outil ?"
    assert told.standalone_answer.history == []
    assert (plain.standalone_answer, plain.alone) == (None, None)
    assert read_run(out).records == [told, plain]


def test_a_record_without_standalone_forms_can_still_be_read(systems: list[System], tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    found = put(systems, QUESTIONS[:1], out, task="answers")
    header, line = out.read_text(encoding="utf-8").splitlines()
    old = json.loads(line)
    del old["standalone_answer"], old["question"]["standalone"]
    out.write_text(f"{header}\n{json.dumps(old)}\n", encoding="utf-8")
    assert read_run(out).records == found.records


@pytest.mark.parametrize("task", ["search", "answers"])
def test_a_crash_is_that_questions_failure(systems: list[System], tmp_path: Path, task: Task) -> None:
    first, second = put(systems, [UNASKABLE, QUESTIONS[0]], tmp_path / "run.jsonl", task=task).records
    assert first.error.startswith("InvalidQuestion: the question has")
    assert (first.rankings, first.answer, second.error) == ({}, None, "")


def test_an_interrupted_run_resumes(systems: list[System], tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"

    def interrupt(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put(systems, QUESTIONS, out, progress=interrupt)
    with out.open("a", encoding="utf-8") as file:
        file.write('{"question": {"id": "q2", "langu')  # what a kill in the middle of a line leaves
    kept = read_run(out)
    assert [r.question.id for r in kept.records] == ["q0", "q1"]
    told: list[tuple[int, int]] = []
    found = put(systems, QUESTIONS, out, True, lambda done, of: told.append((done, of)))
    assert told[0] == (2, 4)
    assert found.records[:2] == kept.records
    assert [r.question.id for r in found.records] == ["q0", "q1", "q2", "q3"]
    assert read_run(out) == found


def test_a_run_is_not_written_over(systems: list[System], tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    put(systems, QUESTIONS[:1], out)
    before = out.read_bytes()
    with pytest.raises(InvalidFile, match="already holds a run; resume it"):
        put(systems, QUESTIONS[:1], out)
    with pytest.raises(InvalidFile, match="another task"):
        put(systems, QUESTIONS[:1], out, True, task="answers")
    with pytest.raises(InvalidFile, match="another questions,"):
        put(systems, QUESTIONS[:1], out, True, name="other.jsonl")
    assert out.read_bytes() == before


def test_where_nothing_can_be_written_is_told(systems: list[System], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidFile, match="cannot be written"):
        put(systems, QUESTIONS[:1], tmp_path / "file" / "run.jsonl")


def test_a_record_that_cannot_be_read_is_told(systems: list[System], tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    put(systems, QUESTIONS[:1], out)
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
        with pytest.raises(InvalidFile) as caught:
            read_run(out)
        assert words in str(caught.value)
    with pytest.raises(InvalidFile, match="cannot be read"):
        read_run(tmp_path / "none.jsonl")


def test_the_baselines_rank_cases_by_their_best_passage(store: Store) -> None:
    parts = small_parts(
        store,
        passage("alpha", "Des bus.", "abab"),
        passage("alpha", "Des fuites d'eau.", section="Contexte"),
        passage("beta", "cdcdcdcd fuites"),
        passage("gamma", "cdcdcdcd"),
    )
    rankings = {
        name: Baseline(name, parts).rank(question(question="cdcdcdcd gamma")) for name in ("bm25", "dense", "hybrid")
    }
    assert rankings["bm25"] == ["gamma", "beta"]  # only these two have words of the question
    assert set(rankings["dense"]) == {"alpha", "beta", "gamma"}
    assert rankings["dense"][-1] == "alpha"
    assert rankings["hybrid"][0] == "gamma"
    assert rankings["hybrid"][-1] == "alpha"


def test_a_baseline_writes_nothing(store: Store, tmp_path: Path) -> None:
    config, _ = read_config("bm25")
    alone = systems_of(config, small_parts(store, passage("alpha", "Un outil a trouvé 12 fuites.")))
    assert [system.name for system in alone] == ["bm25"]
    assert [set(r.rankings) for r in put(alone, QUESTIONS, tmp_path / "search.jsonl").records] == [{"bm25"}] * 4
    [record] = put(alone, QUESTIONS[:1], tmp_path / "answers.jsonl", task="answers").records
    assert "bm25 only ranks cases" in record.error
