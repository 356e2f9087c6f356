"""The places that a question names, against the territorial reference and the library's own territories.

A place found in the reference and not in the library is said to be absent; nothing is
answered about it with the case of another.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from assistant.spelling import by_initials, corrected
from ingest.folding import folded
from ingest.territories import Territory, territories

Level = Literal["territoire", "commune", "departement", "region"]
SPELT_OUT = {"st": "saint", "ste": "sainte", "ss": "sous"}
LEVELS: dict[str, Level] = {"commune": "commune", "departement": "departement", "region": "region"}  # by `genre`
TOKEN = re.compile(r"[^\W_]+")
TOWN = 2000  # inhabitants from which a commune's name counts when it is written with a capital
CITY = 20_000  # from which it counts in a question written without capitals
# Names of towns and départements that are ordinary words: they count only with a capital inside the question.
ORDINARY = frozenset(
    """ain allier aube bar blanc bois bourg cher croix die dole eu fontaine fosse france gap grasse lens loire lot lus
    manche meaux mer mons mont nice nord orange orne oye parc pont port puy rue saint sens tarn tours val var vannes
    vaux ville villes vire cannes marne drome eure landes martigues saintes bourges creuse calais avion massy rives
    source sources salon sully dives lure revel plan rove mures seine oise somme nord""".split()
)
# Words of an authority's name that say what kind of authority it is, not where.
KINDS = frozenset(
    """ville commune mairie metropole communaute agglomeration agglo eurometropole departement region conseil regional
    departemental sdis syndicat europeenne urbaine communes territoire municipale regie office tourisme""".split()
)
PARTICLES = frozenset("de du des la le les l d en sur sous lez aux au a et".split())
NEAR = re.compile(
    r"(?:pr[eè]s d\w*|autour d\w*|(?:nord|sud|est|ouest)(?: d\w*)?|proches? d\w*|environs d\w*|banlieue|near|around|"
    r"(?:north|south|east|west) of|outside|close to|surround\w*)\W*(?:la |le |les |l['’])?$",
    re.IGNORECASE,
)
# What is set aside: "hors Paris", "apart from Lyon" before the name, "Paris mis à part", "Lyon aside" after it, and
# "we know of Chartres: who else…".
BUT = re.compile(
    r"\b(?:hors|sauf|hormis|excepté|à part|a part|(?:à|a) l'exception d\w*|en dehors d\w*|autres? qu\w*|ailleurs qu\w*|"
    r"apart from|except(?: for| in)?|excluding|besides|other than|elsewhere than)\W*(?:la |le |les |l['’]|à |in )?$",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r"^\W*(?:mise?s? (?:à|a) part|mise?s? de c[oô]t[eé]|aside|excepted|exclue?s?)\b|"
    r"^[^?]{0,60}[.,;:!] *(?:mais |but |and |et )?(?:qui|quoi|which|who|what|quels?|quelles?|where|ou|où)(?: \w+)? "
    r"(?:d['’]autres?|else|autres?)\b",
    re.IGNORECASE,
)
LINK = re.compile(r"\b(?:et|and|versus|vs|ou|or|d'un côté|on one)\b", re.IGNORECASE)
LINKED_WITHIN = 60  # characters between two places that are named together
ALIASES = {
    "paca": "provence alpes cote d azur", "region sud": "provence alpes cote d azur", "idf": "ile de france",
    "bourgogne": "bourgogne franche comte", "franche comte": "bourgogne franche comte",
    "burgundy": "bourgogne franche comte", "brittany": "bretagne", "breton": "bretagne", "bretons": "bretagne",
    "normandy": "normandie", "norman": "normandie", "corsica": "corse", "reunion island": "la reunion",
    "occitania": "occitanie", "auvergne": "auvergne rhone alpes", "rhone alpes": "auvergne rhone alpes",
    "paris region": "ile de france", "parisian region": "ile de france", "greater paris": "ile de france",
    "region parisienne": "ile de france",
    "aquitaine": "nouvelle aquitaine", "centre val loire": "centre val de loire", "lyons": "lyon",
    "marseilles": "marseille", "dunkirk": "dunkerque", "parisian": "paris", "parisiens": "paris",
    "parisiennes": "paris", "parisienne": "paris", "parisien": "paris", "lyonnais": "lyon", "nantais": "nantes",
    "bordelais": "bordeaux", "strasbourgeois": "strasbourg", "toulousain": "toulouse", "rennais": "rennes",
    "lillois": "lille", "nicois": "nice", "marseillais": "marseille", "french riviera": "alpes maritimes",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A place as the question names it.

    `words` are its folded words without particles; `code` its INSEE code ("" for a territory
    of the library that is not a commune, département or région); `departement` the INSEE code
    of the département it is in; `region` a région's name. `near` says that the question asks
    around it, `aside` that it wants others; `said` holds the folded words it is named with there,
    `at` where they start.
    """

    name: str
    level: Level
    words: tuple[str, ...]
    code: str = ""
    departement: str = ""
    region: str = ""
    near: bool = False
    aside: bool = False
    said: tuple[str, ...] = ()
    at: int = -1

    @property
    def is_town(self) -> bool:
        """Whether it is a town or an authority, not a département or a région that holds many."""
        return self.level in ("commune", "territoire")

    def holds(self, town: "Place") -> bool:
        """Whether a commune lies in this département or région; of other places it is not known, and taken so."""
        return town.level != "commune" or self.code == town.departement or self.name == town.region

    def is_named_by(self, words: Collection[str]) -> bool:
        """Whether these folded words hold the place's own, or those it is named with in the question."""
        return any(set(name) <= set(words) for name in (self.words, self.said) if name)


