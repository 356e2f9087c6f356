"""Word documents (.docx): the door to python-docx.

The body is walked element by element, since python-docx itself passes over content
controls and tracked insertions. Footnotes, comments, page headers and footers are left out.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from ingest.readers.document import Content, Draft

# The copy of a text box for programs of before 2010, and the text that a tracked change moved away.
SKIPPED = {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", qn("w:moveFrom")}
TITLES = {"title", "heading 1", "heading 2", "heading 3", "heading 4", "heading 5", "heading 6", "heading 7"}
MAX_STYLES = 10  # styles that a style may rest on, one on the other


def read_word(data: bytes) -> Content:
    """The parts of a document, one a heading."""
    document = docx.Document(BytesIO(data))
    styles = _styles(document)
    draft = Draft()
    for block in _blocks(document.element.body):
        if block.tag == qn("w:tbl"):
            draft.table(_rows(block))
            continue
        style = styles.get(block.style or "", "")
        if style in TITLES:
            if _text(block).strip():
                draft.begin(_text(block))
        elif not style.startswith("toc "):  # a table of contents says nothing of its own
            draft.paragraph(_text(block))
    return draft.content(document.core_properties.title)


def _blocks(element: Any) -> Iterator[Any]:
    """The paragraphs and tables under an element, in order, whatever they are wrapped in."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag not in SKIPPED:
            yield from _blocks(child)


def _styles(document: Any) -> dict[str, str]:
    """By the id of each style: the built-in heading style that it is or rests on, else its own name; small letters."""
    elements = {style.styleId: style for style in document.styles.element.style_lst}
    names = {}
    for style_id, style in elements.items():
        name = own = (style.name_val or "").lower()
        for _ in range(MAX_STYLES):
            if name in TITLES or style.basedOn is None or style.basedOn.val not in elements:
                break
            style = elements[style.basedOn.val]
            name = (style.name_val or "").lower()
        names[style_id] = name if name in TITLES else own
    return names


def _text(element: Any) -> str:
    """The text as it reads once tracked changes are accepted; that of a text box follows after a space."""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
        return " "
    if element.tag == qn("w:noBreakHyphen"):
        return "-"
    if element.tag in SKIPPED:
        return ""
    text = "".join(_text(child) for child in element)
    return f" {text} " if element.tag == qn("w:p") else text


def _rows(table: Any) -> Iterator[dict[int, str]]:
    """The rows of a table; a cell merged over several rows is repeated in each."""
    above: dict[int, str] = {}
    for row in _children(table, "w:tr"):
        cells: dict[int, str] = {}
        column = 0
        for cell in _children(row, "w:tc"):
            merged = cell.vMerge == "continue"
            cells[column] = above.get(column, "") if merged else _text(cell)
            column += cell.grid_span
        yield cells
        above = cells


def _children(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, whatever they are wrapped in; not those of a table in a cell."""
    for child in element:
        if child.tag == qn(tag):
            yield child
        elif child.tag not in SKIPPED and child.tag != qn("w:tc"):
            yield from _children(child, tag)
