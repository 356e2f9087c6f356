"""What readers say of answers, kept only where the service was told to."""

import datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response
from pydantic import Field

from assistant.feedback import Feedback
from assistant.http.problems import documented
from assistant.settings import AssistantSettings

FILE = "feedback.jsonl"
OFF = "no feedback is kept here; set PRECEDENTS_FEEDBACK to true to keep it"


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
        """Keep what a reader says of an answer, with the day and nothing of who said it."""
        if not settings.feedback:
            raise HTTPException(403, OFF)
        keep(opinion.model_copy(update={"date": datetime.date.today()}), settings.index.parent / FILE)

    return routes


def keep(feedback: Feedback, path: Path) -> None:
    """Add a line to the file; where the disk has no room, the file stays as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        before = file.tell()
        try:
            file.write(f"{feedback.model_dump_json()}\n".encode())
            file.flush()
        except OSError:
            file.truncate(before)
            raise
