"""Words as BM25 sees them: what the analysis makes one, and how rare a word counts."""

from ingest.words import Frequencies, terms_of
from tests.fakes import passage


def test_accents_elision_and_plural_do_not_hide_a_word() -> None:
    assert terms_of("L'énergie", "fr") == terms_of("energies", "fr") == terms_of("l’energie", "fr")


def test_english_words_have_english_stems() -> None:
    assert terms_of("plants", "en") == terms_of("planting", "en") != terms_of("planting", "fr")


def test_coverage_counts_rare_words_more() -> None:
    # "projet" is in all three headers; "fuite" in one passage only.
    frequencies = Frequencies()
    frequencies.add([passage("alpha", "une fuite"), passage("beta", "rien"), passage("gamma", "rien")])
    wanted = terms_of("projet fuite", "fr")
    assert (
        frequencies.coverage(wanted, terms_of("une fuite", "fr"))
        > 0.5
        > frequencies.coverage(wanted, terms_of("un projet", "fr"))
        > 0
    )
    assert frequencies.coverage(wanted, terms_of("un projet, une fuite", "fr")) == 1
    assert frequencies.coverage(frozenset(), terms_of("une fuite", "fr")) == 0


def test_what_goes_out_counts_no_more() -> None:
    frequencies, without = Frequencies(), Frequencies()
    kept, gone = passage("alpha", "une fuite"), passage("beta", "un arbre")
    frequencies.add([kept, gone])
    frequencies.remove([gone])
    without.add([kept])
    assert frequencies.dumps() == without.dumps()
