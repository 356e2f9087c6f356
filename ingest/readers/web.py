"""Web pages (.html): the door to beautifulsoup4, which reads with lxml. Menus, banners and scripts are left out."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from ingest.readers.document import Content, Draft
from ingest.readers.plain import decoded

DROPPED = ["title", "script", "style", "nav", "header", "footer", "noscript", "template"]
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# What text runs through; anything else begins a paragraph.
INLINE = set(
    """
    a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q s samp small span
    strike strong sub sup time tt u var wbr
    """.split()
)


MAX_SPAN = 100  # columns that one cell may fill


def read_page(data: bytes) -> Content:
    """The parts of a page, one a heading."""
    page = BeautifulSoup(decoded(data), "lxml")
    title = page.head.title.get_text() if page.head and page.head.title else None
    for tag in page(DROPPED):
        tag.decompose()
    draft = Draft()
    text = ""
    for piece in _pieces(page):
        if isinstance(piece, str):
            text += piece
            continue
        draft.paragraph(text)
        text = ""
        if piece is not None and piece.name == "table":
            draft.table(_rows(piece))
        elif piece is not None and piece.get_text().strip():
            draft.begin(piece.get_text())
    draft.paragraph(text)
    return draft.content(title)


def _pieces(element: Tag) -> Iterator[str | Tag | None]:
    """What a page says, in order: text, headings, tables of data; None wherever a paragraph begins or ends."""
    for child in element.children:
        # Comments and declarations are strings too.
        if isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield str(child)
        elif not isinstance(child, Tag):
            continue
        elif child.name == "br":
            yield " "
        elif child.name in INLINE:
            yield from _pieces(child)
        elif child.name in HEADINGS or (child.name == "table" and not child.find(["table", *HEADINGS])):
            yield child
        else:
            yield None
            yield from _pieces(child)
            yield None


def _rows(table: Tag) -> Iterator[dict[int, str]]:
    """The caption and the rows of a table; a cell merged over several rows is repeated in each."""
    if table.caption:
        yield {0: table.caption.get_text()}
    merged: dict[int, tuple[int, str]] = {}  # by column: the last row of such a cell, and its text
    for number, row in enumerate(table("tr")):
        cells = {column: text for column, (last, text) in merged.items() if number <= last}
        column = 0
        for cell in row(["td", "th"]):
            while column in cells:
                column += 1
            last_row = number + _span(cell, "rowspan") - 1
            for place in range(min(_span(cell, "colspan"), MAX_SPAN)):
                said = "" if place else cell.get_text(" ")
                cells[column + place] = said
                merged[column + place] = (last_row, said)
        yield cells


def _span(cell: Tag, attribute: str) -> int:
    value = str(cell.get(attribute, ""))
    return max(1, int(value)) if re.fullmatch("[0-9]{1,5}", value) else 1
