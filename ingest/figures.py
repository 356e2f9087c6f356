"""The figures of a text, French or English, and how those of two texts differ.

Numbers written as words count as their figures ("douze" = 12 = "twelve"), so that a
translator may use either.
"""

import re

from ingest.folding import folded

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
SCALES = {"k": 1e3, "mille": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "milliard": 1e9, "billion": 1e9}
GROUP = r"[ \u00a0\u202f,]"  # what stands between thousands: spaces of three kinds, the English comma
NUMBER = re.compile(rf"\d{{1,3}}(?:{GROUP}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
# From the first digit and without a second look, or a thousand digits would be looked at a million times.
PERCENT = re.compile(rf"(?<!\d)((?>{NUMBER.pattern}))\s*+(?:%|per ?cent|pour cent)", re.IGNORECASE)


def numbers(text: str) -> set[float]:
    """The figures of a text: "43 000", "43,000" and "43000" are 43000.0; "1,2" and "1.2" are 1.2."""
    return {value(match) for match in NUMBER.findall(text)}


def number_words(text: str) -> set[float]:
    """The numbers that a text writes as words."""
    return {float(NUMBER_WORDS[word]) for word in re.findall(r"[a-z]+", folded(text)) if word in NUMBER_WORDS}


def percentages(text: str) -> set[float]:
    """The figures that a text gives as percentages."""
    return {number for match in PERCENT.findall(text) for number in numbers(match)}


def value(figure: str) -> float:
    """The value of one figure as it is written."""
    grouped = re.fullmatch(rf"(\d{{1,3}}(?:{GROUP}\d{{3}})+)(?:[.,](\d+))?", figure)
    if grouped:
        return float(re.sub(r"\D", "", grouped[1]) + "." + (grouped[2] or "0"))
    return float(figure.replace(",", "."))


def scaled(figure: str, scale: str | None) -> float:
    """The value of a figure with what multiplies it, folded: "1,5" and "millions" is 1500000; None multiplies by 1."""
    return value(figure) * SCALES.get((scale or "").strip().rstrip("s"), 1.0)


def number_differences(wording: str, source: str) -> list[str]:
    """How the figures of `wording` differ from those of the text it stands for; nothing when they do not."""
    wording_numbers, source_numbers = numbers(wording), numbers(source)
    wording_words, source_words = number_words(wording), number_words(source)
    found = [f"number {n:g} is not in the source" for n in sorted(wording_numbers - source_numbers - source_words)]
    found += [f"number {n:g} is lost" for n in sorted(source_numbers - wording_numbers - wording_words)]
    if percentages(wording) != percentages(source):
        found.append("the percentages differ")
    return found
