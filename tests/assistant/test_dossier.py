"""A dossier in every form holds what it must: summary, matrix, sheets, references that can be followed."""

import csv
import io
import re
from datetime import date

import docx
import pytest
from fastapi.testclient import TestClient
from odf import teletype
from odf.opendocument import load
from odf.text import A

from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.service import Service

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
    assert f"consulté le {date.today().isoformat()}" in text
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
