"""How a case stands to a question: what it holds of its places, its names, its words, and of what it asks for.

Read from all passages of the case, whichever of them search returns.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.aspects import shown
from assistant.catalogue import CaseRecord
from assistant.places import Place
from assistant.question import Question
from assistant.spelling import is_near
from ingest.folding import folded
from ingest.passages import Passage
from ingest.words import Frequencies, Language, terms_of

WORD = re.compile(r"[^\W_]+")
NOWHERE = 1.05  # rarity from which a word stands in no passage of the library: it may be mistyped
KEPT = 20_000  # passages whose words are kept
WITHIN = 0.9  # of a place asked for: "the Gard" is the authority of that name before its fire service


@dataclass(frozen=True)
class Standing:
    """What a case holds of a question.

    `place`: 1 where it is of a place asked for (or none is), a little less where it is another's
    than the authority of that département or région, a half where it only mentions one, else 0. `names`: the
    share of the other names that it holds. `words`: the share of the words of meaning that it
    holds, rare ones counting more; `lost`: those that it lacks, each with how rare it is
    against a word that stands in one passage of the library. `told`: of the words that tell
    what is asked of it, the share in the one sentence of the kind asked for that holds most of
    them, for the part of the question that fares worst; 0 where no sentence is of that kind.
    `subjects` are the case's own.
    """

    place: float
    names: float
    words: float
    lost: Mapping[str, float]
    told: float
    subjects: frozenset[str] = frozenset()

    @property
    def rarest_lost(self) -> float:
        """How rare the rarest word it lacks is; 0 where it lacks none."""
        return max(self.lost.values(), default=0.0)

    def knowing(self, named: Collection[str]) -> "Standing":
        """The same with these words, folded, held, however the case calls them: they named a subject of its own."""
        if not self.lost:
            return self
        lost = {word: rarity for word, rarity in self.lost.items() if folded(word) not in named}
        asked = sum(self.lost.values()) / (1 - self.words)
        return replace(self, lost=lost, words=1 - sum(lost.values()) / asked)


def standing_of(
    question: Question, passages: Sequence[Passage], own: Sequence[Passage], case: CaseRecord | None,
    frequencies: Frequencies,
) -> Standing:  # fmt: skip
    """How the case of these passages stands; `own` are those of them in the question's language, where there are."""
    held = _words(passages)
    places = [
        _place(case, place) if case and case.is_in(place) else 0.5 * place.is_named_by(held)
        for place in question.asked_places
    ]
    lost, total = dict[str, float](), 0.0
    for word in question.subject:
        rarity = _rarity(word, question.language, frequencies)
        total += rarity
        mistyped = rarity > NOWHERE and is_near(folded(word), held)
        if not mistyped and not any(_holds(passage, word) for passage in passages):
            lost[word] = rarity
    return Standing(
        place=max(places, default=1.0),
        names=len(question.names & held) / len(question.names) if question.names else 1.0,
        words=1 - sum(lost.values()) / total if total else 1.0,
        lost=lost,
        told=_told(question, own, frequencies),
        subjects=frozenset(passages[0].sujets),
    )


def _place(case: CaseRecord, place: Place) -> float:
    """What being of a place counts: somewhat less in a département or région whose own authority it is not."""
    return 1.0 if place.is_town or case.is_authority_of(place) else WITHIN


def _told(question: Question, passages: Sequence[Passage], frequencies: Frequencies) -> float:
    """`Standing.told`: parts that ask for no kind of thing do not count beside those that do."""
    texts = question.topics[1:] or question.topics
    kinds = question.aspects[1:] or question.aspects
    asking = [part for part in zip(texts, kinds, strict=True) if part[1]] or list(zip(texts, kinds, strict=True))
    flat = [(passage, sentence.text, folded(sentence.text)) for passage in passages for sentence in passage.sentences]
    headers = {passage.language: terms_of(passage.header, passage.language) for passage in passages}
    worst = 1.0
    for topic, aspects in asking:
        words = [word for word in topic.split() if question.tells(word, aspects)]
        showing = [(passage, text) for passage, text, folds in flat if shown(aspects, folds) >= 1]
        best = 0.0
        for passage, text in showing:
            wanted = [terms_of(word, passage.language) - headers[passage.language] for word in words]
            best = max(best, _coverage(wanted, terms_of(text, passage.language), frequencies))
        worst = min(worst, best)
    return worst


def _coverage(wanted: Sequence[frozenset[int]], held: frozenset[int], frequencies: Frequencies) -> float:
    """The share of the wanted words that are held, rare ones counting more; 1 where none is wanted."""
    weights = [(max(frequencies.idf(term) for term in word), word <= held) for word in wanted if word]
    total = sum(weight for weight, _ in weights)
    return sum(weight for weight, there in weights if there) / total if total else 1.0


def _rarity(word: str, language: Language, frequencies: Frequencies) -> float:
    return max((frequencies.rarity(term) for term in terms_of(word, language)), default=0.0)


def _holds(passage: Passage, word: str) -> bool:
    wanted = terms_of(word, passage.language)
    return not wanted or wanted <= terms_of(passage.embedded_text, passage.language)


def _words(passages: Sequence[Passage]) -> set[str]:
    """Every word of these passages of one case, of where it is and of its partners, folded."""
    first = passages[0]
    texts = (" ".join([first.region, *first.partenaires]), *(passage.embedded_text for passage in passages))
    return set[str]().union(*map(_words_of, texts))


@lru_cache(KEPT)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(folded(text)))
