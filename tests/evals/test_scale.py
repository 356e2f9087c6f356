"""The benchmark of the search at scale measures what it says: libraries as told, recall that can fail, its page."""

import time
from pathlib import Path

import numpy as np
import pytest

from evals.bench.__main__ import main
from evals.bench.measuring import in_child
from evals.bench.page import PAGE, Figures, Measure, Scale, page, read_scale
from evals.bench.stores import LEGS, Query, build, built, exact, recall, search
from evals.bench.synthetic import CHUNK, OF_A_CASE, Seeds, noise_of, passages_of, seeds_of, vectors_of
from ingest import embedded_store
from ingest.embedded_store import EmbeddedStore, Quantisation
from ingest.embeddings import Vectors
from tests.fakes import FakeEmbedder, passage

ROOT = Path(__file__).parent.parent.parent
TEXTS = ("La fuite d'eau.", "Une cantine abrite des bacs.", "Dada, code de la décade.", "Abaca, baobab, cacao.")
SIZE = 130


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    """Four real passages, of two regions."""
    passages = [
        passage(f"cas-{n}", text, f"{text} Encore.", region=("Bretagne", "Corse")[n % 2])
        for n, text in enumerate(TEXTS)
    ]
    return seeds_of(passages, FakeEmbedder())


def queries() -> list[Query]:
    vectors = FakeEmbedder().encode_queries(TEXTS)
    return [Query(text, "fr", vector, {"region": ["Bretagne"]}) for text, vector in zip(TEXTS, vectors, strict=True)]


def test_a_library_has_its_size_unit_vectors_and_whole_cases_and_is_always_the_same(seeds: Seeds) -> None:
    chunks = list(vectors_of(seeds, CHUNK + SIZE))
    assert [len(chunk.real) for chunk in chunks] == [CHUNK, SIZE]
    assert np.linalg.norm(chunks[0].dense, axis=1) == pytest.approx(1, abs=1e-5)
    made = [one for chunk in chunks for one in passages_of(seeds, chunk)]
    assert len({one.id for one in made}) == len(made) == CHUNK + SIZE
    by_case: dict[str, set[str]] = {}
    for one in made:
        by_case.setdefault(one.case, set()).add(one.region)
    assert len(by_case) == (CHUNK + SIZE) // OF_A_CASE
    assert all(len(regions) == 1 for regions in by_case.values())
    again = list(vectors_of(seeds, CHUNK + SIZE))[1]
    assert np.array_equal(again.dense, chunks[1].dense)


def test_copies_are_as_near_as_neighbours_are() -> None:
    random = np.random.default_rng(0)
    rows: Vectors = random.standard_normal((300, 64), np.float32) + 2
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    passages = [passage(f"cas-{n}", "Un texte.") for n in range(len(rows))]
    real = seeds_of(passages, FakeEmbedder())
    seeds = Seeds(passages, rows, [rows[n : n + 1] for n in range(len(rows))], noise=noise_of(rows))
    assert real.noise == pytest.approx(0, abs=1e-3)  # all the same: nothing to be away from
    chunk = next(vectors_of(seeds, 4000))
    of_one = chunk.dense[np.array(chunk.real) == chunk.real[0]]
    cosines = (of_one @ of_one.T)[np.triu_indices(len(of_one), 1)]
    nearest = rows @ rows.T - 2 * np.eye(len(rows))
    assert np.median(cosines) == pytest.approx(np.median(nearest.max(axis=1)), abs=0.02)


def test_a_small_store_finds_what_exact_search_finds(seeds: Seeds, tmp_path: Path) -> None:
    took = build(seeds, SIZE, tmp_path / "store", "none")
    assert took.disk > 0
    found = search(tmp_path / "store", queries())
    wanted, (brute, cpu) = exact(seeds, SIZE, queries())
    for kind in ("hybrid", "filtered"):
        assert cpu[kind] > 0
        assert found.cpu[kind] > 0
        assert len(found.milliseconds[kind]) == 3 * len(brute[kind]) == 3 * len(TEXTS)
        for leg in LEGS:
            assert recall(found.found[f"{kind} {leg}"], wanted[f"{kind} {leg}"]) >= 0.9  # but for ties
    assert wanted["filtered passage"] != wanted["hybrid passage"]


def test_a_store_that_was_built_is_known_and_a_cut_one_built_anew(seeds: Seeds, tmp_path: Path) -> None:
    assert built(tmp_path) is None
    cut = tmp_path / "store" / "store"
    cut.mkdir(parents=True)
    (cut / "half").touch()
    took = build(seeds, SIZE, tmp_path / "store", "int8")
    assert built(tmp_path / "store") == took
    assert not (cut / "half").exists()


