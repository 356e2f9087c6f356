"""Have a service that runs ingest, over its own HTTP API, and hear its events as they come."""

import json
from collections.abc import Iterator
from typing import Any

import httpx

PATIENCE = httpx.Timeout(10, read=180)


class ServiceError(Exception):
    """The service refused or failed; the text is its own sentence."""


def ingest(address: str, key: str = "") -> Iterator[dict[str, Any]]:
    """The events of an ingestion by the service: progress, then its report."""
    url, headers = f"{address}/ingest", {"Accept": "text/event-stream"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        with httpx.stream("POST", url, headers=headers, timeout=PATIENCE) as reply:
            if reply.status_code != httpx.codes.OK:
                raise ServiceError(_error(reply))
            for line in reply.iter_lines():
                if line.startswith("data: "):
                    yield _heard(json.loads(line.removeprefix("data: ")))
    except httpx.HTTPError as error:
        raise ServiceError(f"{url}: the service does not answer ({error}); try again") from error


def _heard(event: dict[str, Any]) -> dict[str, Any]:
    if event["event"] == "error":
        raise ServiceError(event["error"])
    return event


def _error(reply: httpx.Response) -> str:
    try:
        return str(json.loads(reply.read())["detail"])
    except (ValueError, KeyError):
        return f"the service answered {reply.status_code}; try again"
