"""Questions to go on with: those that the cited case answers, in what the answer has not told of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from assistant.aspects import asked, shown
from assistant.assistant import Assistant
from assistant.cases import CaseSheet
from assistant.events import SourcesFound
from assistant.schemas import Answer, AskRequest, Filters, Source
from ingest.folding import folded
from ui.pages.texts import text_in

MOST = 4  # questions about the case
# The sections that a question may be about, the most asked for first.
SECTIONS = ("Résultats", "Difficultés", "Désaccords", "Moyens", "Données", "Gouvernance", "Suites")

Holds = Callable[[Source], bool]
"""Whether a source says what a question asks for."""


@dataclass(frozen=True)
class Suggestion:
    """A question, and the case that it is asked of; "" where it is asked of the whole library."""

    question: str
    case: str = ""

    @property
    def request(self) -> AskRequest:
        """The question as it is asked."""
        return AskRequest(question=self.question, filters=Filters(case=[self.case] if self.case else []))


def suggestions(assistant: Assistant, answer: Answer, cases: Mapping[str, CaseSheet]) -> list[Suggestion]:
    """Questions about the one case that an answer cites, and about its region; each was tried, and finds it."""
    told = {source.case for source in answer.sources}
    if answer.rows or answer.matrix or len(told) != 1 or not (case := cases.get(told.pop())):
        return []
    tried = (suggestion for suggestion, holds in _about(case, answer) if _found(assistant, suggestion, holds))
    near = Suggestion(text_in(answer.language)("ask.next.region", region=case.region))
    around = case.region and _found(assistant, near, lambda source: source.case != case.id)
    return [*islice(tried, MOST), *([near] if around else [])]


def _about(case: CaseSheet, answer: Answer) -> Iterator[tuple[Suggestion, Holds]]:
    """Questions that a case may answer, each with what tells that it does."""
    t = text_in(answer.language)

    def asks(key: str) -> tuple[Suggestion, Holds]:
        question = t(f"ask.next.{key}")
        return Suggestion(question, case.id), lambda source: shown(asked(question), folded(source.quote)) == 1

    if case.statut == "arrete":
        yield asks("stopped")
    yield asks("cost")
    partners = [folded(partner) for partner in case.partenaires]
    if partners:
        suggestion = Suggestion(t("ask.next.partners"), case.id)
        yield suggestion, lambda source: any(partner in folded(source.quote) for partner in partners)
    silent = {section.heading for section in case.sections} - {source.section for source in answer.sources}
    for heading in SECTIONS:
        if heading in silent:
            yield Suggestion(t(f"ask.next.{heading}"), case.id), _in_section(heading)


def _in_section(heading: str) -> Holds:
    return lambda source: source.section == heading


def _found(assistant: Assistant, suggestion: Suggestion, holds: Holds) -> bool:
    """Whether the answer would cite what the question asks for; it is not written."""
    events = assistant.stream(suggestion.request)
    next(events)  # how the question is read
    found = next(events)
    events.close()
    return isinstance(found, SourcesFound) and any(map(holds, found.sources))
