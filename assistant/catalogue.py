"""The typed records of the library's cases, in memory: what whole-library answers are made from."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.places import KINDS, Gazetteer, Place, significant, tokens
from assistant.schemas import Filters, Language
from ingest.passages import Origin, Passage
from ingest.prose import RESUME, SUMMARY
from ingest.store import Store


@dataclass(frozen=True)
class CaseRecord:
    """What the library knows of a case, by filter field; `titles` by language."""

    id: str
    origin: Origin
    titles: Mapping[Language, str]
    territoire: str
    code: str
    echelon: str
    departement: str
    region: str
    theme: tuple[str, ...]
    statut: str
    periode: str
    techniques: tuple[str, ...]
    sujets: tuple[str, ...]
    partenaires: tuple[str, ...]

    def title(self, language: Language) -> str:
        """The title in a language, in French where there is no other."""
        return self.titles.get(language) or self.titles["fr"]

    def values(self, field: str) -> tuple[str, ...]:
        """The values of a filter field."""
        held = self.id if field == "case" else getattr(self, field)
        return (held,) if isinstance(held, str) else tuple(held)

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words of the authority's name."""
        return frozenset(tokens(self.territoire))

    @cached_property
    def where(self) -> frozenset[str]:
        """Those that say where it is: "Ville de Lyon" is {lyon}."""
        return frozenset(significant(self.words)) - KINDS - {"grand"}

    def is_authority_of(self, place: Place) -> bool:
        """Whether it is the authority of a département or région, not one within: "Département du Gard"."""
        return place.level in self.words and self.is_in(place)

    def is_in(self, place: Place) -> bool:
        """Whether the case is of that place: the authority itself, or one of that département or région."""
        if place.level == "region":
            return self.region == place.region
        if place.level == "departement":
            return self.departement == place.code
        words = set(place.words)
        if not words or not words <= self.words:
            return bool(self.code) and self.code == place.code
        # Grand Paris Seine Ouest is not Paris: a longer name counts only in the same département.
        return place.level == "territoire" or self.where <= words or self.departement == place.departement


class Catalogue:
    """The cases of one index, in the order of their ids."""

    def __init__(self, cases: Iterable[CaseRecord], knows: Callable[[str], bool] = lambda _: False) -> None:
        self.cases = {case.id: case for case in sorted(cases, key=lambda case: case.id)}
        self.gazetteer = Gazetteer((case.territoire for case in self.cases.values() if case.territoire), knows)

    @classmethod
    def of(cls, store: Store) -> "Catalogue":
        """The catalogue of a store: the cases of the library and the rows of tables, not what someone put in."""
        shorts: dict[str, dict[Language, Passage]] = {}
        for passage in store.passages({"section": (RESUME, SUMMARY)}, ()):
            shorts.setdefault(passage.case, {}).setdefault(passage.language, passage)
        for passage in store.passages({"origin": ("table",)}, ()):
            shorts.setdefault(passage.case, {}).setdefault(passage.language, passage)
        return cls((_record(short) for short in shorts.values() if "fr" in short), store.frequencies.knows)

    def meeting(self, filters: Filters) -> list[CaseRecord]:
        """The cases that meet every filter."""
        wanted = {field: set(values) for field, values in filters.model_dump().items() if values}
        return [
            case
            for case in self.cases.values()
            if all(values & set(case.values(field)) for field, values in wanted.items())
        ]

    def of_place(self, place: Place) -> list[CaseRecord]:
        """The cases of a place; none where the library holds none."""
        return [case for case in self.cases.values() if case.is_in(place)]

    def aside(self, places: Iterable[Place]) -> set[str]:
        """The ids of the cases of those of these places that a question sets aside."""
        return {case.id for place in places if place.aside for case in self.of_place(place)}

    def counts(self, field: str) -> dict[str, int]:
        """How many cases have each value of a field, the most frequent first."""
        counts = Counter(value for case in self.cases.values() for value in case.values(field) if value)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _record(short: Mapping[Language, Passage]) -> CaseRecord:
    passage = short["fr"]
    dumped: dict[str, Any] = passage.model_dump(include=set(CaseRecord.__dataclass_fields__) - {"id", "titles"})
    fields: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in dumped.items()}
    return CaseRecord(
        **fields,
        id=passage.case,
        titles={language: piece.titre for language, piece in short.items()},
    )
