"""A dossier in every form holds what it must: summary, matrix, sheets, references that can be followed."""

import csv
import io
import re
import zipfile
from datetime import date

import docx
import pytest
from fastapi.testclient import TestClient
from odf import teletype
from odf.opendocument import load
from odf.text import A

from assistant.assistant import Assistant
from assistant.dates import written
from assistant.http import create_api
from assistant.service import Service
from tests.conftest import CASES

RENNES, NANTES = "rennes-metropole-stations-epuration", "nantes-ia-cantines"
PAGE = "https://www.neorestauration.com/article/la-surproduction-des-cantines-scolaires-nantaises-sous-l-il-de-l-ia"


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> TestClient:
    return TestClient(create_api(Service.over(assistant)))


def dossier(client: TestClient, form: str, **more: object) -> bytes:
    reply = client.post("/dossier", json={"cases": [RENNES, NANTES], "format": form, **more})
    assert reply.status_code == 200, reply.text
    assert f"dossier.{ {'markdown': 'md'}.get(form, form) }" in reply.headers["content-disposition"]
    return reply.content


def text_of(form: str, data: bytes) -> str:
    """All the text of a file, tables included, as a reader sees it."""
    if form == "docx":
        document = docx.Document(io.BytesIO(data))
        return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
    if form == "odt":
        return str(teletype.extractText(load(io.BytesIO(data)).text))
    return data.decode()


@pytest.mark.parametrize("form", ["docx", "odt", "markdown"])
def test_a_document_holds_every_part(client: TestClient, form: str) -> None:
    text = text_of(form, dossier(client, form, title="Eau & cantines <essai>", note="Pour la commission du 3"))
    for part in ("Synthèse", "Comparaison", "Fiches", "Références", "non documenté", "Pour la commission du 3"):
        assert part in text
    assert "Eau & cantines" in text
    assert f"consulté le {written(date.today(), 'fr')}" in text
    assert "Néorestauration" in text
    assert PAGE in text
    assert "multilingual-e5-small" in text, "the receipt"


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_references_are_links(client: TestClient, form: str) -> None:
    data = dossier(client, form)
    if form == "docx":
        links = [part.target_ref for part in docx.Document(io.BytesIO(data)).part.rels.values() if part.is_external]
    else:
        links = [str(a.getAttribute("href")) for a in load(io.BytesIO(data)).text.getElementsByType(A)]
    assert any(link.startswith(PAGE) for link in links)


def test_every_mark_of_the_document_is_a_reference_of_it(client: TestClient) -> None:
    text = dossier(client, "markdown").decode()
    body, references = text.split("## Références")
    assert {int(n) for n in re.findall(r"\[(\d+)\]", body)} == {
        int(n) for n in re.findall(r"^\[(\d+)\]", references, re.M)
    }


def test_as_json_with_its_receipt(client: TestClient) -> None:
    made = client.post("/dossier", json={"cases": [NANTES], "format": "json", "language": "en"}).json()
    assert made["title"] == "Dossier of precedents"
    assert made["summary"][0]["statements"][0]["text"].startswith("In Nantes")
    assert made["receipt"]["index"]
    numbers = [reference["number"] for reference in made["references"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_as_csv_with_an_address_beside_each_statement(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(dossier(client, "csv").decode().removeprefix("\ufeff"))))
    assert {row["case"] for row in rows} == {RENNES, NANTES}
    decision = next(row for row in rows if row["case"] == NANTES and row["field"] == "Qui décide")
    assert decision["urls"].startswith(PAGE)


def test_characters_that_a_document_cannot_hold_are_left_out(client: TestClient) -> None:
    assert "bell" in text_of("docx", dossier(client, "docx", note="be\u0007ll\x00"))


def xml_of(data: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part).decode()


def test_each_mark_of_a_word_document_leads_to_its_reference(client: TestClient) -> None:
    xml = xml_of(dossier(client, "docx"))
    led = set(re.findall(r'w:hyperlink w:anchor="reference(\d+)"', xml))
    assert led
    assert led == set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="reference(\d+)"', xml))


def test_a_word_document_can_be_printed_and_read_aloud(client: TestClient) -> None:
    data = dossier(client, "docx", language="en", title="Water")
    document = docx.Document(io.BytesIO(data))
    assert [section.page_width > section.page_height for section in document.sections] == [False, True, False]
    assert {table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader") != [] for table in document.tables} == {True}
    assert 'w:instr="PAGE"' in xml_of(data, "word/footer1.xml")
    assert set(re.findall(r'w:lang [^>]*w:val="([^"]+)"', xml_of(data, "word/styles.xml"))) == {"en-GB"}
    assert (document.core_properties.title, document.core_properties.language) == ("Water", "en-GB")


def test_more_cases_than_a_page_has_room_for_take_several_tables(client: TestClient) -> None:
    reply = client.post("/dossier", json={"cases": CASES[:9], "format": "docx", "fields": ["statut"]})
    document = docx.Document(io.BytesIO(reply.content))
    assert [len(table.columns) for table in document.tables[:3]] == [5, 5, 2]


def test_an_odt_turns_its_pages_and_links_its_marks(client: TestClient) -> None:
    data = dossier(client, "odt", title="Eau")
    content, styles = xml_of(data, "content.xml"), xml_of(data, "styles.xml")
    assert set(re.findall(r'xlink:href="#reference(\d+)"', content)) == set(
        re.findall(r'text:bookmark text:name="reference(\d+)"', content)
    )
    assert "H1-wide" in content
    assert 'style:print-orientation="landscape"' in styles
    assert 'fo:language="fr"' in styles


def test_a_translated_statement_has_its_original(client: TestClient) -> None:
    made = client.post("/dossier", json={"cases": [NANTES], "format": "json", "language": "en"}).json()
    (results,) = [row for row in made["matrix"]["rows"] if row["field"] == "resultats"]
    assert all(statement["original"] for statement in results["cells"][0]["statements"])
