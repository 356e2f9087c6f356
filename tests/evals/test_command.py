"""Evaluation from the command line: a real index of two cases, records, a comparison, a report."""

import json
import re
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant import search
from assistant.settings import AssistantSettings
from evals.files import InvalidFile
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
    assert re.search(r"recall@1 +1\.000\n", rest.output)
    assert "bm25 " in rest.output
    assert f"3 questions, 0 crashed, 0 failed\nthe record is in {out}" in rest.output

    shown = CliRunner().invoke(app, ["eval", "report", str(out), "--html", str(page)], catch_exceptions=False)
    assert str(page) in shown.output
    assert "Failed questions: 0" in page.read_text(encoding="utf-8")


def test_the_answers_that_failed_are_listed_one_by_one(
    app: typer.Typer, library: dict[str, str], tmp_path: Path
) -> None:
    questions, out = tmp_path / "set.jsonl", tmp_path / "run.jsonl"
    turns = [{"role": "user", "content": "Le Sicoval cherche-t-il les fuites d'eau ?"}]
    asked = SET[1].model_copy(update={"facts": [], "id": "plain"})
    follow_up = question(
        "follow", kind="follow-up", question="Et combien en a-t-on trouvé ?", history=turns, cases=[CASES[1]],
        standalone="Combien de fuites d'eau le Sicoval a-t-il trouvées ?", facts=[{"any": ["sept mille girafes"]}],
    )  # fmt: skip
    questions.write_text("".join(q.model_dump_json() + "\n" for q in (asked, follow_up)), encoding="utf-8")
    command = ["eval", "answers", "--questions", str(questions), "--json", str(out)]
    shown = CliRunner().invoke(app, command, env=library, catch_exceptions=False).output
    assert re.search(r"facts present, follow-ups +0\.000\nfacts present, standalone +0\.000\n", shown)
    assert "2 questions, 0 crashed, 1 failed\n- follow: not said: sept mille girafes\n" in shown


def test_a_question_about_a_case_that_is_not_there_stops_before_anything_is_written(
    app: typer.Typer, library: dict[str, str], tmp_path: Path
) -> None:
    questions, out = tmp_path / "set.jsonl", tmp_path / "run.jsonl"
    questions.write_text(question(cases=["nowhere"]).model_dump_json(), encoding="utf-8")
    command = ["eval", "answers", "--questions", str(questions), "--json", str(out)]
    with pytest.raises(InvalidFile, match=":1: field cases: 'nowhere'"):
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
    assert re.search(r"MRR +1\.000 -> 0\.750  -0\.250", shown)
    assert "won, tied, lost: 0, 1, 1" in shown
    assert "lost: one" in shown
    found = json.loads(CliRunner().invoke(app, [*command, "--json"], catch_exceptions=False).output)
    assert [c["lost"] for c in found if c["measure"] == "MRR"] == [["one"]]


def test_the_gate_closes_on_a_planted_regression_and_names_what_was_lost(
    app: typer.Typer, library: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        question(f"{case[:6]}-{n}", question=f"{what} ({n})", cases=[case], facts=[])
        for case, what in zip(
            CASES,
            ("Combien d'énergie prennent les stations d'épuration ?", "Combien de fuites d'eau potable ?"),
            strict=True,
        )
        for n in range(4)
    ]
    questions, reference = tmp_path / "set.jsonl", tmp_path / "reference"
    questions.write_text("".join(q.model_dump_json() + "\n" for q in asked), encoding="utf-8")
    monkeypatch.setattr("ui.evaluation.FOLDER", tmp_path)
    command = ["eval", "gate", "--questions", str(questions), "--reference", str(reference)]

    with pytest.raises(InvalidFile, match="run `precedents eval gate --accept` to write it"):
        CliRunner().invoke(app, command, env=library, catch_exceptions=False)
    accepted = CliRunner().invoke(app, [*command, "--accept"], env=library, catch_exceptions=False)
    assert (accepted.exit_code, "the gate is open" in accepted.output) == (0, True)
    assert sorted(path.name for path in reference.iterdir()) == ["answers.jsonl", "search.jsonl"]
    assert CliRunner().invoke(app, command, env=library, catch_exceptions=False).exit_code == 0

    fuse = search.fuse
    monkeypatch.setattr(search, "fuse", lambda *given: dict(reversed(fuse(*given).items())))
    closed = CliRunner().invoke(app, command, env=library, catch_exceptions=False)
    assert closed.exit_code == 1
    assert "search: recall@1 fell from 1.000 to 0.000" in closed.output
    assert "lost: rennes-0, rennes-1, rennes-2, rennes-3, sicova-0" in closed.output


