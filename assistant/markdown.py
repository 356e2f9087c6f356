"""Blocks as Markdown in which a text stays text."""

import re
from collections.abc import Iterable

from assistant.blocks import Block, Heading, Paragraph, Table, Turn

SPECIAL = re.compile(r"([\\`*_<>|~#\[\]])")
ACTIVE = re.compile(r"([\\<\[\]])")
REFERENCE = re.compile(r"\\\[(\d+)\\\](?![(:])")  # before a parenthesis or a colon it would be a link elsewhere

NO_BRACKETS = str.maketrans({"<": "%3C", ">": "%3E"})  # within which an address stands


def inert(text: str) -> str:
    """Text in which Markdown finds no link, image, address or tag; it reads as it is in plain text too."""
    return ACTIVE.sub(r"\\\1", text)


def markdown(blocks: Iterable[Block]) -> str:
    """The document, a blank line between two blocks."""
    return "\n\n".join(_block(block) for block in blocks if not isinstance(block, Turn)) + "\n"


def _block(block: Heading | Paragraph | Table) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 1)} {_plain(' '.join(text.split()))}"
        case Paragraph(text, url):
            return f"{_plain(text)} <{url.translate(NO_BRACKETS)}>" if url else _plain(text)
        case Table(rows):
            lines = [f"| {' | '.join(_plain(cell).replace(chr(10), '<br>') for cell in row)} |" for row in rows]
            return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])


def _plain(text: str) -> str:
    """Text that Markdown and HTML show as it is; the marks of references need no escape, and stay readable."""
    return REFERENCE.sub(r"[\1]", SPECIAL.sub(r"\\\1", text))
