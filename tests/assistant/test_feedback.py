"""A reader's word on an answer: what is kept and for how long, and what is refused."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.feedback import Feedback, KeptFeedback

GIVEN = {"question": "Combien de fuites ?", "language": "fr", "rating": "down", "date": "2026-11-24"}


def test_a_line_of_feedback_is_read_back_as_it_was_written() -> None:
    kept = Feedback.model_validate({**GIVEN, "reason": "wrong-fact", "comment": "Ce sont 13.", "cases": ["alpha"]})
    assert Feedback.model_validate_json(kept.model_dump_json()) == kept
    assert '"date":"2026-11-24"' in kept.model_dump_json()


@pytest.mark.parametrize("wrong", [{"question": ""}, {"rating": "meh"}, {"reason": "ugly"}, {"who": "me"}])
def test_what_is_not_feedback_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Feedback.model_validate({**GIVEN, **wrong})


DAY = date(2026, 11, 24)


def said(question: str, days_ago: int = 0, comment: str = "") -> Feedback:
    return Feedback(
        question=question, language="fr", rating="down", comment=comment, date=DAY - timedelta(days=days_ago)
    )


def questions(kept: KeptFeedback) -> list[str]:
    return [line.feedback.question for line in kept.lines() if line.feedback]


@pytest.fixture
def kept(tmp_path: Path) -> KeptFeedback:
    """Three questions, said ten days ago, a day ago and today; the file keeps them ten days."""
    kept = KeptFeedback(tmp_path / "feedback.jsonl", 10)
    for question, days_ago in (("Ancienne ?", 10), ("Hier ?", 1), ("Aujourd'hui ?", 0)):
        kept.keep(said(question, days_ago))
    return kept


def test_feedback_goes_by_itself_after_its_time(kept: KeptFeedback, tmp_path: Path) -> None:
    assert kept.expire(DAY - timedelta(days=1)) == 0
    assert kept.expire(DAY) == 1
    assert questions(kept) == ["Hier ?", "Aujourd'hui ?"]
    assert kept.expire(DAY + timedelta(days=8)) == 0
    assert kept.expire(DAY + timedelta(days=9)) == 1
    assert questions(kept) == ["Aujourd'hui ?"]
    assert kept.expire(DAY + timedelta(days=10)) == 1
    assert not (tmp_path / "feedback.jsonl").exists()


def test_what_holds_some_words_goes_whatever_their_case_and_accents(kept: KeptFeedback) -> None:
    kept.keep(said("Qui ?", comment="M. Lefèvre l'a dit."))
    assert kept.erase(lambda line: line.holds("LEFEVRE")) == 1
    assert questions(kept) == ["Ancienne ?", "Hier ?", "Aujourd'hui ?"]


def test_a_torn_line_stays_as_it_is_and_spoils_no_other(kept: KeptFeedback, tmp_path: Path) -> None:
    with (tmp_path / "feedback.jsonl").open("ab") as file:
        file.write('{"question": "coupée é'.encode()[:-1])  # a process was killed as it wrote
    kept.keep(said("Ensuite ?"))
    assert kept.expire(DAY) == 1
    assert questions(kept) == ["Hier ?", "Aujourd'hui ?", "Ensuite ?"]
    assert '{"question": "coupée é'.encode()[:-1] in (tmp_path / "feedback.jsonl").read_bytes()
    assert kept.erase(lambda line: line.holds("coupee")) == 1
    assert len(kept.lines()) == 3


def test_only_its_owner_reads_it(kept: KeptFeedback, tmp_path: Path) -> None:
    assert (tmp_path / "feedback.jsonl").stat().st_mode & 0o777 == 0o600
    kept.expire(DAY)
    assert (tmp_path / "feedback.jsonl").stat().st_mode & 0o777 == 0o600


def test_nothing_said_meanwhile_is_lost_when_some_is_erased(kept: KeptFeedback, tmp_path: Path) -> None:
    write = (
        "import sys, pathlib\nfrom assistant.feedback import Feedback, KeptFeedback\n"
        "kept = KeptFeedback(pathlib.Path(sys.argv[1]), 10)\nprint('ready', flush=True)\n"
        "for n in range(300):\n"
        "    kept.keep(Feedback(question=f'{n} ?', language='fr', rating='up', date='2026-11-24'))\n"
    )
    command = [sys.executable, "-c", write, str(tmp_path / "feedback.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == "ready\n"
        while service.poll() is None:
            kept.keep(said("À effacer ?"))
            assert kept.erase(lambda line: line.holds("a effacer")) == 1
        assert service.returncode == 0
    assert questions(kept)[3:] == [f"{n} ?" for n in range(300)]
