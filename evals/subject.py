"""What is measured: an assistant on the current index, with the parts that baselines need."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.assistant import Assistant, Library
from assistant.llm import ChatModel, chat_model
from assistant.schemas import Receipt
from assistant.settings import AssistantSettings
from ingest.embeddings import Embedder
from ingest.index import Manifest, index_of
from ingest.pipeline import recipe
from ingest.store import Store


@dataclass(frozen=True)
class Subject:
    """An assistant, the store and the embedder it searches with, and what makes its answers."""

    assistant: Assistant
    store: Store
    embedder: Embedder
    receipt: Receipt
    library: Library


@contextmanager
def open_subject(settings: AssistantSettings) -> Iterator[Subject]:
    """The system as the settings make it, which owns the current index for the time of the block."""
    index = index_of(settings)
    with index.owned():
        embedder = Embedder(settings.embedding_model, settings.models_folder)
        store, manifest = index.open(recipe(embedder.identity))
        try:
            embedder.encode_queries(["bonjour"])  # loads the model, so that no question is timed with that
            yield subject(settings, embedder, chat_model(settings), store, manifest)
        finally:
            store.close()


def subject(
    settings: AssistantSettings, embedder: Embedder, model: ChatModel, store: Store, manifest: Manifest
) -> Subject:
    """The system made of these parts."""
    parts = (settings, embedder, model, store, manifest)
    library = Library(*parts)
    return Subject(Assistant(*parts), store, embedder, library.receipt, library)
