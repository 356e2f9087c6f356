"""What a translation may not turn: negation, direction, and how sure the source is."""

from pathlib import Path

import pytest

from assistant.polarity import shifts
from ingest.cases import case_paths, read_case

CORPUS = Path(__file__).parent.parent.parent / "corpus"
REFUSED = 0.02  # of true translations, at most


@pytest.mark.parametrize(
    ("wording", "source"),
    [
        ("No assessment has been published.", "Aucun bilan n'a été publié."),
        ("The cameras have too little effect.", "Les caméras sont sans effet suffisant."),
        ("The strategy was not adopted until 2024.", "La stratégie n'a été votée qu'en 2024."),
        ("An undated interview", "Un entretien non daté"),
        ("The bill was over budget.", "La facture a dépassé le budget."),
        ("The plants use 20% less energy.", "Les stations consomment 20 % d'énergie en moins."),
        ("At least 30 towns use it.", "Au moins 30 communes s'en servent."),
        ("The delay became shorter as traffic grew.", "Le délai baisse quand le trafic augmente."),
        ("The tool saves time.", "L'outil fait gagner du temps."),
        ("A saving of 10% was expected.", "Un gain de 10 % était attendu."),
        ("Each tree is to receive a digital double.", "Chaque arbre doit recevoir un double numérique."),
        ("The agents preferred e-mail.", "Les agents préféraient le courriel."),
    ],
)
def test_a_true_translation_passes(wording: str, source: str) -> None:
    assert shifts(wording, source) == []


@pytest.mark.parametrize(
    ("wording", "source", "why"),
    [
        ("An assessment has been published.", "Aucun bilan n'a été publié.", "a negation is lost"),
        ("It works with supervision.", "Il fonctionne sans contrôle.", "a negation is lost"),
        ("The town didn't keep the tool.", "La ville a gardé l'outil.", "a negation is not in the source"),
        ("It was never measured.", "Le gain a été mesuré.", "a negation is not in the source"),
        ("Use increased by 20%.", "La consommation a baissé de 20 %.", "less and more are exchanged"),
        ("Fewer than 30 towns use it.", "Plus de 30 communes s'en servent.", "less and more are exchanged"),
        ("It saved 10% of energy.", "Un gain de 10 % d'énergie est attendu.", "what is expected"),
        ("The tool finds leaks.", "L'outil devrait trouver des fuites.", "what is expected"),
        ("Waste fell by 30%.", "Le gaspillage baisserait de 30 %.", "what is expected"),
    ],
)
def test_what_is_turned_is_told(wording: str, source: str, why: str) -> None:
    assert any(found.startswith(why) for found in shifts(wording, source))


def test_hardly_any_sentence_of_the_english_edition_is_refused() -> None:
    editions = [case.english for path in case_paths(CORPUS) if (case := read_case(path)).english]
    pairs = [
        (s.text, s.original)
        for edition in editions
        if edition
        for section in edition.sections
        for s in section.sentences
    ]
    refused = [wording for wording, source in pairs if shifts(wording, source)]
    assert len(refused) <= REFUSED * len(pairs), refused
