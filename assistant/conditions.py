"""Conditions that a question sets on whole cases: when they ran, how many people live there, who led them.

"depuis 2023", "started before 2020", "in 2024"; "communes de moins de 10 000 habitants", "a town of 20,000
inhabitants". A size without a bound is that of the one who asks: from half of it to its double is comparable.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.bounds import LESS, MORE
from assistant.catalogue import CaseRecord
from assistant.schemas import Chip
from ingest.figures import NUMBER, scaled, value
from ingest.folding import as_written, folded
from ingest.records import Echelon
from ingest.territories import territories

YEAR = r"((?:19|20)\d\d)\b"
BEGAN = (
    r"(?:lance\w*|commence\w*|demarre\w*|debute\w*|initie\w*|cree\w*|started|starting|launched|begun|began|beginning)"
)
PERIODS = {
    "between": rf"\b(?:entre|between) {YEAR} (?:et|and) {YEAR}",
    "since": rf"\b(?:depuis|since|a partir de|a compter de|from) {YEAR}(?! (?:a|to|jusqu))",
    "before": rf"\b(?:avant|before) {YEAR}",
    "until": rf"\b{YEAR} (?:or|ou) (?:earlier|before|avant|plus tot)",
    "after": rf"\b(?:apres|after) {YEAR}",
    "begun": rf"\b{BEGAN} (?:en|in) {YEAR}",
    "during": rf"\b(?:en|in|during|pendant|l'annee) {YEAR}",
}
PEOPLE = r"(?:habitants|inhabitants|residents|people|ames)"
FIGURE = rf"(?P<number>{NUMBER.pattern})(?P<scale>\s*(?:k|mille|thousand|millions?)\b)?(?: d')?"
SIZES = {
    "between": rf"\b(?:entre|between) (?P<from>{NUMBER.pattern}) (?:et|and) {FIGURE}\s*{PEOPLE}",
    "more": rf"\b(?:{MORE}) {FIGURE}\s*{PEOPLE}",
    "less": rf"\b(?:{LESS}) {FIGURE}\s*{PEOPLE}",
    "about": rf"\b(?:de|d'|of|with|a|environ|about|around) {FIGURE}\s*{PEOPLE}",
}
LEVELS: dict[Echelon, re.Pattern[str]] = {
    "commune": re.compile(r"\b(?:communes?|villes?|villages?|towns?|cit(?:y|ies))\b"),
    "intercommunalite": re.compile(r"\b(?:intercommunalites?|agglomerations?|metropoles?|epci)\b"),
}
ECHELONS = {
    "departement": r"(?:conseils? )?(?:departements|departementaux)|departments|(?:departement\w*|county) councils",
    "region": r"(?:conseils? )?(?:regions|regionaux)|regional councils",
    "syndicat": r"syndicats(?: mixtes| intercommunaux)?|(?:joint |intermunicipal )?syndicates",
}
ECHELON_LABELS = {
    "departement": ("départements", "départements"),
    "region": ("régions", "regions"),
    "syndicat": ("syndicats", "syndicates"),
}
ASKED = r"(?:quels|quelles|which|wich|what|combien de|how many|(?:ce que|qu'ont|que font) les)"
LED = r"(?:led|run|headed|porte\w*|mene\w*|pilote\w*) (?:by|par) (?:an?|une?|des|les) "
ENUMERATED = r"(?:\s*,|\s+(?:ou|or|et|and)\b)"
REGIONAL_COUNCIL = re.compile(r"\b(?:conseil regional|regional council|region itself)\b")
STATUS_WORDS = {
    "arrete": r"arrete\w*|abandonne\w*|stopped|abandoned|dropped|cancelled|suspendu\w*|suspended|echoue\w*|failed|"
    r"stoppe\w*|scrapped|called off|halted",
    "experimentation": r"en (?:cours d')?experimentation|en test|a l'essai|phase (?:d'essai|de test|experimentale)|"
    r"on trial|still trial\w*|(?:trial|pilot) (?:phase|stage)|"
    r"being (?:tested|trialled|piloted)",
    "deploye": r"deploye\w*|en service|en production|deployed|in (?:service|operation|production)|rolled out",
    "en-projet": r"en projet|en preparation|stade (?:de l'intention|du projet|de la preparation)|planning stage|"
    r"planned|annoncee?s?|not yet (?:started|begun)|in the pipeline|dans les cartons|"
    r"pas encore (?:demarr|commenc|lanc)\w*",
    "termine": r"termine\w*|acheve\w*|finished|completed|ended",
}
# A status that is denied, or told as a lesser one: "neither in service nor on trial", "set up, or at least planned".
UNMEANT = re.compile(
    r"\b(?:ni|pas|sans etre|neither|nor|not|never|jamais|or at least|ou (?:du|au) moins) (?:encore |yet )?$"
)


@dataclass(frozen=True)
class Condition:
    """From `least` to `most`, of the year of the beginning (`begins`), any year of it, or the inhabitants."""

    kind: str
    least: float
    most: float
    wording: str
    echelon: Echelon | None = None

    @property
    def chip(self) -> Chip:
        """The condition as it is shown, and may be left out."""
        return Chip(field="population" if self.kind == "people" else "periode", value=self.wording, label=self.wording)

    def met_by(self, case: CaseRecord) -> bool:
        """Whether a case meets it; one that does not say when it ran, or whose place has no known size, does not."""
        if self.kind == "people":
            if self.echelon and case.echelon != self.echelon:
                return False
            place = territories().get((case.echelon, case.code))  # type: ignore[arg-type]  # any text finds nothing
            return place is not None and self.least <= place.population <= self.most
        begins, ends = years_of(case.periode)
        if self.kind == "begins":
            return begins is not None and self.least <= begins <= self.most
        return begins is not None and begins <= self.most and ends >= self.least


def years_of(periode: str) -> tuple[int | None, float]:
    """The first year of a period, where it is known, and the last: without end where it goes on."""
    years = [int(year) for year in re.findall(YEAR, periode)]
    if not years or folded(periode).startswith("jusqu"):
        return None, years[-1] if years else -math.inf
    goes_on = periode.endswith("-") or periode.startswith("depuis")
    return years[0], math.inf if goes_on else years[-1]


def conditions_in(question: str) -> Iterator[Condition]:
    """The conditions on when and on how many people that a question sets, one of each at most."""
    flat = folded(question)
    for read, patterns in ((_period, PERIODS), (_size, SIZES)):
        found = ((name, re.search(pattern, flat)) for name, pattern in patterns.items())
        first = next(((name, match) for name, match in found if match), None)
        if first:
            yield read(*first, as_written(question, *first[1].span()), flat)


def echelons_in(flat: str, placed: bool) -> list[str]:
    """The kinds of authority that a question, given folded, asks for; `placed` says that it names a place."""
    if placed and REGIONAL_COUNCIL.search(flat):
        return ["region"]
    return [
        echelon
        for echelon, words in ECHELONS.items()
        if re.search(rf"\b{ASKED}\s+(?:{words})\b(?!{ENUMERATED})|\b{LED}{echelon[:8]}", flat)
    ]


def statuses_in(flat: str) -> list[str]:
    """The status that a question, given folded, asks for; none where it names several, as alternatives."""
    named = [
        statut
        for statut, words in STATUS_WORDS.items()
        if any(not UNMEANT.search(flat[: match.start()]) for match in re.finditer(rf"\b(?:{words})\b", flat))
    ]
    return named if len(named) == 1 else []


def _period(name: str, match: re.Match[str], wording: str, _: str) -> Condition:
    first, last = int(match[1]), int(match[match.re.groups])
    least, most = {
        "between": (first, last),
        "since": (first, math.inf),
        "before": (-math.inf, first - 1),
        "until": (-math.inf, first),
        "after": (first + 1, math.inf),
    }.get(name, (first, first))
    return Condition("during" if name == "during" else "begins", least, most, wording)


def _size(name: str, match: re.Match[str], wording: str, flat: str) -> Condition:
    people = scaled(match["number"], match["scale"])
    least, most = {
        "more": (people, math.inf),
        "less": (0.0, people),
        "about": (people / 2, people * 2),
        "between": (value(match["from"]) if name == "between" else 0.0, people),
    }[name]
    echelon = next((level for level, words in LEVELS.items() if words.search(flat)), None)
    return Condition("people", least, most, wording, echelon)
