"""Markdown (.md): headings, paragraphs, lists, tables of pipes, front matter, blocks of code."""

import re

from ingest.readers.document import Content, Draft
from ingest.readers.plain import decoded

FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<fields>(?:.*\n)*?)---[ \t]*(?:\n|\Z)")
TITLE = re.compile(r"^(?:title|titre):[ \t]*(?P<title>\S.*)$", re.MULTILINE | re.IGNORECASE)
FENCE = re.compile(r" {0,3}(?:```|~~~)")
HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+(?P<text>.*?))?(?:[ \t]+#+)?[ \t]*")
UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")
QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
ITEM = re.compile(r"^[ \t]*(?:[-*+][ \t]+|(?=\d{1,9}[.)][ \t]))")
TABLE_RULE = re.compile(r"[-:| \t]*\|[-:| \t]*")
# Marks around a text, which stays: images and links, strong, emphasis, code; then breaks and escapes.
MARKS = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?: \"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"(?<!\\)\*\*([^*\s](?:[^*]*[^*\s])?)\*\*|__([^_\s](?:[^_]*[^_\s])?)__"), r"\1\2"),
    (re.compile(r"(?<![\w*\\])([*_])([^*_\s](?:[^*_]*[^*_\s])?)\1(?![\w*])"), r"\2"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"<br ?/?>"), " "),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def read_markdown(data: bytes) -> Content:
    """The parts of a document, one a heading; of its front matter, the title alone."""
    text, title = decoded(data), None
    if front := FRONT_MATTER.match(text):
        found = TITLE.search(front["fields"])
        title = found["title"].strip(" \t\"'") if found else None
        text = text[front.end() :]
    draft = Draft()
    block: list[str] = []
    fenced = False
    for line in _without_comments(text).split("\n"):
        if FENCE.match(line):
            _read_block(block, draft, fenced)
            block, fenced = [], not fenced
        elif fenced:
            block.append(line)
        else:
            block = _read_line(QUOTE.sub("", line, count=1), block, draft)
    _read_block(block, draft, fenced)
    return draft.content(title)


def _read_line(line: str, block: list[str], draft: Draft) -> list[str]:
    """Read a line that follows the lines of `block`; return the block that goes on after it."""
    heading = HEADING.fullmatch(line)
    if block and UNDERLINE.fullmatch(line) and not ITEM.match(block[0]):
        draft.begin(_unmarked(" ".join(block)))
    elif heading or not line.strip() or RULE.fullmatch(line):
        _read_block(block, draft)
        if heading:
            draft.begin(_unmarked(heading["text"] or ""))
    elif ITEM.match(line):
        _read_block(block, draft)
        return [line]
    else:
        block.append(line)
        return block
    return []


def _read_block(block: list[str], draft: Draft, fenced: bool = False) -> None:
    """Read consecutive lines: code, or a paragraph, or a table with the paragraph just before it."""
    if fenced:
        draft.paragraph(" ".join(block))
        return
    names = next((n for n, line in enumerate(block[1:]) if TABLE_RULE.fullmatch(line) and "|" in block[n]), len(block))
    draft.paragraph(_unmarked(ITEM.sub("", " ".join(block[:names]), count=1)))
    draft.table(dict(enumerate(_cells(line))) for n, line in enumerate(block) if n >= names and n != names + 1)


def _cells(line: str) -> list[str]:
    row = line.strip().removeprefix("|").removesuffix("|")
    return [_unmarked(cell) for cell in re.split(r"(?<!\\)\|", row)]


def _unmarked(text: str) -> str:
    for mark, kept in MARKS:
        text = mark.sub(kept, text)
    return text


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    return first + "".join(other.partition("-->")[2] if "-->" in other else f"<!--{other}" for other in others)
