"""From use to test: feedback on answers becomes draft questions.

A draft has all that a question has, and `review`, which says what its reader found and
what is left to do. Question files do not know that field, so a draft is refused until
someone has written what an ideal answer says, and taken it out. People type what they
like into a question: read it for names of persons before it goes any further.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from assistant.feedback import Feedback
from assistant.schemas import Filters
from evals.files import InvalidFile, parse, read_text
from evals.questions import GoldQuestion
from ingest.folding import folded, slug

TO_DO = {
    "": "Check that `cases` holds every case an ideal answer cites; write `facts`.",
    "wrong-source": "The cases cited were wrong: write those an ideal answer cites; write `facts`.",
    "wrong-fact": "Check `cases`; write the right `facts`.",
    "missing-case": "A case was missing: add it to `cases`; write `facts`.",
    "other": "Write `cases` and `facts`.",
}


class Draft(GoldQuestion):
    """A question to be reviewed."""

    review: str


def read_feedback(path: Path) -> list[Feedback]:
    """The feedback in a file, one JSON object a line; raise `InvalidFile` at the first fault."""
    text = read_text(path, "give the file that feedback was collected in")
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise InvalidFile(path, "there is no feedback in it", "give the file that feedback was collected in")
    return [parse(Feedback, line, path, number, "correct that line, or take it out") for number, line in lines]


def drafts(feedback: Iterable[Feedback], asked: Collection[GoldQuestion]) -> list[Draft]:
    """One draft for each question that is not among those already `asked`, with all that was said of it."""
    known = {_key(question.question) for question in asked}
    by_question: dict[str, list[Feedback]] = {}
    for one in feedback:
        if _key(one.question) not in known:
            by_question.setdefault(_key(one.question), []).append(one)
    return [_draft(number, said) for number, said in enumerate(by_question.values(), start=1)]


def _draft(number: int, said: list[Feedback]) -> Draft:
    """The draft of a question; a reader who was not content counts before one who was."""
    worst = min(said, key=lambda one: one.rating == "up")
    cases = [] if worst.reason == "wrong-source" else worst.cases
    told = [f"{one.date} {one.rating}: {' '.join([one.reason, one.comment]).strip()}".rstrip(" :") for one in said]
    return Draft(
        id=f"draft-{worst.language}-{number:03}-{slug(worst.question)[:40].strip('-')}",
        language=worst.language,
        kind="fact",
        question=worst.question,
        history=[],
        cases=cases,
        facts=[],
        answerable=True,
        filters=Filters(),
        review=f"{TO_DO[worst.reason]} Readers: {'; '.join(told)}. Cited: {', '.join(worst.cases) or 'none'}.",
    )


def _key(question: str) -> str:
    return " ".join(folded(question).split())
