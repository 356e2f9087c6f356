"""The suite measures what it says: turns, stages, ratios, targets, drift; claims lead to its page."""

import re
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.schemas import AskRequest
from evals.bench import answers, suite
from evals.bench.__main__ import main
from evals.bench.figures import FIGURES, GROUPS, NAMED, Figure
from evals.bench.measuring import Stages, in_turn, rates
from evals.bench.page import Scale, read_scale
from evals.bench.performance import page, plots, table
from evals.bench.plots import Bar, bars
from evals.bench.results import Budget, Group, Reached, Results, Runs, read_budget, read_results
from evals.bench.searches import Exact
from evals.bench.synthetic import seeds_of
from evals.files import InvalidFile
from tests.fakes import FakeEmbedder, passage

ROOT = Path(__file__).parent.parent.parent
CLAIM = re.compile(r"\b(?:sooner|faster|milliseconds|plus tôt|plus vite|millisecondes)\b")
LINK = re.compile(r"\((?:docs/)?performance\.md#([\w-]+)\)")
NOTHING = Budget(date="", figures={})
EMPTY = Scale(real=0, noise=0, queries=0, measures=[])


def group(load: float = 1.0, stages: dict[str, dict[str, float]] | None = None, **figures: Runs) -> Group:
    return Group(
        date="2026-01-01 10:00", code="abc", machine="one", cores=2, load=(0.1, load), seconds=9,
        libraries={"numpy": "2.0"}, figures={name.replace("_", "-"): runs for name, runs in figures.items()},
        stages=stages or {},
    )  # fmt: skip


def row(text: str, name: str) -> list[str]:
    (found,) = (line for line in text.splitlines() if f'id="{name}"' in line)
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_works_take_turns() -> None:
    done: list[str] = []
    taken = in_turn(2, lambda: done.append("a"), lambda: done.append("b"))
    assert done == ["a", "b", "a", "b"]
    assert [len(own) for own in taken] == [2, 2]
    assert rates(10, [2.0, 5.0]) == [5.0, 2.0]


def test_the_time_of_a_stage_is_not_counted_in_the_one_around_it() -> None:
    class Work:
        def inner(self) -> None:
            time.sleep(0.03)

        def outer(self) -> None:
            self.inner()

    stages, work = Stages(), Work()
    with stages.watching([(Work, "inner", "in"), (Work, "outer", "out")]):
        work.outer()  # no stage is on: not counted
        with stages.within("rest"):
            work.outer()
    work.outer()  # no longer watched
    assert 0.03 <= stages.seconds["in"] < 0.06
    assert stages.seconds["out"] < 0.02


def test_every_stage_of_an_answer_is_seen(assistant: Assistant) -> None:
    stages = Stages()
    with stages.watching(answers.STAGES), stages.within(answers.OTHER):
        assistant.ask(AskRequest(question="Combien de caméras Huawei a offertes à Valenciennes ?"))
    quoted = {"understand", "encode", "rank", "read", "score", "select", "decide", "write", "sign", answers.OTHER}
    assert quoted <= set(stages.seconds)


@pytest.mark.parametrize(
    ("less", "ours", "beside", "ratio"), [(True, 2, 10, 5), (False, 2, 10, 0.2), (True, 0, 10, None)]
)
def test_a_ratio_says_how_many_times_better(less: bool, ours: float, beside: float, ratio: float | None) -> None:
    figure = Figure("one", "answers", "one", "s", "another", less=less)
    assert figure.ratio(Runs(ours=[ours], beside=[beside])) == ratio


def test_a_figure_is_the_median_of_its_runs_or_their_mean() -> None:
    runs = Runs(ours=[1, 1, 7], beside=[3, 3, 3])
    assert Figure("one", "answers", "one", "s", "another").values(runs) == (1, 3)
    assert Figure("one", "answers", "one", "s", "another", mean=True).values(runs) == (3, 3)


@pytest.mark.parametrize(
    ("target", "ours", "reached"),
    [({}, 1, None), ({"at_least": 5}, 2, True), ({"at_least": 5}, 2.1, False), ({"at_least": 5}, 0, True),
     ({"at_most": 40}, 40, True), ({"at_most": 40}, 41, False)],
)  # fmt: skip
def test_a_target_is_reached_or_not(target: dict[str, float], ours: float, reached: bool | None) -> None:
    figure = Figure("one", "answers", "one", "s", "another", **target)  # type: ignore[arg-type]
    assert figure.reached(Runs(ours=[ours], beside=[10])) is reached


