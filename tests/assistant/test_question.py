"""What may be asked, in which language, about what."""

import pytest

from assistant.errors import InvalidQuestion
from assistant.places import Gazetteer
from assistant.question import understand
from ingest.language import language_of

NOWHERE = Gazetteer(())


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
        understand(text, NOWHERE)
    assert "\n" not in str(caught.value)


def test_white_space_is_folded() -> None:
    assert understand("  Qui détecte\nles fuites ? ", NOWHERE).text == "Qui détecte les fuites ?"


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
        ("IssyGPT", "fr"),
        ("Tell me about Aela (Loire-Atlantique)", "en"),
        ("st germain en lay town chatbot users a yr?", "en"),
    ],
)
def test_the_language_of_the_question(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_question_keeps_its_subject_its_names_and_its_places() -> None:
    question = understand("Combien coûte le projet d'IA de la ville de Tours avec Purecontrol et l'EPCI ?", NOWHERE)
    assert question.topic == "coûte Tours Purecontrol EPCI"
    assert question.names == {"purecontrol"}
    assert [place.name for place in question.places] == ["Tours"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which city plants a million trees with AI?", "Which city plants a million trees?"),
        ("Qui trouve les fuites d'eau grâce à l'intelligence artificielle ?", "Qui trouve les fuites d'eau ?"),
        ("Qui rédige avec l'IA générative ?", "Qui rédige avec l'IA générative ?"),
        ("Qui a une stratégie IA ?", "Qui a une stratégie IA ?"),
    ],
)
def test_ai_as_the_means_is_not_searched_for(text: str, wanted: str) -> None:
    assert understand(text, NOWHERE).wanted == wanted


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who cut food waste in canteens?", ()),
        ("What did it save, and who paid for it?", ("What did it save", "who paid for it")),
        ("Combien de toits ont été vus et qui a payé ?", ("Combien de toits ont été vus", "qui a payé")),
        ("Quels bâtiments et quelles routes ?", ("Quels bâtiments", "quelles routes")),
        ("Pourquoi, et comment ?", ()),
    ],
)  # fmt: skip
def test_the_questions_in_a_question(text: str, parts: tuple[str, ...]) -> None:
    assert understand(text, NOWHERE).parts == parts
