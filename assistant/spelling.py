"""Words that were mistyped: what is one slip of the keyboard away from another word, or two in a long one.

One edit is a letter more, less or other, or two letters in each other's place (Damerau,
"A technique for computer detection and correction of spelling errors", CACM 1964).
"""

from collections.abc import Iterable

SHORTEST = 5  # letters: a shorter word has too many others near it
LONG = 8  # letters from which two slips may be one word's


def is_near(word: str, others: Iterable[str]) -> bool:
    """Whether one of the others, beginning alike, is one edit from this word of five letters or more."""
    if len(word) < SHORTEST:
        return False
    return any(
        other[:1] == word[0] and abs(len(other) - len(word)) <= 1 and edits(word, other) <= 1 for other in others
    )


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
