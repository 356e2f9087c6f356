"""The use of AI that a question describes in its own words: "who reads old papers written by hand?".

For a question that wants a list and names no use of AI in any wording of the thesaurus. A
use is suggested on the word of two witnesses: its label is near the question, and its cases
are those that the search finds first. (An entry vocabulary: Buckland, "Vocabulary as a
central concept in library and information science", 1999; here by vectors.)
"""

import math
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from assistant.catalogue import Catalogue
from assistant.schemas import Language
from assistant.subjects import Mention
from ingest.embeddings import Vectors
from ingest.thesaurus import Thesaurus
from ingest.vectors import Encoder

NEAR = 0.815  # cosine of the question and the label, at least
FIRST = 0.6  # average precision of the ranking for the cases of the use, at least
LABEL_WEIGHT = 10.0  # of that cosine, beside the average precision times the logarithm of the number of cases


class Suggester:
    """Suggests uses and products of one thesaurus, for one library."""

    def __init__(self, thesaurus: Thesaurus, catalogue: Catalogue, encoder: Encoder) -> None:
        self._encoder = encoder
        self._cases: Mapping[str, set[str]] = {
            concept.id: cases
            for concept in thesaurus.concepts
            if concept.facette in ("usage", "produit")
            and (cases := {case.id for case in catalogue.cases.values() if concept.id in case.sujets})
        }
        self._concepts = [concept for concept in thesaurus.concepts if concept.id in self._cases]
        self._labels = lru_cache(self._embedded)

    def suggest(self, vector: Vectors, language: Language, ranking: Sequence[str]) -> Mention | None:
        """The use that a question with this vector describes, given its ranking of the cases, if any."""
        if not self._concepts:
            return None
        cosines = self._labels(language) @ vector
        precisions = [average_precision(ranking, self._cases[concept.id]) for concept in self._concepts]

        def claim(n: int) -> float:
            size = len(self._cases[self._concepts[n].id])
            return LABEL_WEIGHT * float(cosines[n]) + precisions[n] * math.log(1 + size)

        best = max(range(len(self._concepts)), key=claim)
        return Mention(self._concepts[best], (0,)) if cosines[best] >= NEAR and precisions[best] >= FIRST else None

    def _embedded(self, language: Language) -> Vectors:
        return self._encoder.encode_documents([concept.label(language) for concept in self._concepts])


def average_precision(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """The mean, over what is relevant, of the precision at the rank of each; what is not ranked counts 0."""
    found, total = 0, 0.0
    for rank, item in enumerate(ranking, start=1):
        if item in relevant:
            found += 1
            total += found / rank
    return total / len(relevant)
