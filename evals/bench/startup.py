"""From the start of a process: to the first search, and to a language model that has read its instructions.

The service starts as `precedents serve` does, on a copy of the index. Beside it, processes that
do no more than others need to begin: to import torch and sentence-transformers; to load the same
language model and have it read the same instructions.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assistant.settings import AssistantSettings
from evals.bench.measuring import Measured, Told, seconds
from evals.bench.results import Runs
from evals.serving import Serving, request

ROUNDS = 2
OFTEN = 0.02  # seconds between two looks
READY = "language model ready"  # what its log says
IMPORTING = "import torch, sentence_transformers"
MODEL_ALONE = """\
from assistant.llm import chat_model
from assistant.prompts import translation
from assistant.settings import AssistantSettings
chat_model(AssistantSettings()).complete(translation("Bonjour."), max_tokens=1)"""


def measure(settings: AssistantSettings, told: Told) -> Measured:
    """Each start after the others: the service, the imports, the model alone; the very first ones apart."""
    starts: list[tuple[float, float]] = []
    importing, alone = [], []
    with tempfile.TemporaryDirectory() as served, tempfile.TemporaryDirectory() as bare:
        service = Serving(settings, Path(served), LLM_URL="")
        for turn in range(1 + ROUNDS):
            told(f"start {turn} of {ROUNDS}" if turn else "the very first start")
            starts.append(_start(service))
            alone.append(seconds(lambda: _python(MODEL_ALONE, Path(bare) / "index")))
            importing.append(seconds(lambda: _python(IMPORTING, Path(bare) / "index")))
    searches, warmed = zip(*starts, strict=True)
    return Measured(
        {
            "startup-search": Runs(ours=list(searches[1:]), beside=importing[1:]),
            "startup-service": Runs(ours=list(warmed[1:]), beside=alone[1:]),
            "startup-first": Runs(ours=[warmed[0]], beside=[alone[0]]),
        }
    )


def _start(service: Serving) -> tuple[float, float]:
    """Seconds until a search is answered, and until the service says again that its language model is ready."""
    before = service.logged().count(READY)
    started = time.perf_counter()
    service.start(OFTEN)
    try:
        request(service.port, "GET", "/search?q=fuites")
        searched = time.perf_counter() - started
        while service.logged().count(READY) == before:
            time.sleep(OFTEN)
        return searched, time.perf_counter() - started
    finally:
        service.stop()


def _python(code: str, index: Path) -> None:
    """Run this in a process of its own, whose files lie beside `index`."""
    environment = {**os.environ, "PRECEDENTS_INDEX": str(index)}
    quiet = subprocess.DEVNULL
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, stdout=quiet, stderr=quiet)
