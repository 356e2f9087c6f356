"""Searches with all that they understand, on the product's store, on `qdrant-client`'s local mode, and by numpy."""

import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from qdrant_client import QdrantClient

from assistant.assistant import Assistant
from assistant.llm import RestingModel
from assistant.search import CASES, LANGUAGES, PASSAGES, POOL, WEIGHTS, fuse
from assistant.settings import AssistantSettings
from evals.bench.measuring import Measured, Told, Work, seconds
from evals.bench.results import Runs
from evals.bench.synthetic import Seeds, real_seeds
from evals.questions import GoldQuestion, library_themes, read_questions
from evals.systems import open_parts
from ingest.embeddings import Embedder, Vectors
from ingest.server_store import ServerStore
from ingest.store import Store
from ingest.words import Language

QUESTIONS = Path("evals/questions/calibration.jsonl")
ROUNDS, EACH = 3, 40  # rounds, new questions in each
FEWER = 5  # one in so many is put to the local mode too, which takes half a second
WARMING = 5


def asked(settings: AssistantSettings, count: int) -> Sequence[GoldQuestion]:
    """Questions of the calibration set, spread over it: both languages, and those that the library cannot answer."""
    return read_questions(QUESTIONS, library_themes(settings.corpus)).spread(count).questions


def measure(settings: AssistantSettings, told: Told) -> Measured:
    """Each question to our store, some to the other, all of it twice; then rankings alone, ours and numpy's."""
    questions = asked(settings, ROUNDS * EACH + WARMING)
    with open_parts(settings) as parts:
        told("the library is written to the local mode")
        seeds = real_seeds(settings)
        with warnings.catch_warnings(action="ignore"):  # it has no payload indexes
            local = ServerStore.create(QdrantClient(":memory:"), "bench", seeds.dense.shape[1])
        local.add(seeds.passages, seeds.dense, seeds.sentences)
        local.finish()
        model, manifest = RestingModel(), parts.manifest
        ours = Assistant(settings, parts.embedder, model, parts.store, manifest)
        other = Embedder(settings.embedding_model, settings.models_folder)
        theirs = Assistant(settings, other, model, local, manifest)
        for served in (ours, theirs):
            served.read_ahead()  # as the service does when it starts
        for question in questions[:WARMING]:
            ours.search(question.request)
            theirs.search(question.request)
        figures: dict[str, tuple[list[float], list[float]]] = {}
        for turn in range(ROUNDS):
            told(f"round {turn + 1} of {ROUNDS}")
            new = questions[WARMING + turn * EACH : WARMING + (turn + 1) * EACH]
            for name, taken in _round(ours, theirs, new).items():
                for share in (50, 95):
                    runs = figures.setdefault(f"search-{name}-p{share}", ([], []))
                    for runs_of, one in zip(runs, taken, strict=True):
                        runs_of.append(float(np.percentile(one, share)))
            runs = figures.setdefault("search-ranking", ([], []))
            for runs_of, one in zip(runs, _ranking(parts.store, Exact(seeds), parts.embedder, new), strict=True):
                runs_of.append(float(np.median(one)))
    return Measured({name: Runs(ours=own, beside=beside) for name, (own, beside) in figures.items()})


def _round(
    ours: Assistant, theirs: Assistant, new: Sequence[GoldQuestion]
) -> dict[str, tuple[list[float], list[float]]]:
    """Milliseconds of each question, ours and theirs, asked for the first time and again."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for name in ("cold", "warm"):
        own, beside = found[name] = [], []
        for number, question in enumerate(new):
            own.append(_milliseconds(partial(ours.search, question.request)))
            if number % FEWER == 0:
                beside.append(_milliseconds(partial(theirs.search, question.request)))
    return found


def _ranking(
    store: Store, exact: "Exact", embedder: Embedder, new: Sequence[GoldQuestion]
) -> tuple[list[float], list[float]]:
    """Milliseconds from the vector of each question to the passages of the best cases."""

    def ranked(vector: Vectors, question: GoldQuestion) -> None:
        languages = LANGUAGES[question.language]
        legs = store.rank(vector, question.question, {}, languages, POOL)
        best = list(fuse(legs, WEIGHTS[question.language]))[:CASES]
        store.read(vector, {"case": best}, languages, PASSAGES)

    own: list[float] = []
    beside: list[float] = []
    for question in new:
        [vector] = embedder.encode_queries([question.question])
        own.append(_milliseconds(partial(ranked, vector, question)))
        beside.append(_milliseconds(partial(exact.search, vector, question.language)))
    return own, beside


class Exact:
    """The same two steps by matrix products: dense passages and best sentences fused, then the best cases read."""

    def __init__(self, seeds: Seeds) -> None:
        self._dense, self._rows = seeds.dense, np.concatenate(seeds.sentences)
        self._starts = np.cumsum([0, *(len(rows) for rows in seeds.sentences)])[:-1]
        self._names, self._cases = np.unique([passage.case for passage in seeds.passages], return_inverse=True)
        languages = np.array([passage.language for passage in seeds.passages])
        self._allowed = {language: np.isin(languages, held) for language, held in LANGUAGES.items()}

    def search(self, vector: Vectors, language: Language) -> np.ndarray:
        """The passages of the best cases, by their numbers, best first."""
        allowed = self._allowed[language]
        best = np.maximum.reduceat(self._rows @ vector, self._starts)
        scores = {"passage": self._dense @ vector, "sentences": best}
        pools = {leg: np.argsort(-np.where(allowed, own, -2))[:POOL] for leg, own in scores.items()}
        named = {leg: [str(name) for name in self._names[self._cases[pool]]] for leg, pool in pools.items()}
        cases = np.searchsorted(self._names, list(fuse(named, WEIGHTS[language]))[:CASES])
        (own,) = np.nonzero(allowed & np.isin(self._cases, cases))
        ranked: np.ndarray = own[np.argsort(-best[own])]
        return ranked


def _milliseconds(work: Work) -> float:
    return 1000 * seconds(work)
