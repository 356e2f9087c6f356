"""Prose, French or English, cut into sentences short enough to be cited."""

import re
from collections.abc import Iterator

MAX_CHARACTERS = 1200  # of a sentence: what the embedding model reads well

# Abbreviations whose full stop never ends a sentence; before a capital letter, "etc." does end one.
TITLES = frozenset("M MM Mme Mmes Mlle Mlles Me Mgr Dr Dre Pr Prof St Ste Mr Mrs Ms".split())
LEADING = frozenset("cf vs e.g i.e c-à-d ex av bd éd coll tél tel trad".split())
# Those whose full stop does not end one before a number, or a letter that serves as one: art. 5, art. L. 123.
NUMBERED = frozenset(
    """
    al art arts chap env fig figs n no nos op p pp par paragr réf sect sec v vol vols
    janv févr avr juill sept oct nov déc jan feb apr aug dec
    """.split()
)
# What ends a sentence: its mark, then the quotes, brackets and footnote marks that close with it.
END = re.compile(r"(?<![.!?…])(?P<mark>[.!?…]+)(?:\s?[»”]|[’\"')\]]|\[\^?\d+\])*\s+")
NEXT = re.compile(r"[\W_]*(?P<first>[^\W_])(?P<lone>[.-])?")
LAST_WORD = re.compile(r"[^\s(«“\"'’\[]*\Z")
LONGEST_WORD = 40  # characters before a full stop that tell whether it ends a sentence
INITIALS = re.compile(r"(?:[^\W\d_]\.[-–]?)*[^\W\d_]")
NUMBERING = re.compile(r"[\W_]{0,9}(?:\d+(?:\.\d+)*|[IVXLC]+|[^\W\d_])")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph, each of 1 to `MAX_CHARACTERS` characters.

    Runs of white space become one space; no other character is lost.
    """
    return tuple(piece for sentence in _split(" ".join(text.split())) for piece in pieces(sentence))


def pieces(sentence: str) -> Iterator[str]:
    """A sentence, cut where it is too long: at a comma or semicolon, else at a space, else anywhere."""
    while len(sentence) > MAX_CHARACTERS:
        window = sentence[: MAX_CHARACTERS + 1]
        comma = max(window.rfind(", "), window.rfind("; ")) + 1
        # A comma near the start would leave a scrap.
        cut = comma if comma > MAX_CHARACTERS // 2 else window.rfind(" ")
        if cut <= 0:
            cut = MAX_CHARACTERS
        yield sentence[:cut].rstrip()
        sentence = sentence[cut:].lstrip()
    if sentence:
        yield sentence


def _split(text: str) -> Iterator[str]:
    start = 0
    for end in END.finditer(text):
        if _is_end(text, start, end):
            yield text[start : end.end()].strip()
            start = end.end()
    yield text[start:]


def _is_end(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether a sentence that began at `start` ends at this mark."""
    following = NEXT.match(text, end.end())
    if following is None or following["first"].islower():
        return False
    if end["mark"] != ".":
        return True
    stop = end.start()
    if NUMBERING.fullmatch(text, start, stop):
        return False
    last = LAST_WORD.search(text[max(start, stop - LONGEST_WORD) : stop])
    word = last[0] if last else ""
    if word in TITLES or word.lower() in LEADING or _is_initials(word):
        return False
    numbered = following["first"].isdigit() or following["lone"] is not None
    return not (numbered and word.lower() in NUMBERED)


def _is_initials(word: str) -> bool:
    """Whether a word is the initials of a name: J, J.-P, U.S."""
    return INITIALS.fullmatch(word) is not None and word[0].isupper()
