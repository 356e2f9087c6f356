"""The whole evaluation: every question set, the search and the answers, ours and those beside."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.config import DEFAULT
from evals.questions import QuestionSet
from evals.records import Task, read_run
from evals.run import Job, differing, header_of
from evals.systems import System

ENGINE = "citation-query-engine"


def suite(sets: Sequence[QuestionSet], folder: Path, limit: int | None, engine_limit: int) -> Iterator[Job]:
    """The jobs of the whole evaluation, in the order in which their records are shown.

    `engine_limit` questions of each set are put to the engine beside, which takes many
    seconds each; at most `limit` to anything.
    """
    for asked in sets:
        given = asked.spread(limit) if limit else asked
        yield job("search", DEFAULT, given, folder)
        yield job("answers", DEFAULT, given, folder)
        yield job("answers", ENGINE, given.spread(engine_limit), folder)


def job(task: Task, config: str, asked: QuestionSet, folder: Path) -> Job:
    """A job whose record lies in its usual place."""
    return Job(task, config, asked, folder / f"{task}-{config}-{Path(asked.name).stem}.jsonl")


def set_aside(job: Job, system: System, resume: bool) -> None:
    """Make room for the record of a job: one that is there and cannot be resumed becomes `….previous`."""
    if not job.out.exists():
        return
    if resume and differing(read_run(job.out).header, header_of(job, system)) is None:
        return
    os.replace(job.out, job.out.with_suffix(".previous"))
