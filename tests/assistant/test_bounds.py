"""Bounds on figures: read from a question in either language, kept by the sentences that state such a figure."""

import pytest

from assistant.bounds import bound_in
from tests.fakes import passage


@pytest.mark.parametrize(
    ("question", "unit", "least", "most", "measure"),
    [
        ("Which cases saved more than 10 % energy?", "percent", 10, float("inf"), "saving"),
        ("Qui a baissé sa facture d'au moins 20 pour cent ?", "percent", 20, float("inf"), "saving"),
        ("Quels projets ont coûté plus de 1,5 million d'euros ?", "euro", 1_500_000, float("inf"), "price"),
        ("Who spent less than €50,000?", "euro", float("-inf"), 50_000, "price"),
        ("Quelles villes ont dépensé moins de 50 000 € ?", "euro", float("-inf"), 50_000, "price"),
        ("Quels cas annoncent plus de 90 % de fiabilité ?", "percent", 90, float("inf"), "accuracy"),
        ("Which projects exceeded €2 million?", "euro", 2_000_000, float("inf"), ""),
    ],
)
def test_a_bound_is_read(question: str, unit: str, least: float, most: float, measure: str) -> None:
    bound = bound_in(question)
    assert bound
    assert (bound.unit, bound.least, bound.most, bound.measure) == (unit, least, most, measure)
    assert bound.wording in question


@pytest.mark.parametrize(
    "question", ["A town of more than 20,000 inhabitants", "Qui a économisé 20 % ?", "Plus de transparence ?", ""]
)
def test_no_bound_is_read_where_none_is_set(question: str) -> None:
    assert bound_in(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "kept"),
    [
        ("Who saved more than 10 %?", "The plant saved up to 20% of its energy.", True),
        ("Who saved more than 10 %?", "The plant saved 10% of its energy.", False),
        ("Who saved at least 10 %?", "The plant saved 10% of its energy.", True),
        ("Who saved more than 10 %?", "Forests cover 27% of the area.", False),  # a share is no saving
        ("Qui a économisé plus de 10 % ?", "La station économise 20 % d'énergie.", True),
        ("Quels projets ont coûté plus de 2 M€ ?", "Le budget est de 2,39 millions d'euros.", True),
        ("Quels projets ont coûté plus de 2 M€ ?", "L'essai a coûté 40 000 euros.", False),
        ("Which projects cost more than 2 million euros?", "It cost €2.39 million.", True),
        ("Which projects cost less than €50,000?", "It cost €45,000.", True),
        ("Which projects cost less than €50,000?", "It cost 45 people their job.", False),
    ],
)
def test_a_sentence_keeps_to_it(question: str, sentence: str, kept: bool) -> None:
    bound = bound_in(question)
    assert bound
    assert bound.kept_by(passage("essai", sentence, section="Résultats"), sentence) == kept
    assert not bound.kept_by(passage("essai", sentence, section="Contexte"), sentence)
