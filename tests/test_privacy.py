"""What the service keeps of people is what docs/privacy.md and docs/confidentialite.md say, and nothing else."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant import frugality
from assistant.assistant import Assistant
from assistant.feedback import Feedback, KeptFeedback
from assistant.http import create_api
from assistant.service import Service
from assistant.settings import AssistantSettings
from ingest import vectors
from ingest.holes import copy_data
from ingest.models import BUILT_IN
from tests.test_docs import README
from tests.ui.conftest import free_port, wait_for
from tests.ui.test_operation import run
from ui.pages import add_pages
from ui.pages.site import COOKIE

ROOT = Path(__file__).parent.parent
DOCUMENTS = {
    name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("privacy", "confidentialite")
}
STATIC, TEMPLATES = ROOT / "ui" / "pages" / "static", ROOT / "ui" / "pages" / "templates"
WORD = "zorglubique"  # stands nowhere else
QUESTION = f"La station zorglubique a-t-elle réduit l'énergie des stations d'épuration de {WORD.title()} ?"


@pytest.fixture
def left(settings: AssistantSettings, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A service as it is delivered: its address, and the one folder in which it can keep anything, its log in it."""
    index = tmp_path / ".precedents" / "index"
    shutil.copytree(settings.index, index, copy_function=copy_data)
    (tmp_path / "models").mkdir()
    for model in BUILT_IN:
        (tmp_path / "models" / model).symlink_to(settings.models_folder / model)
    port = free_port()
    given = {"CORPUS": settings.corpus, "MODELS": tmp_path / "models", "PORT": port}
    environment = {
        **os.environ,
        **{f"PRECEDENTS_{name}": str(value) for name, value in given.items()},
        **{name: str(tmp_path) for name in ("HOME", "TMPDIR")},
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from ui.cli import main; main()", "serve"]
    with (tmp_path / "log").open("wb") as log:
        service = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/about")
            yield f"http://127.0.0.1:{port}", tmp_path
        finally:
            service.terminate()
            service.wait(timeout=20)


def ask_everywhere(address: str) -> None:
    """Put the question at every door there is, once in a form that is refused."""
    turn = {"question": QUESTION, "turn": "a1", "history": [{"role": "user", "content": QUESTION}]}
    call = {"name": "ask_library", "arguments": {"question": QUESTION}}
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    chat = {"model": "precedents", "messages": [{"role": "user", "content": QUESTION}]}
    with httpx.Client(base_url=address, timeout=60) as client:
        replies = [
            client.post("/ask", json={"question": QUESTION}),
            client.post("/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"}),
            client.post("/converse", json=turn),
            client.post("/v1/chat/completions", json=chat),
            client.post("/mcp", json=rpc, headers={"Accept": "application/json, text/event-stream"}),
            client.get("/search", params={"q": QUESTION}),
            client.get("/", params={"q": QUESTION}),
            client.get("/answer.md", params={"q": QUESTION}),
            client.get("/explore", params={"q": QUESTION}),
            client.post("/contribute/check", data={"titre": QUESTION}),
        ]
        assert [reply.text[:300] for reply in replies if reply.status_code != 200] == []
        assert WORD.title() in replies[4].text  # it was asked
        assert client.post("/ask", json={"question": QUESTION * 1000}).status_code == 400
        assert (
            client.post("/feedback", json={"question": QUESTION, "language": "fr", "rating": "up"}).status_code == 403
        )


