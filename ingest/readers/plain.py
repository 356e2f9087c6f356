"""Plain text (.txt), and the text of any file that is nothing but text."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from ingest.readers.document import Content, Draft
from ingest.readers.lines import paragraphs


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 where it says so, else Windows-1252; lines end in a line feed."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(data: bytes) -> Content:
    """The paragraphs of a text, as one part."""
    draft = Draft()
    for paragraph in paragraphs(decoded(data)):
        draft.paragraph(paragraph)
    return draft.content()
