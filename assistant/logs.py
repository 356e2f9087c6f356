"""Logs as JSON lines on standard error, each with the id of its request; no question in them unless asked for."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from assistant.schemas import Answer

REQUEST: ContextVar[str] = ContextVar("request", default="")
LOG = logging.getLogger("precedents")


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, request, and the `fields` it was given."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := REQUEST.get():
            line["request"] = request
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_logs() -> None:
    """Write everything that is logged, by us or by a library, as JSON lines on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    LOG.setLevel(logging.INFO)


def log(message: str, **fields: object) -> None:
    """One line of what the service does."""
    LOG.info(message, extra={"fields": fields})


def log_answer(answer: Answer, with_question: bool) -> None:
    """One line of an answer: what kind, how long, from which cases; its question only where it may be kept."""
    question = {"question": answer.question} if with_question else {}
    log(
        "answered",
        status=answer.status,
        kind=answer.kind,
        language=answer.language,
        sentences=len(answer.sentences),
        cases=list(dict.fromkeys(source.case for source in answer.sources)),
        index=answer.receipt.index,
        **answer.timings.model_dump(),
        **question,
    )
