"""The whole evaluation: which jobs it has, and what becomes of records that are there."""

from pathlib import Path

from evals.records import read_run
from evals.run import run
from evals.suite import job, set_aside, suite
from evals.systems import Precedents
from ingest.store import Store
from tests.evals.made import asked, question, small_parts
from tests.fakes import passage

DEV, TEST = (
    asked(*(question(f"{name}{n}") for n in range(6)), name=f"{name}.jsonl") for name in ("dev", "test")
)  # fmt: skip


def test_both_sets_are_searched_answered_and_put_to_the_engine_beside() -> None:
    jobs = list(suite([DEV, TEST], Path("f"), None, 2))
    assert [(j.out.name, len(j.asked.questions)) for j in jobs] == [
        ("search-default-dev.jsonl", 6),
        ("answers-default-dev.jsonl", 6),
        ("answers-citation-query-engine-dev.jsonl", 2),
        ("search-default-test.jsonl", 6),
        ("answers-default-test.jsonl", 6),
        ("answers-citation-query-engine-test.jsonl", 2),
    ]
    assert {len(j.asked.questions) for j in suite([DEV], Path("f"), 3, 12)} == {3}


def test_a_record_is_gone_on_with_or_set_aside_but_never_lost(store: Store, tmp_path: Path) -> None:
    system = Precedents(small_parts(store, passage("alpha", "Un outil a trouvé 12 fuites.")))
    one = job("search", "default", DEV, tmp_path)
    set_aside(one, system, resume=False)
    kept = run(one, [system], False, lambda *_: None)
    set_aside(one, system, resume=True)
    assert read_run(one.out) == kept
    other = job("search", "default", asked(question("new"), name="dev.jsonl"), tmp_path)
    system.code = "of another commit"
    set_aside(other, system, resume=True)
    assert not one.out.exists()
    assert read_run(one.out.with_suffix(".previous")) == kept
