"""When and how large: conditions read from a question, met by the records of cases."""

from math import inf

import pytest

from assistant.conditions import conditions_in, echelons_in, statuses_in, years_of


@pytest.mark.parametrize(
    ("question", "kind", "least", "most"),
    [
        ("Quels projets lancés depuis 2023 ?", "begins", 2023, inf),
        ("Which cases started before 2020?", "begins", -inf, 2019),
        ("Quels cas ont démarré en 2021 ?", "begins", 2021, 2021),
        ("Projets commencés entre 2019 et 2021", "begins", 2019, 2021),
        ("Which cases go back to 2016 or earlier?", "begins", -inf, 2016),
        ("Who used AI in 2024?", "during", 2024, 2024),
        ("Which towns of 20,000 inhabitants use a chatbot?", "people", 10_000, 40_000),
        ("Quelles communes de moins de 10 000 habitants ?", "people", 0, 10_000),
        ("Cities over 100,000 people", "people", 100_000, inf),
        ("Entre 10 000 et 50 000 habitants", "people", 10_000, 50_000),
        ("Plus d'un million ou plus de 1 million d'habitants", "people", 1_000_000, inf),
    ],
)
def test_a_condition_is_read(question: str, kind: str, least: float, most: float) -> None:
    (condition,) = conditions_in(question)
    assert (condition.kind, condition.least, condition.most) == (kind, least, most)
    assert condition.wording in question


@pytest.mark.parametrize("question", ["Qui a réparé 12 fuites ?", "20 000 habitants et 2023 fuites", ""])
def test_no_condition_is_read_where_none_is_set(question: str) -> None:
    assert not list(conditions_in(question))


@pytest.mark.parametrize(
    ("flat", "echelons", "statuses"),
    [
        ("quels departements suivent leurs routes ?", ["departement"], []),
        ("quels departements ou communes ?", [], []),
        ("which regional councils use it?", ["region"], []),
        ("how many cases are led by a syndicat?", ["syndicat"], []),
        ("qu'est-ce que les regions ont arrete ?", ["region"], ["arrete"]),
        ("quels projets sont a l'essai ?", [], ["experimentation"]),
        ("quels projets sont en service ou a l'essai ?", [], []),
        ("quels projets sont en phase d'essai ?", [], ["experimentation"]),
        ("quels projets en sont au stade de la preparation, sans etre ni en service ni a l'essai ?", [], ["en-projet"]),
        ("where was it set up, or at least planned?", [], []),
    ],
)
def test_who_and_how_far_is_read(flat: str, echelons: list[str], statuses: list[str]) -> None:
    assert echelons_in(flat, placed=False) == echelons
    assert statuses_in(flat) == statuses


@pytest.mark.parametrize(
    ("periode", "years"),
    [
        ("2019-2021", (2019, 2021)),
        ("2021-", (2021, inf)),
        ("depuis novembre 2024", (2024, inf)),
        ("jusqu'à 2026", (None, 2026)),
        ("2020-2030 (programme de plantation)", (2020, 2030)),
        ("", (None, -inf)),
    ],
)
def test_the_years_of_a_period(periode: str, years: tuple[int | None, float]) -> None:
    assert years_of(periode) == years
