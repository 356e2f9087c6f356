"""The embedded language model as a process of its own: `python -m evals.model_server PORT`.

It may be restarted apart from the service, and speaks as much of OpenAI's protocol as that asks for.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from assistant.llm import EmbeddedModel, Messages
from assistant.settings import AssistantSettings
from assistant.tokens import Tokens
from evals.serving import free_port


class ModelProcess:
    """That process, from outside; nothing runs before `start`."""

    def __init__(self) -> None:
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}/v1"

    def start(self) -> None:
        """Start it; it answers once it has read the model."""
        command = [sys.executable, "-m", "evals.model_server", str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """End it at once."""
        if self._process:
            self._process.kill()
            self._process.wait()


class StandIn:
    """A server on a port of this process, for the time of the block, that says each sentence back.

    It takes `seconds` for each, `at_once` of them at the same time; the block is given its address.
    """

    def __init__(self, seconds: float, at_once: int) -> None:
        self._seconds, self._places = seconds, threading.Semaphore(at_once)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self._say))

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever).start()
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _say(self, messages: Messages, _: int) -> tuple[str, Tokens]:
        with self._places:
            time.sleep(self._seconds)
        return messages[-1]["content"], Tokens()


def handler(say: Callable[[Messages, int], tuple[str, Tokens]]) -> type[BaseHTTPRequestHandler]:
    """What answers chat completions with what `say` makes of the messages and the tokens there may be."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text, spent = say(asked["messages"], asked["max_tokens"])
            usage = {"prompt_tokens": spent.read, "completion_tokens": spent.written, "total_tokens": 0}
            message = {"role": "assistant", "content": text}
            body = json.dumps(
                {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage}
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the service has its own log."""

    return Handler


def main() -> None:
    """Serve on a port of this machine until the process ends."""
    model = EmbeddedModel(AssistantSettings())

    def say(messages: Messages, most: int) -> tuple[str, Tokens]:
        before = model.tokens
        text = model.complete(messages, most)
        return text, model.tokens - before

    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler(say)).serve_forever()


if __name__ == "__main__":
    main()
