"""What readers say of answers, kept only where the service was told to, and no longer than it was told to."""

import asyncio
import datetime

from fastapi import APIRouter, HTTPException, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from assistant.feedback import Feedback, KeptFeedback
from assistant.http.problems import documented
from assistant.logs import log
from assistant.settings import AssistantSettings

OFF = "no feedback is kept here; set PRECEDENTS_FEEDBACK to true to keep it"
HOUR = 3600.0  # seconds between two looks for what has been kept for its time


class Opinion(Feedback):
    """A feedback as it is sent: the day is today's, whatever is said."""

    question: str = Field(min_length=1, max_length=2000, examples=["Qui a réduit l'énergie des stations d'épuration ?"])
    comment: str = Field("", max_length=5000)
    cases: list[str] = Field(default_factory=list, max_length=100)
    date: datetime.date = Field(default_factory=datetime.date.today)


def opinion_routes(settings: AssistantSettings) -> APIRouter:
    """`POST /feedback`."""
    routes = APIRouter(tags=["answers"])

    @routes.post("/feedback", status_code=204, response_class=Response, responses=documented(403, 422, 503))
    def feedback(opinion: Opinion) -> None:
        """Keep what a reader says of an answer, to mend the library and the answers, with the day and nothing of who
        said it; it is deleted after `PRECEDENTS_FEEDBACK_DAYS` days.
        """
        if not settings.feedback:
            raise HTTPException(403, OFF)
        KeptFeedback(settings.feedback_file, settings.feedback_days).keep(
            opinion.model_copy(update={"date": datetime.date.today()})
        )

    return routes


async def expire_feedback(settings: AssistantSettings) -> None:
    """Delete what has been kept for its time, now and every hour, whether feedback is still switched on or not."""
    kept = KeptFeedback(settings.feedback_file, settings.feedback_days)
    while True:
        try:
            gone = await run_in_threadpool(kept.expire, datetime.date.today())
        except OSError as error:
            log("old feedback could not be deleted; see to its file and its disk", reason=error.strerror)
        else:
            if gone:
                log("old feedback deleted", lines=gone)
        await asyncio.sleep(HOUR)
