"""Feedback becomes draft questions that cannot slip into a set unread."""

import json
from pathlib import Path

import pytest

from evals.draft import drafts, read_feedback
from evals.files import InvalidFile
from evals.questions import GoldQuestion, read_questions
from tests.evals.made import question

LINE = {
    "question": "Combien de fuites a trouvées Essai ?", "language": "fr", "rating": "down", "reason": "wrong-fact",
    "comment": "Ce sont 13 fuites.", "cases": ["ville-essai"], "index": "0123456789ab", "date": "2026-11-24",
}  # fmt: skip
KNOWN = {"ville-essai": "eau"}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "feedback.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


def test_a_draft_says_what_was_said_and_what_is_left_to_do(tmp_path: Path) -> None:
    [draft] = drafts(read_feedback(written(tmp_path, LINE)), [])
    assert draft.id == "draft-fr-001-combien-de-fuites-a-trouvees-essai"
    assert (draft.question, draft.language, draft.cases) == (LINE["question"], "fr", ["ville-essai"])
    assert draft.review == (
        "Check `cases`; write the right `facts`. Readers: 2026-11-24 down: wrong-fact Ce sont 13 fuites.. "
        "Cited: ville-essai."
    )


def test_a_question_is_drafted_once_from_its_worst_reader(tmp_path: Path) -> None:
    content = {**LINE, "rating": "up", "reason": "", "comment": "", "question": "combien de fuites a trouvees  essai ?"}
    lost = {**LINE, "reason": "wrong-source"}
    other = {**LINE, "question": "Which towns?", "language": "en", "reason": "missing-case", "cases": []}
    first, second = drafts(read_feedback(written(tmp_path, content, lost, "", other)), [])
    assert first.cases == []  # those cited were wrong
    assert "2026-11-24 up; 2026-11-24 down: wrong-source" in first.review
    assert second.id == "draft-en-002-which-towns"
    assert second.review.endswith("Cited: none.")


def test_what_is_asked_already_is_not_drafted(tmp_path: Path) -> None:
    known = question(question="COMBIEN de fuites a trouvées Essai ?")
    assert drafts(read_feedback(written(tmp_path, LINE)), [known]) == []


def test_a_draft_is_refused_by_a_question_set_until_it_was_reviewed(tmp_path: Path) -> None:
    [draft] = drafts(read_feedback(written(tmp_path, LINE)), [])
    path = tmp_path / "set.jsonl"
    path.write_text(draft.model_dump_json(), encoding="utf-8")
    with pytest.raises(InvalidFile, match=":1: field review"):
        read_questions(path, KNOWN)
    path.write_text(draft.model_dump_json(exclude={"review"}), encoding="utf-8")
    [asked] = read_questions(path, KNOWN).questions
    assert isinstance(asked, GoldQuestion)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([LINE, "{"], ":2: not JSON"),
        ([{**LINE, "rating": "meh"}], ":1: field rating: Input should be 'up' or 'down'; correct that line"),
        ([{**LINE, "who": "me"}], ":1: field who"),
        ([{**LINE, "date": "soon"}], ":1: field date"),
        (["", ""], ": there is no feedback in it"),
    ],
)
def test_feedback_that_cannot_be_read_is_told(tmp_path: Path, lines: list[object], words: str) -> None:
    path = written(tmp_path, *lines)
    with pytest.raises(InvalidFile) as caught:
        read_feedback(path)
    assert str(caught.value).startswith(f"{path}{words}")
