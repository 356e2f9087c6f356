"""Run a question set through a system, and keep what became of every question."""

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.energy import Meter
from evals.files import InvalidFile
from evals.questions import GoldQuestion, QuestionSet
from evals.records import Header, Record, Run, Task, read_run
from evals.systems import System

Progress = Callable[[int, int], None]
"""Called with how many questions are done, and how many there are."""
ELSEWHERE = "write elsewhere with --json"


@dataclass(frozen=True)
class Job:
    """Questions to put to systems, the name of their config, and the file that the record goes to."""

    task: Task
    config: str
    asked: QuestionSet
    out: Path


def run(job: Job, systems: Sequence[System], resume: bool, progress: Progress) -> Run:
    """Put every question to the first of the systems; in a search, to the others beside.

    A question that crashes is recorded as a failure. With `resume` the questions that the
    record already holds are kept as they are. Raises `InvalidFile` when the record exists
    and is not to be resumed, or is of another run.
    """
    kept = _begin(job, header_of(job, systems[0]), resume)
    done = {record.question.id for record in kept.records}
    records = list(kept.records)
    total = len(done | {question.id for question in job.asked.questions})
    progress(len(done), total)
    with job.out.open("a", encoding="utf-8") as file:
        for question in job.asked.questions:
            if question.id in done:
                continue
            record = _record(job, systems, question)
            file.write(record.model_dump_json() + "\n")
            file.flush()
            records.append(record)
            progress(len(records), total)
    return Run(kept.header, records)


def header_of(job: Job, system: System) -> Header:
    """The header of the record of a job that begins now."""
    return Header(
        task=job.task,
        config=job.config,
        system=system.name,
        questions=job.asked.name,
        questions_digest=job.asked.digest,
        receipt=system.receipt,
        code=system.code,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=f"{platform.system()} {platform.processor() or platform.machine()}, {os.cpu_count()} cores",
    )


def differing(kept: Header, header: Header) -> str | None:
    """The first field in which two headers differ, but for the date; records of one run have none."""
    fields = (field for field in Header.model_fields if field != "date")
    return next((field for field in fields if getattr(kept, field) != getattr(header, field)), None)


def _record(job: Job, systems: Sequence[System], question: GoldQuestion) -> Record:
    ask = _searched if job.task == "search" else _answered
    try:
        record = ask(systems, question)
    except Exception as error:  # whatever it is, it is this question's failure, not the run's
        told = " ".join(f"{type(error).__name__}: {error}".split())
        record = Record(question=question, rankings={}, search_ms=None, error=told)
    return record.model_copy(update={"themes": job.asked.themes.get(question.id, [])})


def _searched(systems: Sequence[System], question: GoldQuestion) -> Record:
    tested, *others = systems
    meter, started = Meter(), time.perf_counter()
    found = tested.rank(question)
    milliseconds, energy = round((time.perf_counter() - started) * 1000, 1), meter.lap()
    rankings = {tested.name: found, **{other.name: other.rank(question) for other in others}}
    return Record(question=question, rankings=rankings, search_ms=milliseconds, energy=energy)


def _answered(systems: Sequence[System], question: GoldQuestion) -> Record:
    tested = systems[0]
    before = tested.tokens
    meter = Meter()
    answer = tested.answer(question)
    energy, after = meter.lap(), tested.tokens
    alone = question.alone
    return Record(
        question=question,
        rankings={tested.name: list(dict.fromkeys(passage.case for passage in answer.consulted))},
        search_ms=answer.timings.search_ms,
        answer=answer,
        standalone_answer=tested.answer(alone) if alone else None,
        tokens=None if after is None or before is None else after - before,
        energy=energy,
    )


def _begin(job: Job, header: Header, resume: bool) -> Run:
    """The run that the record holds, its line cut short taken away; a new one where there is none."""
    out = job.out
    if out.exists() and not resume:
        raise InvalidFile(out, "already holds a run", f"resume it with --resume, or {ELSEWHERE}")
    if not out.exists():
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(header.model_dump_json() + "\n", encoding="utf-8")
        except OSError as error:
            raise InvalidFile(out, f"cannot be written ({error.strerror})", ELSEWHERE) from error
        return Run(header, [])
    kept = read_run(out)
    if field := differing(kept.header, header):
        raise InvalidFile(out, f"holds a run with another {field}, which cannot be resumed", ELSEWHERE)
    whole = out.read_bytes()
    os.truncate(out, whole.rfind(b"\n") + 1)
    return kept
