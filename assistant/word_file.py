"""Blocks as a Word document: the writing door to python-docx."""

import io
from collections.abc import Iterable

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as DocxParagraph

from assistant.blocks import Block, Heading, Paragraph, Table, printable


def word_file(blocks: Iterable[Block]) -> bytes:
    """The document as a DOCX file, on its side so that the matrix has room."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for block in blocks:
        _add(document, block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(printable(text), level)
        case Paragraph(text, url):
            paragraph = document.add_paragraph(printable(text))
            if url:
                paragraph.add_run(" ")
                _link(paragraph, url)
        case Table(rows):
            table = document.add_table(len(rows), len(rows[0]), "Table Grid")
            for cells, values in zip(table.rows, rows, strict=True):
                for cell, value in zip(cells.cells, values, strict=True):
                    cell.text = printable(value)


def _link(paragraph: DocxParagraph, url: str) -> None:
    """A run that opens the address; python-docx has no call for it."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(paragraph.add_run(url)._r)
    paragraph._p.append(link)
