"""Choose the sentences that answer, or find that none does.

A case may speak if it holds every name in the question, and if its best sentence reaches
a floor: meaning and words together, since a cosine alone does not tell an answerable
question from another (with the default model both lie between .78 and .90). The best
sentence of each case that may speak comes first, then more of the same cases.
"""

from dataclasses import dataclass

from assistant.search import Hit
from ingest.passages import Passage
from ingest.prose import Sentence

WINDOW = 0.04  # how far below the best sentence another may score and still be shown
SHORT_VERSIONS = ("Résumé", "Summary")  # they only restate the sections of the same case


@dataclass(frozen=True)
class Evidence:
    """A sentence that answers, in its passage."""

    passage: Passage
    sentence: Sentence
    score: float


def select(hits: list[Hit], floor: float, limit: int) -> list[Evidence]:
    """The sentences to answer with, at most `limit`, cases together, best case first; none is a refusal."""
    ranked = sorted(_candidates(hits), key=lambda evidence: -evidence.score)
    if not ranked or ranked[0].score < floor:
        return []
    lowest = max(floor, ranked[0].score - WINDOW)
    ranked = [evidence for evidence in ranked if evidence.score >= lowest]
    firsts = {evidence.passage.case: evidence for evidence in reversed(ranked)}
    best = sorted(firsts.values(), key=lambda evidence: -evidence.score)[:limit]
    more = [evidence for evidence in ranked if evidence not in best and evidence.passage.case in firsts]
    chosen = best + more[: limit - len(best)]
    order = [evidence.passage.case for evidence in best]
    return sorted(chosen, key=lambda evidence: (order.index(evidence.passage.case), -evidence.score))


def _candidates(hits: list[Hit]) -> list[Evidence]:
    """The sentences of the cases that hold the question's names, short versions only where nothing longer is."""
    named = [hit for hit in hits if hit.named]
    told = {(hit.passage.case, hit.passage.language) for hit in named if hit.passage.section not in SHORT_VERSIONS}
    return [
        Evidence(hit.passage, sentence, score)
        for hit in named
        if hit.passage.section not in SHORT_VERSIONS or (hit.passage.case, hit.passage.language) not in told
        for sentence, score in zip(hit.passage.sentences, hit.scores, strict=True)
    ]
