"""Questions to go on with: those that the cited case answers, in what the answer has not told of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.assistant import Assistant
from assistant.cases import CaseSheet
from assistant.schemas import Answer, AskRequest, Filters, Source, SourcesFound
from ui.pages.texts import text_in

MOST = 4
# The sections that a next question may be about, the most asked for first.
ASKED = ("Moyens", "Résultats", "Difficultés", "Désaccords", "Données", "Gouvernance", "Suites")


@dataclass(frozen=True)
class Suggestion:
    """A question, and the case that it is asked of; "" where it is asked of the whole library."""

    question: str
    case: str

    @property
    def request(self) -> AskRequest:
        """The question as it is asked."""
        return AskRequest(question=self.question, filters=Filters(case=[self.case] if self.case else []))


def suggestions(assistant: Assistant, answer: Answer, cases: Mapping[str, CaseSheet]) -> list[Suggestion]:
    """At most `MOST` questions, each tried: it finds what it asks for."""
    kept: list[Suggestion] = []
    for suggestion, section in _candidates(answer, cases):
        sources = _sources(assistant, suggestion.request)
        if sources if not section else any(source.section == section for source in sources):
            kept.append(suggestion)
        if len(kept) == MOST:
            break
    return kept


def _candidates(answer: Answer, cases: Mapping[str, CaseSheet]) -> Iterator[tuple[Suggestion, str]]:
    """Questions that may be answered, each with the section that should answer it ("" for any)."""
    told = {source.case for source in answer.sources}
    if answer.rows or answer.matrix or len(told) != 1 or not (case := cases.get(told.pop())):
        return
    t = text_in(answer.language)
    if case.statut == "arrete":
        yield Suggestion(t("ask.next.stopped"), case.id), ""
    cited = {source.section for source in answer.sources}
    held = {section.heading for section in case.sections}
    for section in ASKED:
        if section in held - cited:
            yield Suggestion(t(f"ask.next.{section}"), case.id), section
    if case.region:
        yield Suggestion(t("ask.next.region", region=case.region), ""), ""


def _sources(assistant: Assistant, request: AskRequest) -> list[Source]:
    """The sources that the answer would cite; it is not written."""
    events = assistant.stream(request)
    next(events)  # how the question is read
    found = next(events)
    events.close()
    return found.sources if isinstance(found, SourcesFound) else []
