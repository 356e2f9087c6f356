"""Does the best case answer, or only speak of the same subject? The features that tell, and their weights.

A cosine alone does not tell an answerable question from another (with the default model
both lie between .78 and .90). What does: whether the words of the question stand in the
case, above all the rare ones; whether the best sentence for each part of the question is
near; whether it holds the kind of thing asked for. The weights are those of a logistic
regression on labelled questions: `evals/calibrate.py` makes the file, which says from what.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from assistant.evidence import Evidence
from assistant.question import Question
from assistant.search import WORDS_WEIGHT, Hit
from ingest.embeddings import Vectors

FILE = "calibration.json"
KNOWN = 0.1  # the lead of the best case over the next, where the question says which case is meant
FARTHEST = 0.2  # how far below the best of all the best sentence of the kind asked for counts at most


def features(
    question: Question, hits: Sequence[Hit], evidence: Sequence[Evidence], subjects: Collection[str], *, of_all: bool
) -> dict[str, float]:
    """What tells an answer from a sentence on the same subject; `evidence` is of one case of `hits`, and not empty.

    `subjects` are those that the question names. Where neither a place nor the conversation
    says which case is meant (`open`), the best case must stand out from the others, and be
    about those subjects. A question `of_all` the library wants a number that no sentence gives.
    """
    case = evidence[0].passage.case
    own = [hit for hit in hits if hit.passage.case == case]
    others = [hit.best() for hit in hits if hit.passage.case != case]
    cosines = np.concatenate([hit.cosines for hit in own])
    words, shows = np.concatenate([hit.words for hit in own]), np.concatenate([hit.shows for hit in own])
    bests = np.concatenate([hit.scores for hit in own]).argmax(axis=0)
    standing = own[0].standing
    is_open = bool(others) and not question.asked_places
    parts = range(1, cosines.shape[1]) if cosines.shape[1] > 1 else range(1)
    return {
        "cosine of the worst part": min(float(cosines[bests[part], part]) for part in parts),
        "words of the best sentence": float(words[bests[0], 0]),
        "words of the worst part": min(float(words[bests[part], part]) for part in parts),
        "rarest word lost": standing.rarest_lost,
        "kind shown": 0.0
        if of_all
        else min(_kind_shown(cosines[:, part], words[:, part], shows[:, part]) for part in parts),
        "words of the sentence of the kind": 1.0 if of_all else standing.told,
        "place asked": float(bool(question.asked_places)),
        "lead, open": max(hit.best() for hit in own) - max(others) if is_open else KNOWN,
        "words of the case, open": standing.words if is_open else 1.0,
        "subjects of the case, open": _share(subjects, standing.subjects) if is_open else 1.0,
    }


def _share(wanted: Collection[str], held: Collection[str]) -> float:
    return sum(subject in held for subject in wanted) / len(wanted) if wanted else 1.0


def _kind_shown(cosines: Vectors, words: Vectors, shows: Vectors) -> float:
    """How near the best sentence that shows the kinds of things asked for comes to the best of all: 0, or less."""
    scores = cosines + WORDS_WEIGHT * words
    showing = scores[shows >= 1]
    return max(float(showing.max() - scores.max()), -FARTHEST) if showing.size else -FARTHEST


def sureness(features: Mapping[str, float]) -> float:
    """How sure it is that the evidence with these features answers: above 0 it is to be shown."""
    calibration = _calibration()
    weighed = sum(calibration["weights"].get(name, 0.0) * value for name, value in features.items())
    return float(weighed + calibration["intercept"] - calibration["threshold"])


@cache
def _calibration() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("assistant").joinpath(FILE).read_text(encoding="utf-8"))
    return loaded
