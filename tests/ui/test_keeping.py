"""The commands on what a service keeps, as people run them."""

import csv
import datetime
import io
from pathlib import Path

import pytest

from assistant.feedback import Feedback, KeptFeedback
from evals.draft import read_feedback
from tests.ui.test_operation import run

TODAY = datetime.date.today()


@pytest.fixture
def kept(tmp_path: Path) -> KeptFeedback:
    kept = KeptFeedback(tmp_path / "feedback.jsonl", 365)
    for question, days_ago in (("Trop vieille ?", 400), ("=1+1 ?", 20), ("Qui a vu M. Lefèvre ?", 0)):
        day = TODAY - datetime.timedelta(days=days_ago)
        kept.keep(Feedback(question=question, language="fr", rating="down", cases=["alpha", "beta"], date=day))
    return kept


def test_feedback_is_exported_without_what_is_too_old(kept: KeptFeedback, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = run("feedback", "export", str(out), PRECEDENTS_INDEX=tmp_path / "index")
    assert done.returncode == 0
    assert [one.question for one in read_feedback(out)] == ["=1+1 ?", "Qui a vu M. Lefèvre ?"]
    assert "2 lines" in done.stdout


def test_feedback_is_a_table_that_a_spreadsheet_may_open(kept: KeptFeedback, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("feedback", "export", str(out), PRECEDENTS_INDEX=tmp_path / "index").returncode == 0
    head, first, second = csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    assert head == list(Feedback.model_fields)
    assert first[0] == "'=1+1 ?"
    assert dict(zip(head, second, strict=True))["cases"] == "alpha; beta"
    assert run(
        "feedback", "export", str(out), "--containing", "lefevre", PRECEDENTS_INDEX=tmp_path / "index"
    ).stdout.endswith("1 lines of feedback\n")


def test_feedback_is_erased_and_how_much_is_said(kept: KeptFeedback, tmp_path: Path) -> None:
    index = tmp_path / "index"
    by_words = run("feedback", "erase", "--containing", "LEFEVRE", PRECEDENTS_INDEX=index)
    assert by_words.stdout == "erased: 1 lines of feedback; 1 are left\n"
    assert run("feedback", "erase", "--before", str(TODAY), PRECEDENTS_INDEX=index).stdout.startswith("erased: 1 ")
    assert not (tmp_path / "feedback.jsonl").exists()
    assert run("feedback", "erase", "--all", PRECEDENTS_INDEX=index).stdout.startswith("erased: 0 ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["erase"], "say what to erase"),
        (["erase", "--all", "--containing", "x"], "say what to erase"),
        (["erase", "--containing", " "], "say what to erase"),
        (["export", "out.txt"], "name it .jsonl or .csv"),
        (["export", "/nowhere/out.csv"], "cannot be written"),
    ],
)
def test_what_is_not_clear_does_nothing(kept: KeptFeedback, tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run("feedback", *arguments, PRECEDENTS_INDEX=tmp_path / "index")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert any(line.holds("lefevre") for line in kept.lines())
