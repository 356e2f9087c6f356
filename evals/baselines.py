"""What a user would have without this program: plain rankings over the same index.

BM25 alone, dense vectors alone, and the two fused by reciprocal rank with the usual
k = 60 and equal weights. Both languages of the library compete, whatever the question's;
no word of the question is taken out, no name is looked for. A case stands where its best
passage does.
"""

from assistant.search import fuse
from evals.questions import GoldQuestion
from ingest.embeddings import Embedder
from ingest.store import Store
from ingest.words import Language

BM25, DENSE, HYBRID = "BM25", "dense", "hybrid"
LANGUAGES: tuple[Language, ...] = ("fr", "en")
POOL = 100  # passages of each ranking
K = 60
CASES = 10  # cases kept, as far as any measure looks


def baseline_rankings(question: GoldQuestion, store: Store, embedder: Embedder) -> dict[str, list[str]]:
    """The best cases of each baseline, by its name, best first."""
    [vector] = embedder.encode_queries([question.question])
    legs = store.rank(vector, question.question, question.filters.model_dump(), LANGUAGES, POOL)
    rankings = {BM25: legs["words"], DENSE: legs["passage"]}
    rankings[HYBRID] = list(fuse(rankings, {BM25: 1.0, DENSE: 1.0}, K))
    return {name: list(dict.fromkeys(ranking))[:CASES] for name, ranking in rankings.items()}
