"""Documents as people have them, made here by the programs' own formats, and what the readers make of them."""

import datetime as dt
import hashlib
import os
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF
from fpdf.enums import AccessPermission
from hypothesis import given
from hypothesis import strategies as st
from odf import dc, table, text
from odf.opendocument import OpenDocumentText
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Cm

from ingest.errors import IngestError
from ingest.readers import Part, UnreadableDocument, UploadedDocument, read_document
from ingest.readers.lines import paragraphs
from ingest.readers.sentences import MAX_CHARACTERS, sentences

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def parts(document: UploadedDocument) -> list[tuple[str, int | None, tuple[str, ...]]]:
    return [(part.heading, part.page, part.sentences) for part in document.parts]


def write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def rewrite(path: Path, member: str, change: bytes | None = None, prefix: str = "") -> Path:
    """The same archive with a member replaced, or with a prologue before its root element."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    if prefix:
        members[member] = prefix.encode() + members[member].split(b"?>", 1)[-1]
    else:
        members[member] = change or b""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return path


def make_docx(path: Path) -> Path:
    document = docx.Document()
    document.core_properties.title = "Rapport sur l'IA"
    document.add_paragraph("Note liminaire.")
    document.add_heading("Contexte", 1)
    document.add_paragraph("La ville compte 43 000 foyers. M. Durand dirige le projet.")
    grid = document.add_table(rows=3, cols=2)
    for row, values in zip(grid.rows, [("Commune", "Coût"), ("Lyon", "12 k€"), ("Dijon", "8 k€")], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_heading("Suites", 2)
    document.add_paragraph("Le service est étendu en 2025.")
    document.save(str(path))
    return path


def make_odt(path: Path) -> Path:
    document = OpenDocumentText()
    document.meta.addElement(dc.Title(text="Rapport sur l'IA"))
    document.text.addElement(text.H(outlinelevel=1, text="Contexte"))
    paragraph = text.P(text="La ville compte")
    paragraph.addElement(text.S(c=1_000_000_000))
    paragraph.addText("43 000 foyers. Le projet est lancé.")
    document.text.addElement(paragraph)
    grid = table.Table()
    for values in [("Commune", "Coût"), ("Lyon", "12 k€")]:
        row = table.TableRow()
        for value in values:
            cell = table.TableCell()
            cell.addElement(text.P(text=value))
            row.addElement(cell)
        grid.addElement(row)
    document.text.addElement(grid)
    document.save(str(path))
    return path


def make_pptx(path: Path) -> Path:
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Le projet"
    first.placeholders[1].text = "Un assistant répond aux agents.\nIl cite ses sources."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Les coûts"
    grid = second.shapes.add_table(2, 2, Cm(1), Cm(5), Cm(10), Cm(3)).table
    for place, value in enumerate(["Poste", "Montant", "Licence", "12 k€"]):
        grid.cell(place // 2, place % 2).text = value
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Le service ouvre en mai."
    deck.save(str(path))
    return path


def make_xlsx(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "Budget"
    sheet.append(["Budget du service"])
    sheet.append(["Poste", "Montant", "Part", "Date"])
    sheet.append(["Licence", 0.1 + 0.2, 0.25, dt.date(2024, 3, 1)])
    sheet["C3"].number_format = "0%"
    sheet.append([None, None, None, None])
    sheet.append(["Serveur", 12000])
    hidden = book.create_sheet("Brouillon")
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def make_pdf(path: Path, pages: list[str], **options: str) -> Path:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    for page in pages:
        pdf.add_page()
        if page:
            pdf.start_section(page.split("\n")[0])
            pdf.multi_cell(0, 6, page)
    if options:
        pdf.set_encryption(**options, permissions=AccessPermission.all())
    pdf.output(str(path))
    return path


MAKERS = {".docx": make_docx, ".odt": make_odt, ".pptx": make_pptx, ".xlsx": make_xlsx}


def test_word(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "Données d'essai.docx")
    document = read_document(path, tmp_path)
    assert (document.id, document.title, document.path) == ("donnees-d-essai-docx", "Rapport sur l'IA", path)
    assert document.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert parts(document) == [
        ("", None, ("Note liminaire.",)),
        (
            "Contexte",
            None,
            (
                "La ville compte 43 000 foyers.",
                "M. Durand dirige le projet.",
                "Commune: Lyon; Coût: 12 k€",
                "Commune: Dijon; Coût: 8 k€",
            ),
        ),
        ("Suites", None, ("Le service est étendu en 2025.",)),
    ]


def test_word_reads_what_is_seen_with_changes_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    deleted = "<w:del><w:r><w:delText>ne </w:delText></w:r></w:del>"
    inserted = f"<w:ins>{run.format('bien ')}</w:ins>"
    xml = f"<w:p {nsdecls('w')}>{run.format('Il ')}{deleted}{inserted}{run.format('marche.')}</w:p>"
    document.element.body.insert(0, parse_xml(xml))
    control = f"<w:p>{run.format('Dans un champ.')}</w:p>"
    document.element.body.insert(1, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{control}</w:sdtContent></w:sdt>"))
    document.save(str(tmp_path / "suivi.docx"))
    read = read_document(tmp_path / "suivi.docx")
    assert parts(read) == [("", None, ("Il bien marche.", "Dans un champ."))]
    assert read.title == "suivi"


def test_merged_cells_are_repeated_down_the_rows(tmp_path: Path) -> None:
    document = docx.Document()
    grid = document.add_table(rows=3, cols=3)
    for place, value in enumerate(["Ville", "An", "Coût", "Lyon", "2023", "1", "", "2024", "2"]):
        grid.cell(place // 3, place % 3).text = value
    grid.cell(1, 0).merge(grid.cell(2, 0))
    document.save(str(tmp_path / "a.docx"))
    page = "<table><tr><th>Ville<th>An<th>Coût<tr><td rowspan=2>Lyon<td>2023<td>1<tr><td>2024<td>2</table>"
    for path in (tmp_path / "a.docx", write(tmp_path / "a.html", page)):
        expected = ("Ville: Lyon; An: 2023; Coût: 1", "Ville: Lyon; An: 2024; Coût: 2")
        assert read_document(path).parts[0].sentences == expected


def test_opendocument(tmp_path: Path) -> None:
    document = read_document(make_odt(tmp_path / "note.odt"))
    assert document.title == "Rapport sur l'IA"
    found = ("La ville compte 43 000 foyers.", "Le projet est lancé.", "Commune: Lyon; Coût: 12 k€")
    assert parts(document) == [("Contexte", None, found)]


def test_slides(tmp_path: Path) -> None:
    document = read_document(make_pptx(tmp_path / "deck.PPTX"))
    assert document.title == "Le projet"  # and not "PowerPoint Presentation", as the property says
    assert parts(document) == [
        ("Le projet", 1, ("Un assistant répond aux agents.", "Il cite ses sources.")),
        ("Les coûts", 2, ("Poste: Licence; Montant: 12 k€",)),
        ("Le service ouvre en mai.", 3, ("Le service ouvre en mai.",)),
    ]


def test_sheets(tmp_path: Path) -> None:
    document = read_document(make_xlsx(tmp_path / "budget.xlsx"))
    rows = (
        "Budget du service",
        "Poste: Licence; Montant: 0.3; Part: 25 %; Date: 2024-03-01",
        "Poste: Serveur; Montant: 12000",
    )
    assert parts(document) == [("Budget", None, rows)]


def test_pdf_keeps_pages_bookmarks_and_words_broken_over_lines(tmp_path: Path) -> None:
    first = "Introduction\nLe projet aide les agents de toute la collecti-\nvité à répondre au public. Il dure un an.\n"
    path = make_pdf(tmp_path / "rapport.pdf", [first, "", "Coûts\nIl a coûté 12,5 kEUR."])
    document = read_document(path)
    assert document.title == "Introduction"
    assert [(part.heading, part.page) for part in document.parts] == [("Introduction", 1), ("Coûts", 3)]
    assert document.parts[0].sentences[1:] == (
        "Le projet aide les agents de toute la collectivité à répondre au public.",
        "Il dure un an.",
    )
    assert document.parts[1].sentences == ("Coûts", "Il a coûté 12,5 kEUR.")


def test_page_without_its_menus_and_scripts(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><head><title>Essai &amp; suite</title><style>p {}</style></head><body>
    <header>Bannière</header><nav><a href=/>Accueil</a></nav><script>alert("x")</script><!-- caché -->
    <h1>Un <em>titre</em></h1><p>Une phrase avec <a href=x>un lien</a>. Une autre<br>ici.<div>Un bloc
    <ul><li>Premier point<li>Second point</ul></div>
    <table><caption>Coûts</caption><tr><th>Ville<th>Coût</tr><tr><td>Lyon<td>12</tr></table>
    <h2>Fin</h2>Texte nu<footer>Mentions</footer></body></html>"""
    document = read_document(write(tmp_path / "page.html", page))
    assert document.title == "Essai & suite"
    said = ("Une phrase avec un lien.", "Une autre ici.", "Un bloc", "Premier point", "Second point", "Coûts")
    assert parts(document) == [("Un titre", None, (*said, "Ville: Lyon; Coût: 12")), ("Fin", None, ("Texte nu",))]


