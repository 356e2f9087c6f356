"""Which cases of the whole library a question asks for: places, subjects, status, kinds of authority, intersected.

Subject retrieval as library catalogues do it: the subjects of one facet add up where the
question says "or", those of different facets narrow one another, and a condition that
would leave nothing is dropped and said to be (it is not among the chips).
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import get_args

from assistant.catalogue import CaseRecord, Catalogue
from assistant.conditions import ECHELON_LABELS, conditions_in, echelons_in, statuses_in
from assistant.fields import STATUSES
from assistant.intent import UNITS
from assistant.question import BY_AI, Question, words_of
from assistant.schemas import Chip, Filters, Language
from assistant.subjects import Mention, Subjects
from ingest.folding import folded
from ingest.thesaurus import Facette

# The facets that narrow first: what is done and with what product says more than with which technique.
ORDER: tuple[Facette, ...] = ("usage", "produit", "gouvernance", "objet", "milieu", "moyen", "issue", "technique")
assert set(ORDER) == set(get_args(Facette))
MOST_GROUPS = 6  # subjects intersected at most
OR_WITHIN = 4  # words between two subjects that an "or" joins
ENUMERATED = 2  # words from one subject to the next of an enumeration that ends with an "or"
ADMINISTRATIVE = re.compile(
    r"\b(?:collectivites?|communes?|villes?|cit(?:y|ies|ys)|towns?|town halls?|city halls?|mairies?|councils?|"
    r"authorit(?:y|ies)|local authorities|public bod(?:y|ies)|municipalit\w+|agglomerations?|metropoles?|projets?|"
    r"projects?|cas|cases?|demarches?|initiatives?|exemples?|examples?|conseils? (?:departementaux|regionaux|"
    r"departemental|regional)|operateurs publics|bibliotheque|library|recorded(?: as)?|listed as)\b"
)
ENUMERATION = re.compile(rf"\b{UNITS}(?:(?:\s*,\s*|\s+(?:ou|or|et|and)\s+)(?:\w+ )?{UNITS})+\b")
INTRODUCTION = re.compile(
    r"^\s*(?:je (?:suis|dirige|travaille)|nous sommes|as an?|i'm an?|i am an?|i run|we are an?|maire|elue?|dsi|dgs|"
    r"dpo)\b[^.:?!]*[.:!]\s+|"
    # What the question is asked for: "for our council meeting next week, which places…".
    r"^\s*(?:for|pour|i am|i'm|je|j'|my|mon|ma)\b(?:[^?!.,:]{0,60}[,:]|[^?!.:]{0,100}:)\s+"
    r"(?=(?:who|which|what|where|qui|que|quels?|quelles?|ou)\b)"
)
Holding = Callable[[Sequence[str], Collection[str], Language], set[str]]
"""Of these cases, those whose text holds all these words, given in a language."""


@dataclass
class Selection:
    """The cases asked for, the conditions they meet, and the words, folded, that named their subjects."""

    cases: list[CaseRecord]
    chips: list[Chip] = field(default_factory=list)
    facets: set[Facette] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    @property
    def tells_what_is_done(self) -> bool:
        """Whether the conditions say where or what: a place, a use, a product; a setting, an object, a time do not."""
        beside = ("sujets", "periode", "population")
        done = {"usage", "produit", "issue"}
        return bool(self.facets & done) or any(chip.field not in beside for chip in self.chips)

    def keep(self, ids: Collection[str], chips: Sequence[Chip]) -> None:
        """Narrow to those of `ids` that are there, unless nothing would be left."""
        kept = [case for case in self.cases if case.id in ids]
        if kept:
            self.cases, self.chips = kept, [*self.chips, *chips]


def chips_of_places(question: Question, catalogue: Catalogue) -> list[Chip]:
    """The places asked for that have cases, as conditions."""
    fields = {"commune": "territoire", "territoire": "territoire", "departement": "departement", "region": "region"}
    return [
        Chip.model_validate({"field": fields[place.level], "value": place.code or place.name, "label": place.name})
        for place in question.asked_places
        if catalogue.of_place(place)
    ]


def select_cases(
    question: Question, mentions: Sequence[Mention], catalogue: Catalogue, filters: Filters, without: Collection[str],
    holding: Holding,
) -> Selection:  # fmt: skip
    """The cases that meet the request's filters and what the question says, less the conditions `without`."""
    aside = catalogue.aside(question.places)
    chosen = Selection([case for case in catalogue.meeting(filters) if case.id not in aside])
    flat = folded(question.text)
    chips = [chip for chip in chips_of_places(question, catalogue) if chip.key not in without]
    places = [place for place in question.asked_places if (place.code or place.name) in {chip.value for chip in chips}]
    if places:
        chosen.keep({case.id for place in places for case in catalogue.of_place(place)}, chips)
    for echelon in echelons_in(flat, bool(places)):
        label = ECHELON_LABELS[echelon][question.language == "en"]
        _narrow(chosen, without, "echelon", echelon, label, {c.id for c in chosen.cases if c.echelon == echelon})
    for statut in statuses_in(flat):
        label = STATUSES[statut][question.language]
        _narrow(chosen, without, "statut", statut, label, {c.id for c in chosen.cases if c.statut == statut})
    for condition in conditions_in(question.text):
        if condition.chip.key not in without:
            chosen.keep({case.id for case in chosen.cases if condition.met_by(case)}, [condition.chip])
    _by_subjects(chosen, question, [m for m in mentions if f"sujets={m.concept.id}" not in without], holding)
    return chosen