def holding(folder: Path, *wanted: bytes) -> list[str]:
    """The files of a folder that hold any of these bytes, upper case or lower."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(one in path.read_bytes().lower() for one in wanted)]


def test_nothing_of_a_question_stays_on_disk_or_in_logs(left: tuple[str, Path]) -> None:
    address, folder = left
    ask_everywhere(address)
    digest = hashlib.sha256(QUESTION.encode()).digest()
    assert holding(folder, WORD.encode(), digest) == []
    log = (folder / "log").read_text(encoding="utf-8")
    assert '"route": "/ask"' in log  # it was there to be seen
    assert (folder / ".precedents" / frugality.FILE).exists()


def test_of_an_opinion_what_was_agreed_to_is_kept_until_its_day_or_its_erasure(
    assistant: Assistant, tmp_path: Path
) -> None:
    service = Service.over(assistant)
    index, days = tmp_path / "index", 30
    service.settings = service.settings.model_copy(update={"feedback": True, "feedback_days": days, "index": index})
    client = TestClient(add_pages(create_api(service)))
    for comment in (WORD, "Autre chose"):
        said = {"question": QUESTION if comment == WORD else "Qui ?", "language": "fr", "rating": "down"}
        assert client.post("/feedback", json={**said, "comment": comment}).status_code == 204
    assert holding(tmp_path, WORD.encode()) == ["feedback.jsonl"]
    lines = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert [set(line) for line in lines] == [set(Feedback.model_fields)] * 2
    assert {line["date"] for line in lines} == {str(date.today())}

    here = {"PRECEDENTS_INDEX": index, "PRECEDENTS_FEEDBACK_DAYS": str(days)}
    exported = run("feedback", "export", str(tmp_path / "out.jsonl"), "--containing", WORD.upper(), **here)
    assert "1 lines" in exported.stdout
    assert json.loads((tmp_path / "out.jsonl").read_text())["question"] == QUESTION
    (tmp_path / "out.jsonl").unlink()
    assert run("feedback", "erase", "--containing", WORD, **here).stdout == "erased: 1 lines of feedback; 1 are left\n"
    assert holding(tmp_path, WORD.encode()) == []

    kept = KeptFeedback(tmp_path / "feedback.jsonl", days)
    assert kept.expire(date.today() + timedelta(days=days - 1)) == 0
    assert kept.expire(date.today() + timedelta(days=days)) == 1
    assert holding(tmp_path, b"autre chose") == []


@pytest.mark.parametrize(("language", "told"), [("fr", "12 jours"), ("en", "12 days")])
def test_pages_tell_the_days_of_the_setting(assistant: Assistant, language: str, told: str) -> None:
    service = Service.over(assistant)
    service.settings = service.settings.model_copy(update={"feedback": True, "feedback_days": 12})
    client = TestClient(add_pages(create_api(service)))
    for path, query in (("/about", {}), ("/", {"q": "Qui a réduit l'énergie des stations d'épuration ?"})):
        assert told in client.get(path, params={**query, "lang": language}).text


def keys_of_scripts() -> dict[str, str]:
    """What the scripts of the pages keep in a browser: the key, and which storage it is in."""
    kept = set(re.findall(r'data-kept="([\w.]+)"', "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))))
    found = {}
    for script in STATIC.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for storage, key in re.findall(r"(\w+Storage)\.\w+Item\(([^,)]+)", text):
            if key == "field.dataset.kept":
                found.update(dict.fromkeys(kept, storage))
                continue
            constant = re.search(rf'\b{key} = "(\w+)"', text) if key.isidentifier() else None
            found[constant[1] if constant else json.loads(key)] = storage
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_browser_keeps_is_what_the_documents_name(document: str) -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (cookie|localStorage|sessionStorage) \|", DOCUMENTS[document], re.MULTILINE)
    assert dict(rows) == {COOKIE: "cookie", **keys_of_scripts()}


def test_no_script_keeps_anything_in_another_way() -> None:
    for script in STATIC.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"indexedDB|document\.cookie|caches\.|serviceWorker|sendBeacon", text), script.name
        assert not re.search(r"(local|session)Storage(?!\.(get|set|remove)Item\()", text), script.name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_documents_tell_what_the_code_does(document: str, settings: AssistantSettings) -> None:
    text, defaults = DOCUMENTS[document], AssistantSettings.model_fields
    days, unit = defaults["feedback_days"].default, "jours" if document == "confidentialite" else "days"
    assert f"{days} {unit} (`PRECEDENTS_FEEDBACK_DAYS`)" in text
    assert text.count(f"{vectors.KEPT_DAYS} {unit}") == 2
    for name in re.findall(r"`PRECEDENTS_(\w+)`", text):
        assert name.lower() in defaults
    for name in ("log_questions", "feedback"):
        assert re.search(rf"`PRECEDENTS_{name.upper()}` [^|(]*\(`{defaults[name].default}`", text)
    for file in (settings.feedback_file.name, frugality.FILE, vectors.FILE, str(defaults["keys"].default)):
        assert f"`{file}`" in text
    for command in re.findall(r"`(precedents \w+)", text):
        assert f"`{command}" in README


def test_the_documents_say_the_same_and_are_linked() -> None:
    english, french = DOCUMENTS["privacy"], DOCUMENTS["confidentialite"]
    for pattern in (r"^(#+) ", r"`([^`]+)`", r"^\| "):
        assert re.findall(pattern, english, re.MULTILINE) == re.findall(pattern, french, re.MULTILINE)
    assert english.count("**[to complete]**") == french.count("**[à compléter]**")
    assert "(docs/privacy.md)" in README
    assert "(docs/confidentialite.md)" in (ROOT / "LISEZMOI.md").read_text(encoding="utf-8")
