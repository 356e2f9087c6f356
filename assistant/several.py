"""Whether a question wants several cases, where no pattern of `intent` says so: "chatbots reached by text message".

A logistic regression (Cox, 1958) on its words and on a few cues of its grammar, fitted on
labelled questions: `evals/calibrate_lists.py` makes the file, which says from what. Words
say nothing of a language model or an embedding, so the decision is the same under any.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.question import Question
from ingest.folding import folded

FILE = "several.json"
WORD = re.compile(r"[\w']+")
PLURAL = r"[\w'-]+[sx]\b"
CUES = {
    "asks which, in the plural": re.compile(
        rf"\b(?:quels|quelles|lesquels|lesquelles)\s+(?:\w+ )?{PLURAL}|"
        rf"\b(?:which|what)\s+(?:[\w'-]+ ){{0,2}}?(?!this|was|is|does|has){PLURAL}"
    ),
    "asks who or where": re.compile(r"^(?:[\w',: -]{0,80}[.:,] )?(?:qui|who|where|ou)\b"),
    "wants examples or others": re.compile(
        r"\b(?:exemples?|examples?|anyone|anybody|any \w+ (?:that|who|which)|quelqu'un|somebody|d'autres?|else|"
        r"others?)\b"
    ),
    "is no question": re.compile(r"^(?!je |i |on |nous |we |tell|explain|dis|expli)(?=.*[^?]$)"),
    "speaks of one": re.compile(
        r"\b(?:la (?:ville|commune|metropole|region|mairie|collectivite)|"
        r"le (?:departement|projet|conseil|syndicat|service|robot|logiciel|systeme)|"
        r"l'(?:outil|agglo\w*|appli\w*|assistant|algorithme|office)|"
        r"the (?:town|city|council|project|tool|region|department|authority|software|system|village|chatbot|commune|"
        r"departement)|cet?|cette|it|elle|t-il|t-elle|its|it's|that|this)\b"
    ),
    "asks how much, when or why": re.compile(
        r"\b(?:combien|how (?:much|long|many|far|well)|quand|when|pourquoi|why|comment|how)\b"
    ),
    "wants a list": re.compile(
        r"\b(?:list\w*|recens\w*|tous|toutes|all|give|citez?|donne\w*|show|cherch\w*|looking for)\b"
    ),
    "speaks of authorities": re.compile(
        r"\b(?:communes|villes|collectivites|departements|regions|projets|cas|towns|cities|councils|authorities|"
        r"projects|cases|places|municipalities|agglo\w*s|intercommunalites|territoires)\b"
    ),
    "speaks of any one": re.compile(
        r"\b(?:une (?:commune|ville|collectivite)|a (?:town|city|council|authority)|un (?:departement|syndicat))\b"
    ),
    "has a verb in the plural": re.compile(r"\b(?:ont|sont|font|utilisent|have|are|do|use|were|\w+ent)\b"),
}


def features(question: Question) -> dict[str, float]:
    """Its cues and its words, folded, each 1."""
    flat = folded(question.text)
    held = [name for name, cue in CUES.items() if cue.search(flat)]
    if any(place.is_town for place in question.asked_places):
        held.append("names a town")
    if question.parts:
        held.append("asks several things")
    return dict.fromkeys([*held, *(f"word: {word}" for word in WORD.findall(flat))], 1.0)


def wants_several(question: Question) -> bool:
    """Whether its words make it likely enough that the answer is a list of cases; of a town it is not."""
    towns = any(place.is_town for place in question.asked_places)
    return not towns and likelihood(features(question), _calibration()) > 0


def likelihood(held: Mapping[str, float], calibration: Mapping[str, Any]) -> float:
    """The log odds over the threshold."""
    weighed = sum(calibration["weights"].get(name, 0.0) * value for name, value in held.items())
    return float(weighed + calibration["intercept"] - calibration["threshold"])


@cache
def _calibration() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("assistant").joinpath(FILE).read_text(encoding="utf-8"))
    return loaded
