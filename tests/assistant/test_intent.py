"""What kind of answer a question wants."""

import pytest

from assistant.intent import kind_of
from assistant.places import Gazetteer
from assistant.question import understand
from assistant.selection import mentions_in
from assistant.subjects import Subjects
from ingest.thesaurus import read_thesaurus
from tests.conftest import ROOT

GAZETTEER = Gazetteer(["Sicoval", "Ville de Nantes", "Métropole de Lyon", "Bordeaux Métropole"])


@pytest.fixture(scope="module")
def subjects() -> Subjects:
    return Subjects(read_thesaurus(ROOT / "corpus"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Quelles collectivités détectent les fuites d'eau ?", "list"),
        ("Which towns look for water leaks?", "list"),
        ("Qui surveille les forêts ?", "list"),
        ("Chatbots that reach people by text message", "list"),
        ("Exemples d'écoles où l'on chauffe pièce par pièce", "list"),
        ("Qu'est-ce qui se fait en Bretagne ?", "list"),
        ("Combien de cas à Bordeaux Métropole ?", "count"),
        ("How many authorities use a chatbot?", "count"),
        ("C'est combien, les projets de Bordeaux Métropole ?", "count"),
        ("Je cherche des agglos qui trient mieux leurs déchets.", "list"),
        ("Où sont les musées qui ont un guide virtuel ?", "list"),
        ("Qu'est-ce qui se fait à Nantes ?", "list"),
        ("Who spent more than 2 million euros?", "list"),
        ("Combien de massifs ou de départements ont des guetteurs automatiques ?", "count"),
        ("How many of the cities use a chatbot?", "count"),
        ("How many pages on noble libraries does AI transcribe?", "fact"),
        ("Combien de lycées ont essayé ELLA ?", "fact"),
        ("Qu'a porté la région comme projets d'IA ?", "list"),
        ("Où en sont la Gironde et Nantes ?", "compare"),
        ("Nantes, en Loire-Atlantique, a-t-elle arrêté ?", "fact"),
        ("Qu'est-ce que les offices de tourisme ont déjà tenté avec l'IA ?", "list"),
        ("What has been tried on sewers?", "list"),
        ("Which chatbots ran before 2020?", "list"),
        ("Chez qui le chauffage se règle-t-il seul ?", "list"),
        ("What has Nantes tried in its canteens?", "fact"),
        ("Une commune a-t-elle utilisé l'IA pour répondre au téléphone ?", "list"),
        ("Does any city detect forest fires with AI?", "list"),
        ("What works against food waste in canteens?", "list"),
        ("Comment former les agents à l'IA générative ?", "list"),
        ("Quels résultats sur les économies d'eau ?", "list"),
        ("Comment former les agents de Nantes à l'IA générative ?", "fact"),
        ("How do towns in Lens control their traffic lights?", "fact"),
        ("Combien de fuites le Sicoval a-t-il trouvées ?", "fact"),
        ("Quelle ville a arrêté son chatbot ?", "fact"),
        ("Pourquoi Nantes a-t-elle arrêté ?", "fact"),
        ("Comparez Nantes et Lyon sur les cantines.", "compare"),
        ("À Nantes, entre les caméras et les capteurs : combien d'appareils dans chaque cas ?", "fact"),
        ("What is the difference between Nantes and Lyon?", "compare"),
        ("Que contient cette bibliothèque ?", "about-library"),
        ("How do you check your answers?", "about-library"),
        ("Écris-moi un poème sur la mer", "out-of-scope"),
        ("What is the capital of Australia?", "out-of-scope"),
    ],
)
def test_the_kind_is_read_from_the_words(subjects: Subjects, text: str, kind: str) -> None:
    question = understand(text, GAZETTEER)
    assert kind_of(question, mentions_in(question, subjects), question.asked_places) == kind
