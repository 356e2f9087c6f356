"""Questions for a thing as a whole: which they are, and what answers them on twenty real cases."""

import pytest

from assistant.assistant import Assistant
from assistant.evidence import introduce, introductions
from assistant.overview import as_a_whole, bare, framed
from assistant.places import Gazetteer
from assistant.question import understand
from ingest.cases import read_case
from tests.assistant.test_evidence import hit
from tests.assistant.test_whole import ask
from tests.conftest import CASES, ROOT

GAZETTEER = Gazetteer(["Sicoval", "Ville de Nantes", "Métropole de Lyon"])


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Parle-moi d'IssyGPT", "IssyGPT"),
        ("Bonjour, pouvez-vous me présenter l'expérimentation de Charente sur les routes ?", "Charente sur les routes"),
        ("C'est quoi IssyGPT ?", "IssyGPT"),
        ("Qu'est-ce que Symphonie ?", "Symphonie"),
        ("À quoi sert ELLA ?", "ELLA"),
        ("Résume le cas de Nantes cantines", "Nantes cantines"),
        ("Que fait Nantes en matière d'IA ?", "Nantes"),
        ("Que sait-on du projet de Nice près des écoles ?", "Nice près des écoles"),
        ("Fais-moi une synthèse du projet Magali à Lyon", "Magali à Lyon"),
        ("Dis-m'en plus sur Foncier innovant", "Foncier innovant"),
        ("Tell me more about the Symphonie project in Aude", "Symphonie project in Aude"),
        ("How does the Rennes wastewater project work?", "Rennes wastewater project"),
        ("What does Lyon do with AI?", "Lyon"),
        ("What is LigerIA?", "LigerIA"),
        ("Could you give me a short overview of Pyronear, please", "Pyronear"),
        ("Could you give me a short overview of Pyronear?", "Pyronear"),
        ("What is behind most of the recycling errors?", ""),
        ("What is the water authority of the Aude hoping to find?", ""),
        ("Qu'est-ce qu'il en dit ?", ""),
        ("Que fait-on contre les fuites ?", ""),
        ("Combien de fuites le Sicoval a-t-il trouvées ?", ""),
    ],
)
def test_what_one_wants_to_be_told_about(text: str, rest: str) -> None:
    assert framed(text).strip() == rest


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("dépôts sauvages", True),
        ("Street lighting?", True),
        ("cantines de Nantes", True),
        ("IssyGPT", True),
        ("Qui surveille les forêts ?", False),
        ("Which towns?", False),
        ("Anything on deaf residents?", False),
        ("Nantes a arrêté, pourquoi ?", False),
        ("Parle-moi", False),
        ("un outil qui trouve les fuites des canalisations d'eau sous nos rues", False),
    ],
)
def test_the_name_of_a_thing_and_no_more(text: str, is_bare: bool) -> None:
    assert bare(text) == is_bare


def test_a_price_is_no_whole() -> None:
    asked = as_a_whole(understand("Parle-moi du budget de Magali", GAZETTEER), GAZETTEER)
    assert (asked.text, asked.whole) == ("budget de Magali", False)
    told = as_a_whole(understand("Parle-moi de Magali", GAZETTEER), GAZETTEER)
    assert (told.text, told.whole, told.language) == ("Magali", True, "fr")


def test_a_case_is_introduced_by_its_short_version_then_by_what_its_sections_add() -> None:
    hits = [
        hit("alpha", ("Des pompes suivies.", 0.99), ("Les pompes sont suivies par un capteur.", 0.9)),
        hit("alpha", ("La ville suit ses pompes par un capteur.", 0.8), section="Résumé"),
        hit("alpha", ("Trente fuites furent trouvées.", 0.7), ("Aucune amende.", 0.6), section="Résultats"),
        hit("alpha", ("Hors sujet ici.", 0.95), section="Données"),
        hit("beta", ("Autre cas.", 0.98), section="Résumé"),
    ]
    told = [evidence.sentence.text for evidence in introduce(hits, 5)]
    # Of the solution nothing is new; the data is of no section that adds to a short version.
    assert told == ["La ville suit ses pompes par un capteur.", "Trente fuites furent trouvées."]
    assert introduce(hits, 1)[0].passage.section == "Résumé"
    assert introduce([], 5) == []
    assert {case: evidence.sentence.text for case, evidence in introductions(hits).items()} == {
        "alpha": "La ville suit ses pompes par un capteur.",
        "beta": "Autre cas.",
    }


