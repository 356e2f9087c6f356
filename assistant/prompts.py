"""Every text given to the language model, and the sentences the assistant says itself.

Instructions and examples come first and never change, so that a model that keeps its
reading of them (llama.cpp's prefix cache) reads only the sentence each time.
"""

import hashlib
import json
from collections.abc import Sequence

from assistant.schemas import Kind, Language

TRANSLATE = """\
You translate French sentences about public services into plain English, one at a time.
Keep every figure, unit, date and proper name exactly as written. Keep the names of towns, authorities, firms and \
programmes in French.
Say no more and no less than the sentence: keep who says it, and whether a result is measured, announced, expected or \
simulated.
Vocabulary: piloter, pilotage = control; gain = saving; attendre = expect; station d'épuration = wastewater treatment \
plant; commune = town; régie = run directly by the authority; prestataire = contractor; apprentissage automatique = \
machine learning; boîtier = sensor box; selon les stations = depending on the plant; faute de = for lack of; bilan = \
assessment; essai = trial; rejeter un recours = dismiss an appeal; cantine = school canteen.
Answer with the English sentence only."""

EXAMPLES = (
    (
        "Le pilotage par IA du chauffage a fait gagner jusqu'à 12 % de gaz à la Ville de Tours en 2023, selon les "
        "bâtiments.",
        "AI control of heating saved the Ville de Tours up to 12% of its gas in 2023, depending on the building.",
    ),
    (
        "Grand Poitiers attendait en 2021 un gain d'environ 8 % sur la consommation de ses stations de pompage, "
        "pilotées par apprentissage automatique.",
        "In 2021, Grand Poitiers expected to save about 8% of the electricity used by its pumping stations, which are "
        "controlled by machine learning.",
    ),
    (
        "Faute de résultats assez fiables, le Département de l'Aube a abandonné l'outil en juin 2022, et aucun bilan "
        "n'a été publié.",
        "For lack of reliable enough results, the Département de l'Aube abandoned the tool in June 2022, and no "
        "assessment has been published.",
    ),
    (
        "Des capteurs posés dans les conduites limougeaudes envoient leurs mesures aux serveurs d'Aquatec, où elles "
        "sont traitées chaque nuit.",
        "Sensors placed in the pipes of Limoges send their measurements to Aquatec's servers, where they are processed "
        "every night.",
    ),
    (
        "Le projet vise 40 000 foyers et coûte 1,2 M€ sur trois ans à Dijon Métropole, d'après le prestataire.",
        "According to the contractor, the project targets 40,000 households and costs Dijon Métropole €1.2 million "
        "over three years.",
    ),
)

REFUSAL: dict[Language, str] = {
    "fr": "La bibliothèque ne contient rien qui réponde à cette question.",
    "en": "The library holds nothing that answers this question.",
}
ABSENT: dict[Language, str] = {
    "fr": "La bibliothèque ne contient aucun cas de : {places}. Elle ne répond donc pas à cette question.",
    "en": "The library holds no case of: {places}. It does not answer this question.",
}
ELSEWHERE: dict[Language, str] = {
    "fr": "Cette question sort de la bibliothèque, qui ne répond que sur l'IA des collectivités françaises.",
    "en": "This question lies outside the library, which only answers about AI in French local authorities.",
}


SOUGHT: dict[Language, str] = {"fr": " Cherché : {what}.", "en": " Looked for: {what}."}


def refusal(language: Language, kind: Kind, absent: Sequence[str], sought: Sequence[str]) -> str:
    """What is said where nothing answers, with the subjects and places that were looked for: nothing is cited."""
    if kind == "out-of-scope":
        return ELSEWHERE[language]
    if absent:
        return ABSENT[language].format(places=", ".join(absent))
    return REFUSAL[language] + (SOUGHT[language].format(what=", ".join(sought)) if sought else "")


def translation(sentence: str) -> list[dict[str, str]]:
    """The messages that ask for the English of one French sentence."""
    messages = [{"role": "system", "content": TRANSLATE}]
    for french, english in EXAMPLES:
        messages += [{"role": "user", "content": french}, {"role": "assistant", "content": english}]
    return [*messages, {"role": "user", "content": sentence}]


def digest() -> str:
    """Twelve hexadecimal digits that change whenever a prompt does."""
    return hashlib.sha256(json.dumps(translation("")).encode()).hexdigest()[:12]