def test_the_page_gives_figures_targets_and_drift() -> None:
    runs = Runs(ours=[2.0], beside=[12.0])
    results = Results(groups={"answers": group(answers_first=runs, answers_whole=Runs(ours=[9], beside=[12]))})
    budget = Budget(date="2026-01-01", figures={"answers-first": Reached(ratio=5.0, ours=2.4)})
    text = page(results, budget, EMPTY)
    assert row(text, "answers-first")[1:] == [
        "2 s", "12 s (LlamaIndex `CitationQueryEngine`)", "6 ×", "≥ 5 ×", "yes", "5 × (2.4 s)", "+20%"
    ]  # fmt: skip
    assert row(text, "answers-whole")[3:] == ["1.33 ×", "≥ 3 ×", "**no**", "–", "–"]
    assert "numpy 2.0" in text
    assert "Others used the cores" not in text
    assert "Searching" not in text
    assert "6 ×" in table(results, budget)
    assert "<a id" not in table(results, budget)


def test_the_page_says_when_others_used_the_machine() -> None:
    loaded = Results(groups={"answers": group(load=3.5, answers_first=Runs(ours=[1], beside=[1]))})
    assert "Others used the cores" in page(loaded, NOTHING, EMPTY)


def test_the_page_says_where_the_time_of_an_answer_goes() -> None:
    results = Results(groups={"answers": group(stages={"quoted": {"encode": 30.0, "rank": 10.0}})})
    text = page(results, NOTHING, EMPTY)
    assert "| encode | 30.00 | 75% |" in text
    assert "Where the 40 ms" in text
    assert "encode" in plots(results, EMPTY)["stages-quoted"]


def test_bars_are_as_long_as_their_values() -> None:
    drawn = bars("A & B", [Bar("one", 1, "1"), Bar("two", 2, "2")])
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', drawn)]
    assert widths[1] == pytest.approx(2 * widths[0])
    assert "A &amp; B" in drawn
    log = bars("Ratios", [Bar("low", 0.1, "0.1"), Bar("high", 100, "100", target=10)], log=True)
    low, high, _ = (float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', log))
    assert high == pytest.approx(2 * low, rel=0.01)
    assert len(set(re.findall(r'fill="(#\w+)"', log))) == 3  # text, better, worse


def test_exact_search_gives_the_passages_of_the_best_case_first() -> None:
    texts = ("aaaa", "bbbb", "cccc", "dddd")
    seeds = seeds_of([passage(f"cas-{text[0]}", text) for text in texts], FakeEmbedder())
    [vector] = FakeEmbedder().encode_queries(["bbbb"])
    found = Exact(seeds).search(vector, "fr")
    assert found[0] == 1
    assert sorted(found) == [0, 1, 2, 3]
    assert np.issubdtype(found.dtype, np.integer)


def test_the_page_in_docs_is_made_from_the_record() -> None:
    results, scale = read_results(), read_scale()
    assert (ROOT / suite.PAGE).read_text(encoding="utf-8") == page(results, read_budget(), scale)
    drawn = plots(results, scale)
    assert {path.stem for path in (ROOT / suite.PLOTS).glob("*.svg")} == set(drawn)
    assert all((ROOT / suite.PLOTS / f"{name}.svg").read_text(encoding="utf-8") == svg for name, svg in drawn.items())


def test_the_record_has_every_figure_of_its_group_and_no_other() -> None:
    for name, kept in read_results().groups.items():
        assert set(kept.figures) == {figure.name for figure in FIGURES if figure.group == name}
    assert set(read_budget().figures) <= set(NAMED)


def test_a_record_that_is_none_is_told_by_its_field(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"schema_version": 1, "groups": {"answers": {}}}')
    with pytest.raises(InvalidFile, match=r"groups\.answers\.date"):
        read_results(tmp_path / "results.json")
    assert read_results(tmp_path / "none.json").groups == {}


@pytest.mark.parametrize("document", ["README.md", "LISEZMOI.md", "docs/scaling.md"])
def test_each_claim_of_speed_leads_to_a_line_that_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    shown = (ROOT / suite.PAGE).read_text(encoding="utf-8")
    assert [name for name in LINK.findall(text) if f'id="{name}"' not in shown] == []
    assert [line for line in text.splitlines() if CLAIM.search(line) and not LINK.search(line)] == []
    assert LINK.search(text) or document == "docs/scaling.md"


@pytest.mark.parametrize("arguments", [["nothing"], ["answers", "nothing"], ["budget", "answers"], ["scale", "0"]])
def test_what_is_no_group_is_refused_with_the_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match=r"^usage: python -m evals.bench \[answers"):
        main(arguments)


def test_without_an_index_the_suite_says_so_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENTS_INDEX", str(tmp_path / "none"))
    with pytest.raises(SystemExit, match="run `precedents ingest`"):
        main(["searches"])
    assert set(GROUPS) >= {"searches"}
