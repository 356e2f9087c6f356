"""What those who run the service see of it: health, metrics, logs, traces, feedback."""

import datetime
import json
import logging
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant import tracing
from assistant.assistant import Assistant
from assistant.feedback import Feedback, KeptFeedback
from assistant.http import create_api
from assistant.logs import REQUEST, JsonLines
from assistant.schemas import AskRequest
from assistant.service import Service
from assistant.settings import AssistantSettings
from ingest.words import terms_of

QUESTION = "Qui a réduit l'énergie des stations d'épuration ?"
OPINION = {"question": QUESTION, "language": "fr", "rating": "down", "reason": "wrong-fact", "comment": "Non."}


def service_with(assistant: Assistant, **settings: object) -> Service:
    service = Service.over(assistant)
    service.settings = service.settings.model_copy(update=settings)
    return service


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    return TestClient(create_api(Service.over(assistant)))


def test_ready(client: TestClient) -> None:
    reply = client.get("/health")
    assert reply.status_code == 200
    assert reply.json()["ready"]
    assert reply.json()["store"] == {"ready": True, "detail": ""}


def test_not_ready_says_why_and_lives_on(settings: AssistantSettings, tmp_path: Path) -> None:
    client = TestClient(create_api(Service(settings.model_copy(update={"index": tmp_path / "none"}))))
    reply = client.get("/health")
    assert reply.status_code == 503
    assert "run `precedents ingest`" in reply.json()["store"]["detail"]
    assert client.get("/health/live").json() == {"live": True}


def test_a_question_is_answered_while_the_cases_are_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def slow(*given: Any) -> dict[str, Any]:
        reading.set()
        go_on.wait(60)
        return {}

    monkeypatch.setattr("assistant.service.read_sheets", slow)
    exploring = threading.Thread(target=client.get, args=["/cases"])
    exploring.start()
    try:
        assert reading.wait(60)
        found: list[int] = []
        asking = threading.Thread(
            target=lambda: found.append(client.post("/ask", json={"question": QUESTION}).status_code)
        )
        asking.start()
        asking.join(30)
        assert found == [200]
    finally:
        go_on.set()
        exploring.join()
        asking.join()


def test_a_first_question_takes_no_sentence_apart_that_was_read_ahead(assistant: Assistant) -> None:
    terms_of.cache_clear()
    assistant.read_ahead()
    before = terms_of.cache_info().misses
    assistant.search(AskRequest(question="Which towns look for leaks in their drinking water?"))
    taken_apart = terms_of.cache_info().misses - before
    assert taken_apart <= 20  # the question, its words and its topics; the sentences of six cases are hundreds


def test_metrics_count_answers_refusals_and_requests(assistant: Assistant) -> None:
    client = TestClient(create_api(Service.over(assistant)))
    client.post("/ask", json={"question": QUESTION})
    client.post("/ask", json={"question": "Écris-moi un poème sur la mer"})
    client.post("/ask", json={"question": ""})
    text = client.get("/metrics").text
    for status in ("answered", "abstained"):
        assert re.search(rf'precedents_answers_total{{.*status="{status}".*}} 1.0', text)
    assert re.search(r'precedents_answer_sentences_total{check="quoted"} [1-9]', text)
    assert 'precedents_answer_stage_seconds_count{stage="search"} 2.0' in text
    assert re.search(r'duration_seconds_count{.*method="POST".*status_code="400",http_route="/ask"} 1.0', text)
    assert re.search(rf'precedents_index_info{{.*index="{assistant.receipt.index}".*}} 1.0', text)
    assert "precedents_queue_waiting 0.0" in text
    assert QUESTION not in text


def test_a_request_keeps_the_id_it_came_with_and_gets_one_otherwise(client: TestClient) -> None:
    given = "0123456789abcdef"
    assert client.get("/health/live", headers={"X-Request-ID": given}).headers["x-request-id"] == given
    for odd in ("", "x", "a b\tc" * 9, "<script>" * 4):
        made = client.get("/health/live", headers={"X-Request-ID": odd}).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f-]{36}", made)
    reply = client.get("/nowhere")
    assert reply.json()["instance"] == f"urn:uuid:{reply.headers['x-request-id']}"


