"""The results table: what stands in it, and that the one shown is the one generated."""

from pathlib import Path

import pytest

from assistant.energy import Energy
from assistant.tokens import Tokens
from evals.files import InvalidFile
from evals.results import BEGIN, END, FOLDER, heads, markdown, publish, published, results_of, rows, shown
from tests.evals.made import GOOD_ANSWER, answer, question, record, run_of

ONE, TWO = question("one"), question("two")
SEARCH = run_of(
    record(ONE, rankings={"precedents": ["alpha"], "bm25": ["x", "alpha"]}),
    record(TWO, rankings={"precedents": ["alpha"], "bm25": ["x"]}),
)
SPENT = Energy(low=1, mid=2, high=4, method="estimated")
ANSWERS = run_of(
    record(ONE, answer=GOOD_ANSWER, tokens=Tokens(read=10, written=5), energy=SPENT),
    record(TWO, answer=answer()),
    task="answers",
)
ENGINE = run_of(
    record(ONE, answer=answer(), rankings={"citation-query-engine": ["x"]}),
    task="answers",
    config="citation-query-engine",
    system="citation-query-engine",
)


def test_the_page_shows_what_the_command_writes() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert page.split(BEGIN)[1].split(END)[0].strip() == markdown(published()).strip()


def test_one_table_has_every_system_each_on_its_questions() -> None:
    [table] = results_of([SEARCH, ANSWERS, ENGINE]).tables
    assert heads(table) == ["precedents (2)", "bm25 (2)", "citation-query-engine (1)", "precedents (1)"]
    by_name = {name: values for name, *values in rows(table)}
    assert by_name["recall@1"] == ["1.000", "0.000", "0.000", "1.000"]
    assert by_name["MRR"] == ["1.000", "0.250", "0.000", "1.000"]
    assert by_name["passed"] == ["0.500", "–", "0.000", "1.000"]
    assert by_name["search, p50, ms"] == ["10", "–", "10", "10"]
    assert by_name["tokens read"] == ["10", "–", "–", "10"]
    assert by_name["energy, J"] == ["2.000", "–", "–", "2.000"]


def test_the_order_of_the_records_does_not_matter() -> None:
    other_found = [record(r.question, answer=r.answer, rankings={"precedents": ["x"]}) for r in ANSWERS.records]
    runs = [SEARCH, run_of(*other_found, task="answers"), ENGINE]
    [one], [other] = results_of(runs).tables, results_of(runs[::-1]).tables
    assert {(c.system, c.questions): c for c in one.columns} == {(c.system, c.questions): c for c in other.columns}
    assert [c.figures["recall@1"] for c in one.columns if c.system == "precedents"] == [1, 1]  # as the search found


def test_sets_have_a_table_each_and_no_run_has_none() -> None:
    assert [t.questions for t in results_of([SEARCH, run_of(record(ONE), questions="b.jsonl")]).tables] == [
        "set.jsonl",
        "b.jsonl",
    ]
    assert results_of([]).tables == []
    [empty] = results_of([run_of()]).tables
    assert heads(empty) == ["precedents (0)"]


def test_only_what_is_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nThe rest.\n", encoding="utf-8")
    results = results_of([SEARCH])
    publish(results, tmp_path)
    publish(published(tmp_path), tmp_path)
    text = page.read_text(encoding="utf-8")
    assert text == f"# Title\n\n{BEGIN}\n\n{markdown(results)}\n{END}\n\nThe rest.\n"
    assert "| recall@1 | 1.000 | 0.000 |" in text
    assert "old" not in text


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("# Title\n", encoding="utf-8")
    with pytest.raises(InvalidFile, match="lacks the two marks"):
        publish(results_of([SEARCH]), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert page.read_text(encoding="utf-8") == "# Title\n"


def test_figures_have_the_decimals_of_their_unit() -> None:
    assert (shown("MRR", 0.5), shown("search, p50, ms", 41.6), shown("tokens read", 12.3)) == ("0.500", "42", "12")
    assert shown("MRR", None) == "–"
