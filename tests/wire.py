"""Qdrant's HTTP interface before the client's own emulation of a server, as far as a store asks it.

What a store sends and is sent back goes over the wire, and processes share an index, where there
is no server. It finds what the emulation finds: exactly, slowly, one request at a time.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from qdrant_client import QdrantClient, models

Asked = Any
"""The body of a request, as the model of its route."""


def qdrant_over_http() -> FastAPI:
    """A new, empty one; it refuses as a server does: 404 for what is not there, 409 for what is there already."""
    memory, app = QdrantClient(":memory:"), FastAPI()
    for (method, path), (model, do) in ROUTES.items():
        app.add_route(path, _endpoint(memory, model, do), [method])
    return app


def _endpoint(
    memory: QdrantClient, model: type[BaseModel] | None, do: Callable[[QdrantClient, str, Asked], object]
) -> Callable[[Request], Awaitable[JSONResponse]]:
    async def endpoint(request: Request) -> JSONResponse:
        asked = model.model_validate_json(await request.body()) if model else None
        try:
            result = do(memory, request.path_params.get("name", ""), asked)
        except ValueError as error:
            status = 404 if "not found" in str(error) else 409 if "already exists" in str(error) else 400
            return JSONResponse({"status": {"error": str(error)}, "time": 0.0}, status)
        return JSONResponse({"status": "ok", "time": 0.0, "result": jsonable_encoder(result)})

    return endpoint


def _create(memory: QdrantClient, name: str, asked: models.CreateCollection) -> bool:
    return memory.create_collection(
        name,
        vectors_config=asked.vectors,
        sparse_vectors_config=asked.sparse_vectors,
        hnsw_config=asked.hnsw_config,  # type: ignore[arg-type]
    )


def _scroll(memory: QdrantClient, name: str, asked: models.ScrollRequest) -> dict[str, object]:
    points, after = memory.scroll(
        name, asked.filter, limit=asked.limit or 10, offset=asked.offset, with_vectors=asked.with_vector or False
    )
    return {"points": points, "next_page_offset": after}


ROUTES: dict[tuple[str, str], tuple[type[BaseModel] | None, Callable[[QdrantClient, str, Asked], object]]] = {
    ("GET", "/aliases"): (None, lambda memory, _, __: memory.get_aliases()),
    ("POST", "/collections/aliases"): (
        models.ChangeAliasesOperation,
        lambda memory, _, asked: memory.update_collection_aliases(asked.actions),
    ),
    ("GET", "/collections"): (None, lambda memory, _, __: memory.get_collections()),
    ("GET", "/collections/{name}"): (None, lambda memory, name, _: memory.get_collection(name)),
    ("GET", "/collections/{name}/exists"): (
        None,
        lambda memory, name, _: {"exists": memory.collection_exists(name)},
    ),
    ("PUT", "/collections/{name}"): (models.CreateCollection, _create),
    ("PATCH", "/collections/{name}"): (
        models.UpdateCollection,
        lambda memory, name, asked: memory.update_collection(name, metadata=asked.metadata),
    ),
    ("DELETE", "/collections/{name}"): (None, lambda memory, name, _: memory.delete_collection(name)),
    ("PUT", "/collections/{name}/index"): (
        models.CreateFieldIndex,
        lambda memory, name, asked: memory.create_payload_index(name, asked.field_name, asked.field_schema),
    ),
    ("PUT", "/collections/{name}/points"): (
        models.PointsList,
        lambda memory, name, asked: memory.upsert(name, asked.points),
    ),
    ("POST", "/collections/{name}/points/delete"): (
        models.FilterSelector,
        lambda memory, name, asked: memory.delete(name, asked.filter),
    ),
    ("POST", "/collections/{name}/points/scroll"): (models.ScrollRequest, _scroll),
    ("POST", "/collections/{name}/points/query"): (
        models.QueryRequest,
        lambda memory, name, asked: memory.query_batch_points(name, [asked])[0],
    ),
    ("POST", "/collections/{name}/points/query/batch"): (
        models.QueryRequestBatch,
        lambda memory, name, asked: memory.query_batch_points(name, asked.searches),
    ),
    ("POST", "/collections/{name}/facet"): (
        models.FacetRequest,
        lambda memory, name, asked: memory.facet(name, asked.key, limit=asked.limit or 10),
    ),
}