@pytest.mark.parametrize("kept", [False, True])
def test_logs_are_json_lines_without_the_question_unless_asked(
    assistant: Assistant, caplog: pytest.LogCaptureFixture, kept: bool
) -> None:
    client = TestClient(create_api(service_with(assistant, log_questions=kept)))
    with caplog.at_level(logging.INFO, logger="precedents"):
        client.post("/ask", json={"question": QUESTION}, headers={"X-Request-ID": "0123456789abcdef"})
    lines = [JsonLines().format(record) for record in caplog.records if record.name == "precedents"]
    assert (QUESTION in "".join(lines)) == kept
    answered, request = (json.loads(line) for line in lines)
    assert answered["message"] == "answered"
    assert answered["cases"][0] == "rennes-metropole-stations-epuration"
    assert (request["route"], request["status"], request["level"]) == ("/ask", 200, "info")


def test_a_line_has_the_id_of_its_request() -> None:
    token = REQUEST.set("0123")
    try:
        line = json.loads(JsonLines().format(logging.makeLogRecord({"msg": "odd", "levelname": "WARNING"})))
    finally:
        REQUEST.reset(token)
    assert line["request"] == "0123"


def test_a_request_is_traced_with_its_stages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "TRACER", provider.get_tracer("precedents"))
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    client.post("/ask", json={"question": QUESTION}, headers={"traceparent": caller})
    spans: dict[str, Any] = {span.name: span for span in exporter.get_finished_spans()}
    assert set(spans) == {"POST /ask", "answer", "search", "write and check"}
    assert {format(span.context.trace_id, "032x") for span in spans.values()} == {"0af7651916cd43dd8448eb211c80319c"}
    assert spans["answer"].parent.span_id == spans["POST /ask"].context.span_id
    assert spans["POST /ask"].attributes["http.response.status_code"] == 200
    assert QUESTION not in str([dict(span.attributes) for span in spans.values()])


def test_traces_go_to_the_endpoint_that_is_set_and_nowhere_without_one() -> None:
    sent: list[str] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            sent.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    code = (
        "from assistant.tracing import request_span, start_tracing\n"
        "print(start_tracing())\n"
        "with request_span('GET', '/cases', {}, 'id'): pass"
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for endpoint in ("", f"http://127.0.0.1:{server.server_port}"):
            environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
            done = subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
            )
            assert done.stdout.strip() == str(bool(endpoint))
        server.shutdown()
    assert sent == ["/v1/traces"]


def test_no_feedback_is_kept_unless_switched_on(client: TestClient) -> None:
    reply = client.post("/feedback", json=OPINION)
    assert reply.status_code == 403
    assert "PRECEDENTS_FEEDBACK" in reply.json()["detail"]


def test_feedback_is_kept_with_the_day_and_nothing_of_who(assistant: Assistant, tmp_path: Path) -> None:
    client = TestClient(create_api(service_with(assistant, feedback=True, index=tmp_path / "index")))
    for opinion in (OPINION, {**OPINION, "rating": "up", "reason": "", "date": "1999-01-01"}):
        assert client.post("/feedback", json=opinion).status_code == 204
    kept = [Feedback.model_validate_json(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert [feedback.rating for feedback in kept] == ["down", "up"]
    assert kept[1].date.year > 1999
    assert client.post("/feedback", json={**OPINION, "rating": "meh"}).status_code == 422


def test_feedback_on_a_full_disk_is_refused_and_leaves_the_file_whole(assistant: Assistant, tmp_path: Path) -> None:
    client = TestClient(create_api(service_with(assistant, feedback=True, index=tmp_path / "index")))
    (tmp_path / "feedback.jsonl").symlink_to("/dev/full")  # every write to it fails: no space left
    reply = client.post("/feedback", json=OPINION)
    assert reply.status_code == 503
    assert "No space left on device" in reply.json()["detail"]
    assert str(tmp_path) not in reply.text


def test_a_service_deletes_old_feedback_when_it_starts_even_when_none_is_kept_any_more(
    assistant: Assistant, tmp_path: Path
) -> None:
    path, today = tmp_path / "feedback.jsonl", datetime.date.today()
    for days_ago in (40, 2):
        given = {**OPINION, "date": str(today - datetime.timedelta(days=days_ago))}
        KeptFeedback(path, 30).keep(Feedback.model_validate(given))
    service = service_with(assistant, feedback=False, feedback_days=30, index=tmp_path / "index")
    with TestClient(create_api(service)) as client:
        for _ in range(500):
            if len(path.read_text().splitlines()) == 1:
                break
            client.get("/health/live")
    (line,) = path.read_text().splitlines()
    assert Feedback.model_validate_json(line).date == today - datetime.timedelta(days=2)
