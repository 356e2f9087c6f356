"""Choose the sentences that answer, or find that none does.

A sentence scores by meaning (its cosine with the question) and by words (how much of the
question's vocabulary it holds, rare words counting more). No threshold on a cosine tells
an answerable question from another: with the default model both lie between .78 and .90.
"""

from dataclasses import dataclass

from assistant.search import Hit
from ingest.passages import Passage
from ingest.prose import Sentence

SCORE_WINDOW = 0.03  # how far below the best sentence another may score and still be shown


@dataclass(frozen=True)
class Evidence:
    """A sentence that answers, in its passage."""

    passage: Passage
    sentence: Sentence
    score: float


def select(hits: list[Hit], limit: int) -> list[Evidence]:
    """The sentences to answer with, at most `limit`: the best first, then by case and place in it."""
    candidates = [
        Evidence(hit.passage, sentence, score)
        for hit in hits
        for sentence, score in zip(hit.passage.sentences, hit.scores, strict=True)
    ]
    ranked = sorted(candidates, key=lambda evidence: -evidence.score)
    return [evidence for evidence in ranked[:limit] if evidence.score > ranked[0].score - SCORE_WINDOW]
