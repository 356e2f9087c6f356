"""OpenDocument texts (.odt): the door to odfpy. Footnotes, comments and deleted text are left out."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from odf import dc
from odf.element import Element, Text
from odf.namespaces import OFFICENS, SVGNS, TABLENS, TEXTNS
from odf.opendocument import load

from ingest.readers.document import Content, Draft

HEADING, PARAGRAPH = (TEXTNS, "h"), (TEXTNS, "p")
TABLE, ROW = (TABLENS, "table"), (TABLENS, "table-row")
CELL, COVERED = (TABLENS, "table-cell"), (TABLENS, "covered-table-cell")
SPACES = {(TEXTNS, "s"), (TEXTNS, "tab"), (TEXTNS, "line-break")}
SKIPPED = {
    (TEXTNS, "tracked-changes"),
    (TEXTNS, "table-of-content"),
    (TEXTNS, "note"),
    (OFFICENS, "annotation"),
    (SVGNS, "title"),
    (SVGNS, "desc"),
}
MAX_REPEATED = 100  # columns that one cell may fill


def read_odt(data: bytes) -> Content:
    """The parts of a document, one a heading; raise `ParseError` when its XML is broken."""
    _check_well_formed(data)
    document = load(BytesIO(data))
    draft = Draft()
    for block in _blocks(document.text):
        if block.qname == TABLE:
            draft.table(_rows(block))
        elif block.qname == PARAGRAPH:
            draft.paragraph(_text(block))
        elif _text(block).strip():
            draft.begin(_text(block))
    titles = document.meta.getElementsByType(dc.Title)
    return draft.content(_text(titles[0]) if titles else None)


def _check_well_formed(data: bytes) -> None:
    # odfpy prints a broken file and returns the half that it read.
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in {"content.xml", "meta.xml"} & set(archive.namelist()):
            ElementTree.fromstring(archive.read(name))


def _blocks(element: Element) -> Iterator[Element]:
    """The headings, paragraphs and tables under an element, in order, whatever they are wrapped in."""
    for child in _elements(element):
        if child.qname in (HEADING, PARAGRAPH, TABLE):
            yield child
        else:
            yield from _blocks(child)


def _elements(element: Element) -> Iterator[Element]:
    return (child for child in element.childNodes if isinstance(child, Element) and child.qname not in SKIPPED)


def _text(node: Element | Text) -> str:
    """The text as it reads once tracked changes are accepted; that of a frame follows after a space."""
    if isinstance(node, Text):
        return str(node.data)
    if node.qname in SKIPPED:
        return ""
    # As many spaces as it says would let a small file fill the memory; one is as good.
    if node.qname in SPACES:
        return " "
    text = "".join(_text(child) for child in node.childNodes)
    return f" {text} " if node.qname in (HEADING, PARAGRAPH) else text


def _rows(table: Element) -> Iterator[dict[int, str]]:
    """The rows of a table; a cell merged over several rows is repeated in each."""
    merged: dict[int, tuple[int, str]] = {}  # by column: the last row of such a cell, and its text
    for number, row in enumerate(_inside(table, {ROW})):
        cells: dict[int, str] = {}
        column = 0
        for cell in _inside(row, {CELL, COVERED}):
            said = _text(cell)
            merged_rows = _number(cell, "number-rows-spanned")
            if merged_rows > 1:
                merged[column] = (number + merged_rows - 1, said)
            for _ in range(min(_number(cell, "number-columns-repeated"), MAX_REPEATED)):
                last, above = merged.get(column, (-1, ""))
                cells[column] = above if cell.qname == COVERED and number <= last else said
                column += 1
        yield cells


def _inside(element: Element, names: set[tuple[str, str]]) -> Iterator[Element]:
    """The rows of a table or the cells of a row, whatever they are wrapped in; not those of a table in a cell."""
    for child in _elements(element):
        if child.qname in names:
            yield child
        elif child.qname not in (CELL, COVERED):
            yield from _inside(child, names)


def _number(cell: Element, attribute: str) -> int:
    return int(cell.getAttrNS(TABLENS, attribute) or 1)
