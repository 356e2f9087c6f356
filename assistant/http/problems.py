"""What is wrong with a request or a service, as problem objects (RFC 9457)."""

import math
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import Scope

from assistant.errors import AssistantError, InvalidRequest, NoSuchCase, TooBusy
from ingest.errors import IngestError

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why a request got no answer: `type` names the kind, `detail` says what is wrong, where, and what to do."""

    type: str = Field(examples=["urn:precedents:invalid-request"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["the question is empty; write it in French or English"])
    instance: str = Field("", description="the request, by the id that its X-Request-ID header has")


KINDS = {
    400: "invalid-request",
    401: "key-wanted",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-request",
    429: "too-busy",
    503: "unavailable",
}


def problem(status: int, detail: str, instance: str = "") -> Problem:
    """The problem object of a status."""
    kind = KINDS.get(status, "failed")
    return Problem(
        type=f"urn:precedents:{kind}", title=HTTPStatus(status).phrase, status=status, detail=detail, instance=instance
    )


def problem_of(error: Exception, instance: str = "") -> Problem:
    """The problem object of an error of ours, or of one that was never meant to be."""
    match error:
        case AssistantError() | IngestError():
            detail = str(error)
        case HTTPException():
            detail = str(error.detail)
        case RequestValidationError():
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            detail = f"{where}: {first['msg']}; see /docs for the form of a request"
        case OSError():
            detail = (
                f"the service cannot use its disk ({error.strerror or 'no reason given'}); see to it, then try again"
            )
        case _:
            detail = "something failed that should not have; the service's log has it under this request's id"
    return problem(_status(error), detail, instance)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, for its description."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in statuses
    }


def add_problems(api: FastAPI) -> None:
    """Give every refusal and failure of the service the form of a problem object."""
    for kind in (AssistantError, IngestError, OSError, RequestValidationError, HTTPException, Exception):
        api.add_exception_handler(kind, _failed)


async def _failed(http: Request, error: Exception) -> JSONResponse:
    return reply_to(error, http.scope)


def reply_to(error: Exception, scope: Scope) -> JSONResponse:
    """The reply to a request that an error ended; in OpenAI's own form, too, on the routes that are like its."""
    found, headers = problem_of(error, instance_of(scope)), _retry(error)
    if isinstance(error, HTTPException):
        if error.detail == HTTPStatus(error.status_code).phrase:  # the framework's own word, which says too little
            what = f"{scope['method']} {scope['path']}: {error.detail.lower()}; see /docs for what there is"
            found = found.model_copy(update={"detail": what})
        headers = dict(error.headers or {})
    extension = {"error": openai_error(found)} if scope["path"].startswith("/v1/") else {}
    return JSONResponse({**found.model_dump(), **extension}, found.status, headers, MEDIA_TYPE)


def instance_of(scope: Scope) -> str:
    """The id of a request as a URN, "" where it has none."""
    id_ = scope.get("state", {}).get("request_id", "")
    return f"urn:uuid:{id_}" if id_ else ""


def openai_error(found: Problem) -> dict[str, str]:
    """The problem as OpenAI's clients read it."""
    kind = "invalid_request_error" if found.status < 500 else "server_error"
    return {"message": found.detail, "type": kind, "code": found.type}


def _status(error: Exception) -> int:
    match error:
        case HTTPException(status_code=status):
            return status
        case RequestValidationError():
            return 422
        case InvalidRequest():
            return 400
        case NoSuchCase():
            return 404
        case TooBusy():
            return 429
        case AssistantError() | IngestError() | OSError():
            return 503
    return 500


def _retry(error: Exception) -> dict[str, str]:
    """When to come again, where coming again may help."""
    if isinstance(error, TooBusy):
        return {"Retry-After": str(math.ceil(error.seconds))}
    return {"Retry-After": "30"} if _status(error) == 503 else {}