class Gazetteer:
    """Finds places in texts; made once for a library, whose `territoires` count however they are written.

    Where a text names no place, one of the library's is found that it mistypes; a word that
    `knows` tells to be one of the library's texts, or that names another town, is no slip.
    """

    def __init__(self, territoires: Iterable[str], knows: Callable[[str], bool] = lambda _: False) -> None:
        self._knows = knows
        names: list[tuple[str, ...]] = []
        self._by_first: dict[str, list[tuple[tuple[str, ...], Place, bool]]] = {}
        own = {words: name for name in territoires if (words := tokens(name))}
        starts = {words[:length] for words in own for length in range(1, len(words) + 1)}
        held = {word for words in own for word in words}
        heads = set()
        for words, territory in _reference():
            if territory.genre == "commune" and len(words) > 1:
                heads.add(words[0])
            if territory.population < TOWN and words not in starts:
                continue
            known = territory.population >= CITY or territory.genre != "commune" or words[0] in held
            self._add(
                words,
                _place(words, territory),
                free=words in own or len(words) > 2 or (known and not ORDINARY & set(significant(words)[:1])),
            )
        firsts = Counter(words[0] for words in own)
        for words, name in own.items():
            short = _without_kind(words)
            alone = short[:1] if firsts[short[0]] == 1 and short[0] in heads - ORDINARY and len(short[0]) > 4 else short
            for called in dict.fromkeys((words, short, alone)):
                self._add(called, Place(name, "territoire", significant(called)), free=True)
                if len(called) > 1 or called[0] not in ORDINARY:
                    names.append(called)
        self._spelling = by_initials(names)
        for alias, name in ALIASES.items():
            named = self._by_first[name.split()[0]]
            place = next(place for words, place, _ in named if words == tuple(name.split()))
            self._add(tuple(alias.split()), place, free=True)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))  # stable: the reference before the library's own names

    def _add(self, words: tuple[str, ...], place: Place, free: bool) -> None:
        if words:
            self._by_first.setdefault(words[0], []).append((words, place, free))

    def find(self, text: str) -> list[Place]:
        """The places that `text` names, each once, longest names first where names overlap."""
        spans = [(match.start(), match[0]) for match in TOKEN.finditer(text)]
        words = [_spelt_out(folded(word)) for _, word in spans]
        found = self._among(words, words, spans, text)
        return found or self._among(corrected(words, self._spelling, self._is_meant), words, spans, text)

    def _is_meant(self, word: str) -> bool:
        return self._knows(word) or word in _town_words()

    def _among(self, words: list[str], typed: list[str], spans: list[tuple[int, str]], text: str) -> list[Place]:
        found: list[Place] = []
        at = 0
        while at < len(words):
            length, place = self._at(at, words, spans, text)
            if place is not None:
                start, (last, word) = spans[at][0], spans[at + length - 1]
                near = bool(NEAR.search(text[:start]))
                aside = bool(BUT.search(text[:start]) or ASIDE.search(text[last + len(word) :]))
                said = tuple(typed[at : at + length])
                found.append(replace(place, near=near, aside=aside, said=said, at=start))
            at += length
        return list({place.name: place for place in reversed(found)}.values())[::-1]

    def _at(self, at: int, words: list[str], spans: list[tuple[int, str]], text: str) -> tuple[int, Place | None]:
        for name, place, free in self._by_first.get(words[at], []):
            if tuple(words[at : at + len(name)]) != name:
                continue
            capital = spans[at][1][0].isupper() and not spans[at][1].isupper()
            if spans[at][0] > 0 and text[spans[at][0] - 1] == "-":
                continue  # the second half of another name: Seine-Normandie
            inside = at > 0 or (len(name) > 1) or name[0] not in ORDINARY
            if free or (capital and inside):
                return len(name), place
        return 1, None