def test_a_document_without_a_short_version_answers_as_to_any_question() -> None:
    hits = [hit("alpha", ("near", 0.9), ("best", 0.95))]
    assert [evidence.sentence.text for evidence in introduce(hits, 5)] == ["best", "near"]


@pytest.mark.parametrize("id_", CASES)
def test_a_case_asked_for_by_title_and_place_is_introduced(assistant: Assistant, id_: str) -> None:
    case = read_case(ROOT / "corpus" / "cases" / f"{id_}.md")
    assert case.english
    for asked, title, short in (
        ("Parle-moi de : {} ({})", case.record.titre, case.resume),
        ("Tell me about {} ({})", case.english.title, case.summary),
    ):
        answer = ask(assistant, asked.format(title, case.record.territoire))
        assert {source.case for source in answer.sources} == {id_}
        assert [sentence.text for sentence in answer.sentences][: len(short)] == [sentence.text for sentence in short]


@pytest.mark.parametrize(
    ("question", "case", "first"),
    [
        (
            "How does the Rennes wastewater project work?",
            "rennes-metropole-stations-epuration",
            "Rennes Métropole lets a machine-learning tool by the company Purecontrol adjust its wastewater",
        ),
        ("Résume le cas de Nantes cantines", "nantes-ia-cantines", "À Nantes, la ville et la métropole ont mis au"),
        ("IA.rbre", "metropole-lyon-iarbre", ""),
    ],
)
def test_the_answer_begins_with_the_short_version(assistant: Assistant, question: str, case: str, first: str) -> None:
    answer = ask(assistant, question)
    assert answer.kind == "fact"
    assert {source.case for source in answer.sources} == {case}
    assert answer.text.startswith(first)


@pytest.mark.parametrize(
    ("question", "cases"),
    [
        ("water leaks", {"sicoval-fuites-eau", "capi-porte-isere-fuites-eau"}),
        (
            "Que fait Bordeaux Métropole en matière d'IA ?",
            {
                "bordeaux-metropole-cadre-ethique-ia",
                "bordeaux-metropole-calque-plantabilite",
                "bordeaux-metropole-debit-sources",
            },
        ),
    ],
)
def test_a_subject_or_a_place_is_all_its_cases_each_introduced(
    assistant: Assistant, question: str, cases: set[str]
) -> None:
    answer = ask(assistant, question)
    assert (answer.kind, answer.total) == ("list", len(cases))
    assert {row.case for row in answer.rows} == cases
    for row in answer.rows:
        case = read_case(ROOT / "corpus" / "cases" / f"{row.case}.md")
        assert row.sentence.text in (case.resume[0].text, case.summary[0].text)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Présente-moi le callbot de Rennes", "ne contient rien"),
        ("Tell me about the digital twin of Quimper", "no case of: Quimper"),
        ("Explique-moi la physique quantique", "ne contient rien"),
    ],
)
def test_a_thing_that_is_not_there_is_refused(assistant: Assistant, question: str, said: str) -> None:
    answer = ask(assistant, question)
    assert answer.status == "abstained"
    assert said in answer.text


def test_the_library_asked_for_tells_of_itself(assistant: Assistant) -> None:
    for question in ("Parle-moi de la bibliothèque", "How does this tool work?"):
        assert ask(assistant, question).kind == "about-library"


def test_a_word_within_a_conversation_leans_on_it(assistant: Assistant) -> None:
    history = ("Que fait le Sicoval contre les fuites d'eau ?", "Le Sicoval a trouvé 12 fuites.")
    answer = ask(assistant, "Les limites ?", *history)
    assert {source.case for source in answer.sources} == {"sicoval-fuites-eau"}
    short = {sentence.text for sentence in read_case(ROOT / "corpus" / "cases" / "sicoval-fuites-eau.md").resume}
    assert not short & {sentence.text for sentence in answer.sentences}


def test_two_places_and_no_more_are_compared(assistant: Assistant) -> None:
    assert ask(assistant, "Nantes et Rennes").kind == "compare"
