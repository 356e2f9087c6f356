"""Keeping the library from the command line: plan, ingest beside a running service, roll back, check."""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fpdf import FPDF

from tests.serving import serving
from tests.wire import qdrant_over_http

# The client's emulation says that it has no payload indexes.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")
ROOT = Path(__file__).parent.parent.parent
PRECEDENTS = Path(sys.executable).with_name("precedents")
CASES = ("rennes-metropole-stations-epuration", "sicoval-fuites-eau")
QUESTION = "Combien de m³ d'eaux usées traitent les stations d'épuration de Rennes ?"


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library of two real cases, with its index."""
    folder = tmp_path_factory.mktemp("two")
    for part in ("cases", "english"):
        (folder / "corpus" / part).mkdir(parents=True)
        for case in CASES:
            shutil.copy(ROOT / "corpus" / part / f"{case}.md", folder / "corpus" / part)
    shutil.copy(ROOT / "corpus" / "thesaurus.yaml", folder / "corpus")
    assert run(variables(folder), "ingest").returncode == 0
    return folder


@pytest.fixture
def library(ingested: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a copy of that library."""
    shutil.copytree(ingested, tmp_path, dirs_exist_ok=True)
    return variables(tmp_path)


def variables(folder: Path) -> dict[str, str]:
    return {f"PRECEDENTS_{name.upper()}": str(folder / name) for name in ("corpus", "index", "uploads")}


def run(library: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **library}
    return subprocess.run(
        [PRECEDENTS, *arguments], capture_output=True, text=True, env=environment, timeout=300, check=False
    )


def edit(library: dict[str, str], old: str, new: str) -> None:
    for part in ("cases", "english"):
        path = Path(library["PRECEDENTS_CORPUS"]) / part / f"{CASES[0]}.md"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_plan_says_what_would_be_done_and_does_nothing(library: dict[str, str]) -> None:
    nothing = {**library, "PRECEDENTS_INDEX": library["PRECEDENTS_INDEX"] + "-none"}
    assert "everything is indexed anew: there is no complete index" in run(nothing, "ingest", "--plan").stdout
    assert not list(Path(nothing["PRECEDENTS_INDEX"]).glob("v-*"))
    edit(library, "25 millions", "26 millions")
    (Path(library["PRECEDENTS_CORPUS"]) / "cases" / f"{CASES[1]}.md").unlink()
    plan = json.loads(run(library, "ingest", "--plan", "--json").stdout)
    assert (plan["changed"], plan["removed"], plan["unchanged"]) == ([CASES[0]], [CASES[1]], [])


