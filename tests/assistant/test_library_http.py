"""The library over HTTP: cases listed, filtered, counted, shown and set side by side, each fact with its page."""

import csv
import io

import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.service import Service
from assistant.tables import csv_text
from tests.conftest import CASES

RENNES, VALENCE, NANTES = "rennes-metropole-stations-epuration", "valence-romans-pompage-eau", "nantes-ia-cantines"


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> TestClient:
    return TestClient(create_api(Service.over(assistant)))


def test_every_case_of_the_index_is_listed_page_by_page(client: TestClient) -> None:
    pages = [client.get("/cases", params={"page": page, "size": 8}).json() for page in (1, 2, 3, 4)]
    assert [len(page["cases"]) for page in pages] == [8, 8, 4, 0]
    assert [case["id"] for page in pages for case in page["cases"]] == sorted(CASES)
    assert {(page["total"], page["pages"]) for page in pages} == {(20, 3)}


def test_filters_narrow_and_count_whatever_the_accents(client: TestClient) -> None:
    found = client.get("/cases", params={"region": "pays de la loire", "statut": ["arrete", "deploye"]}).json()
    assert NANTES in [case["id"] for case in found["cases"]]
    assert {case["region"] for case in found["cases"]} == {"Pays de la Loire"}
    statuses = {facet["value"]: facet["count"] for facet in found["facets"]["statut"]}
    everything = client.get("/cases", params={"region": "Pays de la Loire"}).json()
    assert sum(statuses.values()) == everything["total"], "a facet counts what its own filter would leave out"


def test_a_value_that_no_case_has_leaves_none(client: TestClient) -> None:
    assert client.get("/cases", params={"region": "Bavière"}).json()["total"] == 0


def test_words_are_looked_for_in_both_languages(client: TestClient) -> None:
    for words in ("cantines verteego", "school canteens verteego"):
        assert [case["id"] for case in client.get("/cases", params={"q": words}).json()["cases"]] == [NANTES]


@pytest.mark.parametrize("asked", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
def test_the_list_as_csv(client: TestClient, asked: dict[str, dict[str, str]]) -> None:
    reply = client.get("/cases", **asked)  # type: ignore[arg-type]
    assert reply.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    assert [row["id"] for row in rows] == sorted(CASES)
    assert next(row for row in rows if row["id"] == NANTES)["partenaires"] == "Verteego; Maestria Innovation; Naonedia"


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_cannot_be_a_formula(cell: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_text([[cell, "plain"]]).removeprefix("\ufeff"), newline=""))
    assert row == ["'" + cell, "plain"]


def test_one_case_whole(client: TestClient) -> None:
    case = client.get(f"/cases/{NANTES}").json()
    assert case["statut"] == "arrete"
    assert case["theme"][0] == "agriculture-alimentation"
    assert case["sections"][0]["heading"] == "Contexte"
    assert case["english"][0]["sentences"][0]["original"] == case["sections"][0]["sentences"][0]["text"]
    assert case["transparence"]["decision"][0]["sources"] == [3]
    assert case["sources"][2]["editeur"] == "Néorestauration"


@pytest.mark.parametrize(("language", "words"), [("fr", "## Résultats"), ("en", "## Results")])
def test_one_case_as_markdown_with_its_references(client: TestClient, language: str, words: str) -> None:
    reply = client.get(f"/cases/{NANTES}", params={"language": language}, headers={"Accept": "text/markdown"})
    assert reply.headers["content-type"].startswith("text/markdown")
    assert words in reply.text
    assert "<https://metropole.nantes.fr/actualites/2020/" in reply.text


def test_an_unknown_case(client: TestClient) -> None:
    reply = client.get("/cases/atlantis")
    assert reply.status_code == 404
    assert reply.json()["type"] == "urn:precedents:not-found"
    assert "'atlantis'" in reply.json()["detail"]


def test_a_comparison_cites_each_cell_or_says_that_nothing_is_documented(client: TestClient) -> None:
    fields = ["statut", "techniques", "chiffres", "objection", "resultats"]
    asked = {"cases": [RENNES, NANTES], "fields": fields, "language": "en"}
    matrix = client.post("/compare", json=asked).json()
    assert [column["case"] for column in matrix["columns"]] == [RENNES, NANTES]
    rows = {row["field"]: row["cells"] for row in matrix["rows"]}
    assert [cell["text"] for cell in rows["statut"]] == ["deployed", "stopped"]
    assert "Real-time control" in rows["techniques"][0]["text"]
    references = {reference["number"]: reference for reference in matrix["references"]}
    assert list(references) == list(range(1, len(references) + 1))
    for cells in rows.values():
        for column, cell in zip(matrix["columns"], cells, strict=True):
            assert cell["documented"] == bool(cell["statements"])
            for statement in cell["statements"]:
                assert statement["citations"]
                assert all(column["case"] in references[number]["cases"] for number in statement["citations"])
            if not cell["documented"]:
                assert cell["text"] == "not documented"
    assert not rows["objection"][1]["documented"]
    nantes = next(s for s in rows["chiffres"][1]["statements"] if "fréquentation utilisé" in s["text"])
    assert {references[n]["publisher"] for n in nantes["citations"]} == {"Nantes Métropole", "Smart City Mag"}


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"cases": ["atlantis"]}, 404, "no case 'atlantis'"),
        ({"cases": [RENNES, RENNES]}, 400, "twice"),
        ({"cases": []}, 422, "cases"),
        ({"cases": [RENNES], "fields": ["couleur"]}, 422, "fields.0"),
    ],
)
def test_a_comparison_that_cannot_be_made(client: TestClient, asked: dict[str, object], status: int, said: str) -> None:
    reply = client.post("/compare", json=asked)
    assert reply.status_code == status
    assert said in reply.json()["detail"]


def test_search_shows_passages_within_the_filters(client: TestClient) -> None:
    hits = client.get("/search", params={"q": "fuites d'eau", "region": "Occitanie"}).json()["hits"]
    assert hits[0]["passage"]["case"] == "sicoval-fuites-eau"
    assert {hit["passage"]["region"] for hit in hits} == {"Occitanie"}


def test_the_library_says_what_it_holds(client: TestClient) -> None:
    library = client.get("/library").json()
    assert library["cases"] == library["documents"] == 20
    assert library["index"] == library["receipt"]["index"]
    assert {"value": "Bretagne", "count": 1} in library["facets"]["region"]
