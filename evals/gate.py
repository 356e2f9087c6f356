"""The gate: does this code still find and answer what it did?

The scores of every question are kept in `evals/reference`, by question id. A measure that
fell is a failure when chance alone would hardly make it fall so far (the randomisation
test of `evals.compare`, one-sided, p < .05); a citation that leads nowhere, a figure that
stands in no source and a crash are failures each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evals.compare import Comparison, compare_scores
from evals.files import InvalidFile, Strict, parse, read_text, write_whole
from evals.questions import QuestionSet
from evals.records import Run, Task
from evals.scores import LOWER_IS_BETTER, Scores, scores_of

FOLDER = Path(__file__).parent / "reference"
ANSWERED = 40  # questions answered, spread over kinds and languages; every one is searched for
P = 0.05
NEVER = ("invented citations", "unsupported numbers")
ACCEPT = "run `precedents eval gate --accept` to write it"
DIGITS = 4


class ReferenceHeader(Strict):
    """Which run the scores are of."""

    schema_version: Literal[1] = 1
    task: Task
    questions: str
    questions_digest: str
    index: str
    code: str
    date: str


class ReferenceScores(Strict):
    """The scores of one question."""

    id: str
    scores: dict[str, float | None]


@dataclass(frozen=True)
class Verdict:
    """How a run does beside its reference: nothing may be among the failures, each one sentence."""

    comparisons: list[Comparison]
    failures: list[str]


def asked_by_gate(task: Task, asked: QuestionSet) -> QuestionSet:
    """The questions of a set that the gate puts."""
    return asked if task == "search" else asked.stratified(ANSWERED)


def accept(run: Run, folder: Path) -> Path:
    """Write the scores of a run as the reference of its task; its path."""
    header = ReferenceHeader(
        task=run.header.task,
        questions=run.header.questions,
        questions_digest=run.header.questions_digest,
        index=run.header.receipt.index,
        code=run.header.code,
        date=run.header.date,
    )
    lines = [header, *(ReferenceScores(id=id_, scores=scores) for id_, scores in _rounded(run).items())]
    path = _path(run.header.task, folder)
    write_whole(path, "".join(line.model_dump_json() + "\n" for line in lines), "make its folder writable")
    return path


def require_reference(task: Task, asked: QuestionSet, folder: Path) -> dict[str, Scores]:
    """The reference scores by question id; raise `InvalidFile` where there are none, or for other questions."""
    path = _path(task, folder)
    first, *lines = read_text(path, ACCEPT).splitlines() or [""]
    header = parse(ReferenceHeader, first, path, 1, ACCEPT)
    if header.questions_digest != asked.digest:
        problem = f"field questions_digest: it is of other questions than {asked.name} now holds"
        raise InvalidFile(path, problem, ACCEPT, 1)
    kept = [parse(ReferenceScores, line, path, number, ACCEPT) for number, line in enumerate(lines, start=2)]
    missing = [question.id for question in asked.questions if question.id not in {one.id for one in kept}]
    if missing:
        raise InvalidFile(path, f"has no scores of {missing[0]}", ACCEPT)
    return {one.id: one.scores for one in kept}


def judge(run: Run, reference: Mapping[str, Scores]) -> Verdict:
    """Hold a run against its reference."""
    comparisons = compare_scores(reference, _rounded(run))
    return Verdict(comparisons, [*_fallen(run.header.task, comparisons), *breaches(run)])


def breaches(run: Run) -> list[str]:
    """What must never be, whatever the reference: crashes, citations that lead nowhere, figures of no source."""
    found = {"crashed": [record.question.id for record in run.records if record.error]}
    for measure in NEVER:
        found[measure] = [id_ for id_, scores in scores_of(run).items() if scores.get(measure)]
    return [f"{run.header.task}: {what}: {', '.join(ids)}" for what, ids in found.items() if ids]


def _rounded(run: Run) -> dict[str, dict[str, float | None]]:
    """The scores of a run as a reference holds them, so that a third is the same third on both sides."""
    return {
        id_: {name: None if value is None else round(value, DIGITS) for name, value in scores.items()}
        for id_, scores in scores_of(run).items()
    }


def _fallen(task: Task, comparisons: list[Comparison]) -> list[str]:
    return [
        f"{task}: {found.measure} fell from {found.first:.3f} to {found.second:.3f} (p {found.p / 2:.4f}); "
        f"lost: {', '.join(found.lost)}"
        for found in comparisons
        if found.measure not in NEVER and _is_worse(found) and found.p / 2 < P  # half: only a fall is looked for
    ]


def _is_worse(found: Comparison) -> bool:
    return found.difference > 0 if found.measure in LOWER_IS_BETTER else found.difference < 0


def _path(task: Task, folder: Path) -> Path:
    return folder / f"{task}.jsonl"