def test_a_document_put_in_is_cited_by_its_page_and_marked(library: dict[str, str], tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.set_font("helvetica")
    for text in ("Compte rendu du conseil.", "Le budget de la piscine municipale est de 40 000 euros en 2026."):
        pdf.add_page()
        pdf.multi_cell(0, text=text)
    pdf.output(str(tmp_path / "budget.pdf"))
    done = run(library, "ingest", str(tmp_path / "budget.pdf"))
    assert "added (1): upload-budget-pdf" in done.stdout, done.stderr
    assert re.search(r"added\W+1\W+changed\W+0", done.stdout)
    answer = run(library, "ask", "Quel est le budget de la piscine municipale ?").stdout
    assert "40 000 euros" in answer
    assert "document put in: budget.pdf, page 2" in answer
    left_out = run(library, "ingest", str(tmp_path / "absent.pdf"), "--json")
    assert left_out.returncode == 1
    assert "absent.pdf: there is no such file" in left_out.stderr
    report = json.loads(left_out.stdout)
    assert "absent.pdf: there is no such file" in report["left_out"][0]
    assert len(report["plan"]["unchanged"]) == 3


def test_rollback_brings_the_last_index_back(library: dict[str, str]) -> None:
    first = json.loads(run(library, "ingest", "--json").stdout)["fingerprint"]
    assert "no previous version" in run(library, "rollback").stderr
    edit(library, "25 millions", "26 millions")
    second = json.loads(run(library, "ingest", "--json").stdout)["fingerprint"]
    assert first != second
    assert f"index {first} " in run(library, "rollback").stdout
    assert "25 millions" in run(library, "search", QUESTION).stdout


def test_processes_index_a_library_together_on_a_server(library: dict[str, str]) -> None:
    alone = json.loads(run(library, "ingest", "--json").stdout)
    with serving(qdrant_over_http()) as url:
        there = {**library, "PRECEDENTS_QDRANT_URL": url}
        commands = [[PRECEDENTS, "ingest", "--share", f"{number}/2"] for number in (1, 2)]
        environment = {**os.environ, **there}
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for command in commands]
        told = [process.communicate(timeout=300)[0] for process in both]
        assert [process.returncode for process in both] == [0, 0]
        built = f"index {alone['fingerprint']} built in {url}"
        assert any(built in one for one in told)
        assert all(built in one or "/2 is written: 1 documents in precedents-v-" in one for one in told)
        again = json.loads(run(there, "ingest", "--share", "2/2", "--json").stdout)
        assert again["report"]["manifest"]["documents"] == alone["manifest"]["documents"]
        assert again["report"]["plan"]["added"] == []
        found, wanted = (json.loads(run(one, "search", QUESTION, "--json").stdout) for one in (there, library))
        assert [hit.pop("score") for hit in found] == pytest.approx([hit.pop("score") for hit in wanted], abs=1e-5)
        assert found == wanted


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--share", "3/2"), "3/2: not a share; write it like 2/4"),
        (("--share", "1/2"), "one process at a time ingests into a folder; set PRECEDENTS_QDRANT_URL"),
        (("--share", "1/2", "--plan"), "--share goes with no document and no --plan"),
    ],
)
def test_a_share_that_cannot_be_ingested(library: dict[str, str], arguments: tuple[str, ...], said: str) -> None:
    done = run(library, "ingest", *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_table_goes_in_and_comes_back_as_it_was(library: dict[str, str], tmp_path: Path) -> None:
    given = tmp_path / "data.csv"
    given.write_bytes(
        "Nom_collectivite;Nom_du_projet;SIRET;Statut_du_projet;Description_service\r\n"
        '"Ville\nd’Essai ";Un robot tondeur;213 501 234 00010;Terminé;Un robot tond les pelouses du stade.\r\n'.encode()
    )
    done = run(library, "ingest", str(given))
    assert done.returncode == 0, done.stderr
    assert "row 2, SIRET" in done.stderr
    assert "Un robot tond les pelouses du stade." in run(library, "ask", "Qui tond les pelouses avec un robot ?").stdout
    back = tmp_path / "back.csv"
    assert run(library, "export", str(back), "--table", "data.csv").returncode == 0
    assert back.read_bytes() == given.read_bytes()


def test_the_library_is_exported_in_the_official_form(library: dict[str, str], tmp_path: Path) -> None:
    assert run(library, "export", str(tmp_path / "cases.csv")).returncode == 0
    with (tmp_path / "cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Nom_collectivite"] for row in rows] == ["Rennes Métropole", "Sicoval"]
    assert rows[0]["Theme"] == "Transition écologique et énergétique"
    assert "[^" not in rows[0]["Description_service"]


def test_check_says_where_each_fault_is_and_fails_on_errors(library: dict[str, str]) -> None:
    good = run(library, "check")
    assert good.returncode == 0
    assert "0 errors" in good.stdout
    edit(library, ".[^2]", ".")
    bad = run(library, "check", "--json")
    assert bad.returncode == 1
    assert f"{CASES[0]}.md" in json.loads(bad.stdout)[0]["path"]


@pytest.fixture
def service(library: dict[str, str]) -> Iterator[str]:
    """A service on that library."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [PRECEDENTS, "serve", "--port", str(port)]
    with subprocess.Popen(command, env={**os.environ, **library}, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(120):
            try:
                httpx.get(f"http://127.0.0.1:{port}/docs", timeout=5)
                break
            except httpx.HTTPError:
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(timeout=20)


def test_a_running_service_ingests_when_asked_and_answers_from_the_new_index(
    library: dict[str, str], service: str
) -> None:
    def answer() -> str:
        reply = httpx.post(f"{service}/ask", json={"question": QUESTION}, timeout=60).json()
        return str(reply["text"])

    assert "25 millions" in answer()
    edit(library, "25 millions", "26 millions")
    done = run(library, "ingest")
    assert done.returncode == 0, done.stderr
    assert f"changed (1): {CASES[0]} (case changed)" in done.stdout
    assert "26 millions" in answer()
    assert f"which answers at {service}" in run(library, "rollback").stderr
