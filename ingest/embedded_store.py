"""The embedded store, Qdrant's engine in this process: the door to qdrant-edge."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal
from uuid import UUID

import qdrant_edge as qdrant

from ingest.embeddings import Vectors
from ingest.errors import IndexMissing
from ingest.passages import Passage
from ingest.store import EDGES, INDEXED, MAX_VALUES, Filters, Match, ids_best_first, looked_at, match
from ingest.words import Frequencies, Language, document_vector, query_vector

BATCH = 256  # passages written at a time
PAGE = 1000  # passages read at a time
KEPT = 8192  # passages kept in memory with the vectors of their sentences: about 100 MB
TERMS = "terms.json"
Quantisation = Literal["none", "int8", "turbo", "binary"]
QUANTISATIONS = {
    "none": None,
    "int8": qdrant.ScalarQuantizationConfig(qdrant.ScalarType.Int8),
    "turbo": qdrant.TurboQuantQuantizationConfig(bits=qdrant.TurboQuantBitSize.Bits4),
    "binary": qdrant.BinaryQuantizationConfig(),
}
SEGMENT = 250_000  # passages to a segment, which has graphs of its own: several are searched at once, a core each
SEGMENT_KB = 700_000  # of its largest vectors: small segments are merged up to this, two full ones are more
GRAPH = qdrant.HnswIndexConfig(m=EDGES, ef_construct=100, full_scan_threshold=10_000)
OWN_GRAPH = "language"  # every search asks for it; ACORN meets other filters, not graphs of their own
PointId = int | UUID | str


class EmbeddedStore:
    """A folder of passages that can be searched; one process owns it at a time."""

    def __init__(self, folder: Path, shard: qdrant.EdgeShard) -> None:
        self._folder = folder
        self._shard = shard
        self.frequencies = Frequencies()
        self._kept: dict[PointId, Match] = {}  # by point id; what was read of the engine once is not read again
        self._unindexed = 0  # passages written since graphs were last made
        self._case_of: dict[PointId, str] = {}  # of every point that a ranking named: a hundred bytes each

    @classmethod
    def create(cls, folder: Path, dimension: int, quantisation: Quantisation = "none") -> "EmbeddedStore":
        """A new, empty store in `folder`, for vectors of `dimension`, searched by smaller copies where quantised."""
        folder.mkdir(parents=True)
        sentences = qdrant.MultiVectorConfig(qdrant.MultiVectorComparator.MaxSim)
        cosine = qdrant.Distance.Cosine
        config = qdrant.EdgeConfig(
            vectors={
                "passage": qdrant.EdgeVectorParams(size=dimension, distance=cosine),
                "sentences": qdrant.EdgeVectorParams(size=dimension, distance=cosine, multivector_config=sentences),
            },
            sparse_vectors={"words": qdrant.EdgeSparseVectorParams()},
            hnsw_config=GRAPH,
            optimizers=qdrant.EdgeOptimizersConfig(max_segment_size=SEGMENT_KB),
            quantization_config=QUANTISATIONS[quantisation],
            # No write-ahead log: a store that was not finished is never opened, so there is nothing to recover.
            wal_enabled=False,
        )
        store = cls(folder, qdrant.EdgeShard.create(str(folder), config))
        for field in INDEXED:
            keyword = qdrant.KeywordIndexParams(enable_hnsw=field == OWN_GRAPH)
            store._shard.update(qdrant.UpdateOperation.create_field_index(field, keyword))
        return store

    @classmethod
    def open(cls, folder: Path) -> "EmbeddedStore":
        """The store in `folder`; raises `IndexMissing` when it cannot be read."""
        try:
            store = cls(folder, qdrant.EdgeShard.load(str(folder)))
            store.frequencies = Frequencies.loads((folder / TERMS).read_text(encoding="utf-8"))
            return store
        except Exception as error:  # the engine raises bare exceptions of several kinds
            reason = str(error).splitlines()[0]
            raise IndexMissing(f"{folder}: the index cannot be opened ({reason}); run `precedents ingest`") from error

    def add(self, passages: Sequence[Passage], dense: Vectors, sentences: Sequence[Vectors]) -> None:
        """Write passages with their vectors: `dense` one row each, `sentences` one array each."""
        self.frequencies.add(passages)
        self._forget()
        points = [
            qdrant.Point(
                passage.point_id,
                {
                    "passage": vector.tolist(),
                    "sentences": rows.tolist(),
                    "words": document_vector(passage.embedded_text, passage.language),
                },
                json.loads(passage.model_dump_json()),
            )
            for passage, vector, rows in zip(passages, dense, sentences, strict=True)
        ]
        for start in range(0, len(points), BATCH):
            self._shard.update(qdrant.UpdateOperation.upsert_points(points[start : start + BATCH]))
        self._unindexed += len(points)
        if self._unindexed >= SEGMENT:
            self._shard.optimize()
            self._unindexed = 0

    def remove(self, cases: Sequence[str]) -> None:
        """Take every passage of these cases out."""
        if not cases:
            return  # a condition on no case would be no condition
        self.frequencies.remove(self.passages({"case": cases}, ()))
        self._shard.update(qdrant.UpdateOperation.delete_points_by_filter(_condition({"case": cases}, ())))
        self._forget()

    def _forget(self) -> None:
        self._kept.clear()
        self._case_of.clear()

    def finish(self) -> None:
        """Optimise and flush after writing."""
        self._shard.optimize()
        self._shard.flush()
        (self._folder / TERMS).write_text(self.frequencies.dumps(), encoding="utf-8")

    def rank(
        self, vector: Vectors, words: str, filters: Filters, languages: Sequence[Language], limit: int
    ) -> dict[str, list[str]]:
        """See `Store.rank`: the three rankings in one call of the engine."""
        dense = vector.tolist()
        queries = {
            "passage": qdrant.Query.Nearest(dense, using="passage"),
            "sentences": qdrant.Query.Nearest([dense], using="sentences"),
            "words": qdrant.Query.Nearest(query_vector(words, languages, self.frequencies), using="words"),
        }
        condition = _condition(filters, languages)
        params = _params(self.frequencies.passages)
        requests = [
            qdrant.QueryRequest(limit, query=query, filter=condition, params=params) for query in queries.values()
        ]
        legs = [ids_best_first(leg) for leg in self._shard.query_batch(qdrant.QueryBatchRequest(requests))]
        case_of = self._cases_of(id_ for leg in legs for id_ in leg)
        return {name: [case_of[id_] for id_ in leg] for name, leg in zip(queries, legs, strict=True)}

    def read(self, vector: Vectors, filters: Filters, languages: Sequence[Language], limit: int) -> list[Match]:
        """Passages with their sentence vectors, those whose best sentence is nearest to `vector` first."""
        query = qdrant.Query.Nearest([vector.tolist()], using="sentences")
        request = qdrant.QueryRequest(limit, query=query, filter=_condition(filters, languages))
        return self._matches(ids_best_first(self._shard.query(request)))

    def passages(self, filters: Filters, languages: Sequence[Language]) -> Iterator[Passage]:
        """Every passage that meets the filters, in no order that means anything."""
        condition, after = _condition(filters, languages), None
        while True:
            request = qdrant.ScrollRequest(limit=PAGE, offset=after, filter=condition, with_payload=False)
            points, after = self._shard.scroll(request)
            yield from (match.passage for match in self._matches([point.id for point in points]))
            if after is None:
                return

    def _cases_of(self, ids: Iterable[PointId]) -> Mapping[PointId, str]:
        """The case of each of these points; the engine reads a whole payload for it, so it is asked once."""
        missing = list({id_ for id_ in ids if id_ not in self._case_of})
        for start in range(0, len(missing), PAGE):
            for point in self._shard.retrieve(missing[start : start + PAGE], ["case"], False):
                self._case_of[point.id] = str((point.payload or {})["case"])
        return self._case_of

    def _matches(self, ids: list[PointId]) -> list[Match]:
        """The passages of these points, in their order."""
        found = {id_: kept for id_ in ids if (kept := self._kept.get(id_))}
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            read = {point.id: match(point) for point in self._shard.retrieve(missing, True, ["sentences"])}
            if len(self._kept) + len(read) > KEPT:
                self._kept.clear()
            self._kept.update(read)
            found |= read
        return [found[id_] for id_ in ids]

    def values(self, field: str) -> dict[str, int]:
        """The values of a filter field, with the number of passages that have each."""
        facet = self._shard.facet(qdrant.FacetRequest(field, limit=MAX_VALUES))
        return {str(hit.value): hit.count for hit in facet.hits}

    def close(self) -> None:
        """Release the folder."""
        self._shard.close()


def _params(passages: int) -> qdrant.SearchParams:
    """How so many passages are searched.

    Where vectors are quantised, twice as many as wanted are found by the small copies, and ranked by the whole ones.
    """
    return qdrant.SearchParams(
        hnsw_ef=looked_at(min(passages, SEGMENT)),
        quantization=qdrant.QuantizationSearchParams(rescore=True, oversampling=2.0),
        acorn=qdrant.AcornSearchParams(enable=True, max_selectivity=0.4),
    )


def _condition(filters: Filters, languages: Sequence[Language]) -> qdrant.Filter:
    """What a passage must meet: one of the wanted values in every field that has any."""
    must: list[qdrant.ConditionType] = [
        qdrant.FieldCondition(field, match=qdrant.MatchAny(list(values)))
        for field, values in {**filters, "language": languages}.items()
        if values
    ]
    return qdrant.Filter(must=must)
