"""Configs: those of the project, those of a file, and what is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from evals.config import FOLDER, read_config
from evals.files import InvalidFile


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_configs_of_the_project_can_be_used(path: Path) -> None:
    config, settings = read_config(path.stem)
    assert config.system == ("precedents" if config.name == "default" else config.name)
    assert settings.floor == 0.0


def test_a_file_may_change_settings(tmp_path: Path) -> None:
    path = tmp_path / "strict.yaml"
    path.write_text("system: precedents\nsettings: {floor: 0.95, hits: 5}\n")
    config, settings = read_config(str(path))
    assert (config.name, settings.floor, settings.hits) == ("strict", 0.95, 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("system: [", "broken YAML"),
        ("precedents", "dictionary"),
        ("settings: {}", "field system: Field required; write `system:`"),
        ("system: oracle", "field system: Input should be 'precedents', 'bm25'"),
        ("system: bm25\ncolour: blue", "field colour"),
        ("system: precedents\nsettings: {flor: 0.9}", "field settings.flor: Extra inputs are not permitted; use a"),
        ("system: precedents\nsettings: {hits: 0}", "field settings.hits: Input should be greater"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(InvalidFile) as caught:
        read_config(str(path))
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_that_is_none_is_told_with_those_there_are() -> None:
    with pytest.raises(InvalidFile, match="give one of bm25, citation-query-engine, default, dense, hybrid, or"):
        read_config("fast")


def test_a_fault_of_the_environment_is_not_laid_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENTS_HITS", "none")
    with pytest.raises(ValidationError, match="hits"):
        read_config("default")