def names_several(question: Question, mentions: Sequence[Mention], catalogue: Catalogue) -> bool:
    """Whether a question for a thing as a whole names a place, subjects or both: it wants all cases of them.

    With words of its own beside its subjects it names one case, unless a town says of which cases it may be. A
    product that gave one case its name is that case: "ELLA" is not all that its maker does.
    """
    if not question.whole or any(not catalogue.of_place(place) for place in question.asked_places):
        return False
    if not question.subject:
        return bool(question.asked_places)
    if any(place.is_town for place in question.asked_places):
        return bool(mentions)
    words = {folded(word) for word in question.subject}
    if not words <= set(_words(question, mentions)):
        return False
    named = [case for case in catalogue.cases.values() if words <= set(words_of(folded(case.title(question.language))))]
    return len(named) != 1 or any(mention.concept.facette != "produit" for mention in mentions)


def mentions_in(question: Question, subjects: Subjects) -> list[Mention]:
    """The subjects a question names, what it calls the authorities left out ("town halls" are no buildings)."""
    return subjects.find(subject_words(question), question.language)


def of_the_subject(question: Question, mentions: Sequence[Mention]) -> list[Mention]:
    """Of these mentions, those that the words of its subject name: "who funded ELLA?" is not about grants."""
    words = {folded(word) for word in question.subject}
    return [mention for mention in mentions if not words or words & set(_words(question, [mention]))]


def subject_words(question: Question) -> list[str]:
    """The words of a question that may name its subjects: not who asks, nor what the authorities are called."""
    flat = INTRODUCTION.sub("", folded(BY_AI.sub("", question.text)))
    return words_of(ADMINISTRATIVE.sub(" ", ENUMERATION.sub(" ", flat)))


def _narrow(chosen: Selection, without: Collection[str], name: str, value: str, label: str, ids: set[str]) -> None:
    if f"{name}={value}" not in without:
        chosen.keep(ids, [Chip.model_validate({"field": name, "value": value, "label": label})])


