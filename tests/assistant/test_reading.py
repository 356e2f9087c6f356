"""What the model read of its instructions is there for the next process, and done without where it is damaged."""

import logging
from pathlib import Path

import pytest

from assistant.llm import EmbeddedModel
from assistant.reading import FOLDER
from assistant.settings import AssistantSettings

FIXED = [{"role": "system", "content": "Answer with one word."}]
ASKED = [*FIXED, {"role": "user", "content": "The capital of France?"}]


def said(folder: Path, messages: list[dict[str, str]] = ASKED) -> str:
    """The reply of a model that was loaded just now."""
    return EmbeddedModel(AssistantSettings(index=folder / "index")).complete(messages, max_tokens=4)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*"))


def test_a_reading_is_kept_taken_again_and_replaced(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = said(tmp_path)
    (file,) = kept(tmp_path)
    written = file.stat().st_mtime_ns
    assert said(tmp_path) == first
    assert [(one.name, one.stat().st_mtime_ns) for one in kept(tmp_path)] == [(file.name, written)]
    said(tmp_path, [{"role": "system", "content": "Be brief."}, ASKED[-1]])
    (other,) = kept(tmp_path)
    assert other.name != file.name
    assert caplog.records == []


def test_a_damaged_reading_is_told_and_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = said(tmp_path)
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])  # the engine would end this process over it
    with caplog.at_level(logging.WARNING):
        assert said(tmp_path) == first
    assert "read anew" in caplog.text
    assert kept(tmp_path) == [file]
    assert file.read_bytes() == whole


def test_what_cannot_be_kept_costs_no_reply(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder would be")
    assert said(tmp_path)
    assert "not kept" in caplog.text


def test_without_instructions_nothing_is_kept(tmp_path: Path) -> None:
    assert said(tmp_path, [ASKED[-1]])
    assert kept(tmp_path) == []
