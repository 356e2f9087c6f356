"""What may be asked, in which language, about what."""

import pytest

from assistant.errors import InvalidQuestion
from assistant.language import language_of
from assistant.question import understand


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the question is empty"),
        (" \n\t ", "the question is empty"),
        ("a" * 20_000, "the question has 20000 characters, 2000 at most"),
        ("fuites\x00d'eau", r"control character \(U\+0000\) at position 7"),
        ("fuites\x1b[31m", r"control character \(U\+001B\)"),
        ("fuites\ud800", r"control character \(U\+D800\)"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(InvalidQuestion, match=said) as caught:
        understand(text, frozenset())
    assert "\n" not in str(caught.value)


def test_white_space_is_folded() -> None:
    assert understand("  Qui détecte\nles fuites ? ", frozenset()).text == "Qui détecte les fuites ?"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Qui a réduit l'énergie des stations d'épuration ?", "fr"),
        ("et à Bordeaux ?", "fr"),
        ("combien ca coute le callbot", "fr"),
        ("who reduced energy use in wastewater plants?", "en"),
        ("What about Bordeaux?", "en"),
        ("water leaks Sicoval", "en"),
        ("Rennes", "fr"),
    ],
)
def test_the_language_of_the_question(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_question_keeps_its_subject_and_its_names() -> None:
    question = understand("Combien coûte le projet d'IA de la ville de Tours avec Purecontrol et l'EPCI ?", frozenset())
    assert question.topic == "coûte Tours Purecontrol EPCI"
    assert question.names == {"tours", "purecontrol"}


def test_a_place_of_the_library_is_a_name_however_it_is_written() -> None:
    assert understand("combien coute le callbot a rouen", frozenset({"rouen"})).names == {"rouen"}