def test_markdown(tmp_path: Path) -> None:
    source = """---
title: "Une note"
date: 2024-01-01
---
Avant.

# Premier **titre** #
Une phrase [avec un lien](https://exemple.fr) sur
deux lignes. Le nom snake_case_reste.<!-- rien -->

- un *point*
- un autre
1. Compter

```
# pas un titre
```
Ville | Coût
--- | ---
Lyon | 12

Second titre
------------
> Citation de 3 \\* 4 - 2 > 1.
"""
    document = read_document(write(tmp_path / "note.md", source))
    assert document.title == "Une note"
    said = (
        "Une phrase avec un lien sur deux lignes.",
        "Le nom snake_case_reste.",
        "un point",
        "un autre",
        "1. Compter",
        "# pas un titre",
        "Ville: Lyon; Coût: 12",
    )
    assert parts(document) == [
        ("", None, ("Avant.",)),
        ("Premier titre", None, said),
        ("Second titre", None, ("Citation de 3 * 4 - 2 > 1.",)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("extension", [".txt", ".md", ".html"])
def test_text_of_any_usual_encoding(tmp_path: Path, encoding: str, extension: str) -> None:
    path = write(tmp_path / f"note{extension}", "L’été coûte 3 €.\r\n\r\nEnsuite.", encoding)
    read = [sentence for part in read_document(path).parts for sentence in part.sentences]
    assert read == ["L’été coûte 3 €.", "Ensuite."]


def test_unusual_characters_are_put_right(tmp_path: Path) -> None:
    read = read_document(write(tmp_path / "a.txt", "Un e\u0301te\u0301 e\ufb03cace\x00, co\u00adupé."))
    assert read.parts == (Part(heading="", page=None, sentences=("Un été efficace, coupé.",)),)


# What is refused.


def refusal(path: Path, root: Path | None = None) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(path, root)
    error = caught.value
    assert isinstance(error, IngestError)
    assert str(error) == f"{path}: {error.problem}; {error.remedy}"
    assert "\n" not in str(error)
    return error


@pytest.mark.parametrize("extension", [*MAKERS, ".pdf"])
@pytest.mark.parametrize("content", [b"not what its name says", b"PK\x03\x04 cut off"])
def test_file_of_another_kind(tmp_path: Path, extension: str, content: bytes) -> None:
    path = tmp_path / f"a{extension}"
    path.write_bytes(content)
    assert "not a sound" in refusal(path).problem


@pytest.mark.parametrize("extension", MAKERS)
@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_cut_off_file(tmp_path: Path, extension: str, keep: float) -> None:
    path = MAKERS[extension](tmp_path / f"a{extension}")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert "not a sound" in refusal(path).problem


MAIN = {
    ".docx": "word/document.xml",
    ".odt": "content.xml",
    ".pptx": "ppt/slides/slide1.xml",
    ".xlsx": "xl/worksheets/sheet1.xml",
}


@pytest.mark.parametrize("extension", MAIN)
def test_broken_xml_is_not_half_read(tmp_path: Path, extension: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = MAKERS[extension](tmp_path / f"a{extension}")
    with zipfile.ZipFile(path) as archive:
        whole = archive.read(MAIN[extension])
    assert "not a sound" in refusal(rewrite(path, MAIN[extension], whole[: len(whole) - 20])).problem
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("extension", MAIN)
def test_xml_entities_are_not_expanded(tmp_path: Path, extension: str) -> None:
    path = rewrite(MAKERS[extension](tmp_path / f"a{extension}"), MAIN[extension], prefix=BOMB)
    assert "XML entities" in refusal(path).problem


def test_entities_of_a_page_are_not_expanded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.html", BOMB + "<p>Avant &j; après.</p>")
    assert len("".join(s for part in read_document(path).parts for s in part.sentences)) < 1000


# 11 MB of nothing are out of proportion; 201 MB are too many, even where they pack only 49 times smaller.
@pytest.mark.parametrize("extension", MAKERS)
@pytest.mark.parametrize(("megabytes", "noise"), [(11, 0), (201, 20_000)])
def test_zip_bomb(tmp_path: Path, extension: str, megabytes: int, noise: int) -> None:
    path = MAKERS[extension](tmp_path / f"a{extension}")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.bin", "w") as member:
        for _ in range(megabytes):
            member.write(os.urandom(noise) + bytes(1_000_000 - noise))
    assert "out of proportion" in refusal(path).problem


def test_encrypted_pdf(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", ["Secret."], owner_password="o", user_password="u")
    assert "encrypted" in refusal(path).problem


def test_pdf_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", ["Public."], owner_password="o")
    assert read_document(path).parts[0].sentences == ("Public.",)


def test_pdf_of_pictures(tmp_path: Path) -> None:
    assert "OCR" in refusal(make_pdf(tmp_path / "a.pdf", [""])).remedy


def test_locked_office_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert "password" in refusal(path).problem


def test_outside_the_root(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    outside = write(tmp_path / "a.txt", "Texte.")
    link = root / "a.txt"
    link.symlink_to(outside)
    for path in (outside, link, root / ".." / "a.txt"):
        assert "outside" in refusal(path, root).problem
    assert read_document(write(root / "b.txt", "Texte."), root).title == "b"
    inner = root / "c.txt"
    inner.symlink_to(root / "b.txt")
    assert read_document(inner, root).id == "c-txt"


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    for path in (loop, folder, pipe, tmp_path / "none.txt", tmp_path / "zero\0.txt"):
        refusal(path)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    assert "100 MB" in refusal(path).problem


@pytest.mark.parametrize("name", ["a.doc", "a.exe", "README", ".pdf"])
def test_unknown_extension(tmp_path: Path, name: str) -> None:
    assert ".docx" in refusal(write(tmp_path / name, "Texte.")).remedy


@pytest.mark.parametrize("extension", [".txt", ".md", ".html", ".docx", ".pdf"])
def test_empty_file(tmp_path: Path, extension: str) -> None:
    assert "empty" in refusal(write(tmp_path / f"a{extension}", " \n")).problem


def test_documents_without_text(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "a.docx"))
    Workbook().save(tmp_path / "a.xlsx")
    Presentation().save(str(tmp_path / "a.pptx"))
    OpenDocumentText().save(str(tmp_path / "a.odt"))
    write(tmp_path / "a.md", "# \n\n---\n")
    write(tmp_path / "a.html", "<script>x</script>")
    for extension in (*MAKERS, ".md", ".html"):
        assert "no text" in refusal(tmp_path / f"a{extension}").problem


@given(st.binary(max_size=300), st.sampled_from([".txt", ".md", ".html", ".pdf", ".docx"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, extension: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{extension}"
    path.write_bytes(data)
    try:
        for part in read_document(path).parts:
            assert part.sentences
            assert all(0 < len(sentence) <= MAX_CHARACTERS for sentence in part.sentences)
    except UnreadableDocument:
        pass


# Sentences and lines.

PROSE = st.text(alphabet="aàbMPe é.,;!?…«»\"'’()[]^1234567890-\n\t\u00a0", max_size=400)


@given(PROSE | st.text() | st.text(alphabet="aB. ,", min_size=MAX_CHARACTERS, max_size=4 * MAX_CHARACTERS))
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    cut = sentences(text)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(0 < len(sentence) <= MAX_CHARACTERS for sentence in cut)
    assert all(sentence == " ".join(sentence.split()) for sentence in cut)


@pytest.mark.parametrize(
    "text",
    [
        "M. Durand a signé. | Mme. le maire aussi.",
        "Selon l'art. 5 et l'art. L. 2121-29 du code, c'est permis. | Le conseil vote.",
        "Eau, gaz, etc. sont suivis. | Cela coûte 3.5 M€.",
        "Il suit l'eau, etc. | Le gaz vient après.",
        "J.-P. Martin et A. Dupont ont écrit (cf. Durand et al. 2020, p. 12). | Ensuite, rien.",
        "« Est-ce fini ? » demande-t-il. | « Oui. » | Puis il part !",
        "Dr. Smith met Mr. Jones, e.g. Paris and i.e. Rome. | They left.",
        "The answer is no. | The vote took place on Dec. 12 at no. 5.",
        "1. Ouvrir le dossier. | 2.1. Le fermer...",
        "43 000 foyers.[^3] | Le reste suit [2]. | En 2023. | 45 agents.",
        "Voir www.exemple.fr pour la suite… | Fin",
        "C'est de l'art. | Le musée ouvre.",
    ],
)
def test_where_sentences_end(text: str) -> None:
    assert list(sentences(text.replace(" | ", " "))) == text.split(" | ")


def test_long_sentence_is_cut_at_a_comma_or_a_space() -> None:
    clauses = ", ".join(["une clause assez longue"] * 100)
    cut = sentences(clauses)
    assert all(piece.endswith(",") for piece in cut[:-1])
    assert all(len(piece) > MAX_CHARACTERS // 2 for piece in cut[:-1])
    assert [len(piece) for piece in sentences("a" * 2500)] == [1200, 1200, 100]


def test_lines_become_paragraphs() -> None:
    page = """Titre court
Le projet porté par la vice-
présidente aide toute la collecti-
vité depuis longtemps, et le fera
encore, a-t-il dit, peut-
être davantage, et il dit-
il souvent bien davantage encore
• premier point assez long pour cela
• second

Fin"""
    assert list(paragraphs(page)) == [
        "Titre court",
        "Le projet porté par la vice-présidente aide toute la collectivité depuis longtemps, et le fera "
        "encore, a-t-il dit, peut-être davantage, et il dit-il souvent bien davantage encore",
        "• premier point assez long pour cela",
        "• second",
        "Fin",
    ]
