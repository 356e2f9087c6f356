"""A follow-up read with its conversation: whether it leans on it, and what it reads like standing alone."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.catalogue import CaseRecord
from assistant.places import Gazetteer
from assistant.question import MAX_CHARACTERS, Question, topic_words, understand
from assistant.schemas import Turn
from ingest.folding import folded

ELLIPTIC_WORDS = 3  # a question with no more words of meaning than this may lean on the one before it
LEANING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|this|those|these|he|she|there|one|ones|first|second|third|last|"
    r"ils?|elles?|ca|cela|celui|celle|ceux|celles|leurs?|lui|y|en|premiere?|deuxieme|seconde?|troisieme|derniere?|"
    r"la-bas|dessus|ce (?:projet|cas|systeme|dispositif|test)|cette (?:ville|collectivite|experience)|son|sa|ses)\b"
)
OPENING = re.compile(r"^(?:et|and|mais|but|what about|how about|oui|yes|ok|okay|alors|so)\b")
REMEMBERED = 4  # messages of the conversation that are read


def leans(question: Question, history: Sequence[Turn]) -> bool:
    """Whether a question is to be read with the conversation before it."""
    if not history:
        return False
    flat = folded(question.text)
    if OPENING.search(flat) or len(question.topic.split()) <= ELLIPTIC_WORDS:
        return True
    return bool(LEANING.search(flat)) and not question.places


def conversation(history: Sequence[Turn], gazetteer: Gazetteer) -> Question:
    """The last messages as one text to search with: what the conversation is about."""
    said = " ".join(turn.content for turn in history[-REMEMBERED:])
    return replace(understand(" ".join(said.split())[-MAX_CHARACTERS:] or "?", gazetteer), parts=())


def elsewhere(question: Question, history: Sequence[Turn], gazetteer: Gazetteer) -> Question:
    """The question before, asked of the places of this one: "et à Nantes ?"."""
    asked = [turn.content for turn in history if turn.role == "user"]
    before = understand(asked[-1], gazetteer) if asked else question
    said = {word for place in before.places for word in place.said}
    kept = " ".join(word for word, _ in topic_words(before.text) if folded(word) not in said)
    whole = understand(f"{question.text} {kept}", gazetteer)
    return replace(whole, language=question.language, places=question.places, parts=())


def standing_alone(question: Question, case: CaseRecord) -> str:
    """The question with the case that it leans on: "Pourquoi ont-ils arrêté ? (Ville de Nantes : …)"."""
    colon = " : " if question.language == "fr" else ": "
    return f"{question.text} ({case.territoire}{colon}{case.title(question.language)})"