@pytest.mark.parametrize("quantisation", ["int8", "turbo"])
def test_a_quantised_store_ranks_by_the_whole_vectors(seeds: Seeds, tmp_path: Path, quantisation: Quantisation) -> None:
    build(seeds, SIZE, tmp_path / "store", quantisation)
    found, (wanted, _) = search(tmp_path / "store", queries()).found, exact(seeds, SIZE, queries())
    assert all(recall(found[f"hybrid {leg}"], wanted[f"hybrid {leg}"]) >= 0.9 for leg in LEGS)


def test_a_large_store_has_graphs_for_each_part_of_it_and_finds_in_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_store, "SEGMENT", 2_000)
    monkeypatch.setattr(embedded_store, "SEGMENT_KB", 20_000)
    random = np.random.default_rng(0)
    rows: Vectors = random.standard_normal((4_000, 1_536), np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    store = EmbeddedStore.create(tmp_path / "store", 1_536)
    for start in range(0, len(rows), 500):
        part = range(start, start + 500)
        store.add(
            [passage(f"cas-{n}", "Un texte.") for n in part], rows[start : start + 500], [rows[n : n + 1] for n in part]
        )
    store.finish()
    assert len(list((tmp_path / "store" / "segments").iterdir())) == 3  # two full ones, one to write to
    for n in (0, 1_999, 2_000, 3_999):
        legs = store.rank(rows[n], "rien", {}, ("fr",), 5)
        assert [legs[leg][0] for leg in LEGS] == [f"cas-{n}", f"cas-{n}"]
    store.remove(["cas-2000"])
    assert store.rank(rows[2_000], "rien", {}, ("fr",), 5)["passage"][0] != "cas-2000"
    store.close()


def test_recall_is_the_share_found() -> None:
    assert recall([["a", "a", "b"]], [["a", "b", "c"]]) == pytest.approx(2 / 3)
    assert recall([["a"], ["x"]], [["a"], ["b"]]) == 0.5


def test_what_takes_too_long_is_ended() -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        in_child(time.sleep, 60, patience=0.1)
    assert time.monotonic() - started < 20


def scale(load: float) -> Scale:
    times = {"p50": 2.0, "p95": 3.0, "cpu": 4.0}
    figures = Figures(
        quantisation="int8", hybrid=times, filtered=times, whole=times, facet=times,
        recall={f"{kind} {leg}": 0.987 for kind in ("hybrid", "filtered") for leg in LEGS},
        write_seconds=10, optimise_seconds=20, disk_mib=1234, build_peak_mib=5, memory_mib=6, own_memory_mib=7,
    )  # fmt: skip
    measure = Measure(
        passages=10_000, sentences=20_000, date="2026-01-01", machine="one", code="abc", cores=2, load=[1.0, load],
        figures=[figures],
        exact={"hybrid": {"p50": 9.0, "p95": 9.5, "cpu": 18.0}, "filtered": {"p50": 4.0, "p95": 5.0, "cpu": 8.0}},
        emulated=dict.fromkeys(("hybrid", "filtered", "whole", "facet"), {"p50": 400.0, "p95": 500.0, "cpu": 800.0}),
    )  # fmt: skip
    return Scale(real=4, noise=0.1, queries=3, measures=[measure])


def test_the_page_gives_figures_ratios_and_whether_others_used_the_machine() -> None:
    text = page(scale(load=4.0))
    (row,) = (line for line in text.splitlines() if line.startswith("| int8 |"))
    assert "| 2.0 / 3.0 (4.0) | 4.5 × | 2.0 / 3.0 (4.0) | 2 × |" in row
    assert "0.987 / 0.987" in row
    assert "1,234" in row
    assert "| 30 |" in row
    assert "0.022 ×" in text
    slow = scale(load=4.0).measures[0].model_copy(update={"emulated": {}, "note": "Cut short."})
    told = page(scale(load=4.0).model_copy(update={"measures": [slow]}))
    assert "local mode | more than a minute" in told
    assert "Cut short." in told
    assert "Others used the cores" in text
    assert "Others used the cores" not in page(scale(load=2.4))


@pytest.mark.parametrize(
    ("p95", "found", "told"), [(9.9, 0.99, "Reached: int8"), (10.1, 0.99, "missed: int8"), (9, 0.97, "missed: int8")]
)
def test_the_page_says_whether_the_target_is_reached(p95: float, found: float, told: str) -> None:
    (measure,) = scale(load=2.0).measures
    recalled = dict.fromkeys(measure.figures[0].recall, found)
    figures = measure.figures[0].model_copy(update={"hybrid": {"p50": 2.0, "p95": p95, "cpu": 2.0}, "recall": recalled})
    at = measure.model_copy(update={"passages": 100_000, "figures": [figures]})
    assert told in page(scale(load=2.0).model_copy(update={"measures": [at]}))
    assert "Target" not in page(scale(load=2.0))


def test_the_page_in_docs_is_made_from_the_record() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(read_scale())


@pytest.mark.parametrize("arguments", [["nothing"], ["scale", "many"], ["scale", "0"], ["scale", "1000", "int9"]])
def test_what_is_no_benchmark_is_refused_with_the_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="usage: python -m evals.bench"):
        main(arguments)
