"""Facts are found as a reader would find them, and not where they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.facts import facts_present, is_present, normalised

PIECES = ["É", "œ", "a", "S", "’", " ", "\u00a0", "\u202f", "0", "1", "23", "456", ",", ".", "%", "-"]
SEPARATORS = st.sampled_from(["", " ", "\u00a0", "\u202f", ","])


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_a_normalised_text_is_in_its_final_form(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text(alphabet="abcdéèàçôîùœ 0123456789,.€%'"))
def test_case_does_not_matter(text: str) -> None:
    assert normalised(text.upper()) == normalised(text)


@given(st.integers(0, 10**12), SEPARATORS)
def test_separators_of_thousands_do_not_matter(number: int, separator: str) -> None:
    assert normalised(f"{number:,}".replace(",", separator)) == str(number)


@given(st.integers(0, 10**6), st.integers(0, 99), SEPARATORS)
def test_the_decimal_mark_does_not_matter(whole: int, part: int, separator: str) -> None:
    grouped = f"{whole:,}".replace(",", separator)
    assert normalised(f"{grouped},{part:02}") == normalised(f"{grouped}.{part:02}") == f"{whole}.{part:02}"


@given(st.integers(0, 10**9), SEPARATORS)
def test_the_side_of_the_currency_does_not_matter(number: int, separator: str) -> None:
    amount = f"{number:,}".replace(",", separator)
    forms = {normalised(form) for form in (f"€{amount}", f"€ {amount}", f"{amount} €", f"{amount}€", f"{amount} euros")}
    assert forms == {f"{number}€"}


@given(st.sampled_from(["douze", "12", "6 100", "€35", "15 %", "abandon", "Côte-d'Or"]))
def test_a_fact_is_present_in_its_own_words(way: str) -> None:
    assert is_present([way], f"On y lit : {way}, en 2022.")
    assert is_present([way], way)


FOUND = [
    ("15 %", "Une baisse de 15\u202f% en un an."),
    ("15 %", "down 15% in a year"),
    ("43 000", "some 43,000 homes"),
    ("1,2", "1.2 million"),
    ("€35", "un coût de 35 euros"),
    ("€35", "in 2024 €35 million"),
    ("35 €", "€ 35 each"),
    ("2 million", "worth €2 million"),
    ("€2 million", "worth €2 million"),
    ("abandon", "Le projet a été ABANDONNÉ."),
    ("quinze fuites", "Quinze  fuites ont été trouvées"),
    ("œuvres", "1 800 oeuvres"),
    ("sept", "ils sont sept."),
    ("d'IA", "sans recours d’IA"),
]
NOT_FOUND = [
    ("5 %", "une baisse de 15 %"),
    ("5 %", "une baisse de 2,5 %"),
    ("12", "128 caméras"),
    ("128", "128 000 habitants"),
    ("12", "12,5 hectares"),
    ("sept", "en septembre 2023"),
    ("30", "30.5"),
    ("€40", "35 € 40 agents"),
    ("ville", "Deauville"),
]


@pytest.mark.parametrize(("way", "text"), FOUND)
def test_a_fact_is_found(way: str, text: str) -> None:
    assert is_present(["no such words", way], text)


@pytest.mark.parametrize(("way", "text"), NOT_FOUND)
def test_a_fact_is_not_found_where_it_is_not(way: str, text: str) -> None:
    assert not is_present([way], text)


def test_the_share_of_facts() -> None:
    facts = [["15 %", "quinze pour cent"], ["Rennes"], ["2022"]]
    assert facts_present(facts, "À Rennes, quinze pour cent de moins") == pytest.approx(2 / 3)
    assert facts_present(facts, "") == 0
    assert facts_present([], "À Rennes") is None
