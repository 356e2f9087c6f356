"""An answer drawn piece by piece while it is made: the same templates for the whole page and for its stream."""

import json
import math
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from typing import Any
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import Request

from assistant.asking import NEWS, Queued
from assistant.assistant import Assistant
from assistant.case_index import CaseIndex
from assistant.cases import CaseQuery
from assistant.errors import TooBusy
from assistant.events import Done, QuestionUnderstood, SentenceChecked, SourcesFound
from assistant.fields import STATUSES
from assistant.http.answers import holder_of
from assistant.http.problems import problem_of
from assistant.schemas import Answer, AnswerSentence, AskRequest, Chip, Language, Source
from ui.pages.carrying import as_markdown, as_text
from ui.pages.reading import Opened, opened
from ui.pages.site import Site, language_of
from ui.pages.suggestions import suggestions

SHOWN = 10  # rows of a list before "show all"
PLACES = ("territoire", "departement", "region")

Part = tuple[str, str]
"""A piece of a page: its name (`templates/parts/ask/<name>.html`), and its HTML."""


class Telling:
    """Draws the parts of one answer, in the order in which they come; `turn` keeps its ids apart on the page.

    What was drawn so far is in `view`: the values of the templates.
    """

    def __init__(self, site: Site, http: Request, request: AskRequest, turn: str) -> None:
        self.site, self._http, self._request = site, http, request
        self.view: dict[str, Any] = {
            "turn": turn,
            "request": request,
            "opened": {},
            "address_of": address_of,
        }

    async def parts(self) -> AsyncGenerator[Part, None]:
        """The parts as HTML; raises as `Desk.stream`."""
        async with aclosing(self.events()) as names:
            async for name in names:
                yield name, self.site.draw(self._http, f"parts/ask/{name}.html", **self.view)

    def fault(self, error: Exception) -> Part:
        """The notice that an error ended the answer."""
        return "fault", self.site.draw(self._http, "parts/ask/fault.html", **self.view, fault=fault_of(error))

    async def events(self) -> AsyncGenerator[str, None]:
        """The names of the parts, each once `view` has what it takes to draw it."""
        whole = False  # a list or a comparison is drawn when all of it is there
        done, told = 0, time.monotonic()
        async with aclosing(self.site.desk.stream(self._request, holder_of(self._http))) as events:
            async for event in events:
                match event:
                    case Queued(position=position):
                        self.view["position"] = position
                        yield "queued"
                    case QuestionUnderstood(understood=understood):
                        whole = understood.kind in ("list", "count", "compare")
                        self.view |= await to_thread.run_sync(self._read, event)
                        yield "understood"
                    case SourcesFound(sources=sources, language=language):
                        self.view["opened"] = await to_thread.run_sync(self._opened, sources, language)
                        yield "sources"
                    case SentenceChecked(sentence=sentence):
                        self.view |= {"sentence": sentence, "done": done}
                        if not whole or not sentence.citations:  # a list begins with how many there are
                            yield "sentence"
                        elif time.monotonic() - told > NEWS:
                            told = time.monotonic()
                            yield "progress"
                        done += 1
                    case Done(answer=answer):
                        self.view |= await to_thread.run_sync(self._answered, answer)
                        for name in ("body", "end", "consulted"):
                            yield name
                        self.view["suggestions"] = await to_thread.run_sync(self._suggestions, answer)
                        yield "next"

    def _read(self, event: QuestionUnderstood) -> dict[str, Any]:
        """How the question was read: each condition with the address that asks again without it, "" if none does."""
        request, cases = self._request, self.site.service.cases()

        def without(*left_out: str) -> str:
            return address_of(request.model_copy(update={"without": list(left_out)}))

        return {
            "understood": event.understood,
            "spoken": event.language,
            "only": [
                (cases[value].heading(event.language) if value in cases else value, _unfiltered(request, field, value))
                for field, values in request.filters.model_dump().items()
                for value in values
            ],
            "chips_read": [
                (chip.label, without(*request.without, chip.key) if removable(event) else "")
                for chip in event.understood.chips
            ],
            "left_out": [
                (
                    one.partition("=")[2].replace("-", " "),
                    without(*(other for other in request.without if other != one)),
                )
                for one in request.without
            ],
        }

    def _opened(self, sources: list[Source], language: Language) -> dict[int, Opened]:
        service = self.site.service
        found = opened(service.assistant(), sources, language, service.cases())
        return {one.source.number: one for one in found}

    def _answered(self, answer: Answer) -> dict[str, Any]:
        """What the parts of a whole answer are drawn from."""
        cases, today = self.site.service.cases(), date.today()
        cited = list(dict.fromkeys(s.case for s in answer.sources if s.case in cases))
        looked = dict.fromkeys(c.case for c in answer.consulted if c.case in cases and c.case not in cited)
        return {
            "answer": answer,
            "cases": cases,
            "cited": cited,
            "consulted": [cases[id_] for id_ in looked] if answer.sources else [],
            "shown": SHOWN,
            "explore": _explore(answer, cases),
            "told": _told(answer),
            "compare": f"/compare?{urlencode([('case', id_) for id_ in answer.matrix.cases])}" if answer.matrix else "",
            "statuses": {statut: words[language_of(self._http)] for statut, words in STATUSES.items()},
            "text": as_text(answer, today),
            "markdown": as_markdown(answer, today),
            "receipt": json.dumps(answer.receipt.model_dump(), indent=2, ensure_ascii=False),
            "feedback": self.site.service.settings.feedback,
            "feedback_days": self.site.service.settings.feedback_days,
            # A follow-up is asked again as it reads without its conversation.
            "share": address_of(
                self._request.model_copy(update={"question": answer.understood.standalone or answer.question})
            ),
        }

    def _suggestions(self, answer: Answer) -> list[Any]:
        service = self.site.service
        assistant: Assistant = service.assistant()
        return list(suggestions(assistant, answer, service.cases()))


