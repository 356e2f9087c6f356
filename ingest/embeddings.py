"""Texts to vectors: the door to sentence-transformers."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelMissing
from ingest.models import embedding_source

BATCH = 32
Vectors = NDArray[np.float32]


class Embedder:
    """A sentence-transformers model; `identity` names it and its weights.

    Queries and documents are encoded with the model's own prompts, and vectors have
    length 1, so a dot product is a cosine.
    """

    def __init__(self, name: str, models_folder: Path) -> None:
        source, self.identity = embedding_source(name, models_folder)
        # Imported here: torch takes seconds to load, and not every command embeds.
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.utils.logging.disable_progress_bar()
        local = Path(source).exists()
        try:
            self._model = SentenceTransformer(source, device="cpu", local_files_only=local)
        except (OSError, ValueError) as error:
            raise ModelMissing(
                f"{source}: not a sentence-transformers model ({error}); "
                "set PRECEDENTS_EMBEDDING_MODEL to a folder or a hub name that is one"
            ) from error
        self.dimension = len(self.encode_query("dimension"))

    def encode_query(self, text: str) -> Vectors:
        """The vector of one question, shape (dimension,)."""
        vector = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, np.float32)

    def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None) -> Vectors:
        """The vectors of `texts`, shape (len(texts), dimension).

        Texts are encoded in batches of like length, so little is wasted on padding;
        `done` is called with the size of each batch.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._model.encode_document(
                [texts[i] for i in batch], normalize_embeddings=True, show_progress_bar=False, batch_size=BATCH
            )
            done(len(batch))
        return vectors
