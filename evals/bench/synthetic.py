"""Libraries of any size, made from the real one: vectors perturbed, payloads recombined, always the same.

A synthetic passage has the sentences and the vectors of a real one, each vector moved in a
random direction and made of length 1 again; so far that two copies of one passage are as
near each other as a real passage is to its nearest neighbour (the median of them). Its case
has the place of one real case, the title of another, the subjects and status of a third.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.settings import AssistantSettings
from ingest.cases import case_paths, read_case
from ingest.documents import to_passages
from ingest.embeddings import Embedder, Vectors
from ingest.passages import Passage
from ingest.vectors import Encoder, KeptVectors

SEED = 20_260
OF_A_CASE = 10  # passages, both languages together: about as many as a real case has
CHUNK = 500 * OF_A_CASE  # passages made at a time
PLACE = ("territoire", "code", "echelon", "departement", "region")
SUBJECT = ("theme", "statut", "periode", "techniques", "sujets", "partenaires")


@dataclass(frozen=True)
class Seeds:
    """Real passages with their vectors; `noise` is the length of what a vector is moved by."""

    passages: Sequence[Passage]
    dense: Vectors
    sentences: Sequence[Vectors]
    noise: float


@dataclass(frozen=True)
class Chunk:
    """Passages of a synthetic library, by their numbers in `real`, and their vectors."""

    number: int
    real: Sequence[int]
    dense: Vectors
    sentences: Sequence[Vectors]


def real_seeds(settings: AssistantSettings) -> Seeds:
    """The passages of the library, both languages."""
    encoder = KeptVectors(Embedder(settings.embedding_model, settings.models_folder), settings.models_folder)
    return seeds_of(to_passages(read_case(path) for path in case_paths(settings.corpus)), encoder)


def seeds_of(passages: Sequence[Passage], encoder: Encoder) -> Seeds:
    """Passages with the vectors that an encoder gives them."""
    texts = [passage.embedded_text for passage in passages]
    rows = [passage.embedded_sentence(sentence) for passage in passages for sentence in passage.sentences]
    dense, sentences = np.split(encoder.encode_documents([*texts, *rows]), [len(texts)])
    ends = np.cumsum([len(passage.sentences) for passage in passages])
    return Seeds(passages, dense, np.split(sentences, ends[:-1]), noise_of(dense))


def noise_of(dense: Vectors) -> float:
    """The noise under which two copies are as near as neighbours are: their cosine is 1 / (1 + noise²)."""
    cosines = dense @ dense.T
    np.fill_diagonal(cosines, -1)
    return float(np.sqrt(max(1 / np.median(cosines.max(axis=1)) - 1, 0)))


def vectors_of(seeds: Seeds, size: int) -> Iterator[Chunk]:
    """The vectors of a library of so many passages, a chunk at a time."""
    for number, start in enumerate(range(0, size, CHUNK)):
        random = np.random.default_rng([SEED, number])
        real = random.integers(len(seeds.passages), size=min(CHUNK, size - start))
        lengths = [len(seeds.sentences[n]) for n in real]
        dense = _moved(seeds.dense[real], seeds.noise, random)
        rows = _moved(np.concatenate([seeds.sentences[n] for n in real]), seeds.noise, random)
        yield Chunk(number, real.tolist(), dense, np.split(rows, np.cumsum(lengths)[:-1]))


def passages_of(seeds: Seeds, chunk: Chunk) -> list[Passage]:
    """The passages of a chunk."""
    random = np.random.default_rng([SEED, chunk.number, 1])
    made: list[Passage] = []
    for start in range(0, len(chunk.real), OF_A_CASE):
        place, title, subject = (seeds.passages[n] for n in random.integers(len(seeds.passages), size=3))
        case = f"cas-{(chunk.number * CHUNK + start) // OF_A_CASE:07}"
        shared = {
            "case": case,
            "titre": title.titre,
            **{name: getattr(place, name) for name in PLACE},
            **{name: getattr(subject, name) for name in SUBJECT},
        }
        for turn, n in enumerate(chunk.real[start : start + OF_A_CASE]):
            made.append(seeds.passages[n].model_copy(update={**shared, "id": f"{case}#{turn}"}))
    return made


def _moved(vectors: Vectors, noise: float, random: np.random.Generator) -> Vectors:
    """The vectors, each moved by `noise` in a random direction, then of length 1 again."""
    step = random.standard_normal(vectors.shape, np.float32)
    moved = vectors + step * (noise / np.linalg.norm(step, axis=1, keepdims=True))
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)
