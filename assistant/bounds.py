"""A bound that a question sets on a figure ("more than 10 %", "moins de 50 000 €"), and sentences that keep to it.

Percentages and sums of money, which are what cases are compared by. A sentence keeps to the
bound when it states a figure of that unit within it and, where the question says what the
figure is of (a saving, a price), speaks of that too.
"""

import math
import re
from dataclasses import dataclass

from assistant.schemas import Chip
from ingest.figures import NUMBER, scaled
from ingest.folding import as_written, folded
from ingest.passages import Passage

SCALE = r"(?P<scale>k|mille|thousand|m|millions?|milliards?|billions?)"
PERCENT = rf"(?P<number>{NUMBER.pattern})\s*(?:%|per ?cent\b|pour ?cent\b)"
EUROS = rf"(?P<number>{NUMBER.pattern})(?:\s*{SCALE}(?=\b|€))?\s*(?:d'|de )?(?:€|euros?\b)"
BEFORE = rf"€\s*(?P<number>{NUMBER.pattern})(?:\s*{SCALE}\b(?:\s+(?:d'|de |of ))?)?"
UNITS = {"percent": [re.compile(PERCENT)], "euro": [re.compile(EUROS), re.compile(BEFORE)]}
MORE = (
    r"plus de|plus d'|au moins|au-dela de|au-dessus de|minimum|depass\w+|superieure?s? a|more than|over|above|at least|"
    r"exceed\w*|upwards of"
)
LESS = r"moins de|moins d'|au plus|en dessous de|inferieure?s? a|less than|under|below|at most|up to"
WORDING = re.compile(rf"\b(?:(?P<more>{MORE})|(?P<less>{LESS}))\s*$")
CONTEXT = "Contexte"
NEAR = 40  # characters before a figure in which its bound is worded
# What a figure is of: the question's words for it, and those of a sentence that states it.
MEASURES = {
    "saving": re.compile(
        r"econom|gagn|gain|baiss|redui|reduct|diminu|evit|\bmoins\b|sav(?:e|ed|es|ing)|\bcut|lower|fewer|\bless\b|"
        r"decreas|\bfell\b|\bfall|drop"
    ),
    "price": re.compile(r"\bcout|\bprix\b|budget|depens|invest|montant|\bcost|price|spen[dt]|\bpaid\b"),
    "accuracy": re.compile(r"fiab|precis|erreur|juste|exact|reussi|accura|reliab|error|correct|right"),
}


@dataclass(frozen=True)
class Bound:
    """Figures of `unit` from `least` to `most`, either end left out where `open`; `measure` names what they are of."""

    unit: str
    least: float
    most: float
    open: bool
    measure: str
    wording: str

    def kept_by(self, passage: Passage, sentence: str) -> bool:
        """Whether this sentence of a passage states a figure within the bound, of what was asked.

        What stood before the project, or around it, is not what it cost or saved.
        """
        if passage.section == CONTEXT:
            return False
        flat = folded(sentence)
        measured = not self.measure or MEASURES[self.measure].search(flat)
        return bool(measured) and any(self._holds(figure) for figure in stated(flat, self.unit))

    @property
    def chip(self) -> Chip:
        """The bound as a condition that is shown, and may be left out."""
        return Chip(field="chiffres", value=self.wording, label=self.wording)

    def beside(self, question: str) -> str:
        """What else the question says, folded: without the bound, nor a measure that is no subject of its own."""
        rest = folded(question).replace(folded(self.wording), " ")
        if self.measure in ("price", "accuracy"):
            rest = re.sub(rf"\w*(?:{MEASURES[self.measure].pattern})\w*", " ", rest)
        return rest

    def _holds(self, figure: float) -> bool:
        return self.least < figure < self.most or (not self.open and figure in (self.least, self.most))


def stated(flat: str, unit: str) -> list[float]:
    """The figures of a unit that a folded text states, in its order within each way of writing them."""
    return [_value(match) for pattern in UNITS[unit] for match in pattern.finditer(flat)]


def bound_in(question: str) -> Bound | None:
    """The first bound that a question sets, if it sets any."""
    flat = folded(question)
    for unit, patterns in UNITS.items():
        for pattern in patterns:
            for match in pattern.finditer(flat):
                before = flat[max(match.start() - NEAR, 0) : match.start()]
                if worded := WORDING.search(before):
                    figure, more = _value(match), bool(worded["more"])
                    ends = (figure, math.inf) if more else (-math.inf, figure)
                    closed = re.search(r"au moins|minimum|at least|au plus|at most|up to|upwards", worded[0])
                    wording = as_written(question, match.start() - len(worded[0]), match.end()).strip()
                    return Bound(unit, *ends, not closed, _measure(flat), wording)
    return None


def _measure(flat: str) -> str:
    asked = re.sub(rf"\b(?:{MORE}|{LESS})", " ", flat)  # "moins de" is no saving
    return next((name for name, words in MEASURES.items() if words.search(asked)), "")


def _value(match: re.Match[str]) -> float:
    return scaled(match["number"], match.groupdict().get("scale"))
