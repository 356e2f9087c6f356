"""Lines of plain text back into the paragraphs they were broken from."""

import re
from collections.abc import Iterator

# A line this much shorter than the longest ends its paragraph, if the next could begin one.
SHORT = 0.7
BULLET = re.compile(r"\s*(?:[-–—•▪◦●■*+➢]|(?:\d{1,2}|[a-zA-Z])[.)])\s+\S")
# A word broken over two lines loses its hyphen, unless it is one of those that have their own.
BROKEN = re.compile(r"\b(?P<head>[^\W\d_]+)[-\u2010]\n[ \t]*(?P<tail>[^\W\d_]+)")
HEADS = frozenset(
    "vice sous non mi demi semi ex quasi peut au par rendez est à celui celle ceux celles co self".split()
)
TAILS = frozenset("ci là il elle ils elles on je tu nous vous le la les lui leur y en même mêmes être dire".split())


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text: blank lines, bullets and short lines end them."""
    lines = BROKEN.sub(_joined, text).splitlines()
    longest = max((len(line.strip()) for line in lines), default=0)
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (not line.strip() or BULLET.match(line) or _ends(paragraph[-1], line, longest)):
            yield " ".join(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append(line.strip())
    if paragraph:
        yield " ".join(paragraph)


def _ends(line: str, following: str, longest: int) -> bool:
    first = following.strip()[0]
    return len(line) < SHORT * longest and (first.isupper() or first.isdigit() or first in '«“"(')


def _joined(broken: re.Match[str]) -> str:
    head, tail = broken["head"], broken["tail"]
    if head[-1].islower() and tail[0].islower() and head.lower() not in HEADS and tail not in TAILS:
        return head + tail
    return f"{head}-{tail}"
