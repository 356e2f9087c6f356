"""The report: what a reader finds in it, and that it needs nothing but itself."""

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

from evals.plots import bars, figure, table
from evals.report import headline, report
from tests.evals.made import GOOD_ANSWER, answer, question, record, run_of, source

SEARCH = run_of(
    record(question("found"), rankings={"precedents": ["alpha"], "bm25": ["x", "alpha"]}),
    record(
        question("missed", kind="list"), themes=["eau", "mobilite"], rankings={"precedents": ["x"], "bm25": ["alpha"]}
    ),
    record(question("crashed", language="en"), rankings={}, search_ms=None, error="OSError: no disk"),
)
ANSWERS = run_of(
    record(question("good"), answer=GOOD_ANSWER),
    record(
        question("bad", question="Qui <b>trouve</b> ?", facts=[{"any": ["13 fuites", "treize"]}]),
        answer=answer(("Beta & Cie a trouvé les fuites.", [1]), sources=(source(1, "beta", "Beta & Cie"),)),
    ),
    record(question("refused", answerable=False, language="en"), answer=answer()),
    task="answers",
)


class Text(HTMLParser):
    """The text of a page, and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data + " "


def test_the_page_is_whole_and_asks_nothing_of_any_other_place() -> None:
    page = report([SEARCH, ANSWERS])
    read = Text(page)
    assert read.open == []
    assert not [name for name, _ in read.attributes if name in ("src", "href")]
    assert "url(" not in page
    assert "<script" not in page
    assert "Search: set.jsonl, default" in read.text
    assert "Answers: set.jsonl, default" in read.text


def test_every_failed_question_is_shown_with_what_was_expected_and_what_came() -> None:
    text = " ".join(Text(report([ANSWERS])).text.split())
    assert "Failed questions: 1" in text
    for words in (
        "bad: Qui <b>trouve</b> ?", "not cited: alpha", "13 fuites / treize", "precedents: alpha",
        "Beta & Cie a trouvé les fuites. [1]", "[1] beta#solution: « Beta & Cie »",
    ):  # fmt: skip
        assert words in text
    searched = Text(report([SEARCH])).text
    assert "Failed questions: 2" in searched
    assert "crashed: OSError: no disk" in searched


def test_the_baselines_stand_in_one_table_with_their_comparison() -> None:
    text = " ".join(Text(report([SEARCH])).text.split())
    # nDCG@10: precedents 1, 0, 0; BM25 .631, 1, 0.
    assert re.search(r"precedents 0\.333 0\.333 0\.333 0\.333", text)
    assert re.search(r"bm25 0\.333 0\.667 0\.500 0\.544 1, 1, 1 -0\.210 \(", text)


def test_the_slices_count_their_questions() -> None:
    text = " ".join(Text(report([ANSWERS])).text.split())
    assert re.search(r"fr 2 0\.500 0\.500 0\.500 0\.500", text)
    assert re.search(r"en 1 1\.000", text)
    assert "unanswerable 1" in text
    searched = " ".join(Text(report([SEARCH])).text.split())
    assert re.search(r"By theme theme questions .* eau 1 0\.000 .* mobilite 1 0\.000", searched)


def test_headlines() -> None:
    assert headline(SEARCH)["recall@5"] == headline(SEARCH)["MRR"]
    assert headline(ANSWERS)["refusal recall"] == 1


def test_a_run_of_nothing_has_a_page_too() -> None:
    assert Text(report([run_of(), run_of(task="answers")])).open == []


def test_bars_are_a_drawing_whose_lengths_are_the_values() -> None:
    drawn = ElementTree.fromstring(bars("a < b", [("x & y", 0.5), ("none", None), ("all", 1.0)]))
    assert [rect.get("width") for rect in drawn.iter("rect")] == ["180", "0", "360"]
    assert [text.text for text in drawn.iter("text")] == ["x & y", "0.500", "none", "–", "all", "1.000"]


def test_texts_are_escaped() -> None:
    assert "<i>" not in table(["<i>"], [("<i>", "<i>")])
    assert figure(None) == "–"
