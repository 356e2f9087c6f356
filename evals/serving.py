"""A service as a process of its own on a copy of an index, for those who load it, and what one asks of it."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from assistant.settings import AssistantSettings

PATIENCE = 300  # seconds that a client waits for a reply
NO_MODEL = "http://127.0.0.1:9/v1"  # nothing listens there: every answer is quoted
Reply = tuple[int, dict[str, str], bytes]


class Serving:
    """`precedents serve` in a folder of its own; `given` are further settings. Nothing runs before `start`."""

    def __init__(self, settings: AssistantSettings, folder: Path, **given: str) -> None:
        self.port, self._log = free_port(), folder / "log"
        shutil.copytree(settings.index, folder / "index")
        places = {"INDEX": folder / "index", "UPLOADS": folder / "uploads", "KEYS": folder / "keys.json"}
        shared = {"CORPUS": settings.corpus, "LLM_URL": NO_MODEL, "LLM_MODEL": "none"}
        own = {f"PRECEDENTS_{name}": str(value) for name, value in {**shared, **places, **given}.items()}
        self._environment = {**os.environ, **own}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> int:
        """The id of the process that runs now."""
        assert self._process is not None
        return self._process.pid

    def start(self, often: float = 0.1) -> None:
        """Start it, and return when it is ready; look every so many seconds."""
        command = [*self._command("serve"), "--port", str(self.port)]
        with self._log.open("a") as errors:
            self._process = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL, stderr=errors)
        while self._process.poll() is None:
            try:
                if request(self.port, "GET", "/health")[0] == http.client.OK:
                    return
            except OSError:
                pass
            time.sleep(often)
        raise SystemExit(self.logged())

    def logged(self) -> str:
        """What it wrote on standard error so far."""
        return self._log.read_text() if self._log.exists() else ""

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait()

    def kill(self) -> None:
        """End it at once, whatever it does (kill -9)."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def command(self, *arguments: str) -> str:
        """What `precedents` prints for these arguments, with the settings of the service."""
        done = subprocess.run(self._command(*arguments), env=self._environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout.strip()

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", "from ui.cli import main; main()", *arguments]


def request(port: int, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> Reply:
    """Status, headers (their names in small letters) and body of one reply."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    given = {"Content-Type": "application/json", "Accept": "application/json", **(headers or {})}
    try:
        connection.request(method, path, body.encode(), given)
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.headers.items()}, reply.read()
    except http.client.HTTPException as error:  # a reply that was cut off
        raise ConnectionResetError(str(error)) from error
    finally:
        connection.close()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident(process: int) -> float:
    """MiB of memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