def test_everything_is_evaluated_by_one_command_and_gone_on_with(
    app: typer.Typer, library: dict[str, str], tmp_path: Path
) -> None:
    questions, folder = tmp_path / "set.jsonl", tmp_path / "eval"
    questions.write_text("".join(q.model_dump_json() + "\n" for q in SET), encoding="utf-8")
    command = ["eval", "all", "--questions", str(questions), "--folder", str(folder), "--engine-limit", "1"]
    CliRunner().invoke(app, command, env=library, catch_exceptions=False)
    runs = {path.stem: read_run(path) for path in folder.glob("*.jsonl")}
    assert {name: len(run.records) for name, run in runs.items()} == {
        "search-default-set": 3,
        "answers-default-set": 3,
        "answers-citation-query-engine-set": 1,
    }
    [beside] = runs["answers-citation-query-engine-set"].records
    assert beside.error == ""
    assert beside.tokens is not None
    assert beside.tokens.read > 100
    page = (folder / "report.html").read_text(encoding="utf-8")
    for system in ("precedents (3)", "bm25 (3)", "dense (3)", "hybrid (3)", "citation-query-engine (1)"):
        assert f"{system}</th>" in page
    before = {path.name: path.read_bytes() for path in folder.glob("*.jsonl")}
    CliRunner().invoke(app, [*command, "--resume"], env=library, catch_exceptions=False)
    assert {path.name: path.read_bytes() for path in folder.glob("*.jsonl")} == before


def test_feedback_becomes_drafts(app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = {"question": "Et à Essai ?", "language": "fr", "rating": "up", "date": "2026-11-24", "cases": [CASES[0]]}
    feedback, out = tmp_path / "feedback.jsonl", tmp_path / "drafts.jsonl"
    feedback.write_text(json.dumps(said) + "\n", encoding="utf-8")
    command = ["eval", "draft", str(feedback), "--out", str(out)]
    shown = CliRunner().invoke(app, command, catch_exceptions=False)
    assert "1 drafts of 1 lines of feedback" in shown.output
    written = out.read_bytes()
    assert json.loads(written)["cases"] == [CASES[0]]
    again = CliRunner().invoke(app, command, catch_exceptions=False)
    assert again.exit_code == 1
    assert "there already; review those drafts first" in again.output
    assert out.read_bytes() == written


@pytest.mark.parametrize("command", [["search"], ["answers"], ["all"], ["gate", "--accept"]])
def test_a_fault_in_a_question_set_stops_every_command_before_it_writes(
    app: typer.Typer, library: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    questions = tmp_path / "set.jsonl"
    questions.write_text(SET[0].model_dump_json() + "\n{\n", encoding="utf-8")
    monkeypatch.setattr("ui.evaluation.FOLDER", tmp_path / "eval")
    given = ["eval", *command, "--questions", str(questions)]
    if command[0] == "all":
        given += ["--folder", str(tmp_path / "eval")]
    with pytest.raises(InvalidFile, match=r"set.jsonl:2: not JSON .*; correct that line"):
        CliRunner().invoke(app, given, env=library, catch_exceptions=False)
    assert [path.name for path in tmp_path.iterdir()] == ["set.jsonl"]
