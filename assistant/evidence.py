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
DISAGREEMENT = 0.015  # how much lower a disagreement ranks: it qualifies the facts, and comes after them
SHORT_VERSIONS = ("Résumé", "Summary")  # they only restate the sections of the same case


@dataclass(frozen=True, eq=False)
class Evidence:
    """A sentence that answers, in its passage, with its scores (`search.Hit`): whole question first, then parts."""

    passage: Passage
    sentence: Sentence
    scores: tuple[float, ...]


def select(hits: list[Hit], floor: float, limit: int) -> list[Evidence]:
    """The sentences to answer with, at most `limit`, cases together, best case first; none is a refusal.

    Of the best case, the best sentence and the best for each part of the question come
    first, then the best of every other case that may speak, then more of the best case.
    """
    ranked = sorted(_candidates(hits), key=lambda evidence: -evidence.scores[0])
    if not ranked or ranked[0].scores[0] < floor:
        return []
    best = ranked[0]
    lead = [evidence for evidence in ranked if evidence.passage.case == best.passage.case]
    lowest = max(floor, best.scores[0] - WINDOW)
    others = [evidence for evidence in ranked if evidence not in lead and evidence.scores[0] >= lowest]
    firsts = {evidence.passage.case: evidence for evidence in reversed(others)}
    answers = [_answers_to(part, lead) for part in range(len(best.scores))]
    in_turn = [row[place] for place in range(limit) for row in answers if place < len(row)]
    chosen = list(dict.fromkeys([*in_turn[: len(answers)], *reversed(firsts.values()), *in_turn]))[:limit]
    order = list(dict.fromkeys(evidence.passage.case for evidence in chosen))
    return sorted(chosen, key=lambda evidence: order.index(evidence.passage.case))


def _answers_to(part: int, lead: list[Evidence]) -> list[Evidence]:
    """The sentences nearly as good as the best one for a part of the question, best first."""
    ranking = sorted(lead, key=lambda evidence: -evidence.scores[part])
    return [evidence for evidence in ranking if evidence.scores[part] >= ranking[0].scores[part] - WINDOW]


def _ranked_after(scores: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(score - DISAGREEMENT for score in scores)


def _candidates(hits: list[Hit]) -> list[Evidence]:
    """The sentences of the cases that hold the question's names, short versions only where nothing longer is."""
    named = [hit for hit in hits if hit.named]
    told = {(hit.passage.case, hit.passage.language) for hit in named if hit.passage.section not in SHORT_VERSIONS}
    return [
        Evidence(hit.passage, sentence, _ranked_after(scores) if hit.passage.section == "Désaccords" else scores)
        for hit in named
        if hit.passage.section not in SHORT_VERSIONS or (hit.passage.case, hit.passage.language) not in told
        for sentence, scores in zip(hit.passage.sentences, hit.scores, strict=True)
    ]
