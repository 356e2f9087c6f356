"""Have a service that runs ingest or answer, over its own HTTP API."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

PATIENCE = httpx.Timeout(10, read=180)


class ServiceError(Exception):
    """The service refused or failed; the text is its own sentence."""


def ingest(address: str, key: str = "") -> Iterator[dict[str, Any]]:
    """The events of an ingestion by the service: progress, then its report."""
    url, headers = f"{address}/ingest", {"Accept": "text/event-stream", **_bearer(key)}
    try:
        with httpx.stream("POST", url, headers=headers, timeout=PATIENCE) as reply:
            if reply.status_code != httpx.codes.OK:
                raise ServiceError(_error(reply))
            for line in reply.iter_lines():
                if line.startswith("data: "):
                    yield _heard(json.loads(line.removeprefix("data: ")))
    except httpx.HTTPError as error:
        raise ServiceError(f"{url}: the service does not answer ({error}); try again") from error


def ask(address: str, request: Mapping[str, Any], key: str = "") -> bytes:
    """The service's Answer, as JSON, to a request."""
    url = f"{address}/ask"
    try:
        reply = httpx.post(url, json=request, headers=_bearer(key), timeout=PATIENCE)
    except httpx.HTTPError as error:
        raise ServiceError(f"{url}: the service does not answer ({error}); try again") from error
    if reply.status_code != httpx.codes.OK:
        raise ServiceError(_error(reply))
    return reply.content


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _heard(event: dict[str, Any]) -> dict[str, Any]:
    if event["event"] == "error":
        raise ServiceError(event["error"])
    return event


def _error(reply: httpx.Response) -> str:
    try:
        return str(json.loads(reply.read())["detail"])
    except (ValueError, KeyError):
        return f"the service answered {reply.status_code}; try again"
