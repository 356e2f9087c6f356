"""Slides (.pptx): the door to python-pptx. Speaker notes, charts and pictures are left out."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.table import Table

from ingest.readers.document import Content, Draft

# What stands on every slide.
FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}


def read_slides(data: bytes) -> Content:
    """The parts of a presentation, one a slide; a slide that is all title has it for its sentence."""
    presentation = Presentation(BytesIO(data))
    draft = Draft()
    for page, slide in enumerate(presentation.slides, start=1):
        title = slide.shapes.title
        heading = title.text_frame.text if title is not None else ""
        draft.begin(heading, page)
        for shape in _shapes(slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                _read_shape(shape, draft)
        if draft.is_empty:
            draft.paragraph(heading)
    return draft.content(presentation.core_properties.title)


def _read_shape(shape: Any, draft: Draft) -> None:
    if shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            draft.paragraph(paragraph.text)
    elif getattr(shape, "has_table", False):
        draft.table(_rows(shape.table))


def _shapes(shapes: Iterable[Any]) -> Iterator[Any]:
    """The shapes of a slide in their order, those of groups among them."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif not (shape.is_placeholder and shape.placeholder_format.type in FURNITURE):
            yield shape


def _rows(table: Table) -> Iterator[dict[int, str]]:
    """The rows of a table; a cell merged over several rows is repeated in each."""
    above: dict[int, str] = {}
    for row in table.rows:
        cells = {}
        for column, cell in enumerate(row.cells):
            # Under a merged cell, the text is that of the row above; to its right there is none.
            cells[column] = above.get(column, "") if cell._tc.vMerge else cell.text_frame.text
        yield cells
        above = cells
