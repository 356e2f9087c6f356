"""The store on a Qdrant server or cluster: the door to qdrant-client, with `ingest.server_index`.

A collection, with the points of the embedded store: the same vectors, the same payload,
the same identifiers.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from ingest.embeddings import Vectors
from ingest.errors import IndexMissing, IngestError
from ingest.passages import Passage
from ingest.store import EDGES, INDEXED, LOOKED_AT, MAX_VALUES, Filters, Match, best_first, looked_at, match
from ingest.words import Frequencies, Language, document_vector, query_vector

BATCH = 64  # passages a request: the server refuses more than 32 MB, and numbers travel as text
PAGE = 1000  # passages read at a time
FREQUENCIES = "frequencies"


@contextmanager
def answered() -> Iterator[None]:
    """Turn a server's refusal or silence into an `IngestError`."""
    try:
        yield
    except (ApiException, QdrantException) as error:
        reason = " ".join(str(error).split())
        raise IngestError(
            f"the Qdrant server did not do what was asked ({reason}); check that it runs, its address and key"
        ) from error


class ServerStore:
    """A collection of passages that can be searched, by any number of processes at a time.

    The client speaks HTTP and stays its owner's to close. Every method raises
    `IngestError` when the server refuses or does not answer.
    """

    def __init__(self, client: QdrantClient, collection: str) -> None:
        self._client = client
        self._collection = collection
        self.frequencies = Frequencies()

    @classmethod
    @answered()
    def create(
        cls, client: QdrantClient, collection: str, dimension: int, shards: int = 1, replicas: int = 1
    ) -> "ServerStore":
        """A new, empty collection for vectors of `dimension`, in so many shards, each kept on so many nodes."""
        cosine = models.Distance.COSINE
        sentences = models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM)
        client.create_collection(
            collection,
            vectors_config={
                "passage": models.VectorParams(size=dimension, distance=cosine),
                "sentences": models.VectorParams(size=dimension, distance=cosine, multivector_config=sentences),
            },
            sparse_vectors_config={"words": models.SparseVectorParams()},
            # A search that is not told otherwise looks at as many points as the building did.
            hnsw_config=models.HnswConfigDiff(m=EDGES, ef_construct=LOOKED_AT),
            shard_number=shards,
            replication_factor=replicas,
            write_consistency_factor=replicas,  # what was written is read from any of them
        )
        return cls._indexed(client, collection)

    @classmethod
    @answered()
    def join(
        cls, client: QdrantClient, collection: str, dimension: int, shards: int = 1, replicas: int = 1
    ) -> "ServerStore":
        """As `create`, or the collection of that name where another process has made it, to write to it too."""
        if not client.collection_exists(collection):
            try:
                return cls.create(client, collection, dimension, shards, replicas)
            except IngestError:
                if not client.collection_exists(collection):
                    raise
        return cls._indexed(client, collection)  # whoever made it may have been cut off before it had indexed it

    @classmethod
    def _indexed(cls, client: QdrantClient, collection: str) -> "ServerStore":
        """A collection, whose fields are indexed where they are not yet."""
        for field in INDEXED:
            client.create_payload_index(collection, field, models.PayloadSchemaType.KEYWORD)
        return cls(client, collection)

    @classmethod
    @answered()
    def open(cls, client: QdrantClient, collection: str) -> "ServerStore":
        """A collection that was finished; raises `IndexMissing` when there is none of that name."""
        kept = metadata(client, collection)
        if FREQUENCIES not in kept:
            raise IndexMissing(f"{collection}: no finished index of this name on the server; run `precedents ingest`")
        store = cls(client, collection)
        store.frequencies = Frequencies.loads(kept[FREQUENCIES])
        return store

    @classmethod
    @answered()
    def copied(cls, client: QdrantClient, collection: str, version: str, shards: int, replicas: int) -> "ServerStore":
        """A new collection with all that another holds: every point travels to this process and back."""
        kinds = cast(dict[str, models.VectorParams], client.get_collection(collection).config.params.vectors)
        store = cls.create(client, version, kinds["passage"].size, shards, replicas)
        for _ in store._copied(collection, models.Filter()):
            pass
        store.frequencies = cls.open(client, collection).frequencies
        return store

    @answered()
    def take(self, collection: str, cases: Sequence[str]) -> None:
        """Write what another collection holds of these cases."""
        for start in range(0, len(cases), PAGE):
            points = self._copied(collection, _condition({"case": cases[start : start + PAGE]}, ()))
            self.frequencies.add(Passage.model_validate(point.payload) for point in points)

    def _copied(self, collection: str, condition: models.Filter) -> Iterator[models.Record]:
        """Points of another collection, each once it is written to this one."""
        after: models.ExtendedPointId | None = None
        while True:
            points, after = self._client.scroll(collection, condition, limit=BATCH, offset=after, with_vectors=True)
            if points:
                rows = [models.PointStruct(id=p.id, vector=p.vector, payload=p.payload) for p in points]
                self._client.upsert(self._collection, rows)
            yield from points
            if after is None:
                return

    @answered()
    def add(self, passages: Sequence[Passage], dense: Vectors, sentences: Sequence[Vectors]) -> None:
        """Write passages with their vectors: `dense` one row each, `sentences` one array each."""
        self.frequencies.add(passages)
        rows = list(zip(passages, dense, sentences, strict=True))
        for start in range(0, len(rows), BATCH):
            self._client.upsert(self._collection, [_point(*row) for row in rows[start : start + BATCH]])

    @answered()
    def remove(self, cases: Sequence[str]) -> None:
        """Take every passage of these cases out."""
        if not cases:
            return
        condition = _condition({"case": cases}, ())
        self.frequencies.remove(self._matching(condition))
        self._client.delete(self._collection, condition)

    @answered()
    def finish(self) -> None:
        """Keep the frequencies with the collection; the server optimises by itself, and finds everything meanwhile."""
        self._client.update_collection(self._collection, metadata={FREQUENCIES: self.frequencies.dumps()})

    @answered()
    def rank(
        self, vector: Vectors, words: str, filters: Filters, languages: Sequence[Language], limit: int
    ) -> dict[str, list[str]]:
        """See `Store.rank`: the three rankings in one request."""
        dense = vector.tolist()
        terms = query_vector(words, languages, self.frequencies)
        queries: dict[str, models.Query] = {
            "passage": models.NearestQuery(nearest=dense),
            "sentences": models.NearestQuery(nearest=[dense]),
            "words": models.NearestQuery(nearest=models.SparseVector(indices=terms.indices, values=terms.values)),
        }
        condition = _condition(filters, languages)
        points = looked_at(self.frequencies.passages)
        params = models.SearchParams(hnsw_ef=points) if points > LOOKED_AT else None
        requests = [
            models.QueryRequest(
                query=query, using=name, filter=condition, limit=limit, params=params, with_payload=["case"]
            )
            for name, query in queries.items()
        ]
        legs = self._client.query_batch_points(self._collection, requests)
        return {
            name: [str((point.payload or {})["case"]) for point in best_first(leg.points)]
            for name, leg in zip(queries, legs, strict=True)
        }

    @answered()
    def read(self, vector: Vectors, filters: Filters, languages: Sequence[Language], limit: int) -> list[Match]:
        """Passages with their sentence vectors, those whose best sentence is nearest to `vector` first."""
        found = self._client.query_points(
            self._collection,
            query=[vector.tolist()],
            using="sentences",
            query_filter=_condition(filters, languages),
            limit=limit,
            with_vectors=["sentences"],
        )
        return [match(point) for point in best_first(found.points)]

    def passages(self, filters: Filters, languages: Sequence[Language]) -> Iterator[Passage]:
        """Every passage that meets the filters, in no order that means anything."""
        yield from self._matching(_condition(filters, languages))

    @answered()
    def values(self, field: str) -> dict[str, int]:
        """The values of a filter field, with the number of passages that have each."""
        facet = self._client.facet(self._collection, field, limit=MAX_VALUES, exact=True)
        return {str(hit.value): hit.count for hit in facet.hits}

    def close(self) -> None:
        """Release nothing: the collection is on the server, and the client is its owner's."""

    def _matching(self, condition: models.Filter) -> Iterator[Passage]:
        after: models.ExtendedPointId | None = None
        while True:
            with answered():
                points, after = self._client.scroll(self._collection, condition, limit=PAGE, offset=after)
            yield from (Passage.model_validate(point.payload) for point in points)
            if after is None:
                return


def metadata(client: QdrantClient, collection: str) -> dict[str, Any]:
    """What is kept with a collection beside its points; nothing where there is no such collection."""
    if not client.collection_exists(collection):
        return {}
    return dict(client.get_collection(collection).config.metadata or {})


def _point(passage: Passage, vector: Vectors, rows: Vectors) -> models.PointStruct:
    words = document_vector(passage.embedded_text, passage.language)
    return models.PointStruct(
        id=passage.point_id,
        vector={
            "passage": vector.tolist(),
            "sentences": rows.tolist(),
            "words": models.SparseVector(indices=words.indices, values=words.values),
        },
        payload=json.loads(passage.model_dump_json()),
    )


def _condition(filters: Filters, languages: Sequence[Language]) -> models.Filter:
    """What a passage must meet: one of the wanted values in every field that has any."""
    must: list[models.Condition] = [
        models.FieldCondition(key=field, match=models.MatchAny(any=list(values)))
        for field, values in {**filters, "language": languages}.items()
        if values
    ]
    return models.Filter(must=must)
