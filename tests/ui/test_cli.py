"""The command line, run as people run it: its answers, and one sentence for each bad input."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.schemas import Answer
from assistant.settings import AssistantSettings
from ingest.folder_index import FolderIndex

PRECEDENTS = Path(sys.executable).with_name("precedents")


def run(*arguments: str, **variables: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **{name: str(value) for name, value in variables.items()}}
    return subprocess.run(
        [PRECEDENTS, *arguments], capture_output=True, text=True, env=environment, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def index(settings: AssistantSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real index, which the assistant of this process does not own."""
    copy = tmp_path_factory.mktemp("cli") / "index"
    shutil.copytree(settings.index, copy)
    return copy


def assert_one_sentence(done: subprocess.CompletedProcess[str], said: str) -> None:
    assert done.returncode == 1
    assert re.search(said, done.stderr)
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("precedents: ")]) == 1


def test_ask_prints_a_cited_answer_with_its_sources(index: Path) -> None:
    done = run("ask", "who reduced energy use in wastewater plants?", PRECEDENTS_INDEX=index)
    assert done.returncode == 0, done.stderr
    answer, sources = done.stdout.split("\n\n", 1)
    assert "Rennes Métropole" in answer
    assert "[1]" in answer
    assert sources.startswith("[1] Rennes Métropole")
    assert "https://" in sources


def test_ask_json_prints_the_answer_object(index: Path) -> None:
    done = run("ask", "Quel est le prix du pain à Bordeaux ?", "--json", PRECEDENTS_INDEX=index)
    assert Answer.model_validate_json(done.stdout).status == "abstained"


def test_search_shows_passages_best_case_first(index: Path) -> None:
    done = run("search", "fuites d'eau", "--json", "--filter", "region=Occitanie", PRECEDENTS_INDEX=index)
    hits = json.loads(done.stdout)
    assert hits[0]["case"] == "sicoval-fuites-eau"
    assert {hit["region"] for hit in hits} == {"Occitanie"}


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "the question is empty"), ("a" * 20_000, "20000 characters"), ("a\x07b", "control character")],
)
def test_a_question_that_cannot_be_asked(index: Path, question: str, said: str) -> None:
    assert_one_sentence(run("ask", question, PRECEDENTS_INDEX=index), said)


def test_an_unknown_filter(index: Path) -> None:
    assert_one_sentence(run("ask", "x", "--filter", "couleur=bleu", PRECEDENTS_INDEX=index), "couleur=bleu")


def test_no_index(tmp_path: Path) -> None:
    done = run("ask", "x", PRECEDENTS_INDEX=tmp_path / "none")
    assert_one_sentence(done, "no index here; run `precedents ingest`")


def test_an_index_built_with_other_settings(index: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(index, other)
    done = run("ask", "x", PRECEDENTS_INDEX=other, PRECEDENTS_EMBEDDING_MODEL="some/model")
    assert_one_sentence(done, "built with embedding_model multilingual-e5-small@.* the settings say some/model")


def test_a_second_process_on_the_store(tmp_path: Path) -> None:
    with FolderIndex(tmp_path / "index").owned():
        done = run("ask", "x", PRECEDENTS_INDEX=tmp_path / "index")
    assert_one_sentence(done, f"in use by process {os.getpid()}")


def test_a_case_with_broken_front_matter(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "essai.md").write_text("---\nid: [\n---\n")
    done = run("ingest", PRECEDENTS_CORPUS=tmp_path, PRECEDENTS_INDEX=tmp_path / "index")
    assert_one_sentence(done, r"essai.md:3: broken YAML")


def test_an_unknown_setting() -> None:
    assert_one_sentence(run("models", PRECEDENTS_COULEUR="bleu"), "unknown setting PRECEDENTS_COULEUR")


def test_a_setting_out_of_bounds() -> None:
    assert_one_sentence(run("models", PRECEDENTS_HITS="0"), "PRECEDENTS_HITS")


def test_models_that_are_missing_name_the_command(tmp_path: Path, index: Path) -> None:
    done = run("ask", "x", PRECEDENTS_INDEX=index, PRECEDENTS_MODELS=tmp_path)
    assert_one_sentence(done, "no such prepared model; run `precedents models prepare`")
    listed = run("models", PRECEDENTS_MODELS=tmp_path)
    assert listed.returncode == 0
    assert listed.stdout.count("run `precedents models prepare`") == 3


def test_a_port_in_use() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        done = run("serve", "--port", str(busy.getsockname()[1]))
    assert_one_sentence(done, "choose another with --port")
