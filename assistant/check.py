"""Does a sentence say only what its source says? Numbers and names, compared by code.

A wording passes when every number in it stands in the source sentence and none of the
source's is lost, the same for percentages, and every name in it stands in the source.
Numbers written as words count as their figures ("douze" = 12 = "twelve"), so that a
translator may use either.
"""

import re
import unicodedata
from collections.abc import Iterable

# "un", "une" and "one" are articles and pronouns before they are numbers.
NUMBER_WORDS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000,
    "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "thousand": 1000,
    "double": 2, "doubled": 2, "twice": 2, "half": 2, "halved": 2, "moitie": 2, "tiers": 3, "third": 3, "thirds": 3,
    "quart": 4, "quarter": 4, "quarters": 4, "first": 1, "premier": 1, "premiere": 1, "un": 1, "une": 1, "one": 1,
    "second": 2, "deuxieme": 2,
}  # fmt: skip
GROUP = r"[ \u00a0\u202f,]"  # what stands between thousands: spaces of three kinds, the English comma
NUMBER = re.compile(rf"\d{{1,3}}(?:{GROUP}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
PERCENT = re.compile(rf"({NUMBER.pattern})\s*(?:%|per ?cent|pour cent)", re.IGNORECASE)
NAME = re.compile(r"\b[^\W\d_a-zà-öø-ÿ][\w’'&.-]*[\w&]")
# Words that English writes with a capital where French has none, or another word.
ENGLISH_CAPITALS = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring autumn winter summer ai gis gdpr french english european city town region
    department council mayor metropolis metropolitan area state ministry court administrative i it its the a an in at
    on by for from with according since after before during between under over each every all no this these that as
    to of and or when while where once if because thanks due despite although however""".split()
)

# Words of territories' names that are ordinary words too, in French or English.
COMMON_IN_TERRITORIES = frozenset(
    """agence agglomeration archives communaute communes conseil departement departemental departementale departements
    etat etablissement eurometropole france grand grande habitat institut intercommunal mairie metropole mission mixte
    national nouvelle office pays port public region regional saint sainte service services syndicat union vallee ville
    villes urbaine sources coeur fontaine plaine""".split()
)


def numbers(text: str) -> set[float]:
    """The figures of a text: "43 000", "43,000" and "43000" are 43000.0; "1,2" and "1.2" are 1.2."""
    return {_value(match) for match in NUMBER.findall(text)}


def names(text: str) -> set[str]:
    """The words that begin with a capital, without accents or case, the first word of the text left out."""
    return {folded(word) for match in NAME.finditer(text) if match.start() > 0 for word in _parts(match[0])}


def folded(text: str) -> str:
    """Lower case, without accents, typographic apostrophes made plain."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def place_words(territories: Iterable[str]) -> frozenset[str]:
    """The words that tell the library's territories apart, folded: "Rennes Métropole" gives "rennes"."""
    words = (word for territory in territories for word in re.findall(r"[^\W\d_]+", territory))
    return frozenset(folded(word) for word in words if word[0].isupper() and len(word) > 3) - COMMON_IN_TERRITORIES


def problems(wording: str, source: str, context: str, places: frozenset[str]) -> list[str]:
    """Why `wording` may not stand for the sentence `source`; nothing when it may.

    `context` (the case's territory and title) may lend names, never numbers. `places`
    are the folded words of the library's territories: a name even as the first word,
    where any word has a capital, and never to be lost from the source.
    """
    wording_numbers, source_numbers = numbers(wording), numbers(source)
    wording_words, source_words = _number_words(wording), _number_words(source)
    found = [f"number {n:g} is not in the source" for n in sorted(wording_numbers - source_numbers - source_words)]
    found += [f"number {n:g} is lost" for n in sorted(source_numbers - wording_numbers - wording_words)]
    if _percentages(wording) != _percentages(source):
        found.append("the percentages differ")
    allowed = _words(f"{source} {context}")
    said, sourced = _words(wording), _words(source)
    unknown = (names(wording) - allowed - ENGLISH_CAPITALS) | ((said & places) - allowed)
    found += [f"name {name!r} is not in the source" for name in sorted(unknown)]
    found += [f"place {name!r} is lost" for name in sorted((sourced & places) - said)]
    return found


def _value(figure: str) -> float:
    grouped = re.fullmatch(rf"(\d{{1,3}}(?:{GROUP}\d{{3}})+)(?:[.,](\d+))?", figure)
    if grouped:
        return float(re.sub(r"\D", "", grouped[1]) + "." + (grouped[2] or "0"))
    return float(figure.replace(",", "."))


def _number_words(text: str) -> set[float]:
    return {float(NUMBER_WORDS[word]) for word in re.findall(r"[a-z]+", folded(text)) if word in NUMBER_WORDS}


def _percentages(text: str) -> set[float]:
    return {value for match in PERCENT.findall(text) for value in numbers(match)}


def _words(text: str) -> set[str]:
    return {part for word in re.findall(r"[\w’'&.-]+", text) for part in _parts(folded(word))}


def _parts(word: str) -> list[str]:
    """The parts of a compound word, without elided articles or the English possessive."""
    plain = re.sub(r"^(?:[dljmnst]|qu)['’]|['’]s$", "", word, flags=re.IGNORECASE)
    return [part for part in re.split(r"[-'’.]", plain) if part]
