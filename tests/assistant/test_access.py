"""Keys: what is kept of them, what each role may do, how often, and that a revoked one opens nothing."""

import base64
import json
import stat
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.doctor import exposed
from assistant.errors import KeysUnreadable, NoSuchKey, TooBusy
from assistant.http import create_api
from assistant.keys import Keyring, Role
from assistant.rate import Rate
from assistant.service import Service
from assistant.settings import AssistantSettings
from tests.serving import serving
from ui import client


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys" / "keys.json")


@pytest.fixture
def locked(assistant: Assistant, keys: Keyring) -> TestClient:
    keys.create("who made the ring", "admin")
    return TestClient(create_api(Service.over(assistant), keys))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_key_is_shown_once_and_only_its_digest_is_kept(keys: Keyring, tmp_path: Path) -> None:
    token = keys.create("mairie", "reader")
    path = tmp_path / "keys" / "keys.json"
    assert token not in path.read_text()
    assert token.split("_", 2)[2] not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Keyring(path).recognise(token) == keys.all()[0]


def test_a_revoked_key_is_listed_and_recognised_no_more(keys: Keyring) -> None:
    token = keys.create("mairie", "reader")
    keys.revoke(keys.all()[0].id)
    assert keys.recognise(token) is None
    assert keys.all()[0].revoked
    with pytest.raises(NoSuchKey, match="no key 'abc'"):
        keys.revoke("abc")


@pytest.mark.parametrize("headers", [{}, bearer("prc_0_x"), bearer(""), {"Authorization": "Basic !"}, bearer("é" * 9)])
def test_without_a_key_there_is_nothing_but_health(locked: TestClient, headers: dict[str, str]) -> None:
    headers = {name: value.encode("latin-1") for name, value in headers.items()}  # type: ignore[misc]
    for path in ("/cases", "/openapi.json", "/metrics", "/mcp", "/v1/models", "/nowhere"):
        reply = locked.get(path, headers=headers)
        assert reply.status_code == 401, path
        assert reply.headers["www-authenticate"].startswith("Basic")
        assert reply.headers["content-type"] == "application/problem+json"
    assert locked.get("/health/live", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("role", "cases", "metrics", "ingest"),
    [("reader", 200, 403, 403), ("contributor", 200, 403, 0), ("admin", 200, 200, 0)],
)
def test_what_each_role_may_do(
    locked: TestClient, keys: Keyring, role: Role, cases: int, metrics: int, ingest: int
) -> None:
    headers = bearer(keys.create("essai", role))
    assert locked.get("/cases", headers=headers).status_code == cases
    assert locked.get("/metrics", headers=headers).status_code == metrics
    if ingest:
        assert locked.post("/ingest", headers=headers).status_code == ingest


def test_a_browser_gives_the_key_as_a_password(locked: TestClient, keys: Keyring) -> None:
    token = keys.create("page", "reader")
    basic = base64.b64encode(f"anyone:{token}".encode()).decode()
    assert locked.get("/cases", headers={"Authorization": f"Basic {basic}"}).status_code == 200


def test_a_running_service_heeds_a_revocation_and_stays_shut_when_the_last_key_goes(
    locked: TestClient, keys: Keyring
) -> None:
    token = keys.create("mairie", "reader")
    assert locked.get("/cases", headers=bearer(token)).status_code == 200
    for key in keys.all():
        keys.revoke(key.id)
    assert locked.get("/cases", headers=bearer(token)).status_code == 401
    assert locked.get("/cases").status_code == 401


def test_a_first_key_shuts_a_service_that_was_open(assistant: Assistant, keys: Keyring) -> None:
    open_to_all = TestClient(create_api(Service.over(assistant), keys))
    assert open_to_all.get("/cases").status_code == 200
    keys.create("mairie", "reader")
    assert open_to_all.get("/cases").status_code == 401


def test_a_damaged_file_of_keys_lets_nobody_in(locked: TestClient, keys: Keyring, tmp_path: Path) -> None:
    token = keys.create("mairie", "reader")
    (tmp_path / "keys" / "keys.json").write_text("[{")
    reply = locked.get("/cases", headers=bearer(token))
    assert reply.status_code == 503
    assert "the keys cannot be read" in reply.json()["detail"]
    with pytest.raises(KeysUnreadable):
        keys.create("another", "reader")


def test_a_key_has_its_rate(assistant: Assistant, keys: Keyring) -> None:
    service = Service.over(assistant)
    service.settings = service.settings.model_copy(update={"rate": 3})
    open_to_all = TestClient(create_api(service, keys))
    mine, other = (bearer(keys.create(name, "reader")) for name in ("mine", "other"))
    assert [open_to_all.get("/v1/models", headers=mine).status_code for _ in range(4)] == [200, 200, 200, 429]
    reply = open_to_all.get("/v1/models", headers=mine)
    assert 1 <= int(reply.headers["retry-after"]) <= 20
    assert reply.json()["error"]["type"] == "invalid_request_error", "as OpenAI's clients read it"
    assert open_to_all.get("/v1/models", headers=other).status_code == 200


def test_a_bucket_fills_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    rate = Rate(60)
    for _ in range(60):
        rate.spend("a")
    with pytest.raises(TooBusy) as busy:
        rate.spend("a")
    assert busy.value.seconds == pytest.approx(1)
    now = 1.0
    rate.spend("a")
    with pytest.raises(TooBusy):
        rate.spend("a")
    for _ in range(100):
        Rate(0).spend("a")


@pytest.mark.parametrize(
    ("host", "opened", "keyed", "refused"),
    [
        ("127.0.0.1", False, False, False),
        ("localhost", False, False, False),
        ("::1", False, False, False),
        ("0.0.0.0", False, False, True),
        ("192.168.1.7", False, False, True),
        ("mairie.example", False, False, True),
        ("0.0.0.0", True, False, False),
        ("0.0.0.0", False, True, False),
    ],
)
def test_other_machines_need_keys(tmp_path: Path, host: str, opened: bool, keyed: bool, refused: bool) -> None:
    settings = AssistantSettings(keys=tmp_path / "keys.json", open=opened)
    if keyed:
        Keyring(settings.keys).create("mairie", "reader")
    assert bool(exposed(host, settings)) == refused


def test_too_long_a_body_is_not_read(assistant: Assistant) -> None:
    open_to_all = TestClient(create_api(Service.over(assistant)))
    body = json.dumps({"question": "a" * 1_000_001}).encode()
    assert open_to_all.post("/ask", content=body).status_code == 413
    in_pieces = open_to_all.post("/ask", content=iter([body[:500_000], body[500_000:]]))
    assert in_pieces.status_code == 413


def test_a_command_speaks_to_a_service_with_the_key_it_was_given(assistant: Assistant, keys: Keyring) -> None:
    reader = keys.create("mairie", "reader")
    with serving(create_api(Service.over(assistant), keys)) as address:
        with pytest.raises(client.ServiceError, match="a key is wanted"):
            list(client.ingest(address))
        with pytest.raises(client.ServiceError, match="for keys of the role contributor"):
            list(client.ingest(address, reader))
