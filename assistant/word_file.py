"""Blocks as a Word document: the writing door to python-docx."""

import io
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph

from assistant.blocks import Block, Heading, Paragraph, Table, Turn, numbers, pieces, printable
from assistant.schemas import Language

LOCALES: dict[Language, str] = {"fr": "fr-FR", "en": "en-GB"}
SHORT, LONG, MARGIN = Mm(210), Mm(297), Mm(20)  # A4
NAMES = Mm(32)  # width of the first column of a table
INK, LINK, HEAD = RGBColor(0x1C, 0x23, 0x26), "0D5C63", "DCECEB"


def word_file(blocks: Sequence[Block], title: str, language: Language) -> bytes:
    """The document as a DOCX file, A4; the marks of its references lead to them."""
    document = docx.Document()
    _set_up(document, title, language)
    known = numbers(blocks)
    for block in blocks:
        _add(document, block, known)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Document, title: str, language: Language) -> None:
    """Paper, language, type, and the number of each page at its foot."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = printable(title)[:250], "Precedents", ""
    properties.language = LOCALES[language]
    _lay(document.sections[0], wide=False)
    # Of what no style says otherwise: the template's own says American English.
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), LOCALES[language])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for level in range(1, 5):
        heading = document.styles[f"Heading {level}"]
        heading.font.color.rgb, heading.font.size = INK, Pt((18, 14, 12, 11)[level - 1])
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _lay(section: Section, wide: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if wide else (SHORT, LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _add(document: Document, block: Block, known: set[int]) -> None:
    match block:
        case Turn(wide):
            _lay(document.add_section(WD_SECTION.NEW_PAGE), wide)
        case Heading(level, text):
            document.add_heading(printable(text), level)
        case Paragraph(text, url, number):
            paragraph = document.add_paragraph()
            if number:
                _bookmark(paragraph, number)
                paragraph.add_run(printable(text))
            else:
                _fill(paragraph, text, known)
            if url:
                paragraph.add_run(" ")
                _link(paragraph, url)
        case Table(rows):
            wide = document.sections[-1].orientation == WD_ORIENT.LANDSCAPE
            width = (LONG if wide else SHORT) - 2 * MARGIN
            _table(document.add_table(len(rows), len(rows[0]), "Table Grid"), rows, width, known)
            document.add_paragraph().paragraph_format.space_after = Pt(0)  # else what follows touches the table


def _table(table: DocxTable, rows: list[list[str]], width: int, known: set[int]) -> None:
    """Fill a table as wide as the page, its header repeated on each page that it goes on to."""
    table.autofit = False
    other = (width - NAMES) // max(len(rows[0]) - 1, 1)
    for column, wide in zip(table.columns, [NAMES, *[other] * (len(rows[0]) - 1)], strict=True):
        column.width = wide
        for cell in column.cells:
            cell.width = wide
    for place, (cells, values) in enumerate(zip(table.rows, rows, strict=True)):
        for first, (cell, value) in enumerate(zip(cells.cells, values, strict=True)):
            lines = value.split("\n")
            for line in lines:
                paragraph = cell.paragraphs[0] if line is lines[0] else cell.add_paragraph()
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
                _fill(paragraph, line, known)
                for run in paragraph.runs:
                    run.font.size, run.font.bold = Pt(9), place == 0 or first == 0
            if place == 0:
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=HEAD))
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _fill(paragraph: DocxParagraph, text: str, known: set[int]) -> None:
    """Write a text whose marks open their references."""
    for piece, number in pieces(printable(text), known):
        if number:
            link = _element("w:hyperlink", anchor=f"reference{number}", history="1")
            paragraph._p.append(_coloured(link, paragraph, piece))
        else:
            paragraph.add_run(piece)


def _bookmark(paragraph: DocxParagraph, number: int) -> None:
    paragraph._p.append(_element("w:bookmarkStart", id=str(number), name=f"reference{number}"))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def _link(paragraph: DocxParagraph, url: str) -> None:
    """A run that opens the address; python-docx has no call for it."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.append(_coloured(link, paragraph, url))


def _coloured(link: BaseOxmlElement, paragraph: DocxParagraph, text: str) -> BaseOxmlElement:
    """The link, with its words as links look."""
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline, run.font.size = RGBColor.from_string(LINK), True, Pt(9)
    link.append(run._r)
    return link


def _field(paragraph: DocxParagraph, code: str) -> None:
    """A number that the word processor counts."""
    paragraph._p.append(field := _element("w:fldSimple", instr=code))
    field.append(paragraph.add_run("1")._r)


def _element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made
