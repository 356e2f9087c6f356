"""Does the best case answer, do these cases belong in a list, or do they only speak of the same subject?

A cosine alone does not tell an answerable question from another (with the default model
both lie between .78 and .90). What does: whether the words of the question stand in the
case, above all the rare ones; whether the best sentence for each part of the question is
near; whether it holds the kind of thing asked for. The weights are those of two logistic
regressions, one for one case and one for several, on labelled questions: `evals/calibrate.py`
makes the file, which says from what.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from assistant.evidence import Evidence
from assistant.question import Question
from assistant.search import WORDS_WEIGHT, Hit
from assistant.selection import Selection
from ingest.embeddings import Vectors
from ingest.words import terms_of

FILE = "calibration.json"
KNOWN = 0.1  # the lead of the best case over the next, where the question says which case is meant
DOUBT = 2.0  # log-odds: a fifth of the right answers are less sure than that, and most of the wrong ones
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
    several = cosines.shape[1] > 1
    parts = range(1, cosines.shape[1]) if several else range(1)
    return {
        "cosine of the best sentence": float(cosines[bests[0], 0]),
        "several parts": float(several),
        "words of the worst part": min(float(words[bests[part], part]) for part in parts),
        "words beyond the name": _beyond_its_name(question, own),
        "rarest word lost": standing.rarest_lost,
        "kind of the best sentence": 1.0 if of_all else float(shows[bests[0], 0]),
        "kind shown": 0.0
        if of_all
        else min(_kind_shown(cosines[:, part], words[:, part], shows[:, part]) for part in parts),
        "words of the sentence of the kind": 1.0 if of_all else standing.told,
        "place asked": float(bool(question.asked_places)),
        "lead, open": max(hit.best() for hit in own) - max(others) if is_open else KNOWN,
        "words of the case, open": standing.words if is_open else 1.0,
        "subjects of the case, open": _share(subjects, standing.subjects) if is_open else 1.0,
    }


def list_features(hits: Sequence[Hit], chosen: Selection, *, searched: bool) -> dict[str, float]:
    """What tells the cases asked for from others that share a setting or an object with them.

    `hits` are all those of the cases `chosen` by conditions, or found by the search within
    what the conditions leave (`searched`), and not empty.
    """
    standings = [standing.knowing(chosen.words) for standing in {h.passage.case: h.standing for h in hits}.values()]
    return {
        "cosine of the best sentence": max(float(hit.cosines[:, 0].max()) for hit in hits),
        "words of the best case": max(standing.words for standing in standings),
        "rarest word that all lose": min(standing.rarest_lost for standing in standings),
        "searched": float(searched),
        "told where or what is done": float(chosen.tells_what_is_done),
        "status": float(any(chip.field == "statut" for chip in chosen.chips)),
    }


def _share(wanted: Collection[str], held: Collection[str]) -> float:
    return sum(subject in held for subject in wanted) / len(wanted) if wanted else 1.0


def _beyond_its_name(question: Question, own: Sequence[Hit]) -> float:
    """Of the words of its subject that the case's name does not hold, the share that a sentence does."""
    headers = {hit.passage.language: terms_of(hit.passage.header, hit.passage.language) for hit in own}
    held = {language: frozenset[int]() for language in headers}
    for hit in own:
        language = hit.passage.language
        held[language] = held[language].union(
            *(terms_of(sentence.text, language) for sentence in hit.passage.sentences)
        )
    told = [
        any(terms_of(word, language) & held[language] for language in headers)
        for word in question.subject
        if any(terms_of(word, language) - headers[language] for language in headers)
    ]
    return sum(told) / len(told) if told else 1.0


def _kind_shown(cosines: Vectors, words: Vectors, shows: Vectors) -> float:
    """How near the best sentence that shows the kinds of things asked for comes to the best of all: 0, or less."""
    scores = cosines + WORDS_WEIGHT * words
    showing = scores[shows >= 1]
    return max(float(showing.max() - scores.max()), -FARTHEST) if showing.size else -FARTHEST


def sureness(features: Mapping[str, float], of: Literal["fact", "list"] = "fact") -> float:
    """How sure it is that the evidence with these features answers: above 0 it is to be shown."""
    calibration = _calibration()[of]
    weighed = sum(calibration["weights"].get(name, 0.0) * value for name, value in features.items())
    return float(weighed + calibration["intercept"] - calibration["threshold"])


@cache
def _calibration() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("assistant").joinpath(FILE).read_text(encoding="utf-8"))
    return loaded
