"""Blocks as an OpenDocument text: the writing door to odfpy."""

import io
from collections.abc import Iterable

from odf import table as tables
from odf import text as texts
from odf.opendocument import OpenDocumentText
from odf.style import Style, TextProperties

from assistant.blocks import Block, Heading, Paragraph, Table, printable

SIZES = ("22pt", "17pt", "14pt", "12pt", "11pt")  # of headings, by their level


def odt_file(blocks: Iterable[Block]) -> bytes:
    """The document as an ODT file."""
    document = OpenDocumentText()
    for level, size in enumerate(SIZES):
        style = Style(name=f"H{level}", family="paragraph")
        style.addElement(TextProperties(fontsize=size, fontweight="bold"))
        document.styles.addElement(style)
    for block in blocks:
        document.text.addElement(_element(block))
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def _element(block: Block) -> object:
    match block:
        case Heading(level, text):
            return texts.H(outlinelevel=level + 1, stylename=f"H{level}", text=printable(text))
        case Paragraph(text, url):
            paragraph = texts.P(text=printable(f"{text} " if url else text))
            if url:
                paragraph.addElement(texts.A(href=url, type="simple", text=url))
            return paragraph
        case Table(rows):
            return _table(rows)


def _table(rows: list[list[str]]) -> object:
    table = tables.Table()
    table.addElement(tables.TableColumn(numbercolumnsrepeated=len(rows[0])))
    for values in rows:
        row = tables.TableRow()
        for value in values:
            cell = tables.TableCell(valuetype="string")
            for line in value.split("\n"):
                cell.addElement(texts.P(text=printable(line)))
            row.addElement(cell)
        table.addElement(row)
    return table
