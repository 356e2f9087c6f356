"""The subjects that a question names, by the wordings of the thesaurus.

A wording is found where the stems of all its words stand close together, in any order;
the longest wins, and its words are taken: "feux de forêt" is no question about forests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.question import words_of
from assistant.schemas import Language
from ingest.thesaurus import Concept, Thesaurus
from ingest.words import terms_of

SLACK = 1  # words of meaning that may stand between those of a wording of three words or more
Stems = frozenset[int]


@dataclass(frozen=True)
class Mention:
    """A concept, and which words of the question name it, by their positions."""

    concept: Concept
    at: tuple[int, ...]


class Subjects:
    """Finds the concepts of one thesaurus in texts."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self._wordings: dict[Language, dict[int, list[tuple[list[Stems], Concept]]]] = {"fr": {}, "en": {}}
        for concept in thesaurus.concepts:
            french, english = (concept.fr, *concept.autres_fr), (concept.en, *concept.autres_en)
            for label in french:
                self._add("fr", label, concept)
            for label in english:
                self._add("en", label, concept)

    def _add(self, language: Language, label: str, concept: Concept) -> None:
        stems = [stem for stem in (terms_of(word, language) for word in words_of(label)) if stem]
        if stems:
            key = min(min(stem) for stem in stems)
            self._wordings[language].setdefault(key, []).append((stems, concept))

    def find(self, words: Sequence[str], language: Language) -> list[Mention]:
        """The concepts that these words name in their order, those named by most words first."""
        stems = [terms_of(word, language) for word in words]
        found = sorted(self._matches(stems, language), key=self._telling)
        taken: dict[int, tuple[int, ...]] = {}
        kept: list[Mention] = []
        for mention in found:
            owners = {taken[at] for at in mention.at if at in taken}
            # Two concepts may be named by the very same words; a part of another's words names nothing of its own.
            if all(owner == mention.at for owner in owners):
                taken.update(dict.fromkeys(mention.at, mention.at))
                kept.append(mention)
        return [mention for n, mention in enumerate(kept) if mention.concept not in [m.concept for m in kept[:n]]]

    def _telling(self, mention: Mention) -> tuple[int, int, int]:
        """Those of more words before those of fewer, the narrower concept before the broader."""
        return -len(mention.at), -len(self.thesaurus.broader(mention.concept.id)), mention.at[0]

    def _matches(self, words: list[Stems], language: Language) -> Iterator[Mention]:
        present = frozenset[int]().union(*words)
        for key in present:
            for stems, concept in self._wordings[language].get(key, []):
                if all(stem <= present for stem in stems):
                    at = _close_together(words, stems)
                    if at:
                        yield Mention(concept, at)


def _close_together(words: list[Stems], stems: list[Stems]) -> tuple[int, ...]:
    """Positions of words that hold these stems within a short stretch; nothing where there is none."""
    wanted = [frozenset(stem) for stem in stems]
    for start in range(len(words)):
        if not any(words[start] and words[start] == stem for stem in wanted):
            continue
        left, at = list(wanted), []
        for here in range(start, min(len(words), start + _span(words, start, len(stems)))):
            if words[here] and words[here] in left:
                left.remove(words[here])
                at.append(here)
        if not left:
            return tuple(at)
    return ()


def _span(words: list[Stems], start: int, count: int) -> int:
    """How many words from `start` hold `count` words of meaning and the slack."""
    meaning, span = 0, 0
    for word in words[start:]:
        span += 1
        meaning += bool(word)
        if meaning >= count + (SLACK if count > 2 else 0):
            break
    return span
