"""The whole way, on twenty real cases, with the real embedding model and the real language model."""

import pytest

from assistant.assistant import Assistant
from assistant.events import Done, QuestionUnderstood, SentenceChecked, SourcesFound
from assistant.llm import chat_model
from assistant.prompts import translation
from assistant.schemas import AskRequest, Filters, Turn
from assistant.settings import AssistantSettings
from ingest.figures import numbers
from tests.fakes import SPENT

RENNES = "rennes-metropole-stations-epuration"
BORDEAUX = "bordeaux-metropole-calque-plantabilite"
ANSWERED = [
    ("who reduced energy use in wastewater plants?", "en", RENNES, "Rennes Métropole"),
    ("Qui a réduit l'énergie des stations d'épuration ?", "fr", RENNES, "Rennes Métropole"),
    ("Which city plants a million trees with AI?", "en", BORDEAUX, "Bordeaux"),
    ("qui a repere des fuites d'eau au sicoval", "fr", "sicoval-fuites-eau", "12 fuites"),
    ("Pourquoi Nantes a-t-elle arrêté l'IA dans ses cantines ?", "fr", "nantes-ia-cantines", "Nantes"),
    ("How many cameras did Huawei give to Valenciennes?", "en", "valenciennes-videosurveillance-huawei", "240"),
]
REFUSED = [
    ("Quel est le prix du pain à Bordeaux ?", "fr"),
    ("What is the price of bread in Bordeaux?", "en"),
    ("Comment Brest utilise l'IA dans son port ?", "fr"),
    ("What is the capital of Australia?", "en"),
    ("Écris-moi un poème sur la mer", "fr"),
]


@pytest.mark.parametrize(("question", "language", "case", "words"), ANSWERED)
def test_a_question_is_answered_from_the_right_case(
    assistant: Assistant, question: str, language: str, case: str, words: str
) -> None:
    answer = assistant.ask(AskRequest(question=question))
    assert (answer.status, answer.language) == ("answered", language)
    assert answer.sources[0].case == case
    assert words in answer.text


@pytest.mark.parametrize(("question", "language"), REFUSED)
def test_what_the_library_does_not_hold_is_refused(assistant: Assistant, question: str, language: str) -> None:
    answer = assistant.ask(AskRequest(question=question))
    assert answer.status == "abstained"
    assert answer.text
    assert answer.language == language
    assert answer.sentences == []
    assert answer.sources == []
    assert answer.timings.first_sentence_ms is None


@pytest.mark.parametrize("question", [question for question, *_ in ANSWERED])
def test_every_sentence_is_cited_and_holds_in_what_it_cites(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(AskRequest(question=question))
    sources = {source.number: source for source in answer.sources}
    assert list(sources) == list(range(1, len(sources) + 1))
    cited = [number for sentence in answer.sentences for number in sentence.citations]
    assert set(cited) == set(sources)
    for sentence in (sentence for sentence in answer.sentences if sentence.check != "noted"):
        quotes = " ".join(sources[number].quote for number in sentence.citations)
        assert sentence.text in quotes or sentence.check == "supported"
        assert f"{sentence.text} [{sentence.citations[0]}]" in answer.text
    for source in answer.sources:
        assert source.public_sources
        assert source.url == source.public_sources[0].url
        assert source.passage in [consulted.passage for consulted in answer.consulted]


def test_the_stream_gives_sources_then_sentences_then_the_whole(assistant: Assistant) -> None:
    read, first, *sentences, last = assistant.stream(AskRequest(question=ANSWERED[0][0]))
    assert isinstance(read, QuestionUnderstood)
    assert isinstance(first, SourcesFound)
    assert isinstance(last, Done)
    assert first.sources == last.answer.sources
    assert [e.sentence for e in sentences if isinstance(e, SentenceChecked)] == last.answer.sentences


def test_a_filter_that_nothing_meets_leaves_nothing_to_say(assistant: Assistant) -> None:
    filters = Filters(region=["Corse"])
    answer = assistant.ask(AskRequest(question=ANSWERED[1][0], filters=filters))
    assert (answer.status, answer.consulted, answer.filters) == ("abstained", [], filters)


def test_a_filter_keeps_other_cases_out(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest(question="Qui détecte les fuites d'eau ?", filters=Filters(region=["Occitanie"])))
    assert {consulted.case for consulted in answer.consulted} <= {"sicoval-fuites-eau", "montpellier-strategie-ia-data"}
    assert answer.sources[0].case == "sicoval-fuites-eau"


def test_a_broad_subject_finds_the_cases_of_narrower_ones(assistant: Assistant) -> None:
    filters = Filters(sujets=["securite-incendie"])
    answer = assistant.ask(AskRequest(question="Qui détecte des incendies avec des caméras ?", filters=filters))
    assert {consulted.case for consulted in answer.consulted} == {"sdis-gironde-detection-feux-foret"}
    assert answer.status == "answered"


def test_a_follow_up_that_says_too_little_is_read_with_the_question_before_it(assistant: Assistant) -> None:
    history = [
        Turn(role="user", content="Qui a localisé des fuites d'eau au Sicoval ?"),
        Turn(role="assistant", content="Leakmited."),
    ]
    alone = assistant.ask(AskRequest(question="Et quelles difficultés ?"))
    together = assistant.ask(AskRequest(question="Et quelles difficultés ?", history=history))
    assert alone.sources == [] or alone.sources[0].case != "sicoval-fuites-eau"
    assert together.sources[0].case == "sicoval-fuites-eau"


def test_an_answer_says_what_made_it(assistant: Assistant, settings: AssistantSettings) -> None:
    receipt = assistant.ask(AskRequest(question=ANSWERED[1][0])).receipt
    assert receipt.embedding_model.startswith("multilingual-e5-small@")
    assert receipt.llm.startswith("qwen2.5-coder-1.5b-instruct@")
    assert receipt.settings == {**settings.shaping(), "temperature": 0, "seed": 0}
    assert len(receipt.index) == len(receipt.prompt) == 12


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    one, two = (assistant.ask(AskRequest(question=ANSWERED[0][0])) for _ in range(2))
    assert one.model_dump(exclude=SPENT) == two.model_dump(exclude=SPENT)


def test_the_real_model_translates_a_sentence_with_its_figures() -> None:
    model = chat_model(AssistantSettings())
    french = "Le Sicoval a localisé et réparé 12 fuites en deux semaines, pour 90 000 € d'économies."
    english = model.complete(translation(french), 200)
    assert "Sicoval" in english
    assert {12.0, 90_000.0} <= numbers(english)
    assert "leaks" in english
