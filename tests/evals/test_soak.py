"""A soak is told from its faults; a short one on a real service, which is killed, loses nothing."""

import re
from datetime import date

import pytest

from assistant.settings import AssistantSettings
from evals.mixture import Asked, mixture, told
from evals.soak import Event, Soak, soak
from evals.soak_report import growth, page


@pytest.fixture(scope="module")
def done(settings: AssistantSettings, tmp_path_factory: pytest.TempPathFactory) -> Soak:
    events = (Event(10, "ingest"), Event(30, "kill service"), Event(60, "ingest"), Event(70, "roll back"))
    return soak(settings, tmp_path_factory.mktemp("soak"), 200, events, modelled=False)


def test_every_request_is_answered_though_the_service_is_killed(done: Soak) -> None:
    assert done.faults == []
    assert done.done.total() == 200
    assert len(done.lives) == 3  # killed once, stopped once for the roll-back


def test_what_was_acknowledged_is_there_after(done: Soak) -> None:
    assert done.acknowledged
    assert len(done.created) == 2
    assert done.kept() == []


def test_one_question_has_one_answer_by_index_whichever_its_door(done: Soak) -> None:
    assert done.ambiguous() == []
    indexes = {re.findall(r" ([0-9a-f]{12}) ", name)[0] for name in done.answers if name.startswith("answer ")}
    assert len(indexes) >= 2, "the two wordings of a sentence; what was there before may be gone too soon to answer"


def test_a_process_stays_as_large_as_it_was(done: Soak) -> None:
    warm, end = growth(done.lives[-1])
    assert end <= 1.1 * warm


def test_the_page_tells_what_was_lost(done: Soak) -> None:
    assert "| of feedback and keys, lost | 0 |" in page(done, 10.0, date(2026, 11, 26), 4)
    done.acknowledged.add("never written")
    done.answers["answer x"] = {"one", "other"}
    done.faults.append("question /ask: 500")
    text = page(done, 10.0, date(2026, 11, 26), 4)
    assert "| of feedback and keys, lost | 1 |" in text
    assert text.endswith("- question /ask: 500\n- answer x\n- never written\n")


def test_the_mixture_is_the_same_at_each_run() -> None:
    given = (500, ["Qui a dit cela ?"], "What?", ["a", "b", "c"])
    assert mixture(*given) == mixture(*given)
    assert len({asked.kind for asked in mixture(*given)}) == 12


@pytest.mark.parametrize(
    ("kind", "body"),
    [("search", b'{"hits": []}'), ("page", b"<html>"), ("dossier", b"PK"), ("question", b'{"question": "another"}')],
)
def test_a_reply_that_is_none_is_a_fault(kind: str, body: bytes) -> None:
    with pytest.raises(ValueError, match=r"nothing|half|bytes|another"):
        told(Asked(kind, "one", "GET", "/"), (200, {}, body))
