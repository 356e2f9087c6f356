"""The service as `precedents serve` starts it, and a real browser that may ask nothing else."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant.settings import AssistantSettings

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()


@pytest.fixture(scope="session")
def address(settings: AssistantSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service answers, on a copy of the real index of the tests."""
    folder = tmp_path_factory.mktemp("serve")
    shutil.copytree(settings.index, folder / "index")
    port = free_port()
    given = {"INDEX": folder / "index", "CORPUS": settings.corpus, "UPLOADS": folder / "uploads", "FEEDBACK": "true"}
    environment = {**os.environ, **{f"PRECEDENTS_{name}": str(value) for name, value in given.items()}}
    command = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as service:
        assert service.stdout is not None
        assert f"http://127.0.0.1:{port}".encode() in service.stdout.readline()
        wait_for(f"http://127.0.0.1:{port}/about")
        yield f"http://127.0.0.1:{port}"
        service.terminate()
        assert service.wait(timeout=20) == -signal.SIGTERM  # uvicorn ends its streams, then lets the signal through


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    """Return when something answers there."""
    for _ in range(240):
        try:
            httpx.get(url, timeout=5)
            return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    assert CHROMIUM, "Chromium is missing: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A reader's browser, in English; a request to another host or a script's error fails the test."""
    context = chromium.new_context(base_url=address, locale="en-GB")
    faults: list[str] = []
    context.on(
        "request", lambda request: request.url.startswith((address, "data:", "blob:")) or faults.append(request.url)
    )
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context
    context.close()
    assert not faults


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that browser, still empty."""
    return context.new_page()
