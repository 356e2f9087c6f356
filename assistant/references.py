"""Numbered references: each public page, and each case sheet, under one number in one document."""

import datetime
from typing import Literal

from assistant.cases import CaseSheet
from assistant.data import Data
from ingest.prose import Sentence
from ingest.records import PublicSource


class Reference(Data):
    """A public page, or the sheet of a case in the library where a field rests on no one page.

    `territoires` are the authorities of the cases (`cases`, by id) that it is cited for;
    `date` is the page's own, `consulted` the day on which the document was made.
    """

    number: int
    kind: Literal["page", "sheet"]
    title: str
    cases: list[str]
    territoires: list[str]
    publisher: str
    date: str
    url: str
    consulted: datetime.date


class Cited(Data):
    """A text and the numbers of the references it rests on; `original` is the French sentence that it translates."""

    text: str
    citations: list[int]
    original: str = ""


class References:
    """Gives references their numbers, from 1, in the order they are first cited."""

    def __init__(self, today: datetime.date) -> None:
        self._today = today
        self._found: dict[str, Reference] = {}

    def cited(self, sentence: Sentence, case: CaseSheet) -> Cited:
        """A sentence of a case with the references of its pages."""
        citations = self.pages(sentence.sources, case)
        return Cited(text=sentence.text, citations=citations, original=sentence.original)

    def pages(self, numbers: tuple[int, ...] | list[int], case: CaseSheet) -> list[int]:
        """The references of some of a case's sources, given by their numbers in the case."""
        return list(dict.fromkeys(self._page(case.sources[number - 1], case) for number in numbers))

    def sheet(self, case: CaseSheet) -> int:
        """The reference of the case's own sheet."""
        return self._add(f"case:{case.id}", case, "sheet", case.titre, "Precedents", "", "")

    def all(self) -> list[Reference]:
        """Every reference that was cited, in the order of the numbers."""
        return list(self._found.values())

    def _page(self, page: PublicSource, case: CaseSheet) -> int:
        return self._add(page.url, case, "page", page.titre, page.editeur, page.date, page.url)

    def _add(
        self, key: str, case: CaseSheet, kind: Literal["page", "sheet"], title: str, publisher: str, day: str, url: str
    ) -> int:
        known = self._found.get(key)
        cases = [*(known.cases if known else []), case.id]
        territoires = [*(known.territoires if known else []), case.territoire]
        self._found[key] = Reference(
            number=known.number if known else len(self._found) + 1,
            kind=kind,
            title=title,
            cases=list(dict.fromkeys(cases)),
            territoires=list(dict.fromkeys(territoires)),
            publisher=publisher,
            date=day,
            url=url,
            consulted=self._today,
        )
        return self._found[key].number