def address_of(request: AskRequest, path: str = "/") -> str:
    """Where a question is asked, without its conversation."""
    filters = [(name, value) for name, values in request.filters.model_dump().items() for value in values]
    left_out = [("without", value) for value in request.without]
    return f"{path}?{urlencode([('q', request.question), *filters, *left_out])}"


def _unfiltered(request: AskRequest, field: str, value: str) -> str:
    """The address of a question without one value of its filters."""
    kept = [other for other in getattr(request.filters, field) if other != value]
    return address_of(request.model_copy(update={"filters": request.filters.model_copy(update={field: kept})}))


def removable(read: QuestionUnderstood) -> bool:
    """Whether the conditions that were read may be taken out.

    Where a question names places alone, the places of a fact or of a comparison are no
    filter but part of what is asked, and a follow-up is held by its conversation: leaving
    them out would change nothing.
    """
    understood = read.understood
    selects = understood.kind in ("list", "count") or any(chip.field not in PLACES for chip in understood.chips)
    return selects and not understood.standalone


def fault_of(error: Exception) -> dict[str, Any]:
    """What a notice says of an error: its kind, the service's own words, and in how many seconds to come again."""
    found = problem_of(error)
    seconds = math.ceil(error.seconds) if isinstance(error, TooBusy) else 0
    kind = found.type.rpartition(":")[2]
    known = kind if kind in ("too-busy", "invalid-request", "unavailable") else "failed"
    return {"kind": known, "detail": found.detail, "seconds": seconds, "status": found.status}


def _told(answer: Answer) -> dict[str, list[AnswerSentence]]:
    """The sentences of an answer by the case that they cite."""
    told: dict[str, list[AnswerSentence]] = {}
    for sentence in answer.sentences:
        for number in sentence.citations[:1]:
            told.setdefault(answer.sources[number - 1].case, []).append(sentence)
    return told


def _explore(answer: Answer, cases: CaseIndex) -> tuple[str, int] | None:
    """The conditions of a list as an address of the page Explore, and the number of cases that meet them there."""
    if not answer.rows or not answer.understood.chips:
        return None
    wanted: dict[str, list[str]] = {}
    for chip in answer.understood.chips:
        if chip.field in ("chiffres", "periode", "population"):  # the page Explore filters by none of these
            return None
        # A town is a code to the assistant and a name to the catalogue: the names are those of the cases found.
        values = [row.territoire for row in answer.rows] if chip.field == "territoire" else [_named(chip)]
        wanted[chip.field] = list(dict.fromkeys([*wanted.get(chip.field, []), *values]))
    found = cases.find(CaseQuery.model_validate(wanted))
    return (f"/explore?{urlencode(wanted, doseq=True)}", len(found)) if found else None


def _named(chip: Chip) -> str:
    return chip.label if chip.field == "region" else chip.value
