"""Is a fact in an answer? Texts are compared as a reader would, not letter by letter."""

import re
from collections.abc import Sequence

from ingest.figures import GROUP, NUMBER_WORDS
from ingest.folding import folded

CURRENCY = r"[€$£]"
THOUSANDS = re.compile(rf"(?<!\d)(?<!\d[.,])[1-9]\d{{0,2}}(?:{GROUP}\d{{3}})+(?!\d)")
DECIMAL = re.compile(r"(?<=\d),(?=\d)")
# "€35" is 35€ wherever it stands, "€ 35" only where the sign does not belong to a figure before it.
BEFORE = re.compile(rf"(?<!\d)(?:({CURRENCY})|(?<!\d )({CURRENCY}) )(\d+(?:\.\d+)?)")
AFTER = re.compile(rf"(\d) ({CURRENCY}|%)(?!\d)")
# "€2 million" is said by "2 million" and by "€2".
SCALED = re.compile(rf"{CURRENCY}(?= ?(?:m|k|mds?|milli\w*|billions?|thousand)\b)")
EUROS = re.compile(r"(\d) ?euros?\b")


def normalised(text: str) -> str:
    """A text without case, accents, white space that does not matter, and with figures in one form.

    "43 000", "43,000" and "43000" are 43000; "1,2" and "1.2" are 1.2; "€35", "35 €" and
    "35 euros" are 35€; "15 %" is 15%.
    """
    flat = " ".join(folded(text).split())
    plain = DECIMAL.sub(".", THOUSANDS.sub(lambda match: re.sub(GROUP, "", match[0]), flat))
    plain = BEFORE.sub(r"\3\1\2", plain)
    return AFTER.sub(r"\1\2", EUROS.sub(r"\1€", plain))


def is_present(ways: Sequence[str], text: str) -> bool:
    """Does any of these strings stand in the text?

    A string begins where a word or a figure begins, and ends where a figure or a number
    word ends: "5 %" is not in "15 %", nor "sept" in "septembre". Otherwise it may be the
    stem of a word: "abandon" is in "abandonné".
    """
    within = normalised(text)
    forms = (within, SCALED.sub("", within))
    return any(_pattern(normalised(way)).search(form) for way in ways for form in forms)


def facts_present(facts: Sequence[Sequence[str]], text: str) -> float | None:
    """The share of the facts that the text says, each in any of its ways; None without facts."""
    return sum(is_present(ways, text) for ways in facts) / len(facts) if facts else None


def _pattern(way: str) -> re.Pattern[str]:
    start = r"(?<!\d)(?<!\d\.)" if way[:1].isdigit() else r"(?<!\w)" if way[:1].isalnum() else ""
    last = re.split(r"\W", way)[-1]
    end = r"(?!\d)(?!\.\d)" if way[-1:].isdigit() else r"(?!\w)" if last in NUMBER_WORDS else ""
    return re.compile(start + re.escape(way) + end)
