"""From the start of a process: to the first search, and to a language model that has read its instructions.

The service starts as `precedents serve` does, on a copy of the index. Beside it, processes that
do no more than others need to begin: to import torch and sentence-transformers; to load the same
language model and have it read the same instructions.
"""

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
IMPORTING = "import torch, sentence_transformers"
MODEL_ALONE = """\
from assistant.llm import chat_model
from assistant.prompts import translation
from assistant.settings import AssistantSettings
chat_model(AssistantSettings()).complete(translation("Bonjour."), max_tokens=1)"""


def measure(settings: AssistantSettings, told: Told) -> Measured:
    """Each start after the others: the service, the imports, the model alone."""
    search, service, importing, alone = [], [], [], []
    for turn in range(ROUNDS):
        told(f"start {turn + 1} of {ROUNDS}")
        searched, warmed = _start(settings)
        search.append(searched)
        service.append(warmed)
        importing.append(seconds(lambda: _python(IMPORTING)))
        alone.append(seconds(lambda: _python(MODEL_ALONE)))
    return Measured(
        {
            "startup-search": Runs(ours=search, beside=importing),
            "startup-service": Runs(ours=service, beside=alone),
        }
    )


def _start(settings: AssistantSettings) -> tuple[float, float]:
    """Seconds until a search is answered, and until the service says that its language model is ready."""
    with tempfile.TemporaryDirectory() as folder:
        service = Serving(settings, Path(folder), LLM_URL="")
        started = time.perf_counter()
        service.start(OFTEN)
        try:
            request(service.port, "GET", "/search?q=fuites")
            searched = time.perf_counter() - started
            while "language model ready" not in service.logged():
                time.sleep(OFTEN)
            return searched, time.perf_counter() - started
        finally:
            service.stop()


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
