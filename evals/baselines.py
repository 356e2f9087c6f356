"""What a user would have without this program: plain rankings over the same index.

BM25 alone, dense vectors alone, and the two fused by reciprocal rank with the usual
k = 60 and equal weights. Both languages of the library compete, whatever the question's;
no word of the question is taken out, no name is looked for. A case stands where its best
passage does.
"""

from collections.abc import Sequence

from assistant.errors import InvalidQuestion
from assistant.schemas import Answer, Receipt
from assistant.search import fuse
from evals.questions import GoldQuestion
from evals.systems import Parts, commit
from ingest.words import Language

LEGS: dict[str, Sequence[str]] = {"bm25": ["words"], "dense": ["passage"], "hybrid": ["words", "passage"]}
"""The rankings of the store that each baseline fuses, by its name; one alone is left as it is."""
LANGUAGES: tuple[Language, ...] = ("fr", "en")
POOL = 100  # passages of each ranking
K = 60
CASES = 10  # cases kept, as far as any measure looks


class Baseline:
    """A ranking of cases, without answers."""

    tokens = None

    def __init__(self, name: str, parts: Parts) -> None:
        self.name, self._store, self._embedder = name, parts.store, parts.embedder
        self.code = commit()
        self.receipt = Receipt(
            index=parts.manifest.fingerprint,
            embedding_model=parts.embedder.identity,
            llm="none",
            prompt="none",
            settings={"pool": POOL, "k": K, "cases": CASES},
        )

    def rank(self, question: GoldQuestion) -> list[str]:
        """The best cases, best first."""
        [vector] = self._embedder.encode_queries([question.question])
        legs = self._store.rank(vector, question.question, question.filters.model_dump(), LANGUAGES, POOL)
        fused = fuse({leg: legs[leg] for leg in LEGS[self.name]}, dict.fromkeys(legs, 1.0), K)
        return list(fused)[:CASES]

    def answer(self, question: GoldQuestion) -> Answer:
        """A ranking writes nothing."""
        raise InvalidQuestion(f"{self.name} only ranks cases; measure it with `precedents eval search`")
