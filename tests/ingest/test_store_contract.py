"""The contract of a store, kept by both: what is asked of one gets the same answer from the other.

Rankings are held against scores worked out here, so that stores that keep to them also
agree with each other; then a library full of ties is asked of both. A real server is
tried too wherever `PRECEDENTS_QDRANT_URL` names one.
"""

import json
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st
from qdrant_client import QdrantClient

from ingest import embedded_store, server_store
from ingest.embedded_store import EmbeddedStore
from ingest.embeddings import Vectors
from ingest.errors import IndexMissing, IngestError
from ingest.passages import Passage
from ingest.server_store import ServerStore
from ingest.store import FILTER_FIELDS, INDEXED, Store
from ingest.words import Frequencies, Language, document_vector, query_vector
from tests.fakes import FakeEmbedder, passage
from tests.indexes import ON_A_SERVER, SERVERS, client_of

# The client's emulation says that it has no payload indexes.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

DIMENSION = 16
EMBEDDER = FakeEmbedder()
(VECTOR,) = EMBEDDER.encode_queries(["aa"])
WORDS = "fuite eau arbre route caméra déchet cantine énergie capteur pompe façade jumeau agent école".split()
QUESTION = "Des fuites d'eau, une pompe et la façade de l'école ?"


@dataclass(frozen=True)
class Place:
    """Where one store is: `create` makes it for vectors of a dimension, `open` opens it again."""

    create: Callable[[int], Store]
    open: Callable[[], Store]


@pytest.fixture(scope="module")
def wire() -> Iterator[QdrantClient]:
    with client_of(on_a_server=False) as client:
        yield client


@pytest.fixture
def client(request: pytest.FixtureRequest, wire: QdrantClient) -> Iterator[QdrantClient]:
    """The emulation, or the real server; parametrised by the tests."""
    if request.param == "wire":
        yield wire
        return
    with client_of(on_a_server=True) as client:
        yield client


@pytest.fixture
def collection(client: QdrantClient) -> Iterator[str]:
    """A name of this test's own; whatever it names is deleted afterwards."""
    name = f"contract-{uuid.uuid4().hex}"
    yield name
    client.delete_collection(name)


