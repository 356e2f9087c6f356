"""Ask the service over its own HTTP API, and hear its events as they come."""

import json
from collections.abc import Iterator
from typing import Any

import httpx

PATIENCE = httpx.Timeout(10, read=180)


class ServiceError(Exception):
    """The service refused or failed; the text is its own sentence."""


def ask(address: str, question: str, history: list[dict[str, str]], key: str = "") -> Iterator[dict[str, Any]]:
    """The events of one answer (`assistant.schemas.Event` as JSON), the whole answer last."""
    return _events(f"{address}/ask", {"question": question, "history": history}, key)


def ingest(address: str, key: str = "") -> Iterator[dict[str, Any]]:
    """The events of an ingestion by the service: progress, then its report."""
    for event in _events(f"{address}/ingest", {}, key):
        if event["event"] == "error":
            raise ServiceError(event["error"])
        yield event


def _events(url: str, body: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    headers = {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {key}"} if key else {})
    try:
        with httpx.stream("POST", url, json=body, headers=headers, timeout=PATIENCE) as reply:
            if reply.status_code != httpx.codes.OK:
                raise ServiceError(_error(reply))
            for line in reply.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))
    except httpx.HTTPError as error:
        raise ServiceError(f"{url}: the service does not answer ({error}); try again") from error


def _error(reply: httpx.Response) -> str:
    try:
        return str(json.loads(reply.read())["detail"])
    except (ValueError, KeyError):
        return f"the service answered {reply.status_code}; try again"
