"""Wording by the language model: against its own bare speeds, and those against the memory it is read from."""

import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.llm import EmbeddedModel
from assistant.prompts import translation
from assistant.settings import AssistantSettings
from assistant.translations import Translations
from evals.bench.measuring import Measured, Told, seconds
from evals.bench.results import Runs
from ingest.cases import case_paths, read_case
from ingest.documents import to_passages
from ingest.models import language_model_file

SENTENCES = 10
BARE_EVERY = 3  # sentences between two bare runs
LONG = 150  # words of the bare prompt, of two tokens or so each
WRITTEN = 48  # tokens of the bare reply
PASSES = 5
ARRAY = 2**27  # numbers of 8 bytes: 1 GiB, far more than any cache


class WatchedModel(EmbeddedModel):
    """The embedded model, with what llama.cpp says of each call: tokens computed and milliseconds, read and written."""

    def __init__(self, settings: AssistantSettings) -> None:
        super().__init__(settings)
        self.timings: list[dict[str, float]] = []

    def _reply(self, request: dict[str, Any]) -> Any:
        reply = super()._reply(request)
        self.timings.append(reply.get("timings", {}))
        return reply

    def spent(self, what: str) -> float:
        """The sum of one of llama.cpp's figures over the calls so far."""
        return sum(timing[what] for timing in self.timings)


def measure(settings: AssistantSettings, told: Told) -> Measured:
    """Sentences of the library worded one by one, the bare model and plain reading of memory between them."""
    texts = _sentences(settings)
    model, other = WatchedModel(settings), WatchedModel(settings)
    told("the model reads its instructions")
    for one in (model, other):
        one.complete(translation("Bonjour."), max_tokens=1)
    model.timings.clear()
    memory = np.ones(ARRAY)
    worded, bare, read, instructed = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        translations = Translations(Path(folder), model)
        for number, text in enumerate(texts):
            if number % BARE_EVERY == 0:
                told(f"the bare model, after {number} of {len(texts)} sentences")
                bare.append(_bare(other, number))
                read.append(_bandwidth(memory))
            taken = seconds(partial(translations.of, text))
            worded.append(1 / taken)
            instructed.append(model.timings[-1])
    return Measured(_figures(worded, instructed, bare, read, _size(settings)))


def _figures(
    worded: Sequence[float], instructed: Sequence[dict[str, float]], bare: Sequence[dict[str, float]],
    read: Sequence[float], size: float,
) -> dict[str, Runs]:  # fmt: skip
    prompt = float(np.median([one["prompt_per_second"] for one in bare]))
    written = float(np.median([one["predicted_per_second"] for one in bare]))
    limits = [1 / (one["prompt_n"] / prompt + one["predicted_n"] / written) for one in instructed]
    return {
        "wording-sentences": Runs(ours=list(worded), beside=limits),
        "wording-prompt": Runs(
            ours=[one["prompt_per_second"] for one in instructed], beside=[one["prompt_per_second"] for one in bare]
        ),
        "wording-decode": Runs(
            ours=[one["predicted_per_second"] for one in instructed],
            beside=[one["predicted_per_second"] for one in bare],
        ),
        "wording-bandwidth": Runs(ours=[one["predicted_per_second"] * size / 1e9 for one in bare], beside=list(read)),
    }


def _bandwidth(memory: np.ndarray) -> float:
    """GB/s at which all cores together read an array, a part each: the best of some passes, as it is a limit."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        passes = [seconds(lambda: list(pool.map(np.sum, np.array_split(memory, cores)))) for _ in range(PASSES)]
    return memory.nbytes / min(passes) / 1e9


def _bare(model: WatchedModel, number: int) -> dict[str, float]:
    """llama.cpp's timings of a prompt that it never read, and of some tokens written after it."""
    prompt = " ".join(str(word) for word in range(number * LONG, (number + 1) * LONG))
    model.complete([{"role": "user", "content": f"{prompt} Continue."}], WRITTEN)
    return model.timings[-1]


def _sentences(settings: AssistantSettings) -> list[str]:
    """French sentences of as many cases, spread over the library."""
    paths = case_paths(settings.corpus)
    chosen = [read_case(path) for path in paths[:: len(paths) // SENTENCES]]
    first = {passage.case: passage for passage in to_passages(chosen) if passage.language == "fr"}
    return [passage.sentences[0].text for passage in first.values()][:SENTENCES]


def _size(settings: AssistantSettings) -> float:
    """Bytes of the weights."""
    return language_model_file(settings.llm, settings.models_folder)[0].stat().st_size
