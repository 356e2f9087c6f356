"""Choose the sentences that answer, of the cases that may speak.

A case may speak if no other is nearer to the places and names of the question: nothing is
answered about Lyon with a case from Lille. Whether its sentences answer at all is another
matter (`decide`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.search import SHORT_VERSIONS, Hit
from ingest.embeddings import Vectors
from ingest.passages import Passage
from ingest.prose import Sentence
from ingest.words import terms_of

PLACE_WEIGHT = 0.04  # what being of the place asked for adds to a case's claim; mentioning it adds half
WORDS_WEIGHT = 0.1  # what holding all of the words of meaning adds
NAMES_WEIGHT = 0.03  # what holding all of the other names adds
WINDOW = 0.06  # how far below the best sentence another may score and still be shown
DISAGREEMENT = 0.015  # how much lower a disagreement ranks: it qualifies the facts, and comes after them
NEW = 0.5  # of the words of a sentence, those that must not have been told yet, for it to be told too
# What a short version is added to from, in this order: what is done, what came of it, what was hard, at what price.
ADDING = ("Solution", "Résultats", "Difficultés", "Moyens", "Suites", "Contexte")
Allowed = Callable[[Passage, str], bool]
"""Whether a sentence of a passage may be chosen."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """A sentence that answers, in its passage, with its scores (`search.Hit`): whole question first, then parts."""

    passage: Passage
    sentence: Sentence
    scores: Vectors


def speakers(hits: Sequence[Hit]) -> list[Hit]:
    """The hits of the cases that hold the place asked for, if one is."""
    return [hit for hit in hits if hit.standing.place > 0]


def select(hits: Sequence[Hit], limit: int) -> list[Evidence]:
    """The sentences of the best case to answer with, at most `limit`, best first.

    The best sentence for the question and for each of its parts come first, then more of them in turn.
    """
    lead = _candidates(_best_case(hits))
    if not lead:
        return []
    answers = [_answers_to(part, lead) for part in range(len(lead[0].scores))]
    return list(dict.fromkeys(row[place] for place in range(limit) for row in answers if place < len(row)))[:limit]


def introduce(hits: Sequence[Hit], limit: int) -> list[Evidence]:
    """The best case as a whole, at most `limit` sentences: its short version, then what its sections add.

    Of each section in turn the sentence nearest to the question that tells something new.
    """
    own = _best_case(hits)
    told = [evidence for hit in own if hit.passage.section in SHORT_VERSIONS for evidence in _sentences(hit)]
    if not told:
        return select(hits, limit)
    for section in ADDING:
        rows = [evidence for hit in own if hit.passage.section == section for evidence in _sentences(hit)]
        rows.sort(key=lambda evidence: -evidence.scores[0])
        told += [evidence for evidence in rows if _is_new(evidence, told)][:1]
    return told[:limit]


def introductions(hits: Sequence[Hit]) -> dict[str, Evidence]:
    """The first sentence of the short version of each case that has one."""
    return {hit.passage.case: _sentences(hit)[0] for hit in hits if hit.passage.section in SHORT_VERSIONS}


def whichever(*_: object) -> bool:
    """Any sentence may be chosen."""
    return True


def by_case(hits: Sequence[Hit], may: Allowed = whichever) -> dict[str, Evidence]:
    """The sentence of each case that is nearest to the whole question, of those that `may` be."""
    nearest: dict[str, Evidence] = {}
    for evidence in _candidates(hits):
        case = evidence.passage.case
        if not may(evidence.passage, evidence.sentence.text):
            continue
        if case not in nearest or evidence.scores[0] > nearest[case].scores[0]:
            nearest[case] = evidence
    return nearest


def _best_case(hits: Sequence[Hit]) -> list[Hit]:
    """The hits of the case that has most to say, if there are any."""
    best = max(hits, key=_claim).passage.case if hits else ""
    return [hit for hit in hits if hit.passage.case == best]


def _claim(hit: Hit) -> float:
    """How much a case has to say, by one of its passages: its best sentence, its place, the names it holds."""
    standing = hit.standing
    return hit.best() + PLACE_WEIGHT * standing.place + NAMES_WEIGHT * standing.names + WORDS_WEIGHT * standing.words


def _answers_to(part: int, lead: list[Evidence]) -> list[Evidence]:
    """The sentences nearly as good as the best one for a part of the question, best first."""
    ranking = sorted(lead, key=lambda evidence: -evidence.scores[part])
    return [evidence for evidence in ranking if evidence.scores[part] >= ranking[0].scores[part] - WINDOW]


def _candidates(hits: Sequence[Hit]) -> list[Evidence]:
    """Every sentence, short versions only where nothing longer of the same case is."""
    told = {(hit.passage.case, hit.passage.language) for hit in hits if hit.passage.section not in SHORT_VERSIONS}
    return [
        evidence
        for hit in hits
        if hit.passage.section not in SHORT_VERSIONS or (hit.passage.case, hit.passage.language) not in told
        for evidence in _sentences(hit)
    ]


def _sentences(hit: Hit) -> list[Evidence]:
    """The sentences of a passage, in their order."""
    lower = DISAGREEMENT * (hit.passage.section == "Désaccords")
    rows = zip(hit.passage.sentences, hit.scores, strict=True)
    return [Evidence(hit.passage, sentence, np.subtract(scores, lower)) for sentence, scores in rows]


def _is_new(evidence: Evidence, told: Sequence[Evidence]) -> bool:
    """Whether a sentence says enough that these do not, by its words of meaning, less those of its case's name."""
    language = evidence.passage.language
    name = terms_of(evidence.passage.header, language)
    own = terms_of(evidence.sentence.text, language) - name
    known = frozenset[int]().union(*(terms_of(other.sentence.text, other.passage.language) for other in told))
    return len(own - known) > NEW * len(own)