def _by_subjects(chosen: Selection, question: Question, mentions: Sequence[Mention], holding: Holding) -> None:
    """Narrow by as many of the subjects as can hold together, those of the telling facets first."""
    here = {case.id: set(case.sujets) for case in chosen.cases}
    groups = [Group.of(own, here) for own in _alternatives(question, mentions)]
    there = [group for group in groups if group.ids]
    heaviest = max((group.weight for group in there if group.facet != "technique"), default=0)
    telling = [group for group in there if group.facet != "technique" or group.weight > heaviest]
    used = max(_compatible(telling), key=lambda some: sum(group.weight for group in some))
    wanted = set(here)
    for rank, group in enumerate(sorted(used, key=lambda group: ORDER.index(group.facet))):
        loose = (
            holding(_words(question, group.mentions[:1]), wanted - group.ids, question.language)
            if rank and group.loose
            else set()
        )
        wanted &= group.ids | loose
    chosen.facets = {group.facet for group in used}
    chosen.words = {word for group in used for word in _words(question, group.mentions)}
    if used:
        chosen.keep(wanted, [_chip(mention, question) for group in used for mention in group.mentions])
    for group in groups:
        if group not in used and group.loose:
            chosen.keep(
                holding(_words(question, group.mentions), {case.id for case in chosen.cases}, question.language), ()
            )


@dataclass(frozen=True, eq=False)
class Group:
    """Subjects named as alternatives, the cases that have any of them, and how much they weigh."""

    mentions: Sequence[Mention]
    ids: set[str]

    @classmethod
    def of(cls, mentions: Sequence[Mention], here: Mapping[str, set[str]]) -> "Group":
        """The group of these mentions among the cases `here`, given with their subjects."""
        concepts = {mention.concept.id for mention in mentions}
        return cls(mentions, {id for id, subjects in here.items() if concepts & subjects})

    @property
    def facet(self) -> Facette:
        """The most telling of its facets."""
        return min((mention.concept.facette for mention in self.mentions), key=ORDER.index)

    @property
    def loose(self) -> bool:
        """Whether a case may have it without its subjects saying so."""
        return self.facet in ("objet", "milieu")

    @property
    def weight(self) -> float:
        """The words that name it count, more in the telling facets."""
        return max(len(mention.at) for mention in self.mentions) * (len(ORDER) - ORDER.index(self.facet) + 4)


def _compatible(groups: Sequence[Group]) -> Iterator[tuple[Group, ...]]:
    """The sets of groups that some case meets all of."""
    for size in range(min(len(groups), MOST_GROUPS) + 1):
        for some in combinations(groups, size):
            if not some or set.intersection(*(group.ids for group in some)):
                yield some


def _alternatives(question: Question, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions in the order of the question, those that an "or" joins together: "cameras, sensors or a drone"."""
    words = subject_words(question)
    groups: list[list[Mention]] = []
    for mention in sorted(mentions, key=lambda mention: mention.at):
        if groups and _joined(words, groups[-1][-1], mention):
            groups[-1].append(mention)
            while len(groups) > 1 and _enumerated(groups[-2][-1], groups[-1][0]):
                groups[-2:] = [groups[-2] + groups[-1]]
        else:
            groups.append([mention])
    return groups


def _joined(words: Sequence[str], one: Mention, other: Mention) -> bool:
    """Whether the same words name both, or an "or" stands between them; a technique is no alternative to its use."""
    between = words[one.at[-1] + 1 : other.at[0]]
    alike = (one.concept.facette == "technique") == (other.concept.facette == "technique")
    return one.at == other.at or (alike and len(between) <= OR_WITHIN and bool({"ou", "or"} & set(between)))


def _enumerated(one: Mention, other: Mention) -> bool:
    """Whether they stand side by side, an article between them at most, and are of one kind."""
    return other.at[0] - one.at[-1] <= ENUMERATED and one.concept.facette == other.concept.facette


def _words(question: Question, mentions: Sequence[Mention]) -> list[str]:
    """The words of the question that name these subjects."""
    words = subject_words(question)
    return [words[at] for mention in mentions for at in mention.at]


def _chip(mention: Mention, question: Question) -> Chip:
    concept = mention.concept
    return Chip(field="sujets", value=concept.id, label=concept.label(question.language))
