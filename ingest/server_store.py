"""The store on a Qdrant server or cluster: the door to qdrant-client.

A collection a version of the index, with the points of `ingest.store`: the same vectors,
the same payload, the same identifiers. An alias names the collection in use.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np
from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from ingest.embeddings import Vectors
from ingest.errors import IndexMissing, IngestError
from ingest.passages import Passage
from ingest.store import FILTER_FIELDS, MAX_VALUES, Filters, Match
from ingest.words import Frequencies, Language, document_vector, query_vector

BATCH = 64  # passages a request: the server refuses more than 32 MB, and numbers travel as text
PAGE = 1000
FREQUENCIES = "frequencies"
# Rarity among the points there are: the server's own count keeps removed points until it next optimises.
LIVE_IDF = models.SearchParams(idf=models.IdfCorpusParams(corpus=models.Filter()))


@contextmanager
def _answered() -> Iterator[None]:
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
    @_answered()
    def create(
        cls, client: QdrantClient, collection: str, dimension: int, shards: int = 1, replicas: int = 1
    ) -> "ServerStore":
        """A new, empty collection for vectors of `dimension`; raises `IngestError` when there is one of that name.

        Each shard weighs words by how rare they are in itself: with more than one, the
        `words` ranking is close to that of one, not the same.
        """
        cosine = models.Distance.COSINE
        sentences = models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM)
        if client.collection_exists(collection):
            raise IngestError(f"{collection}: the Qdrant server has this collection already; choose another name")
        client.create_collection(
            collection,
            vectors_config={
                "passage": models.VectorParams(size=dimension, distance=cosine),
                "sentences": models.VectorParams(size=dimension, distance=cosine, multivector_config=sentences),
            },
            sparse_vectors_config={"words": models.SparseVectorParams(modifier=models.Modifier.IDF)},
            shard_number=shards,
            replication_factor=replicas,
        )
        for field in (*FILTER_FIELDS, "language"):
            client.create_payload_index(collection, field, models.PayloadSchemaType.KEYWORD)
        return cls(client, collection)

    @classmethod
    @_answered()
    def open(cls, client: QdrantClient, collection: str) -> "ServerStore":
        """A collection that was finished; raises `IndexMissing` when there is none of that name."""
        exists = client.collection_exists(collection)
        kept = client.get_collection(collection).config.metadata if exists else None
        if not kept or FREQUENCIES not in kept:
            reason = "it was not finished" if exists else "the Qdrant server has no such collection"
            raise IndexMissing(f"{collection}: the index cannot be opened ({reason}); run `precedents ingest`")
        store = cls(client, collection)
        store.frequencies = _frequencies(kept[FREQUENCIES])
        return store

    @_answered()
    def add(self, passages: Sequence[Passage], dense: Vectors, sentences: Sequence[Vectors]) -> None:
        """Write passages with their vectors: `dense` one row each, `sentences` one array each."""
        self.frequencies.add(passages)
        rows = list(zip(passages, dense, sentences, strict=True))
        for start in range(0, len(rows), BATCH):
            self._client.upsert(self._collection, [_point(*row) for row in rows[start : start + BATCH]])

    @_answered()
    def remove(self, cases: Sequence[str]) -> None:
        """Take every passage of these cases out."""
        if not cases:
            return
        condition = _condition({"case": cases}, ())
        after: models.ExtendedPointId | None = None
        while True:
            points, after = self._client.scroll(self._collection, condition, limit=PAGE, offset=after)
            self.frequencies.remove(Passage.model_validate(point.payload) for point in points)
            if after is None:
                break
        self._client.delete(self._collection, condition)

    @_answered()
    def finish(self) -> int:
        """Keep the frequencies with the collection; the number of passages in it.

        The server optimises by itself, and finds every passage meanwhile.
        """
        self._client.update_collection(self._collection, metadata={FREQUENCIES: self.frequencies.dumps()})
        return self._client.count(self._collection, exact=True).count

    @_answered()
    def rank(
        self, vector: Vectors, words: str, filters: Filters, languages: Sequence[Language], limit: int
    ) -> dict[str, list[str]]:
        """The cases of the best `limit` passages of each ranking: `passage`, `sentences`, `words`.

        One entry a passage, best first, so a case comes as often as it has passages there.
        """
        dense = vector.tolist()
        terms = query_vector(words, languages)
        sparse = models.SparseVector(indices=terms.indices, values=terms.values)
        queries: dict[str, tuple[models.Query, models.SearchParams | None]] = {
            "passage": (models.NearestQuery(nearest=dense), None),
            "sentences": (models.NearestQuery(nearest=[dense]), None),
            "words": (models.NearestQuery(nearest=sparse), LIVE_IDF),
        }
        condition = _condition(filters, languages)
        requests = [
            models.QueryRequest(
                query=query, using=name, params=params, filter=condition, limit=limit, with_payload=["case"]
            )
            for name, (query, params) in queries.items()
        ]
        legs = self._client.query_batch_points(self._collection, requests)
        return {
            name: [str((point.payload or {})["case"]) for point in leg.points]
            for name, leg in zip(queries, legs, strict=True)
        }

    @_answered()
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
        return [_match(point) for point in found.points]

    @_answered()
    def values(self, field: str) -> dict[str, int]:
        """The values of a filter field, with the number of passages that have each."""
        facet = self._client.facet(self._collection, field, limit=MAX_VALUES, exact=True)
        return {str(hit.value): hit.count for hit in facet.hits}

    def close(self) -> None:
        """Release nothing: the collection is on the server, and the client is its owner's."""


@_answered()
def switch_alias(client: QdrantClient, alias: str, collection: str) -> None:
    """Make `alias` name `collection` and no other, in one step; `IndexMissing` when there is no such collection."""
    if not client.collection_exists(collection):
        raise IndexMissing(f"{collection}: the Qdrant server has no such collection; run `precedents ingest`")
    # Creating an alias moves it. Deleting it first would lose it if the creation were then refused.
    move = models.CreateAlias(collection_name=collection, alias_name=alias)
    client.update_collection_aliases([models.CreateAliasOperation(create_alias=move)])


@_answered()
def current_collection(client: QdrantClient, alias: str) -> str:
    """The collection that `alias` names; raises `IndexMissing` when it names none."""
    for known in client.get_aliases().aliases:
        if known.alias_name == alias:
            return known.collection_name
    raise IndexMissing(f"{alias}: the Qdrant server has no index of that name; run `precedents ingest`")


def _frequencies(text: str) -> Frequencies:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "terms.json"
        path.write_text(text, encoding="utf-8")
        return Frequencies.read(path)


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


def _match(point: models.ScoredPoint) -> Match:
    vectors = cast(dict[str, list[list[float]]], point.vector)
    return Match(Passage.model_validate(point.payload), np.asarray(vectors["sentences"], np.float32))
