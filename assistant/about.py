"""Questions about the library itself, answered from its counts and its rules: no passage, no model."""

import re
from collections.abc import Callable

from assistant.catalogue import Catalogue
from assistant.question import Question
from assistant.schemas import Language
from ingest.folding import folded

THEMES = {
    "eau": ("eau", "water"), "energie": ("énergie", "energy"), "batiment": ("bâtiment", "buildings"),
    "mobilite": ("mobilité", "mobility"), "voirie": ("voirie", "roads"),
    "dechets-proprete": ("déchets et propreté", "waste and street cleaning"), "nature": ("nature", "nature"),
    "urbanisme": ("urbanisme", "planning"), "relation-usagers": ("relation aux usagers", "public services"),
    "administration": ("administration", "administration"), "gouvernance": ("gouvernance", "governance"),
    "securite": ("sécurité", "public safety"), "risques": ("risques", "risks"),
    "education-social": ("éducation et social", "education and social affairs"),
    "culture-tourisme": ("culture et tourisme", "culture and tourism"),
    "agriculture-alimentation": ("agriculture et alimentation", "farming and food"),
}  # fmt: skip
Said = Callable[[Catalogue, Language], str]


def about(question: Question, catalogue: Catalogue) -> list[str]:
    """The sentences that answer, what the library holds first where nothing more precise is asked."""
    flat = folded(question.text)
    asked = [said for cues, said in TOPICS if re.search(cues, flat)]
    return [said(catalogue, question.language) for said in asked or [_content, _audience]]


def _content(catalogue: Catalogue, language: Language) -> str:
    cases, regions = len(catalogue.cases), len(catalogue.counts("region"))
    if language == "en":
        return (
            f"The library holds {cases} cases in which French local authorities, and a few State bodies, tell what "
            f"they did with artificial intelligence, in {regions} regions: what was tried, measured, announced or "
            "stopped."
        )
    return (
        f"La bibliothèque réunit {cases} cas où des collectivités françaises, et quelques services de l'État, "
        f"racontent ce qu'elles ont fait de l'intelligence artificielle, dans {regions} régions : ce qui a été "
        "essayé, mesuré, annoncé ou arrêté."
    )


def _audience(_: Catalogue, language: Language) -> str:
    if language == "en":
        return "It is meant for elected representatives, civil servants and project leads who look for precedents."
    return "Elle s'adresse aux élus, aux agents et aux chefs de projet des collectivités qui cherchent des précédents."


def _themes(catalogue: Catalogue, language: Language) -> str:
    english = language == "en"
    counted = [
        f"{THEMES[theme][english]} ({count})" for theme, count in catalogue.counts("theme").items() if theme in THEMES
    ]
    if english:
        return f"Its themes, with the number of cases of each (a case may have several): {', '.join(counted)}."
    return f"Ses thèmes, avec le nombre de cas de chacun (un cas peut en avoir plusieurs) : {', '.join(counted)}."


def _checked(_: Catalogue, language: Language) -> str:
    if language == "en":
        return (
            "Every sentence of an answer is a sentence of a case, cited with the public page where it was read; one "
            "that was translated is shown only if every figure and every name in it stands in its source, and a "
            "question the library does not answer is refused."
        )
    return (
        "Chaque phrase d'une réponse est une phrase d'un cas, citée avec la page publique où le fait a été lu ; une "
        "phrase traduite n'est montrée que si chaque chiffre et chaque nom figure dans sa source, et une question à "
        "laquelle la bibliothèque ne répond pas est refusée."
    )


def _licence(_: Catalogue, language: Language) -> str:
    if language == "en":
        return (
            "The cases may be reused under the Licence Ouverte 2.0 (open licence), naming their source; each fact "
            "belongs to the public page it cites."
        )
    return (
        "Les cas sont réutilisables sous Licence Ouverte 2.0, en citant leur source ; chaque fait appartient à la page "
        "publique qu'il cite."
    )


def _languages(_: Catalogue, language: Language) -> str:
    if language == "en":
        return "Questions may be asked in French or in English; the cases are in French, with an English edition."
    return "Les questions se posent en français ou en anglais ; les cas sont en français, avec une édition anglaise."


def _privacy(_: Catalogue, language: Language) -> str:
    if language == "en":
        return "Questions are answered on the machine that runs this service, and none is kept by default."
    return (
        "Les questions sont traitées sur la machine qui fait tourner ce service, et aucune n'est conservée par défaut."
    )


def _adding(_: Catalogue, language: Language) -> str:
    if language == "en":
        return "A case is added as a document with its record and its public sources: corpus/README.md says how."
    return "Un cas s'ajoute comme un document, avec sa fiche et ses sources publiques : corpus/README.md dit comment."


TOPICS: tuple[tuple[str, Said], ...] = (
    (
        r"contient|contain|\bhold|combien de cas|how many cases|what is (?:this|in)|qu'est-ce que|es-tu|etes-vous|"
        r"are you",
        _content,
    ),
    (r"adresse|for whom|who is it|pour qui|meant for", _audience),
    (r"theme|topic|policy area|cover|couvr|sujets?\b|subjects?\b|browse", _themes),
    (r"verifi|check|invent|made up|fiab|trust|reliab|hallucin|vrai|true\b|source", _checked),
    (r"licen[cs]e|reutilis|reuse|re-use|reprendre|droits?\b|copyright", _licence),
    (r"\blangues?\b|\blanguages?\b|anglais|english|francais|french\?", _languages),
    (r"personnel|privacy|conserv|enregistr|store|keep my|confidenti|rgpd|gdpr", _privacy),
    (r"contribu|ajouter|\badd\b|proposer|submit", _adding),
)
