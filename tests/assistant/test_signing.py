"""An answer is signed, and whatever is changed in it afterwards is seen."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.assistant import Assistant
from assistant.errors import KeysUnreadable
from assistant.replay import differences, request_of
from assistant.schemas import Answer, AskRequest, Turn
from assistant.signing import FILE, Signer, holds
from tests.assistant.test_operation import QUESTION
from ui.cli import app


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    return assistant.ask(AskRequest(question=QUESTION))


def test_an_answer_holds_as_it_was_given(answer: Answer) -> None:
    assert holds(Answer.model_validate_json(answer.model_dump_json(indent=2)))


def test_a_word_a_source_or_an_index_that_was_changed_is_seen(answer: Answer) -> None:
    source = answer.sources[0].model_copy(update={"url": "https://example.org"})
    receipt = answer.receipt.model_copy(update={"index": "000000000000"})
    for changed in (
        {"text": answer.text.replace("1", "2")},
        {"sources": [source, *answer.sources[1:]]},
        {"receipt": receipt},
        {"receipt": answer.receipt.model_copy(update={"signature": ""})},
        {"receipt": answer.receipt.model_copy(update={"key": "no key"})},
    ):
        assert not holds(answer.model_copy(update=changed))


def test_the_key_stays_and_only_its_owner_reads_it(answer: Answer, tmp_path: Path) -> None:
    first = Signer(tmp_path)
    assert Signer(tmp_path).key == first.key
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert holds(first.sign(answer))


def test_a_damaged_key_is_not_replaced_in_silence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"short")
    with pytest.raises(KeysUnreadable, match="restore it, or remove it"):
        Signer(tmp_path)


def test_where_no_key_can_be_kept_answers_are_signed_all_the_same(answer: Answer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert holds(Signer(tmp_path / "file").sign(answer))


def test_verify_tells_whose_answer_it_is_and_whether_it_was_changed(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRECEDENTS_INDEX", str(tmp_path / "index"))
    whole, changed, ours = tmp_path / "whole.json", tmp_path / "changed.json", tmp_path / "ours.json"
    whole.write_text(answer.model_dump_json())
    changed.write_text(answer.model_dump_json().replace("énergie", "Énergie"))
    ours.write_text(Signer(tmp_path).sign(answer).model_dump_json())
    run = CliRunner().invoke
    assert "not this installation" in run(app, ["verify", str(whole)]).output
    assert "by this installation; index" in run(app, ["verify", str(ours)]).output
    for file, told in ((changed, "was changed since"), (tmp_path / "none", "cannot be read")):
        done = run(app, ["verify", str(file)])
        assert done.exit_code == 1
        assert told in done.output


def test_replay_tells_the_same_answer_from_one_that_changed(assistant: Assistant, answer: Answer) -> None:
    turns = [Turn(role="user", content=QUESTION), Turn(role="assistant", content=answer.text)]
    given = assistant.ask(AskRequest(question="et ça a coûté combien ?", history=turns, without=["statut=arrete"]))
    again = assistant.ask(request_of(given))
    assert list(differences(given, again)) == []
    receipt = given.receipt.model_copy(
        update={"index": "000000000000", "settings": {**given.receipt.settings, "hits": 3}}
    )
    other = given.model_copy(update={"text": "Autre.", "sources": [], "receipt": receipt})
    told = [difference.split(":")[0] for difference in differences(other, again)]
    assert told == ["index", "setting hits", "text", "citations"]


def test_what_was_signed_before_answers_told_their_conversation_stays_valid(answer: Answer) -> None:
    told = json.loads(answer.model_dump_json())
    del told["history"], told["without"]
    assert holds(Answer.model_validate(told))
    assert not holds(answer.model_copy(update={"without": ["statut=arrete"]}))


def test_replay_ends_with_code_2_where_the_file_holds_no_answer(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{}")
    for name, told in (("bad.json", "not an Answer"), ("none.json", "cannot be read")):
        done = CliRunner().invoke(app, ["replay", str(tmp_path / name)])
        assert done.exit_code == 2
        assert told in done.output
