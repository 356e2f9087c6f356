"""The cases of an index made ready to be explored: filtered, counted, ordered, in milliseconds for ten thousand.

Each value of a field is one whole number whose bit i says whether case i has it, so that
filters are ANDs and ORs and a count is a count of bits (bitmap index: O'Neil and Quass,
"Improved query performance with variant indexes", SIGMOD 1997).
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Literal, get_args

from assistant.cases import FACETS, CasePage, CaseQuery, CaseSheet, Facet, FacetValue, values_of
from ingest.folding import folded
from ingest.records import Statut

Sort = Literal["id", "territoire", "titre", "title", "region", "statut", "annee"]
STATUSES: tuple[Statut, ...] = get_args(Statut)  # in the order of a project's life
WORD = re.compile(r"[^\W_]+")


class CaseIndex(Mapping[str, CaseSheet]):
    """The cases by id, in the order of their ids; made once for each version of an index."""

    def __init__(self, sheets: Mapping[str, CaseSheet]) -> None:
        self._sheets = dict(sheets)
        self._list = list(self._sheets.values())
        self._all = (1 << len(self._list)) - 1
        self._bits = {facet: self._bits_of(facet) for facet in FACETS}
        self._folded = {facet: _merged(bits) for facet, bits in self._bits.items()}
        fold = cache(folded)  # the cases of a library share most of their words
        self._texts = ["".join(sorted({f" {fold(word)}" for word in _words(text_of(case))})) for case in self._list]

    def __getitem__(self, id: str) -> CaseSheet:
        return self._sheets[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)

    def having(self, facet: Facet, value: str) -> list[CaseSheet]:
        """The cases that have exactly this value."""
        return list(self._cases(self._bits[facet].get(value, 0)))

    def count(self, facet: Facet, value: str) -> int:
        """How many cases have exactly this value."""
        return self._bits[facet].get(value, 0).bit_count()

    def find(self, query: CaseQuery, sort: Sort = "id", *, backwards: bool = False) -> list[CaseSheet]:
        """The cases that a query asks for; those without a value to sort by come last either way."""
        found = _bits_set(self._meeting(query))
        if sort == "id":
            return [self._list[at] for at in found]
        ordered, silent = self._orders[sort]
        among = set(found)
        told = [self._list[at] for at in (reversed(ordered) if backwards else ordered) if at in among]
        return told + [self._list[at] for at in silent if at in among]

    def page(self, query: CaseQuery, page: int, size: int) -> CasePage:
        """One page of the cases that a query asks for, counted from 1; a page past the last is empty."""
        found = self.find(query)
        return CasePage(
            total=len(found),
            page=page,
            pages=math.ceil(len(found) / size),
            size=size,
            cases=[case.listed() for case in found[(page - 1) * size : page * size]],
            facets=self.facets(query),
        )

    def facets(self, query: CaseQuery, names: Sequence[Facet] = FACETS) -> dict[Facet, list[FacetValue]]:
        """The values of these fields, the most frequent first, among the cases that meet the filters on the others."""
        words = self._holding(query.q)
        masks = {facet: self._wanted(facet, getattr(query, facet)) for facet in FACETS}
        found = {}
        for name in names:
            among = words
            for facet, mask in masks.items():
                among &= self._all if facet == name else mask
            counts = [(value, (bits & among).bit_count()) for value, bits in self._bits[name].items()]
            counts.sort(key=lambda pair: (-pair[1], pair[0]))
            found[name] = [FacetValue(value=value, count=count) for value, count in counts if count]
        return found

    def _meeting(self, query: CaseQuery) -> int:
        among = self._holding(query.q)
        for facet in FACETS:
            among &= self._wanted(facet, getattr(query, facet))
        return among

    def _wanted(self, facet: Facet, values: Iterable[str]) -> int:
        """The cases that have one of the values, all cases where none is asked for."""
        wanted = {folded(value) for value in values}
        found = 0 if wanted else self._all
        for value in wanted:
            found |= self._folded[facet].get(value, 0)
        return found

    def _holding(self, q: str) -> int:
        """The cases that hold every word of a text, or a word that begins with it."""
        if not q.strip():
            return self._all
        wanted = [f" {folded(word)}" for word in _words(q)]
        if not wanted:
            return 0  # only signs: they stand in no word
        flags = ("1" if all(word in text for word in wanted) else "0" for text in reversed(self._texts))
        return int("".join(flags) or "0", 2)

    def _bits_of(self, facet: Facet) -> dict[str, int]:
        flags: dict[str, bytearray] = {}
        for at, case in enumerate(self._list):
            for value in values_of(case, facet):
                flags.setdefault(value, bytearray(len(self._list) // 8 + 1))[at // 8] |= 1 << at % 8
        return {value: int.from_bytes(own, "little") for value, own in flags.items()}

    def _cases(self, bits: int) -> Iterator[CaseSheet]:
        return (self._list[at] for at in _bits_set(bits))

    @cached_property
    def _orders(self) -> dict[Sort, tuple[list[int], list[int]]]:
        """The places of the cases in each order, and of those that have nothing to order them by."""
        orders: dict[Sort, tuple[list[int], list[int]]] = {}
        for sort in get_args(Sort):
            keys = [_sort_key(case, sort) for case in self._list]
            told = sorted((at for at, key in enumerate(keys) if key), key=lambda at: (keys[at], at))
            orders[sort] = told, [at for at, key in enumerate(keys) if not key]
        return orders


def text_of(case: CaseSheet) -> str:
    """All that a case says, in both languages, for its words to be found."""
    sentences = [*case.resume, *case.summary]
    sentences += [sentence for section in (*case.sections, *case.english) for sentence in section.sentences]
    sentences += [sentence for answer in case.transparence.values() for sentence in answer]
    values = [value for facet in FACETS for value in values_of(case, facet)]
    figures = [figure.quoi for figure in case.chiffres]
    return " ".join([case.titre, case.title, *values, *figures, *(sentence.text for sentence in sentences)])


def _words(text: str) -> set[str]:
    return set(WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def _merged(bits: Mapping[str, int]) -> dict[str, int]:
    """The cases by folded value: those of values that differ in case or accents only, together."""
    merged: dict[str, int] = {}
    for value, own in bits.items():
        merged[folded(value)] = merged.get(folded(value), 0) | own
    return merged


def _bits_set(bits: int) -> list[int]:
    return [at for at, flag in enumerate(reversed(f"{bits:b}")) if flag == "1"]


def _sort_key(case: CaseSheet, sort: Sort) -> str:
    """What orders a case, "" where it does not say."""
    if sort == "statut":
        return "" if case.statut == "inconnu" else str(STATUSES.index(case.statut)) if case.statut in STATUSES else ""
    return folded(case.heading("en") if sort == "title" else getattr(case, sort))
