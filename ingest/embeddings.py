"""Texts to vectors: the door to sentence-transformers; single texts go to ONNX Runtime (`ingest.onnx_encoder`)."""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.e5 import PASSAGE, QUERY
from ingest.errors import ModelMissing
from ingest.models import E5, E5_ONNX, embedding_source
from ingest.onnx_encoder import OnnxEncoder
from ingest.weights import verify

BATCH = 8  # more at a time leaves the caches of the processor: a seventh slower with 32
FEW = 40_000  # characters that are embedded one text at a time before torch would be loaded
KEPT = 4096  # questions whose vectors are kept, in memory alone
Vectors = NDArray[np.float32]

# Read by both engines when they are loaded: how many times a thread looks for another's work before it
# sleeps. At the default of 300,000 a text takes two to ten times as long wherever anything else is running.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")


class Embedder:
    """An embedding model; `identity` names it and its weights.

    Any model is run by sentence-transformers, with its own prompts for queries and
    documents, in bfloat16 where the processor computes in it: twice as fast, at a cosine
    of 0.99998 with float32. Questions to the built-in model, and a few documents, go to
    ONNX Runtime instead, which runs the same weights: a mean cosine of 0.9996 with the
    other, ready in half a second where torch takes seconds to load, and faster on one
    short text (slower on batches). Vectors have length 1, so a dot product is a cosine.
    """

    def __init__(self, name: str, models_folder: Path) -> None:
        self._source, self.identity = embedding_source(name, models_folder)
        self._onnx = models_folder / E5_ONNX if name == E5 else None
        if self._onnx:
            verify(self._onnx)
        self._lock = threading.Lock()  # sentence-transformers may not encode two questions at once
        self._asked: dict[bytes, Vectors] = {}  # by the digest of the question, whose text is not kept

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, shape (len(texts), dimension)."""
        return np.concatenate([self.encode_question(text) for text in texts])

    def encode_question(self, text: str, parts: Sequence[str] = ()) -> Vectors:
        """The vectors of a question and of its parts, which stand in it: shape (1 + len(parts), dimension)."""
        key = hashlib.sha256("\0".join((text, *parts)).encode(errors="surrogatepass")).digest()
        vectors = self._asked.get(key)
        if vectors is None:
            if len(self._asked) > KEPT:
                self._asked.clear()
            vectors = self._asked[key] = self._query(text, parts)
        return vectors

    def _query(self, text: str, parts: Sequence[str]) -> Vectors:
        if self._onnx:
            starts = [len(QUERY) + text.index(part) for part in parts]
            spans = [(start, start + len(part)) for start, part in zip(starts, parts, strict=True)]
            return self._engine.encode_spans(QUERY + text, spans)
        with self._lock:
            return _units(self._model.encode_query([text, *parts], show_progress_bar=False))

    def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None) -> Vectors:
        """The vectors of `texts`, shape (len(texts), dimension).

        Texts are encoded in batches of like length, so little is wasted on padding;
        `done` is called with the size of each batch.
        """
        if self._onnx and "_model" not in self.__dict__ and texts and sum(map(len, texts)) <= FEW:
            vectors = self._engine.encode([PASSAGE + text for text in texts])
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
    def _engine(self) -> OnnxEncoder:
        assert self._onnx
        return OnnxEncoder(self._onnx)

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