def linked(text: str, one: Place, other: Place) -> bool:
    """Whether a text names two places side by side: "in the Gard on one hand, in Chartres on the other"."""
    first, second = sorted((one.at, other.at))
    return second - first < LINKED_WITHIN and bool(LINK.search(text[first:second]))


def tokens(name: str) -> tuple[str, ...]:
    """The folded words of a name: "Cœur d'Essonne" is (coeur, d, essonne)."""
    return tuple(_spelt_out(folded(word)) for word in TOKEN.findall(re.sub(r"\(.*?\)", "", name)))


def significant(words: Iterable[str]) -> tuple[str, ...]:
    """Those that are not particles."""
    return tuple(word for word in words if word not in PARTICLES)


def _without_kind(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name without what kind of authority it is: "Syndicat du Bois de l'Aumône" is (bois, de, l, aumone)."""
    start, end = 0, len(words)
    while start < end - 1 and words[start] in KINDS | PARTICLES:
        start += 1
    while end > start + 1 and words[end - 1] in KINDS | PARTICLES:
        end -= 1
    return words[start:end]


def _spelt_out(word: str) -> str:
    return SPELT_OUT.get(word, word)


@cache
def _town_words() -> frozenset[str]:
    """The names of one word that a town has."""
    return frozenset(words[0] for words, one in _reference() if one.genre == "commune" and len(words) == 1)


@cache
def _reference() -> tuple[tuple[tuple[str, ...], Territory], ...]:
    """Communes, départements and régions with the words of their names, the most populous first."""
    named = [(tokens(one.nom), one) for one in territories().values() if one.genre in LEVELS]
    # Paris is a town before it is a département.
    return tuple(sorted(named, key=lambda entry: (-entry[1].population, entry[1].genre != "commune")))


@cache
def _regions() -> dict[str, str]:
    """The names of the régions by code."""
    return {one.code: one.nom for one in territories().values() if one.genre == "region"}


def _place(words: Iterable[str], territory: Territory) -> Place:
    """A commune, a département or a région of the reference; a région has the code of no département."""
    level = LEVELS[territory.genre]
    departement = {"commune": territory.departement, "departement": territory.code, "region": ""}[level]
    region = territory.nom if level == "region" else _regions().get(territory.region, "")
    return Place(territory.nom, level, significant(words), territory.code, departement, region)
