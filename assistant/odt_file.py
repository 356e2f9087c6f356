"""Blocks as an OpenDocument text: the writing door to odfpy."""

import io
from collections.abc import Sequence

from odf import dc
from odf import table as tables
from odf import text as texts
from odf.opendocument import OpenDocumentText
from odf.style import (
    DefaultStyle,
    Footer,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableProperties,
    TextProperties,
)

from assistant.blocks import Block, Heading, Paragraph, Table, Turn, numbers, pieces, printable
from assistant.schemas import Language

COUNTRIES: dict[Language, str] = {"fr": "FR", "en": "GB"}
SIZES = ("22pt", "17pt", "14pt", "12pt", "11pt")  # of headings, by their level
PAGES = {False: ("portrait", "21cm", "29.7cm"), True: ("landscape", "29.7cm", "21cm")}  # A4, by whether it is wide
MARGIN, NAMES = 2.0, 3.2  # centimetres: around a page, and of the first column of a table


def odt_file(blocks: Sequence[Block], title: str, language: Language) -> bytes:
    """The document as an ODT file, A4; the marks of its references lead to them."""
    document = OpenDocumentText()
    document.meta.addElement(dc.Title(text=printable(title)))
    document.meta.addElement(dc.Language(text=f"{language}-{COUNTRIES[language]}"))
    _add_styles(document, language)
    known, wide, turned = numbers(blocks), False, False
    for block in blocks:
        if isinstance(block, Turn):
            wide, turned = block.wide, True
            continue
        document.text.addElement(_element(document, block, wide, turned, known))
        turned = False
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def _add_styles(document: OpenDocumentText, language: Language) -> None:
    """Language, headings, cells, and two kinds of page with their numbers at the foot."""
    default = DefaultStyle(family="paragraph")
    default.addElement(TextProperties(language=language, country=COUNTRIES[language], fontsize="10.5pt"))
    default.addElement(ParagraphProperties(marginbottom="0.2cm"))
    document.styles.addElement(default)
    for wide, (orientation, width, height) in PAGES.items():
        _add_page(document, wide, orientation, width, height)
    for level, size in enumerate(SIZES):
        for name, page in ((f"H{level}", None), (f"H{level}-wide", _page(True)), (f"H{level}-tall", _page(False))):
            style = Style(name=name, family="paragraph", **({"masterpagename": page} if page else {}))
            style.addElement(TextProperties(fontsize=size, fontweight="bold"))
            style.addElement(ParagraphProperties(margintop="0.4cm", marginbottom="0.2cm", keepwithnext="always"))
            document.styles.addElement(style)
    for name, ground in (("Cell", "transparent"), ("Head", "#dceceb")):
        style = Style(name=name, family="table-cell")
        style.addElement(TableCellProperties(padding="0.1cm", border="0.5pt solid #8a8577", backgroundcolor=ground))
        document.automaticstyles.addElement(style)
    for name, weight in (("Plain", "normal"), ("Bold", "bold")):
        style = Style(name=name, family="paragraph")
        style.addElement(TextProperties(fontsize="9pt", fontweight=weight))
        document.styles.addElement(style)


def _add_page(document: OpenDocumentText, wide: bool, orientation: str, width: str, height: str) -> None:
    layout = PageLayout(name=f"Layout{orientation}")
    layout.addElement(
        PageLayoutProperties(pagewidth=width, pageheight=height, printorientation=orientation, margin=f"{MARGIN}cm")
    )
    document.automaticstyles.addElement(layout)
    page = MasterPage(name=_page(wide), pagelayoutname=layout)
    foot = texts.P()
    foot.addElement(texts.PageNumber(selectpage="current"))
    foot.addText(" / ")
    foot.addElement(texts.PageCount())
    footer = Footer()
    footer.addElement(foot)
    page.addElement(footer)
    document.masterstyles.addElement(page)


def _page(wide: bool) -> str:
    return "Wide" if wide else "Standard"


def _element(
    document: OpenDocumentText, block: Heading | Paragraph | Table, wide: bool, turned: bool, known: set[int]
) -> object:
    match block:
        case Heading(level, text):
            turn = ("-wide" if wide else "-tall") if turned else ""
            return texts.H(outlinelevel=level + 1, stylename=f"H{level}{turn}", text=printable(text))
        case Paragraph(text, url, number):
            paragraph = _paragraph(text, set() if number else known)
            if number:
                paragraph.insertBefore(texts.Bookmark(name=f"reference{number}"), paragraph.firstChild)
            if url:
                paragraph.addText(" ")
                paragraph.addElement(texts.A(href=url, type="simple", text=url))
            return paragraph
        case Table(rows):
            return _table(document, rows, wide, known)


def _paragraph(text: str, known: set[int], style: str | None = None) -> texts.P:
    """A text whose marks open their references."""
    paragraph = texts.P(**({"stylename": style} if style else {}))
    for piece, number in pieces(printable(text), known):
        if number:
            paragraph.addElement(texts.A(href=f"#reference{number}", type="simple", text=piece))
        else:
            paragraph.addText(piece)
    return paragraph


def _table(document: OpenDocumentText, rows: list[list[str]], wide: bool, known: set[int]) -> tables.Table:
    """A table as wide as the page, its header repeated on each page that it goes on to."""
    width = (29.7 if wide else 21) - 2 * MARGIN
    others = len(rows[0]) - 1
    table = tables.Table(stylename=_sized(document, "table", TableProperties(width=f"{width}cm", align="left")))
    for size, count in ((NAMES, 1), ((width - NAMES) / max(others, 1), others)):
        style = _sized(document, "table-column", TableColumnProperties(columnwidth=f"{size:.2f}cm"))
        table.addElement(tables.TableColumn(stylename=style, numbercolumnsrepeated=count))
    header = tables.TableHeaderRows()
    header.addElement(_row(rows[0], known, head=True))
    table.addElement(header)
    for values in rows[1:]:
        table.addElement(_row(values, known, head=False))
    return table


def _sized(document: OpenDocumentText, family: str, properties: object) -> Style:
    style = Style(name=f"{family}{len(document.automaticstyles.childNodes)}", family=family)
    style.addElement(properties)
    document.automaticstyles.addElement(style)
    return style


def _row(values: list[str], known: set[int], head: bool) -> tables.TableRow:
    row = tables.TableRow()
    for place, value in enumerate(values):
        cell = tables.TableCell(valuetype="string", stylename="Head" if head else "Cell")
        for line in value.split("\n"):
            cell.addElement(_paragraph(line, known, "Bold" if head or place == 0 else "Plain"))
        row.addElement(cell)
    return row
