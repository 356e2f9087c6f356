"""What is measured: systems that answer questions from the library, on the current index."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.assistant import Assistant
from assistant.llm import ChatModel, chat_model
from assistant.schemas import Answer, Receipt
from assistant.settings import AssistantSettings
from assistant.tokens import Tokens
from evals.questions import GoldQuestion
from ingest.embeddings import Embedder
from ingest.index import Manifest, index_of
from ingest.pipeline import recipe
from ingest.store import Store

PRECEDENTS = "precedents"


class System(Protocol):
    """Something that finds cases and, if it can, answers."""

    @property
    def name(self) -> str:
        """What it is called in a record."""
        ...

    @property
    def code(self) -> str:
        """Which code answers."""
        ...

    @property
    def receipt(self) -> Receipt:
        """What makes its answers: index, models, prompt, settings."""
        ...

    @property
    def tokens(self) -> Tokens | None:
        """The language model's tokens so far; None where they are not counted."""
        ...

    def rank(self, question: GoldQuestion) -> list[str]:
        """The cases it finds for a question, best first, each once."""
        ...

    def answer(self, question: GoldQuestion) -> Answer:
        """Its answer to a question."""
        ...


@dataclass(frozen=True)
class Parts:
    """What systems are made of; they share one index and its owner."""

    settings: AssistantSettings
    embedder: Embedder
    model: ChatModel
    store: Store
    manifest: Manifest


@contextmanager
def open_parts(settings: AssistantSettings) -> Iterator[Parts]:
    """The parts as the settings make them, which own the current index for the time of the block."""
    index = index_of(settings)
    with index.owned():
        embedder = Embedder(settings.embedding_model, settings.models_folder)
        store, manifest = index.open(recipe(embedder.identity))
        try:
            embedder.encode_queries(["bonjour"])  # loads the model, so that no question is timed with that
            yield Parts(settings, embedder, chat_model(settings), store, manifest)
        finally:
            store.close()


class Precedents:
    """The system under test: the assistant itself."""

    name = PRECEDENTS

    def __init__(self, parts: Parts) -> None:
        given = (parts.settings, parts.embedder, parts.model, parts.store, parts.manifest)
        self._assistant, self._model = Assistant(*given), parts.model
        self._assistant.read_ahead()  # as the service does when it starts
        self.receipt = self._assistant.receipt
        self.code = commit()

    @property
    def tokens(self) -> Tokens | None:
        """See `System`."""
        return self._model.tokens

    def rank(self, question: GoldQuestion) -> list[str]:
        """See `System`."""
        return list(dict.fromkeys(hit.passage.case for hit in self._assistant.search(question.request)))

    def answer(self, question: GoldQuestion) -> Answer:
        """See `System`."""
        return self._assistant.ask(question.request)


def commit() -> str:
    """The commit of this code, `-dirty` after it when files differ from it; "unknown" outside a checkout."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        told = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return told.stdout.strip()
