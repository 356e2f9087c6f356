"""One protocol to any model: the embedded one, and any OpenAI-compatible server."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assistant.errors import ModelUnavailable
from assistant.llm import RemoteModel, chat_model
from assistant.prompts import translation
from assistant.settings import AssistantSettings


class Server(BaseHTTPRequestHandler):
    """The smallest OpenAI-compatible server: it answers with the last message, in capitals."""

    seen: list[dict[str, object]] = []
    keys: list[str | None] = []
    status = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Server.seen.append(body)
        Server.keys.append(self.headers["Authorization"])
        message = {"role": "assistant", "content": body["messages"][-1]["content"].upper()}
        reply = {"id": "1", "object": "chat.completion", "created": 0, "model": body["model"]}
        choices = [{"index": 0, "finish_reason": "stop", "message": message}]
        data = json.dumps({**reply, "choices": choices}).encode()
        self.send_response(Server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Server.status = 200
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_url_in_the_settings_chooses_the_server(url: str) -> None:
    settings = AssistantSettings(llm_url=url, llm_model="big", llm_key="secret")  # type: ignore[arg-type]
    model = chat_model(settings)
    assert isinstance(model, RemoteModel)
    assert model.complete(translation("Bonjour."), 50) == "BONJOUR."
    assert (Server.seen[-1]["model"], Server.seen[-1]["temperature"]) == ("big", 0)
    assert Server.seen[-1]["messages"] == translation("Bonjour.")
    assert Server.keys[-1] == "Bearer secret"
    assert "secret" not in model.identity


def test_a_server_that_fails_is_named_with_the_settings_to_check(url: str) -> None:
    Server.status = 404
    with pytest.raises(ModelUnavailable, match="PRECEDENTS_LLM_URL"):
        chat_model(AssistantSettings(llm_url=url, llm_model="big")).complete(translation("Bonjour."), 50)


def test_a_server_that_is_not_there_is_named_too() -> None:
    settings = AssistantSettings(llm_url="http://127.0.0.1:9/v1", llm_model="big")
    with pytest.raises(ModelUnavailable, match=r"127.0.0.1:9/v1: the language model does not answer"):
        chat_model(settings).complete(translation("Bonjour."), 50)
