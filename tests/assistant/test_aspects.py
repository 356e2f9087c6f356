"""What kind of thing a question asks for, and which sentences give it."""

import pytest

from assistant.aspects import asked, shown
from ingest.folding import folded

GIVEN = [
    ("How much did Gironde pay IBM?", "The study cost Gironde €40,000.", "IBM analysed the journeys of cars."),
    ("Combien ça coûte ?", "Le coût du projet n'est pas publié.", "Le budget est voté chaque année."),
    ("What does it cost per year?", "It costs €3,000 a year.", "The programme is worth €4 million over two years."),
    ("How many leaks did it find?", "It found 15 leaks.", "The trial of 2023 looked for leaks."),
    ("Combien l'agglo a-t-elle trouvé de fuites ?", "On y a trouvé 12 fuites.", "Elle a dépensé 90 000 €."),
    ("Combien d'agents ont été formés ?", "En 2024, 150 salariés ont suivi la formation.", "Il y a 40 000 capteurs."),
    ("How many AI cameras are mounted?", "It has 12 smart cameras.", "Since 2022 cameras are on trial."),
    ("Quelle part des alertes était fausse ?", "Une alerte sur trois, soit 33 %, était fausse.", "12 alertes fausses."),
    ("How often does it take a picture?", "It takes one every 30 seconds.", "It takes pictures of the forest."),
    ("Pourquoi ont-ils arrêté ?", "Le projet est abandonné, sans motif.", "Il faut commander des semaines avant."),
    ("Why was it not rolled out?", "The trial was dropped for lack of money.", "It answers to save staff time."),
    ("Quel fabricant fournit les capteurs ?", "L'entreprise Sapix les fabrique.", "Les capteurs sont au sol."),
]


@pytest.mark.parametrize(("question", "gives", "does_not"), GIVEN)
def test_a_sentence_gives_the_kind_of_thing_asked_for_or_does_not(question: str, gives: str, does_not: str) -> None:
    wanted = asked(question)
    assert wanted
    assert shown(wanted, folded(gives)) == 1
    assert shown(wanted, folded(does_not)) < 1


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Why did Valenciennes spend €2 million?", {"reason"}),
        ("Combien de temps a pris le relevé ?", {"duration"}),
        ("What share of its budget goes on it?", {"share"}),
        ("A-t-on le droit d'utiliser ChatGPT quand on est agent ?", set()),
        ("Quand le contrat a-t-il été signé, et depuis quand est-il suivi ?", {"date"}),
        ("Combien de communes payent combien ?", {"number", "money"}),
        ("Combien la ville a-t-elle payé pour le robot de tri ?", {"money"}),
    ],
)
def test_a_word_that_names_a_kind_of_thing_does_not_always_ask_for_it(question: str, names: set[str]) -> None:
    assert {aspect.name for aspect in asked(question)} == names
