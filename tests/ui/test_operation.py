"""The commands that run the service, as people run them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.keys import Keyring
from assistant.settings import AssistantSettings

COMMAND = [sys.executable, "-c", "from ui.cli import main; main()"]


def run(*arguments: str, **variables: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **{name: str(value) for name, value in variables.items()}}
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, env=environment, timeout=120, check=False
    )


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    token = run("keys", "create", "Mairie d'Essai", "--role", "admin", PRECEDENTS_KEYS=path).stdout.strip()
    (key,) = json.loads(run("keys", "list", "--json", PRECEDENTS_KEYS=path).stdout)
    assert (key["name"], key["role"], key["revoked"]) == ("Mairie d'Essai", "admin", "")
    assert "digest" not in key
    assert Keyring(path).recognise(token) is not None
    assert run("keys", "revoke", key["id"], PRECEDENTS_KEYS=path).returncode == 0
    assert Keyring(path).recognise(token) is None
    assert "revoked 20" in run("keys", "list", PRECEDENTS_KEYS=path).stdout
    unknown = run("keys", "revoke", "nobody", PRECEDENTS_KEYS=path)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("precedents: there is no key 'nobody'")


def test_serving_other_machines_without_keys_is_refused(tmp_path: Path) -> None:
    done = run("serve", "--host", "0.0.0.0", PRECEDENTS_KEYS=tmp_path / "keys.json")
    assert done.returncode == 1
    assert "make one with `precedents keys create NAME`" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_finds_everything_in_order(settings: AssistantSettings, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(settings.index, index)
    done = run(
        "doctor", "--json", PRECEDENTS_INDEX=index, PRECEDENTS_CORPUS=settings.corpus, PRECEDENTS_PORT="18765",
        PRECEDENTS_UPLOADS=tmp_path / "uploads",
    )  # fmt: skip
    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert list(checks) == [
        "corpus", "embedding model", "language model", "index", "index against corpus", "disk", "port", "keys",
    ]  # fmt: skip
    assert {name: check for name, check in checks.items() if check["severity"] == "error"} == {}
    assert done.returncode == 0
    assert "20 documents" in checks["index against corpus"]["found"]


@pytest.mark.parametrize(
    ("variables", "name", "remedy"),
    [
        ({"PRECEDENTS_INDEX": "none"}, "index", "run `precedents ingest`"),
        ({"PRECEDENTS_CORPUS": "none"}, "corpus", "set PRECEDENTS_CORPUS"),
        ({"PRECEDENTS_MODELS": "none"}, "embedding model", "run `precedents models prepare`"),
        ({"PRECEDENTS_LLM_URL": "http://127.0.0.1:1/v1", "PRECEDENTS_LLM_MODEL": "m"}, "language model", "check"),
        ({"PRECEDENTS_HOST": "0.0.0.0"}, "keys", "make one with `precedents keys create NAME`"),
    ],
)
def test_the_doctor_names_what_is_wrong_and_what_to_do(
    tmp_path: Path, variables: dict[str, str], name: str, remedy: str
) -> None:
    there = {key: value.replace("none", str(tmp_path / "none")) for key, value in variables.items()}
    done = run("doctor", **{"PRECEDENTS_INDEX": tmp_path / "index", "PRECEDENTS_KEYS": tmp_path / "k.json", **there})
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"error    {name}: "))
    assert lines[at + 1].strip().startswith(remedy)
    assert "Traceback" not in done.stderr
