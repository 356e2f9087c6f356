"""The store: what goes in comes out, and no result ever violates a filter."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

from ingest.errors import IndexMissing
from ingest.passages import Passage
from ingest.store import Store
from tests.fakes import FakeEmbedder, passage

EMBEDDER = FakeEmbedder()
(VECTOR,) = EMBEDDER.encode_queries(["aa"])


def fill(store: Store, passages: Sequence[Passage]) -> None:
    dense = EMBEDDER.encode_documents([p.text for p in passages])
    store.add(passages, dense, [EMBEDDER.encode_documents([s.text for s in p.sentences]) for p in passages])
    store.finish()


def test_each_ranking_puts_its_own_best_first(store: Store) -> None:
    fill(
        store, [passage("alpha", "aaaa"), passage("beta", "bbbb", "aaaaaaaa bbbbbbbb"), passage("gamma", "fuite d'eau")]
    )
    rankings = store.rank(VECTOR, "les fuites", {}, ["fr"], 3)
    assert rankings["passage"][0] == "alpha"
    assert rankings["sentences"][0] == "alpha"
    assert rankings["words"] == ["gamma"]  # stemmed: "fuites" finds "fuite", and nothing else


def test_a_passage_is_read_back_whole_with_one_vector_a_sentence(store: Store) -> None:
    written = passage("alpha", "aaaa", "bbbb cc", techniques=["prediction"])
    fill(store, [written])
    (match,) = store.read(VECTOR, {"case": ["alpha"]}, ["fr"], 5)
    assert match.passage == written
    assert np.allclose(match.sentence_vectors, EMBEDDER.encode_documents(["aaaa", "bbbb cc"]), atol=1e-6)


def test_a_value_that_no_case_has_finds_nothing(store: Store) -> None:
    fill(store, [passage("alpha", "aaaa")])
    assert store.rank(VECTOR, "aaaa", {"region": ["Corse"]}, ["fr"], 5) == {"passage": [], "sentences": [], "words": []}


@checks(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    filters=st.fixed_dictionaries(
        {
            "region": st.lists(st.sampled_from(["Bretagne", "Corse", "Nulle part"]), max_size=2),
            "theme": st.lists(st.sampled_from(["eau", "energie", "nature"]), max_size=2),
            "statut": st.lists(st.sampled_from(["deploye", "arrete"]), max_size=2),
        }
    )
)
def test_no_result_violates_a_filter(filled: Store, filters: dict[str, list[str]]) -> None:
    matches = filled.read(VECTOR, filters, ["fr"], 50)
    for ranking in filled.rank(VECTOR, "projet", filters, ["fr"], 50).values():
        assert set(ranking) <= {match.passage.case for match in matches}
    for match in matches:
        found = match.passage.model_dump()
        for field, wanted in filters.items():
            has = found[field] if isinstance(found[field], list) else [found[field]]
            assert not wanted or set(has) & set(wanted)


@pytest.fixture
def filled(store: Store) -> Store:
    combinations = [
        (region, themes, statut)
        for region in ("Bretagne", "Corse")
        for themes in (["eau"], ["energie", "eau"], ["nature"])
        for statut in ("deploye", "arrete")
    ]
    fill(
        store,
        [
            passage(f"cas{n}", "aa projet", region=region, theme=themes, statut=statut)
            for n, (region, themes, statut) in enumerate(combinations)
        ],
    )
    return store


def test_what_was_removed_no_longer_says_how_rare_a_word_is(store: Store) -> None:
    gone = [passage(f"gone{n}", "une fuite") for n in range(8)]
    fill(store, [passage("alpha", "une fuite"), passage("beta", "un arbre"), passage("gamma", "un arbre"), *gone])
    assert store.rank(VECTOR, "fuite arbre", {}, ["fr"], 3)["words"][0] in ("beta", "gamma")
    store.remove([p.case for p in gone])
    store.finish()
    assert store.rank(VECTOR, "fuite arbre", {}, ["fr"], 3)["words"][0] == "alpha"
    store.remove([])
    assert set(store.values("case")) == {"alpha", "beta", "gamma"}


def test_a_store_that_is_not_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "junk").mkdir()
    with pytest.raises(IndexMissing, match="run `precedents ingest`"):
        Store.open(tmp_path / "junk")


def test_a_store_reopens_as_it_was_left(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "s", EMBEDDER.dimension)
    fill(store, [passage("alpha", "une fuite"), passage("beta", "rien")])
    before = store.rank(VECTOR, "fuite", {}, ["fr"], 5), store.frequencies.dumps()
    store.close()
    again = Store.open(tmp_path / "s")
    assert (again.rank(VECTOR, "fuite", {}, ["fr"], 5), again.frequencies.dumps()) == before
    assert again.values("territoire") == {"Alpha": 1, "Beta": 1}
    again.close()
