"""What an attacker may try at the doors: keys guessed, pages of other sites, odd headers, slow and mixed requests."""

import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.doctor import own_names
from assistant.http import create_api
from assistant.http.access import WRONG_KEYS
from assistant.keys import Keyring
from assistant.service import Service
from assistant.settings import AssistantSettings
from ui import listening
from ui.pages import add_pages

FRENCH, ENGLISH = "Qui a réduit l'énergie des stations d'épuration ?", "Who forecasts canteen attendance?"
NAMES = ("localhost", "127.0.0.1")


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys.json")


@pytest.fixture(scope="module")
def address(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with the connections of `precedents serve`, less patient."""
    patience, listening.SECONDS = listening.SECONDS, 0.5
    keys = Keyring(tmp_path_factory.mktemp("keys") / "keys.json")
    app = add_pages(create_api(Service.over(assistant), keys, NAMES))
    with socket.socket() as listens:
        listens.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, http=listening.Patient, log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listens]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listens.getsockname()[1]}"
        server.should_exit = True
        thread.join()
    listening.SECONDS = patience


def test_guesses_are_few_a_minute_and_a_browser_without_a_key_is_no_guess(assistant: Assistant, keys: Keyring) -> None:
    right = {"Authorization": f"Bearer {keys.create('mairie', 'reader')}"}
    client = TestClient(create_api(Service.over(assistant), keys))
    assert [client.get("/v1/models").status_code for _ in range(WRONG_KEYS + 5)] == [401] * (WRONG_KEYS + 5)
    assert client.get("/v1/models", headers=right).status_code == 200
    wrong = [client.get("/v1/models", headers={"Authorization": f"Bearer prc_{n}_x"}) for n in range(WRONG_KEYS + 5)]
    assert [reply.status_code for reply in wrong] == [401] * WRONG_KEYS + [429] * 5
    assert int(wrong[-1].headers["retry-after"]) >= 1
    # Otherwise one who guesses would learn from the reply that the key is right.
    assert client.get("/v1/models", headers=right).status_code == 429


def test_every_key_is_compared_whole_whichever_is_right(keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = [keys.create(name, "reader") for name in ("first", "second", "third")]
    compared: list[int] = []
    whole = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: (compared.append(len(a)), whole(a, b))[1])
    counts = set()
    for token in (*tokens, "prc_none", tokens[0][:-1] + "x"):
        compared.clear()
        keys.recognise(token)
        counts.add(tuple(compared))
    assert counts == {(64,) * len(tokens)}


def test_a_page_of_another_site_can_neither_ask_nor_read(address: str) -> None:
    body = {"question": FRENCH}
    cross = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    for path in ("/ask", "/ingest", "/feedback", "/dossier", "/v1/chat/completions"):
        assert httpx.post(f"{address}{path}", json=body, headers=cross).status_code == 403, path
    rebound = httpx.get(f"{address}/cases", headers={"Host": "evil.example:8000"})
    assert rebound.status_code == 403
    assert "evil.example" not in rebound.text
    assert httpx.post(f"{address}/ask", json=body, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert "access-control-allow-origin" not in httpx.get(f"{address}/cases", headers=cross).headers


def test_only_a_service_for_this_machine_alone_goes_by_its_own_names(tmp_path: Path) -> None:
    settings = AssistantSettings(keys=tmp_path / "keys.json")
    assert "localhost" in own_names("127.0.0.1", settings)
    assert own_names("0.0.0.0", settings) == ()
    assert own_names("127.0.0.1", settings.model_copy(update={"open": True})) == ()
    Keyring(settings.keys).create("mairie", "reader")
    assert own_names("127.0.0.1", settings) == ()


@pytest.mark.parametrize(
    "head",
    [
        "GET /cases HTTP/1.1\r\nHost: localhost\r\nContent-Length: \xb2\r\n\r\n",
        "GET /cases HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /cases HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: a\x0bb\r\n\r\n",
        "GET /cases HTTP/1.1\r\nHost: [\r\n\r\n",
        "GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health/../cases HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET //metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /static/..%2f..%2ftexts/common.py HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /cases/..%2f..%2fthesaurus HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "BREW /ask HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_an_odd_request_is_refused_and_never_a_failure(address: str, head: str) -> None:
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(head.encode("latin-1"))
        reply = connection.recv(65536)
    assert reply[9:10] in (b"4", b""), reply[:200]


def test_an_id_that_is_no_id_is_not_echoed(address: str) -> None:
    reply = httpx.get(f"{address}/health/live", headers={"X-Request-ID": "<script>alert(1)</script>"})
    assert "<" not in reply.headers["x-request-id"]


@pytest.mark.parametrize(
    "sent", ["", "GET /health/live HT", "POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{"]
)
def test_one_who_never_ends_a_request_is_shown_out(address: str, sent: str) -> None:
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(sent.encode())
        while connection.recv(1024):  # a 400 perhaps, then the end
            pass


def test_a_head_without_end_is_not_kept(address: str) -> None:
    port = int(address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        lines = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 10_000) for number in range(2000))
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n" + lines)
    long_body = {"question": "a" * 900_000}
    assert httpx.post(f"{address}/ask", json=long_body).status_code == 400  # a body is another matter


def test_a_slow_answer_is_no_slow_request(address: str) -> None:
    reply = httpx.post(f"{address}/ask", json={"question": ENGLISH}, timeout=120)
    time.sleep(2 * listening.SECONDS)
    assert reply.json()["status"] == "answered"


def test_two_streams_at_once_never_mix(address: str) -> None:
    def asked(question: str) -> list[dict[str, object]]:
        headers = {"Accept": "text/event-stream"}
        reply = httpx.post(f"{address}/ask", json={"question": question}, headers=headers, timeout=120)
        return [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: ")]

    alone = {question: asked(question)[-1]["answer"]["sentences"] for question in (FRENCH, ENGLISH)}  # type: ignore[index]
    with ThreadPoolExecutor(4) as pool:
        questions = [FRENCH, ENGLISH] * 6
        for question, events in zip(questions, pool.map(asked, questions), strict=True):
            answer = events[-1]["answer"]
            assert answer["question"] == question  # type: ignore[index]
            assert answer["sentences"] == alone[question]  # type: ignore[index]
            sentences = [event["sentence"] for event in events if event["event"] == "sentence"]
            assert sentences == alone[question]


def test_what_a_reply_holds_is_never_taken_for_a_page(address: str) -> None:
    hostile = "<script>alert(1)</script>"
    for path in (f"/search?q={hostile}", f"/cases?format=csv&q={hostile}", f"/cases/{hostile}", "/openapi.json"):
        reply = httpx.get(f"{address}{path}", headers={"Accept": "*/*"})
        assert reply.headers["x-content-type-options"] == "nosniff", path
        assert "html" not in reply.headers["content-type"], path
    for path in ("/", "/explore", "/compare", "/contribute", "/evaluation", "/about", f"/case/{hostile}", "/nothing"):
        reply = httpx.get(f"{address}{path}", params={"q": hostile, "case": hostile, "lang": hostile},
                          headers={"Accept": "text/html"}, timeout=60)  # fmt: skip
        assert hostile not in reply.text, path
        assert "script-src 'self'" in reply.headers["content-security-policy"], path