@pytest.fixture(params=["embedded", *SERVERS])
def place(request: pytest.FixtureRequest, tmp_path: Path, wire: QdrantClient) -> Iterator[Place]:
    if request.param == "embedded":
        folder = tmp_path / "store"
        yield Place(lambda dimension: EmbeddedStore.create(folder, dimension), lambda: EmbeddedStore.open(folder))
        return
    with nullcontext(wire) if request.param == "wire" else client_of(on_a_server=True) as client:
        name = f"contract-{uuid.uuid4().hex}"
        yield Place(
            lambda dimension: ServerStore.create(client, name, dimension), lambda: ServerStore.open(client, name)
        )
        client.delete_collection(name)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty store for vectors of the fake embedder."""
    store = place.create(EMBEDDER.dimension)
    yield store
    store.close()


def fill(store: Store, passages: Sequence[Passage]) -> None:
    dense = EMBEDDER.encode_documents([p.text for p in passages])
    store.add(passages, dense, [EMBEDDER.encode_documents([s.text for s in p.sentences]) for p in passages])
    store.finish()


def held(passage: Passage, field: str) -> list[str]:
    value = getattr(passage, field)
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Library:
    """Passages, one a case, with vectors of length 1 that stand for what a model would give."""

    passages: list[Passage]
    dense: Vectors
    sentences: list[Vectors]

    def write(self, store: Store) -> None:
        store.add(self.passages, self.dense, self.sentences)

    def only(self, cases: set[str]) -> "Library":
        at = [n for n, p in enumerate(self.passages) if p.case in cases]
        return Library([self.passages[n] for n in at], self.dense[at], [self.sentences[n] for n in at])

    def scores(
        self, vector: Vectors, languages: Sequence[Language], frequencies: Frequencies
    ) -> dict[str, dict[str, float]]:
        """The score of each case in each ranking; a case without a word of the question is not in `words`."""
        cases = [p.case for p in self.passages]
        terms = set(query_vector(QUESTION, languages, frequencies).indices)
        words = {}
        for p in self.passages:
            held = document_vector(p.embedded_text, p.language)
            weights = {t: w for t, w in zip(held.indices, held.values, strict=True) if t in terms}
            if weights:
                words[p.case] = sum(frequencies.idf(t) * w for t, w in weights.items())
        best = [float((rows @ vector).max()) for rows in self.sentences]
        return {
            "passage": dict(zip(cases, map(float, self.dense @ vector), strict=True)),
            "sentences": dict(zip(cases, best, strict=True)),
            "words": words,
        }


def library(seed: int, count: int) -> Library:
    """Made-up passages of one to five sentences; every third is in English, two regions share them."""
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    passages = [
        passage(
            f"cas{n}",
            *[" ".join(draw.choices(WORDS, range(1, 15), k=draw.randint(3, 20))) for _ in range(draw.randint(1, 5))],
            language="en" if n % 3 == 0 else "fr",
            region=draw.choice(["Bretagne", "Corse"]),
        )
        for n in range(count)
    ]
    return Library(passages, _units(numbers, count), [_units(numbers, len(p.sentences)) for p in passages])


def _units(numbers: np.random.Generator, rows: int) -> Vectors:
    drawn = numbers.normal(size=(rows, DIMENSION)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn


# What is asked of a library, with QUESTION.
ASKED = _units(np.random.default_rng(9), 1)[0]


def assert_ranked(found: list[str], scores: dict[str, float], limit: int) -> None:
    """`found` are the best of `scores`, best first; cases of one score may stand in any order."""
    assert len(set(found)) == len(found)
    assert [scores[case] for case in found] == pytest.approx(sorted(scores.values(), reverse=True)[:limit], abs=1e-5)


def test_each_ranking_goes_by_its_own_score(place: Place) -> None:
    store, written = place.create(DIMENSION), library(1, 150)
    written.write(store)
    store.finish()
    spoken: list[list[Language]] = [["fr"], ["en"], ["fr", "en"]]
    for languages, limit in product(spoken, (7, 500)):
        rankings = store.rank(ASKED, QUESTION, {"region": ["Corse"]}, languages, limit)
        searched = written.only({p.case for p in written.passages if p.region == "Corse" and p.language in languages})
        # The rarity of a word is its rarity in the whole library, whatever the filters.
        scores = searched.scores(ASKED, languages, store.frequencies)
        assert list(rankings) == list(scores)
        for name, found in rankings.items():
            assert_ranked(found, scores[name], limit)
    store.close()


def test_passages_are_read_whole_and_nearest_sentence_first(place: Place) -> None:
    store, written = place.create(DIMENSION), library(2, 90)
    written.write(store)
    store.finish()
    matches = store.read(ASKED, {}, ["fr", "en"], 40)
    scores = written.scores(ASKED, ["fr", "en"], store.frequencies)
    assert_ranked([match.passage.case for match in matches], scores["sentences"], 40)
    for match in matches:
        at = written.passages.index(match.passage)
        assert match.sentence_vectors.dtype == np.float32
        assert np.allclose(match.sentence_vectors, written.sentences[at], atol=1e-6)
    store.close()


def test_ties_are_broken_alike_by_every_store(tmp_path: Path, wire: QdrantClient) -> None:
    written = library(6, 40)
    twins = [p.model_copy(update={"case": f"{p.case}-twin", "id": f"{p.id}-twin"}) for p in written.passages]
    doubled = Library([*written.passages, *twins], np.tile(written.dense, (2, 1)), written.sentences * 2)
    name = f"contract-{uuid.uuid4().hex}"
    answers = []
    for store in (EmbeddedStore.create(tmp_path / "s", DIMENSION), ServerStore.create(wire, name, DIMENSION)):
        doubled.write(store)
        store.finish()
        read = [match.passage for match in store.read(ASKED, {}, ["fr"], 99)]
        answers.append((store.rank(ASKED, QUESTION, {"region": ["Corse"]}, ["fr", "en"], 99), read))
        store.close()
    wire.delete_collection(name)
    assert answers[0] == answers[1]


def test_the_passages_that_meet_the_filters_are_given_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (embedded_store, server_store):
        monkeypatch.setattr(module, "PAGE", 7)  # so that they come in several pages
    store, written = place.create(DIMENSION), library(7, 60)
    written.write(store)
    store.finish()
    found = list(store.passages({"region": ["Corse"], "section": ["Solution"]}, ["fr"]))
    meeting = [p for p in written.passages if p.region == "Corse" and p.language == "fr"]
    assert sorted(found, key=lambda p: p.id) == sorted(meeting, key=lambda p: p.id)
    assert len(list(store.passages({}, ()))) == 60
    assert list(store.passages({"section": ["Contexte"]}, ())) == []
    store.close()


def test_vectors_of_any_length_are_compared_by_their_direction(store: Store) -> None:
    texts, lengths = ["aaaa", "aabb", "bbbb"], [1.0, 50.0, 1000.0]
    dense = EMBEDDER.encode_documents(texts) * np.array(lengths, np.float32)[:, None]
    store.add([passage(text, text) for text in texts], dense, [row[None] for row in dense])
    store.finish()
    rankings = store.rank(VECTOR, "", {}, ["fr"], 3)
    assert rankings == {"passage": texts, "sentences": texts, "words": []}


def test_words_are_found_by_their_stems_in_either_language(store: Store) -> None:
    fill(store, [passage("alpha", "une fuite d'eau"), passage("beta", "pumping stations", language="en")])
    assert store.rank(VECTOR, "les fuites", {}, ["fr", "en"], 5)["words"] == ["alpha"]
    assert store.rank(VECTOR, "the pumped station", {}, ["fr", "en"], 5)["words"] == ["beta"]
    assert store.rank(VECTOR, "the pumped station", {}, ["fr"], 5)["words"] == []


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
def test_just_what_meets_the_filters_is_found(filled: Store, filters: dict[str, list[str]]) -> None:
    meeting = {
        p.case
        for p in COMBINATIONS
        if all(not wanted or set(wanted) & set(held(p, field)) for field, wanted in filters.items())
    }
    for ranking in filled.rank(VECTOR, "projet", filters, ["fr"], 50).values():
        assert sorted(ranking) == sorted(meeting)
    matches = filled.read(VECTOR, filters, ["fr"], 50)
    assert sorted(match.passage.case for match in matches) == sorted(meeting)


COMBINATIONS = [
    passage(
        f"cas-{region}-{'-'.join(themes)}-{statut}".lower(), "aa projet", region=region, theme=themes, statut=statut
    )
    for region in ("Bretagne", "Corse")
    for themes in (["eau"], ["energie", "eau"], ["nature"])
    for statut in ("deploye", "arrete")
]


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, COMBINATIONS)
    return store


def test_every_filter_field_filters_and_counts(store: Store) -> None:
    def described(one: str, *several: str) -> dict[str, Any]:
        ones = dict.fromkeys(("territoire", "echelon", "departement", "region", "statut"), one)
        return {**ones, **dict.fromkeys(("theme", "techniques", "sujets", "partenaires"), several)}

    written = [
        passage("alpha", "aa", origin="library", **described("x", "x", "y")),
        passage("beta", "bb", origin="table", **described("y", "y")),
        passage("beta", "cc", origin="upload", section="Résultats", **described("y")),
    ]
    fill(store, written)
    for field in FILTER_FIELDS:
        counts = Counter(value for p in written for value in held(p, field))
        assert store.values(field) == counts
        for value in counts:
            matches = store.read(VECTOR, {field: [value]}, ["fr"], 5)
            having = [p.id for p in written if value in held(p, field)]
            assert sorted(match.passage.id for match in matches) == sorted(having)
    assert store.values("language") == {"fr": 3}


def test_what_is_removed_is_forgotten(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (server_store, embedded_store):
        monkeypatch.setattr(kind, "PAGE", 7)  # so that a removal takes several
    store, written = place.create(DIMENSION), library(3, 60)
    written.write(store)
    store.finish()
    gone = [p.case for p in written.passages[:20]]
    store.remove([*gone, "never-there"])
    store.finish()
    left = written.only({p.case for p in written.passages[20:]})
    assert store.values("case") == {p.case: 1 for p in left.passages}
    assert {m.passage.case for m in store.read(ASKED, {}, ["fr", "en"], 99)} == {p.case for p in left.passages}
    assert store.read(ASKED, {"case": gone}, ["fr", "en"], 99) == []
    for ranking in store.rank(ASKED, QUESTION, {}, ["fr", "en"], 99).values():
        assert not set(ranking) & set(gone)
    counted = Frequencies()
    counted.add(left.passages)
    assert json.loads(store.frequencies.dumps()) == json.loads(counted.dumps())
    store.close()


def test_removing_no_case_removes_nothing(filled: Store) -> None:
    before = filled.frequencies.dumps()
    filled.remove([])
    filled.finish()
    assert filled.values("case") == {p.case: 1 for p in COMBINATIONS}
    assert filled.frequencies.dumps() == before


def test_a_removal_leaves_the_ranking_of_a_library_without_it(place: Place) -> None:
    store, written = place.create(DIMENSION), library(4, 60)
    written.write(store)
    store.finish()
    gone = {p.case for p in written.passages if "fuite" in p.text}
    store.remove(sorted(gone))
    store.finish()
    left = written.only({p.case for p in written.passages} - gone)
    found = store.rank(ASKED, QUESTION, {}, ["fr", "en"], 99)["words"]
    store.close()
    assert_ranked(found, left.scores(ASKED, ["fr", "en"], store.frequencies)["words"], 99)


def test_a_passage_written_again_takes_the_place_of_the_first(store: Store) -> None:
    fill(store, [passage("alpha", "aaaa")])
    fill(store, [passage("alpha", "bbbb bb")])
    (match,) = store.read(VECTOR, {}, ["fr"], 5)
    assert match.passage.text == "bbbb bb"


def test_a_store_reopens_as_it_was_left(place: Place) -> None:
    store, written = place.create(DIMENSION), library(5, 80)
    written.write(store)
    store.finish()
    store.remove([written.passages[0].case])
    store.finish()

    def state(store: Store) -> list[object]:
        rankings = store.rank(ASKED, QUESTION, {}, ["fr", "en"], 20)
        read = [m.passage for m in store.read(ASKED, {"region": ["Corse"]}, ["fr"], 20)]
        values = {field: store.values(field) for field in FILTER_FIELDS}
        return [rankings["passage"], rankings["sentences"], read, values, store.frequencies.dumps()]

    before = state(store)
    store.close()
    again = place.open()
    assert state(again) == before
    again.remove([written.passages[1].case])
    again.finish()
    assert len(again.values("case")) == 78
    again.close()


def test_what_was_never_finished_is_not_opened(place: Place) -> None:
    with pytest.raises(IndexMissing, match="run `precedents ingest`"):
        place.open()
    place.create(DIMENSION).close()
    with pytest.raises(IndexMissing, match="run `precedents ingest`"):
        place.open()


@pytest.mark.parametrize("client", SERVERS, indirect=True)
def test_two_processes_share_a_collection(client: QdrantClient, collection: str) -> None:
    store = ServerStore.create(client, collection, EMBEDDER.dimension)
    fill(store, [passage("alpha", "aaaa")])
    reader = ServerStore.open(client, collection)
    assert reader.rank(VECTOR, "", {}, ["fr"], 5) == store.rank(VECTOR, "", {}, ["fr"], 5)
    store.close()
    assert reader.values("case") == {"alpha": 1}


@pytest.mark.parametrize("client", [ON_A_SERVER], indirect=True)
def test_a_server_is_given_its_shards_and_payload_indexes(client: QdrantClient, collection: str) -> None:
    ServerStore.create(client, collection, EMBEDDER.dimension, shards=2, replicas=1)
    made = client.get_collection(collection)
    assert (made.config.params.shard_number, made.config.params.replication_factor) == (2, 1)
    assert set(made.payload_schema) == set(INDEXED)


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run `precedents ingest`"):
        EmbeddedStore.open(tmp_path)


def test_a_server_that_does_not_answer_is_said_to_be_so() -> None:
    client = QdrantClient(url="http://127.0.0.1:9", check_compatibility=False)
    with pytest.raises(IngestError, match="check that it runs, its address and key"):
        ServerStore.open(client, "precedents")
    client.close()
