"""Documents made to do harm: what they would load, where they would lie, what they would grow to."""

import os
import socket
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ingest.readers import UnreadableDocument, pdf, read_document
from ingest.uploads import free_name

SECRET = "a secret of this machine"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
ELSEWHERE = "http://192.0.2.1/template.dotx"


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was looked up or connected to meanwhile, by whoever hides that it could not be."""
    tried: list[object] = []

    def refused(*given: object, **_: object) -> None:
        tried.append(given)
        raise OSError("sealed")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    return tried


def with_template(folder: Path, _: str) -> Path:
    document = docx.Document()
    document.add_paragraph("Texte.")
    document.part.relate_to(ELSEWHERE, TEMPLATE, is_external=True)
    document.part.relate_to(f"{ELSEWHERE}.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def with_external_data(folder: Path, secret: str) -> Path:
    book = Workbook()
    book.active["A1"] = "Texte."  # type: ignore[index]
    book.active["A2"] = f'=WEBSERVICE("{ELSEWHERE}")'  # type: ignore[index]
    book.active["A3"] = f"='file://{secret}'!A1"  # type: ignore[index]
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def page_with_everything(folder: Path, secret: str) -> Path:
    path = folder / "a.html"
    path.write_text(
        f'<!DOCTYPE a SYSTEM "{ELSEWHERE}"><base href="{ELSEWHERE}"><link rel=stylesheet href=//192.0.2.1/a.css>'
        f'<p>Texte.<img src={ELSEWHERE}><iframe src="file://{secret}"></iframe><object data="file://{secret}"></object>'
    )
    return path


def with_entities(folder: Path, secret: str) -> Path:
    path = folder / "a.html"
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><p>Texte &x;.</p>')
    return path


def markdown_that_includes(folder: Path, secret: str) -> Path:
    path = folder / "a.md"
    path.write_text(
        f"---\ntitre: !include {secret}\n---\nTexte ![x]({ELSEWHERE}) [y](file://{secret}).\n\n{{{{ 7*7 }}}}\n"
    )
    return path


def pdf_that_opens_others(folder: Path, secret: str) -> Path:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica")
    made.cell(text="Texte.", link=f"file://{secret}")
    data = bytes(made.output())
    path = folder / "a.pdf"
    path.write_bytes(
        data.replace(b"/Type /Catalog", b"/OpenAction <</S /GoToR /F (" + secret.encode() + b")>> /Type /Catalog")
    )
    return path


MAKERS = [
    with_template,
    with_external_data,
    page_with_everything,
    with_entities,
    markdown_that_includes,
    pdf_that_opens_others,
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_document_has_nothing_loaded(make: Callable[[Path, str], Path], tmp_path: Path, tried: list[object]) -> None:
    (tmp_path / "secret").write_text(SECRET)
    read = read_document(make(tmp_path, str(tmp_path / "secret")))
    text = " ".join(sentence for part in read.parts for sentence in part.sentences)
    assert "Texte" in text
    assert SECRET not in text + read.title
    assert tried == []


@given(
    st.text(max_size=60)
    | st.sampled_from(["../../etc/passwd", "..\\..\\a.md", "/etc/passwd", "a/../../b.md", ".", "..", ""])
)
def test_a_name_leads_nowhere_else(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    made = free_name(folder, name)
    assert (folder / made).resolve().parent == folder.resolve()
    assert made == os.path.basename(made)
    assert not made.startswith(".")


def office_of(member: bytes, declared: int) -> bytes:
    """A Word document with a member that unpacks to more than it says."""
    out = BytesIO()
    document = docx.Document()
    document.add_paragraph("Texte.")
    document.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/extra.xml", member)
    size = len(member).to_bytes(4, "little")
    return out.getvalue().replace(size, declared.to_bytes(4, "little"))


def test_a_member_that_lies_of_its_size_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(office_of(bytes(150_000_001), 10))
    with pytest.raises(UnreadableDocument):
        read_document(path)


FONT = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"


def pdf_of(streams: bytes, pages: int, filters: str = "/FlateDecode") -> bytes:
    """A PDF whose pages all show one stream."""
    kids = " ".join(f"{number} 0 R" for number in range(4, 4 + pages))
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Kids [{kids}] /Count {pages}>>".encode(),
        b"<</Length %d /Filter %s>>\nstream\n%s\nendstream" % (len(streams), filters.encode(), streams),
        *[
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R /Resources <</Font <</F "
            + FONT
            + b">>>>>>"
        ]
        * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer <</Root 1 0 R /Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


WORDS = b"BT /F 9 Tf (Texte) Tj ET\n"


@pytest.mark.parametrize(
    "data",
    [
        pdf_of(zlib.compress(b" " * 300_000_000, 9), 1),
        pdf_of(zlib.compress(zlib.compress(b" " * 300_000_000, 9), 9), 1, "[/FlateDecode /FlateDecode]"),
        pdf_of(zlib.compress(WORDS * 20_000, 9), 3000),
        pdf_of(zlib.compress(WORDS * 300_000, 9), 1),
        pdf_of(zlib.compress(WORDS, 9), 3).replace(b"/Kids [4 0 R", b"/Kids [2 0 R"),
    ],
    ids=["a stream", "a stream in a stream", "many pages of one stream", "a page of words", "pages within themselves"],
)
def test_a_pdf_that_would_grow_out_of_bounds_is_refused_soon(
    tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MAX_SECONDS", 1.0)
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    started = time.process_time()
    with pytest.raises(UnreadableDocument):
        read_document(path)
    assert time.process_time() - started < 20
