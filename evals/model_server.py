"""The embedded language model as a process of its own: `python -m evals.model_server PORT`.

It may be restarted apart from the service, and speaks as much of OpenAI's protocol as that asks for.
"""

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from assistant.llm import EmbeddedModel
from assistant.settings import AssistantSettings
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


def main() -> None:
    """Serve on a port of this machine until the process ends."""
    model = EmbeddedModel(AssistantSettings())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            before = model.tokens
            text = model.complete(asked["messages"], asked["max_tokens"])
            spent = model.tokens - before
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

    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()


if __name__ == "__main__":
    main()
