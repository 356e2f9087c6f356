"""The register sheet says what is so: of the settings, of what was spent, of what was measured."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.keys import Keyring
from assistant.service import Service
from assistant.settings import AssistantSettings
from evals.results import published
from ingest.bill import MODELS
from ingest.models import BUILT_IN
from ingest.records import Bibliotheque
from tests.ui.test_operation import run
from ui.pages import add_pages
from ui.register import FIELDS, SPELT
from ui.running import elsewhere

Sheet = Callable[..., dict[str, Any]]
QUESTION = "Qui a réduit l'énergie des stations d'épuration ?"
REMOTE = {"llm_url": "https://model.example/v1", "llm_model": "mistral-small"}


def client_with(assistant: Assistant, **settings: object) -> TestClient:
    service = Service.over(assistant)
    service.settings = service.settings.model_copy(update=settings)
    return TestClient(add_pages(create_api(service, Keyring(service.settings.keys))))


@pytest.fixture
def sheet(assistant: Assistant, tmp_path: Path) -> Sheet:
    """The sheet as JSON with some settings otherwise, its fields by name."""

    def read(**settings: object) -> dict[str, Any]:
        given = {"keys": tmp_path / "keys.json", **settings}
        found = client_with(assistant, **given).get("/register?format=json").json()
        return {**found, "champs": {one.pop("nom"): one for one in found["champs"]}}

    return read


def test_its_fields_are_those_of_the_official_model(sheet: Sheet) -> None:
    asked = list(Bibliotheque.model_fields)
    transparency = asked[asked.index("status_abandon") :]
    assert list(sheet()["champs"]) == list(FIELDS)
    assert set(transparency) <= {SPELT.get(name, name) for name in FIELDS}


def test_a_setting_changes_the_sheet(sheet: Sheet) -> None:
    before = sheet()
    assert before["responsable"] == before["champs"]["projet_contact"]["texte"] == ""
    assert not before["questions_au_journal"]
    assert not before["avis_gardes"]
    after = sheet(operator="Ville d'Essai", log_questions=True, feedback=True, feedback_days=12, energy_cap=7)
    assert after["responsable"] == after["champs"]["projet_contact"]["texte"] == "Ville d'Essai"
    assert after["questions_au_journal"]
    assert (after["avis_gardes"], after["avis_jours"]) == (True, 12)
    assert "Plafond : 7 Wh" in after["champs"]["impact_environnement"]["texte"]


def test_models_are_those_in_use_with_their_digests(sheet: Sheet) -> None:
    told = {one["nom"]: (one["licence"], one["sha256"]) for one in sheet()["modeles"]}
    assert told == {name: (model.licence, MODELS[name]) for name, model in BUILT_IN.items()}
    embeddings, _, llm = sheet(**REMOTE)["modeles"]
    assert (llm["nom"], llm["licence"], llm["sha256"]) == ("mistral-small", "", "")
    assert llm["origine"] == REMOTE["llm_url"]
    assert embeddings["nom"] in BUILT_IN


def test_what_goes_elsewhere_is_told_and_never_denied(
    sheet: Sheet, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = sheet(), sheet(**REMOTE)
    assert here["ailleurs"] == {}
    assert "Rien n'en sort" in here["champs"]["herbergement"]["texte"]
    assert there["ailleurs"] == {"llm": REMOTE["llm_url"]}
    assert REMOTE["llm_url"] in there["champs"]["herbergement"]["texte"]
    assert "Rien n'en sort" not in json.dumps(there, ensure_ascii=False)
    assert "Nothing leaves this machine" in client_with(assistant).get("/about?lang=en").text
    assert "Nothing leaves this machine" not in client_with(assistant, **REMOTE).get("/about?lang=en").text
    assert sheet(llm_url="http://127.0.0.1:8081/v1", llm_model="x")["ailleurs"] == {}
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://traces.example")
    assert elsewhere(AssistantSettings(qdrant_url="http://qdrant.example:6333")) == {
        "index": "http://qdrant.example:6333", "traces": "http://traces.example",
    }  # fmt: skip


def test_who_comes_in_follows_the_keys(sheet: Sheet, tmp_path: Path) -> None:
    assert not sheet()["cles"]
    Keyring(tmp_path / "one.json").create("Mairie", "reader")
    service = AssistantSettings(keys=tmp_path / "one.json", index=tmp_path / "index")
    told = json.loads(run("register", "--json", PRECEDENTS_KEYS=service.keys, PRECEDENTS_INDEX=service.index).stdout)
    assert told["cles"]
    assert told["index"] == ""  # there is none


def test_energy_is_that_of_the_ledger(assistant: Assistant) -> None:
    client = client_with(assistant)
    client.post("/ask", json={"question": QUESTION})
    (*_, month) = client.get("/energy").json()["months"]
    told = client.get("/register", headers={"Accept": "application/json"}).json()
    assert told["energie"][-1]["answers"] == month["answers"] >= 1
    (field,) = (one for one in told["champs"] if one["nom"] == "impact_environnement")
    assert f"{month['month']} : " in field["texte"]
    assert f"{month['answers']} réponses" in field["texte"]


def test_errors_are_the_figures_that_were_published(sheet: Sheet) -> None:
    told = sheet()
    for table, one in zip(published().tables, told["evaluation"], strict=True):
        assert one["chiffres"].items() <= table.columns[0].figures.items()
        assert one["chiffres"]["refusal recall"] == table.columns[0].figures["refusal recall"]
        assert one["memes_modeles"]
    other = sheet(**REMOTE)
    assert not any(one["memes_modeles"] for one in other["evaluation"])
    assert "d'autres modèles" in other["champs"]["erreur"]["texte"]


def test_the_command_and_the_page_give_the_same_sheet(
    assistant: Assistant, settings: AssistantSettings, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    version = (settings.index / "CURRENT").read_text()
    (index / version).mkdir(parents=True)
    shutil.copy(settings.index / "CURRENT", index)
    shutil.copy(settings.index / version / "manifest.json", index / version)
    client = client_with(assistant, operator="Ville d'[Essai](x)")
    where = {"PRECEDENTS_INDEX": index, "PRECEDENTS_OPERATOR": "Ville d'[Essai](x)"}
    said, told = run("register", **where).stdout, client.get("/register")
    assert told.headers["content-type"].startswith("text/markdown")
    changing = "| impact"  # what was spent goes on
    lines = [[line for line in text.splitlines() if not line.startswith(changing)] for text in (said, told.text)]
    assert lines[0] == lines[1]
    assert "Ville d'\\[Essai\\](x)" in said
    assert 'href="/register"' in client.get("/about").text
