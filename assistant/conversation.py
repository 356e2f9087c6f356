"""A follow-up read with its conversation: whether it leans on it, and what it reads like standing alone."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.catalogue import CaseRecord
from assistant.places import Gazetteer
from assistant.question import MAX_CHARACTERS, Question, topic_words, understand
from assistant.schemas import Turn
from ingest.folding import folded

FEW_WORDS = 2  # a question with no more words of meaning than this says nothing alone
ELLIPTIC_WORDS = 4  # one with no more than this may lean on the conversation, without a word that points to it
LEANING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|this|those|these|he|she|there|one|ones|first|second|third|last|"
    r"ils?|elles?|ca|cela|celui|celle|ceux|celles|leurs?|lui|y|en|premiere?|deuxieme|seconde?|troisieme|derniere?|"
    r"la-bas|dessus|ce (?:projet|cas|systeme|dispositif|test)|cette (?:ville|collectivite|experience)|son|sa|ses)\b"
)
# Whoever "they" are, the question does not say: "what have they tried?", "pourquoi ont-ils arrêté ?".
BACK = re.compile(
    r"\b(?:did|do|does|have|has|had|were|was|are|is|can|could|will|would) (?:they|it|he|she)\b|"
    r"^(?:(?:pour)?quoi|comment|quand|ou|combien|que|qu'[a-z-]+|est-ce qu[e']) ?[^?]{0,40}\b(?:ils?|elles?)\b"
)
OPENING = re.compile(r"^(?:et|and|mais|but|what about|how about|oui|yes|ok|okay|alors|so)\b")
BARE = 3  # words of a question that is a place and no more, "in Lyon?"
REMEMBERED = 4  # messages of the conversation that are read


def leans(question: Question, history: Sequence[Turn]) -> bool:
    """Whether a question may be about what the conversation before it is about."""
    if not history:
        return False
    if goes_on(question):
        return True
    pointing = LEANING.search(folded(question.text))
    return not question.places and (bool(pointing) or _words(question) <= ELLIPTIC_WORDS)


def goes_on(question: Question) -> bool:
    """Whether a question says that it goes on: "et à Bordeaux ?", "and who paid?", or a place and no more."""
    bare = bool(question.places) and len(question.text.split()) <= BARE
    return bare or bool(OPENING.search(folded(question.text)))


def points_back(question: Question) -> bool:
    """Whether a question is of somebody it does not name, which it leaves to what was said before."""
    return not question.places and bool(BACK.search(folded(question.text)))


def says_little(question: Question) -> bool:
    """Whether a question without its conversation could be about any case: "why did they stop?"."""
    return _words(question) <= FEW_WORDS and not question.places


def _words(question: Question) -> int:
    return len(question.topic.split())


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
