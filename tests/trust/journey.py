"""The whole journey, in processes of its own: `python -m tests.trust.journey FOLDER STORY`.

In an empty network namespace it sets the loopback device up first; at its end it tells, as
JSON, what came of each step and how many packets the kernel had no way for. A story is a
name of `STORIES`. Each process is watched by `guard/sitecustomize.py` as well.
"""

import fcntl
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import httpx
from mcp import Client

from ingest.embeddings import Embedder
from ingest.models import E5
from ingest.settings import IndexSettings

PRECEDENTS = [sys.executable, "-c", "from ui.cli import main; main()"]
RENNES = "rennes-metropole-stations-epuration"
QUESTIONS = [
    "Qui a réduit l'énergie des stations d'épuration ?",
    "Who reduced energy use in wastewater plants?",
    "Quelles collectivités détectent des fuites d'eau ?",
    "Which authorities look for water leaks?",
    "Compare Nantes et Lyon pour le gaspillage dans les cantines.",
    "Compare Nantes and Lyon on food waste in canteens.",
]
# What the summary in English of that case does not say; the story takes its English edition away.
IN_FRENCH_ALONE = "What share of the electricity of the Laillé plant in Rennes do the solar trackers cover?"
PAGES = ["/", "/explore", f"/case/{RENNES}", "/compare", "/contribute", "/evaluation", "/about", "/docs"]
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
Told = dict[str, Any]


def loopback_up() -> None:
    """Let this machine reach itself; in a new namespace not even that works."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        flags = struct.unpack("16xH", fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16sH", b"lo", 0))[:18])[0]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def unreachable() -> int:
    """How often the kernel had no way to where a process of this namespace wanted to go, by any library."""
    head, values = (line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line[:3] == "Ip:")
    six = re.search(r"^Ip6OutNoRoutes\s+(\d+)", Path("/proc/net/snmp6").read_text(), re.MULTILINE)
    return int(values[head.index("OutNoRoutes")]) + int(six[1] if six else 0)


def commanded(*arguments: str, **settings: str) -> str:
    environment = {**os.environ, **{f"PRECEDENTS_{name}": value for name, value in settings.items()}}
    done = subprocess.run([*PRECEDENTS, *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def served() -> Iterator[str]:
    """`precedents serve` on the index there is, once it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen([*PRECEDENTS, "serve", "--port", str(port)], stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(240):
                with suppress(httpx.HTTPError):
                    if httpx.get(f"{address}/health", timeout=5).status_code == 200:
                        break
                time.sleep(0.25)
            yield address
        finally:
            process.terminate()


def the_whole(folder: Path) -> Told:
    """Index, questions of each kind in both languages, cases, dossier, MCP, OpenAI's route, pages, backup."""
    told: Told = {"ingest": commanded("ingest")}
    with served() as address, httpx.Client(base_url=address, timeout=120) as client:
        told["answers"] = [client.post("/ask", json={"question": question}).json() for question in QUESTIONS]
        told["translated"] = client.post("/ask", json={"question": IN_FRENCH_ALONE}).json()
        told["found"] = client.get("/search", params={"q": QUESTIONS[0]}).json()["hits"]
        told["statuses"] = {
            "csv": client.get("/cases", params={"format": "csv"}).status_code,
            "case": client.get(f"/cases/{RENNES}").status_code,
            "compare": client.post("/compare", json={"cases": [RENNES, "nantes-ia-cantines"]}).status_code,
            "openai": client.post("/v1/chat/completions", json=_chat(QUESTIONS[0])).status_code,
            "feedback": client.post("/feedback", json={"question": "q", "language": "fr", "rating": "up"}).status_code,
            **{form: client.post("/dossier", json={"cases": [RENNES], "format": form}).status_code
               for form in ("docx", "odt", "markdown", "csv", "json")},
            **{page: client.get(page, headers={"Accept": "text/html"}).status_code for page in PAGES},
        }  # fmt: skip
        told["elsewhere"], told["files"] = _drawn(client)
        told["mcp"] = anyio.run(_by_mcp, f"{address}/mcp")
        told["backup"] = commanded("backup", str(folder / "backup.zip"), INDEX=os.environ["PRECEDENTS_INDEX"])
    return told


def another_model(folder: Path) -> Told:
    """An index and a question by sentence-transformers and torch, as a model of one's own is run."""
    model = IndexSettings().models_folder / E5
    own = {"EMBEDDING_MODEL": str(model), "INDEX": str(folder / "own"), "CORPUS": str(folder / "small")}
    return {"ingest": commanded("ingest", **own), "found": commanded("search", "réduire le gaspillage", **own)}


def the_engine(folder: Path) -> Told:
    """A question's vector, and the time in which its engine would have told somebody."""
    settings = IndexSettings()
    Embedder(settings.embedding_model, settings.models_folder).encode_queries(["fuites"])
    time.sleep(13)  # the first attempt was seen after six to twelve seconds
    return {}


def a_leak(folder: Path) -> Told:
    """What a library does that calls home and hides that it could not: to see that it would be seen."""
    code = "import socket\ntry: socket.create_connection(('192.0.2.1', 9), 1)\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", code], check=True)
    # And one that is not asked for in Python, as a library in C or Rust does it.
    native = "exec 3<>/dev/tcp/192.0.2.1/9"
    return {"native": subprocess.run(["timeout", "1", "bash", "-c", native], capture_output=True).returncode}


STORIES: dict[str, Callable[[Path], Told]] = {
    "whole": the_whole,
    "model": another_model,
    "engine": the_engine,
    "leak": a_leak,
}


def _chat(question: str) -> Told:
    return {"model": "precedents", "messages": [{"role": "user", "content": question}]}


def _drawn(client: httpx.Client) -> tuple[list[str], int]:
    """Addresses of other machines that a browser would load for a page, and how many files of ours it loads."""
    loaded = r'<(?:script|img|link|iframe|source|video|audio)\b[^>]*?\b(?:src|href)="([^"]+)"'
    wanted = {found for page in PAGES for found in re.findall(loaded, client.get(page).text)}
    ours = {address for address in wanted if address.startswith("/") and not address.startswith("//")}
    styles = [client.get(address) for address in sorted(ours)]
    assert all(reply.status_code == 200 for reply in styles)
    inner = {found for reply in styles for found in re.findall(r'url\(["\']?([^"\')]+)', reply.text)}
    strange = {address for address in inner if re.match(r"(https?:)?//", address)}
    return sorted((wanted - ours) | strange), len(ours)


async def _by_mcp(address: str) -> str:
    async with Client(address) as client:
        result = await client.call_tool("ask_library", {"question": QUESTIONS[1]})
        assert result.structured_content is not None
        return str(result.structured_content["text"])


def main() -> None:
    """Tell one story."""
    folder, story = Path(sys.argv[1]), sys.argv[2]
    apart = "SEALED" in os.environ
    if apart:
        loopback_up()
    told = STORIES[story](folder)
    told["unreachable"] = unreachable() if apart else None
    (folder / f"{story}.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
