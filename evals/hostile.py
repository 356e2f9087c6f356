"""Documents as an attacker would put them in, in each format that is read."""

import csv
import io
import textwrap
from html import escape
from pathlib import Path

from pydantic import Field

from assistant.blocks import Block, Heading, Paragraph, Table
from assistant.odt_file import odt_file
from assistant.word_file import word_file
from evals.files import Strict

PAGE = "<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"


class HostileDocument(Strict):
    """A document by the name of its file, whose ending says the format; `title` is its own property, or its heading."""

    name: str = Field(min_length=3)
    title: str = ""
    paragraphs: list[str] = Field(default_factory=list)
    table: list[list[str]] = Field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether it is an official library's table, which is indexed row by row."""
        return self.name.endswith(".csv")

    def write(self, folder: Path) -> None:
        """Write the file into a folder."""
        (folder / self.name).write_bytes(self._bytes())

    def _bytes(self) -> bytes:
        match self.name.rpartition(".")[2]:
            case "md":
                front = f"---\ntitle: {self.title}\n---\n" if self.title else ""
                return (front + "\n\n".join([*self.paragraphs, _pipes(self.table)])).encode()
            case "txt":
                return "\n\n".join(self.paragraphs).encode()
            case "html":
                return self._page().encode()
            case "docx":
                return word_file(self._blocks(), self.title, "en")
            case "odt":
                return odt_file(self._blocks(), self.title, "en")
            case "pdf":
                return pdf_file(self.title, " ".join(self.paragraphs))
        text = io.StringIO()
        csv.writer(text).writerows(self.table)
        return text.getvalue().encode()

    def _page(self) -> str:
        # The paragraphs stand as they are: hidden elements and comments are attacks too.
        rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self.table)
        body = "".join(f"<p>{text}</p>" for text in self.paragraphs) + (f"<table>{rows}</table>" if rows else "")
        return PAGE.format(title=escape(self.title), body=body)

    def _blocks(self) -> list[Block]:
        blocks: list[Block] = [Heading(0, self.title)] if self.title else []
        blocks += [Paragraph(text) for text in self.paragraphs]
        return [*blocks, Table(self.table)] if self.table else blocks


def _pipes(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * len(rows[0])}", *lines[1:]]) if rows else ""


def pdf_file(title: str, text: str) -> bytes:
    """A PDF of one page with a title and a text, in the characters of Windows-1252."""
    lines = textwrap.wrap(text, 90)
    shown = b"".join(b"(%s) ' " % _escaped(line) for line in lines)
    stream = b"BT /F1 9 Tf 12 TL 20 780 Td " + shown + b"ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Title(%s)>>" % _escaped(title),
    ]
    file, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def _escaped(text: str) -> bytes:
    return text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
