"""Words that were mistyped: what is one slip of the keyboard away from another word, or two in a long one.

One edit is a letter more, less or other, or two letters in each other's place (Damerau,
"A technique for computer detection and correction of spelling errors", CACM 1964).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from ingest.words import STEMMERS, terms_of

SHORTEST = 5  # letters: a shorter word has too many others near it
LONG = 8  # letters from which two slips may be one word's


def is_near(word: str, others: Iterable[str]) -> bool:
    """Whether one of the others, beginning alike, is one edit from this word of five letters or more."""
    if len(word) < SHORTEST:
        return False
    letters = set(word)
    return any(
        other[:1] == word[0]
        and abs(len(other) - len(word)) <= 1
        and len(letters.symmetric_difference(other)) <= 2  # what one edit may change: soon seen, and seldom so
        and edits(word, other) <= 1
        for other in others
    )


def is_slip(word: str, meant: str, shortest: int = SHORTEST) -> bool:
    """Whether a word may be this other one, mistyped: it begins alike, one edit away, or two where it is long."""
    if word == meant or len(meant) < shortest or word[:1] != meant[0]:
        return False
    allowed = 2 if len(meant) >= LONG else 1
    return abs(len(word) - len(meant)) <= allowed and edits(word, meant) <= allowed


Names = Mapping[str, Sequence[Sequence[str]]]
"""Names, each the words of one, by the first letters of their words; those of more words last."""


def by_initials(names: Iterable[Sequence[str]]) -> Names:
    """These names as `corrected` looks them up."""
    found: dict[str, list[Sequence[str]]] = {}
    for name in sorted(names, key=len):
        found.setdefault(_initials(name), []).append(name)
    return found


def corrected(words: Sequence[str], names: Names, is_meant: Callable[[str], bool]) -> list[str]:
    """The words, with those put right that name one of `names` but for a slip of the keyboard.

    A word that `is_meant` as it is, is no slip, but for one with the stem of the name
    ("valencienne"), or beside a longer word of the name that is right ("saint germain en lay").
    The longest name is put right last.
    """
    right = list(words)
    for length in sorted({len(initials) for initials in names}):
        for at in range(len(words) - length + 1):
            said = words[at : at + length]
            for name in names.get(_initials(said), ()):
                if _is_mistyped(said, name, is_meant):
                    right[at : at + length] = name
    return right


def _initials(words: Sequence[str]) -> str:
    return "".join(word[:1] for word in words)


def _is_mistyped(said: Sequence[str], name: Sequence[str], is_meant: Callable[[str], bool]) -> bool:
    pairs = [(word, meant) for word, meant in zip(said, name, strict=True) if word != meant]
    anchored = any(word == meant and len(word) >= SHORTEST for word, meant in zip(said, name, strict=True))
    return bool(pairs) and all(
        is_slip(word, meant, SHORTEST - anchored) and (anchored or _have_one_stem(word, meant) or not is_meant(word))
        for word, meant in pairs
    )


def _have_one_stem(word: str, other: str) -> bool:
    """Whether two words have one stem; of a short word that tells nothing: "à la main" is not in Maine."""
    return len(word) >= SHORTEST and any(terms_of(word, language) == terms_of(other, language) for language in STEMMERS)


def edits(one: str, other: str) -> int:
    """How many edits lie between two words (optimal string alignment)."""
    before, last = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
