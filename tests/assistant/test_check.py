"""The checks on a wording: numbers, percentages, names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.check import names, place_words, problems
from ingest.figures import numbers

PLACES = place_words(["Rennes Métropole", "Ville de Nantes", "Métropole de Lyon", "Bordeaux Métropole"])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("43 000 foyers", {43000}),
        ("43\u00a0000 ou 43\u202f000 foyers", {43000}),
        ("43,000 households", {43000}),
        ("1,2 M€ and 1.2 million", {1.2}),
        ("10 692 360 € (valeur 2024)", {10692360, 2024}),
        ("de 26 à 13 m³/h, soit 12.5%", {26, 13, 12.5}),
        ("en 2022 450 000 habitants", {2022, 450000}),
        ("12,345.67", {12345.67}),
        ("aucun", set()),
    ],
)
def test_figures_are_read_in_both_notations(text: str, values: set[float]) -> None:
    assert numbers(text) == values


@pytest.mark.parametrize(
    ("wording", "source"),
    [
        ("The Sicoval found 12 leaks.", "Le Sicoval a trouvé douze fuites."),
        ("The flow was halved, from 26 to 13 m³/h.", "Le débit a été divisé par deux, de 26 à 13 m³/h."),
        ("Up to 20% of energy was saved in 2022.", "Jusqu'à 20 % d'énergie ont été économisés en 2022."),
        ("43,000 households in Rennes", "43 000 foyers à Rennes"),
        ("In February 2024, the court in Lille ruled.", "En février 2024, le tribunal de Lille a tranché."),
        ("The city of Nantes stopped.", "La Ville de Nantes s'est arrêtée."),
    ],
)
def test_a_faithful_wording_passes(wording: str, source: str) -> None:
    assert problems(wording, source, "", PLACES) == []


@pytest.mark.parametrize(
    ("wording", "source", "why"),
    [
        ("It saved 21%.", "Gain de 20 %.", "number 21 is not in the source"),
        ("It saved energy.", "Gain de 20 %.", "number 20 is lost"),
        ("It measures 20 m.", "Gain de 20 %.", "the percentages differ"),
        ("It cost €1.2 billion in 2022.", "Coût de 1,2 M€.", "number 2022 is not in the source"),
        ("A saving for Lyon", "Un gain à Rennes", "name 'lyon' is not in the source"),
        ("Lyon saved energy.", "Rennes a économisé l'énergie.", "name 'lyon' is not in the source"),
        ("The city saved energy.", "Rennes a économisé l'énergie.", "place 'rennes' is lost"),
        ("Built by Google", "Conçu par Purecontrol", "name 'google' is not in the source"),
    ],
)
def test_a_wording_that_strays_is_named(wording: str, source: str, why: str) -> None:
    assert why in problems(wording, source, "", PLACES)


def test_the_case_may_lend_its_name_but_no_figure() -> None:
    context = "Rennes Métropole. Pilotage de 25 stations."
    assert problems("The plants of Rennes use less.", "Les stations consomment moins.", context, PLACES) == []
    assert problems("The 25 plants use less.", "Les stations consomment moins.", context, PLACES)


def test_ordinary_words_of_territories_are_not_places() -> None:
    assert place_words(["Communauté d'agglomération Porte de l'Isère (CAPI)"]) == {"isere", "capi"}
    assert place_words(["Ville de Nantes", "Rennes Métropole"]) == {"nantes", "rennes"}


def test_the_first_word_of_a_text_is_no_name() -> None:
    assert names("Sensors near Poitiers send data.") == {"poitiers"}


@given(st.text())
def test_a_text_always_stands_for_itself(text: str) -> None:
    assert problems(text, text, "", PLACES) == []


@given(st.integers(0, 10**9), st.sampled_from([" ", "\u00a0", "\u202f", ","]))
def test_grouping_never_changes_a_figure(value: int, separator: str) -> None:
    assert numbers(f"soit {value:,} euros".replace(",", separator)) == {value}
