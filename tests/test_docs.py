"""The README says what is so: its commands exist, its settings table is the settings."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from assistant.settings import AssistantSettings
from ingest.bill import locked
from ui.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def rows() -> dict[str, tuple[str, str]]:
    found = re.findall(r"^\| `(PRECEDENTS_\w+)` \| `(.*)` \| (.*) \|$", README, re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in found}


def test_the_settings_table_is_the_settings_both_ways() -> None:
    expected = {}
    for name, field in AssistantSettings.model_fields.items():
        default = field.default.get_secret_value() if hasattr(field.default, "get_secret_value") else field.default
        expected[f"PRECEDENTS_{name.upper()}"] = (str(default), field.description)
    assert rows() == expected


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    names = set(get_command(app).commands)  # type: ignore[attr-defined]
    table = set(re.findall(r"^\| `precedents (\w+)", README, re.MULTILINE))
    anywhere = set(re.findall(r"[`/]precedents (\w+)", README))
    assert table == names
    assert anywhere <= names


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(#+) ",  # the same parts
        r"^\| `(PRECEDENTS_\w+)` \| (`[^`]*`) \|",
        r"^\| `(precedents \w+|make \w+)",
        r"`((?:GET|POST) /[^`]*)`",
        r"^```(?:sh|python)\n(import .*?|curl .*?)^```",
        r"`(PRECEDENTS_\w+)`",
    ],
)
def test_the_readme_in_french_has_what_the_english_one_has(pattern: str) -> None:
    french = (ROOT / "LISEZMOI.md").read_text(encoding="utf-8")
    flags = re.MULTILINE | (re.DOTALL if "```" in pattern else 0)
    assert re.findall(pattern, french, flags) == re.findall(pattern, README, flags) != []


@pytest.mark.parametrize("target", ["run", "test", "bench", "load", "soak", "fuzz", "screens"])
def test_the_make_targets_of_the_readme_exist(target: str) -> None:
    assert f"make {target}" in README
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_the_changelog_has_the_packages_version() -> None:
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_lock_has_every_dependency_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    lists = re.findall(r"(?:dependencies|dev) = \[(.*?)\]", project, re.DOTALL)
    wanted = {
        re.split(r"[<>=\[]", name)[0].lower().replace("_", "-")
        for text in lists
        for name in re.findall(r'"([^"]+)"', text)
    }
    assert wanted <= {name.lower() for name in locked((ROOT / "requirements.lock").read_text())}


def test_every_test_that_the_threat_model_names_exists_and_it_is_linked() -> None:
    threats = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", threats)
    assert len(named) >= 30
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]
    assert missing == []
    for readme in (README, (ROOT / "LISEZMOI.md").read_text(encoding="utf-8")):
        assert "(docs/threats.md)" in readme
        assert "(docs/soak.md)" in readme
