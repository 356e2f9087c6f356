"""Run a question set through the system, and keep what became of every question."""

import os
import platform
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from evals.baselines import baseline_rankings
from evals.questions import GoldQuestion, QuestionSet
from evals.records import PRECEDENTS, Header, InvalidRun, Record, Run, Task, read_run
from evals.subject import Subject

Progress = Callable[[int, int], None]
"""Called with how many questions are done, and how many there are."""


def run_search(subject: Subject, asked: QuestionSet, out: Path, resume: bool, progress: Progress) -> Run:
    """Search for every question, with the system and with the baselines, into the record `out`.

    A question that crashes is recorded as a failure. With `resume` the questions that
    `out` already holds are kept as they are. Raises `InvalidRun` when `out` exists and is not
    to be resumed, or is of another run.
    """
    return _run("search", _searched, subject, asked, out, resume, progress)


def run_answers(subject: Subject, asked: QuestionSet, out: Path, resume: bool, progress: Progress) -> Run:
    """Answer every question into the record `out`; see `run_search`."""
    return _run("answers", _answered, subject, asked, out, resume, progress)


def _searched(subject: Subject, question: GoldQuestion) -> Record:
    started = time.perf_counter()
    hits = subject.assistant.search(question.request)
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    found = list(dict.fromkeys(hit.passage.case for hit in hits))
    rankings = {PRECEDENTS: found, **baseline_rankings(question, subject.store, subject.embedder)}
    return Record(question=question, rankings=rankings, search_ms=milliseconds)


def _answered(subject: Subject, question: GoldQuestion) -> Record:
    answer = subject.assistant.ask(question.request)
    found = list(dict.fromkeys(passage.case for passage in answer.consulted))
    return Record(question=question, rankings={PRECEDENTS: found}, search_ms=answer.timings.search_ms, answer=answer)


def _run(
    task: Task,
    answer: Callable[[Subject, GoldQuestion], Record],
    subject: Subject,
    asked: QuestionSet,
    out: Path,
    resume: bool,
    progress: Progress,
) -> Run:
    header = _header(task, subject, asked)
    kept = _begin(out, header, resume)
    done = {record.question.id for record in kept.records}
    records = list(kept.records)
    progress(len(done), len(done | {question.id for question in asked.questions}))
    with out.open("a", encoding="utf-8") as file:
        for question in asked.questions:
            if question.id in done:
                continue
            try:
                record = answer(subject, question)
            except Exception as error:  # whatever it is, it is this question's failure, not the run's
                told = " ".join(f"{type(error).__name__}: {error}".split())
                record = Record(question=question, rankings={}, search_ms=None, error=told)
            file.write(record.model_dump_json() + "\n")
            file.flush()
            records.append(record)
            progress(len(records), len(done | {q.id for q in asked.questions}))
    return Run(kept.header, records)


def _begin(out: Path, header: Header, resume: bool) -> Run:
    """The run that `out` holds, its line cut short taken away; a new one where there is none."""
    if out.exists() and not resume:
        raise InvalidRun(f"{out}: already holds a run; resume it with --resume, or write elsewhere with --json")
    if not out.exists():
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(header.model_dump_json() + "\n", encoding="utf-8")
        except OSError as error:
            raise InvalidRun(f"{out}: cannot be written ({error.strerror}); write elsewhere with --json") from error
        return Run(header, [])
    kept = read_run(out)
    for field in Header.model_fields:
        if field != "date" and getattr(kept.header, field) != getattr(header, field):
            raise InvalidRun(
                f"{out}: holds a run with another {field}, which cannot be resumed; write elsewhere with --json"
            )
    whole = out.read_bytes()
    os.truncate(out, whole.rfind(b"\n") + 1)
    return kept


def _header(task: Task, subject: Subject, asked: QuestionSet) -> Header:
    return Header(
        task=task,
        questions=asked.name,
        questions_digest=asked.digest,
        receipt=subject.receipt,
        commit=_commit(),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=f"{platform.system()} {platform.processor() or platform.machine()}, {os.cpu_count()} cores",
    )


def _commit() -> str:
    """The commit of the code, `-dirty` after it when files differ from it; "unknown" outside a checkout."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        told = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return told.stdout.strip()
