"""Evaluation from the command line: a real index of two cases, records, a comparison, a report."""

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.settings import AssistantSettings
from evals.questions import InvalidQuestions
from evals.records import read_run
from ingest.pipeline import ingest
from tests.evals.made import question, record, run_of
from ui import evaluation

ROOT = Path(__file__).parent.parent.parent
CASES = ("rennes-metropole-stations-epuration", "sicoval-fuites-eau")
SET = [
    question("rennes", question="Quelle énergie économisent les stations d'épuration de Rennes ?", cases=[CASES[0]]),
    question("sicoval", question="Combien de fuites d'eau au Sicoval ?", cases=[CASES[1]]),
    question("none", question="What is the capital of Australia?", language="en", answerable=False),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an index of two real cases."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "cases").mkdir()
    for case in CASES:
        shutil.copy(ROOT / "corpus" / "cases" / f"{case}.md", folder / "cases")
    shutil.copy(ROOT / "corpus" / "thesaurus.yaml", folder)
    index = folder / "index"
    ingest(AssistantSettings(corpus=folder, index=index), lambda *_: None)
    return {"PRECEDENTS_CORPUS": str(folder), "PRECEDENTS_INDEX": str(index)}


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    evaluation.add_to(app)
    return app


def test_search_is_measured_resumed_and_reported(app: typer.Typer, library: dict[str, str], tmp_path: Path) -> None:
    questions, out, page = tmp_path / "set.jsonl", tmp_path / "run.jsonl", tmp_path / "report.html"
    questions.write_text("".join(q.model_dump_json() + "\n" for q in SET), encoding="utf-8")
    command = ["eval", "search", "--questions", str(questions), "--json", str(out)]

    first = CliRunner().invoke(app, [*command, "--limit", "1"], env=library, catch_exceptions=False)
    assert first.exit_code == 0
    assert [r.question.id for r in read_run(out).records] == ["rennes"]

    rest = CliRunner().invoke(app, [*command, "--resume"], env=library, catch_exceptions=False)
    assert "recall@1             1.000" in rest.output
    assert "BM25 " in rest.output
    assert f"3 questions, 0 crashed; the record is in {out}" in rest.output

    shown = CliRunner().invoke(app, ["eval", "report", str(out), "--html", str(page)], catch_exceptions=False)
    assert str(page) in shown.output
    assert "Failed questions: 0" in page.read_text(encoding="utf-8")


def test_a_question_about_a_case_that_is_not_there_stops_before_anything_is_written(
    app: typer.Typer, library: dict[str, str], tmp_path: Path
) -> None:
    questions, out = tmp_path / "set.jsonl", tmp_path / "run.jsonl"
    questions.write_text(question(cases=["nowhere"]).model_dump_json(), encoding="utf-8")
    command = ["eval", "answers", "--questions", str(questions), "--json", str(out)]
    with pytest.raises(InvalidQuestions, match=":1: field cases: 'nowhere'"):
        CliRunner().invoke(app, command, env=library, catch_exceptions=False)
    assert not out.exists()


def test_two_records_are_compared(app: typer.Typer, tmp_path: Path) -> None:
    paths = []
    for name, found in (("before", ["alpha"]), ("after", ["x", "alpha"])):
        run = run_of(record(question("one"), rankings={"precedents": found}), record(question("two")))
        lines = [run.header.model_dump_json(), *(r.model_dump_json() for r in run.records)]
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ["eval", "compare", *map(str, paths)]
    shown = CliRunner().invoke(app, command, catch_exceptions=False).output
    assert "MRR                  1.000 -> 0.750  -0.250" in shown
    assert "won, tied, lost: 0, 1, 1" in shown
    assert "lost: one" in shown
    found = json.loads(CliRunner().invoke(app, [*command, "--json"], catch_exceptions=False).output)
    assert [c["lost"] for c in found if c["measure"] == "MRR"] == [["one"]]
