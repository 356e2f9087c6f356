"""The fusion worked by hand, and the search on a real store with vectors that can be computed."""

import pytest

from assistant.catalogue import Catalogue
from assistant.places import Gazetteer
from assistant.question import Question, understand
from assistant.schemas import Filters
from assistant.search import Searcher, fuse, shortlist
from ingest.passages import Passage
from ingest.prose import Sentence
from ingest.store import Store
from tests.fakes import FakeEmbedder, passage

EMBEDDER = FakeEmbedder()


def test_fusion_adds_the_weighted_inverse_of_each_rank() -> None:
    scores = fuse({"dense": ["x", "y"], "words": ["y", "z"]}, {"dense": 1.0, "words": 0.5}, k=1)
    # x: 1/2; y: 1/3 + 0.5/2; z: 0.5/3
    assert scores == pytest.approx({"y": 1 / 3 + 1 / 4, "x": 1 / 2, "z": 1 / 6})
    assert list(scores) == ["y", "x", "z"]


def test_only_an_items_first_place_counts() -> None:
    assert fuse({"dense": ["x", "x", "y"]}, {"dense": 1.0}, k=0) == {"x": 1.0, "y": 0.5}


def searcher(store: Store, *passages: Passage) -> Searcher:
    short = {p.case: passage(p.case, "z", section="Résumé", id=f"{p.case}#resume") for p in passages}
    given = [*passages, *short.values()]
    store.add(
        given,
        EMBEDDER.encode_documents([p.text for p in given]),
        [EMBEDDER.encode_documents([s.text for s in p.sentences]) for p in given],
    )
    store.finish()
    return Searcher(store, EMBEDDER, Catalogue.of(store))  # type: ignore[arg-type]


def ask(text: str) -> Question:
    return understand(text, Gazetteer(["Alpha", "Beta", "Gamma"]))


def test_a_case_shows_so_many_passages_and_those_cited(store: Store) -> None:
    pieces = [passage("alpha", "une fuite", section=s, id=f"alpha#{s}") for s in ("Contexte", "Solution", "Moyens")]
    found = searcher(store, *pieces, passage("beta", "fuite")).search(ask("les fuites"), Filters())
    assert {hit.passage.id for hit in found} >= {piece.id for piece in pieces}, "an answer is chosen among them all"
    shown = shortlist(found, (), 2, 20)
    cases = [hit.passage.case for hit in shown]
    assert (cases.count("alpha"), cases.count("beta")) == (2, 2)
    last = next(hit for hit in reversed(found) if hit.passage.case == "alpha")
    assert last in shortlist(found, {last.passage.id}, 2, 20)
    assert len(shortlist(found, (), 2, 3)) == 3


def test_a_sentence_with_the_questions_words_outscores_its_like(store: Store) -> None:
    hits = searcher(store, passage("alpha", "une chose", "une fuite")).search(ask("la fuite"), Filters())
    found = next(hit for hit in hits if hit.passage.section == "Solution")
    assert found.scores[1][0] > found.scores[0][0]


def test_how_a_case_stands_to_the_places_asked_for(store: Store) -> None:
    finder = searcher(store, passage("alpha", "une fuite à Beta"), passage("gamma", "une fuite"))
    standing = {hit.passage.case: hit.standing.place for hit in finder.search(ask("les fuites à Beta"), Filters())}
    assert standing == {"alpha": 0.5, "gamma": 0.0}
    standing = {hit.passage.case: hit.standing.place for hit in finder.search(ask("les fuites à Gamma"), Filters())}
    assert standing == {"alpha": 0.0, "gamma": 1.0}


def test_an_english_question_reads_the_english_edition_where_there_is_one(store: Store) -> None:
    french = passage("alpha", "une fuite")
    english = passage("alpha", "a leak", language="en").model_copy(
        update={"sentences": [Sentence(text="a leak", sources=(1,), original="une fuite")]}
    )
    search = searcher(store, french, english, passage("beta", "une fuite"))
    found = {(h.passage.case, h.passage.language) for h in search.search(ask("what leaks are there?"), Filters())}
    assert ("alpha", "en") in found
    assert ("beta", "fr") in found
    assert {h.passage.language for h in search.search(ask("quelles fuites ?"), Filters())} == {"fr"}


def test_the_cases_whose_text_holds_words(store: Store) -> None:
    finder = searcher(store, passage("alpha", "une fuite en forêt"), passage("beta", "une fuite"))
    assert finder.holding(["forêts", "fuite"], {"alpha", "beta"}, "fr") == {"alpha"}


def test_filters_apply(store: Store) -> None:
    search = searcher(store, passage("alpha", "fuite"), passage("beta", "fuite", region="Corse"))
    found = search.search(ask("les fuites"), Filters(region=["Corse"]))
    assert {hit.passage.case for hit in found} == {"beta"}
    assert search.search(ask("les fuites"), Filters(region=["Nulle part"])) == []


def test_a_whole_library_question_is_read_in_its_own_language_where_a_case_has_any(store: Store) -> None:
    only_french = passage("alpha", "une fuite d'eau")
    both = [passage("beta", "une fuite d'eau"), passage("beta", "aaa bbb", section="Summary", language="en")]
    found = searcher(store, only_french, *both).read(
        ask("Which authorities find leaks in the water pipes?"), ["alpha", "beta"]
    )
    assert {(hit.passage.case, hit.passage.language) for hit in found} == {("alpha", "fr"), ("beta", "en")}


def test_an_english_question_does_not_read_the_french_short_version_beside_the_english_one(store: Store) -> None:
    english = passage("alpha", "aaa bbb", section="Summary", language="en", id="alpha#summary")
    hits = searcher(store, english).search(ask("Which authorities find leaks in the water pipes?"), Filters())
    assert [hit.passage.section for hit in hits] == ["Summary"]
