"""The cases of an index as records, and which of them one asks for; `assistant.case_index` finds those."""

import logging
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from assistant.data import Data
from assistant.labels import label_of
from assistant.schemas import Language
from ingest.cases import Case, case_paths, read_case
from ingest.errors import InvalidCase
from ingest.prose import Section, Sentence, read_sentences
from ingest.records import Bibliotheque, Chiffre, PublicSource

Facet = Literal[
    "territoire", "echelon", "departement", "region", "theme", "sous_themes", "statut", "techniques", "partenaires",
    "sujets", "audience", "annee",
]  # fmt: skip
FACETS: tuple[Facet, ...] = get_args(Facet)
TRANSPARENCY = (
    "status_abandon", "financement", "mise_en_oeuvre", "hebergement", "algorithme_description",
    "algorithme_operations", "donnees_source", "donnees_acces", "decision", "risque", "proportionnalite", "erreur",
    "explicabilite", "reversibilite", "objection", "impact_environnement",
)  # fmt: skip
STARTS = re.compile(r"(?!jusqu)\D*((?:19|20)\d\d)")  # "depuis 2023" starts then, "jusqu'à 2026" at no known time
LOG = logging.getLogger(__name__)
MAX_VALUE = 200  # characters of a filter value at most: no value of the library is nearly as long


class CaseSummary(Data):
    """A case in a list: what it is and where; `theme` holds the main theme first, `title` the English title or ""."""

    id: str
    titre: str
    title: str
    territoire: str
    echelon: str
    code: str
    departement: str
    region: str
    theme: list[str]
    sous_themes: list[str]
    statut: str
    periode: str
    techniques: list[str]
    partenaires: list[str]
    sujets: list[str]
    audience: list[str]
    chiffres: list[Chiffre]
    resume: list[Sentence]
    summary: list[Sentence]

    @property
    def annee(self) -> str:
        """The first year of its period, "" where it tells none."""
        found = STARTS.match(self.periode)
        return found[1] if found else ""


class CaseSheet(CaseSummary):
    """A whole case; a sentence's `sources` are numbers, from 1, in `sources`.

    `transparence` has the answers to the library's transparency questions, by field of
    `Bibliotheque`, those that are answered. `english` has the sections of the English
    edition, each sentence with its French original, and is empty where there is none.
    `techniques_nommees` has the names of its techniques, in their order.
    """

    techniques_nommees: dict[Language, list[str]]
    bibliotheque: Bibliotheque
    transparence: dict[str, list[Sentence]]
    sections: list[Section]
    english: list[Section]
    sources: list[PublicSource]

    def heading(self, language: Language) -> str:
        """The title in this language, where there is one."""
        return self.title if language == "en" and self.title else self.titre

    def prose(self, language: Language) -> list[Section]:
        """The sections in this language, where there is an edition in it."""
        return self.english if language == "en" and self.english else self.sections

    def short(self, language: Language) -> list[Sentence]:
        """The summary in this language."""
        return self.summary if language == "en" else self.resume

    def listed(self) -> CaseSummary:
        """What a list shows of it."""
        return CaseSummary.model_validate({name: getattr(self, name) for name in CaseSummary.model_fields})


class CaseQuery(Data):
    """Which cases: words they must all hold, and by field values of which they must have one.

    Case and accents do not count. A value that no case has leaves none.
    """

    q: str = Field("", max_length=MAX_VALUE, description="words, or their beginnings, that stand anywhere in the case")
    territoire: list[str] = Field(default_factory=list, max_length=100)
    echelon: list[str] = Field(default_factory=list, max_length=100)
    departement: list[str] = Field(default_factory=list, max_length=100)
    region: list[str] = Field(default_factory=list, max_length=100, examples=[["Bretagne"]])
    theme: list[str] = Field(default_factory=list, max_length=100, examples=[["eau"]])
    sous_themes: list[str] = Field(default_factory=list, max_length=100)
    statut: list[str] = Field(default_factory=list, max_length=100)
    techniques: list[str] = Field(default_factory=list, max_length=100)
    partenaires: list[str] = Field(default_factory=list, max_length=100)
    sujets: list[str] = Field(default_factory=list, max_length=100)
    audience: list[str] = Field(default_factory=list, max_length=100)
    annee: list[str] = Field(default_factory=list, max_length=100, description="first years of periods")


class FacetValue(Data):
    """A value and the number of cases that have it, among those that meet the other filters."""

    value: str
    count: int


class CasePage(Data):
    """A page of a list of cases: `total` counts all of them, `facets` the values one may filter by."""

    total: int
    page: int
    pages: int
    size: int
    cases: list[CaseSummary]
    facets: dict[Facet, list[FacetValue]]


def read_sheets(corpus: Path, ids: Iterable[str]) -> dict[str, CaseSheet]:
    """The cases of a library that have one of these ids, in the order of their ids."""
    wanted = set(ids)
    sheets = {}
    for path in case_paths(corpus):
        if path.stem in wanted:
            try:
                sheets[path.stem] = sheet_of(read_case(path), corpus)
            except InvalidCase as fault:  # the index still holds it as it was; `precedents check` says the same
                LOG.warning("%s; it is not listed until then", fault)
    return sheets


def sheet_of(case: Case, corpus: Path) -> CaseSheet:
    """A case as it was read, as a sheet; the thesaurus of `corpus` names its techniques."""
    languages: tuple[Language, ...] = get_args(Language)
    record, own = case.record, case.record.bibliotheque
    return CaseSheet(
        **record.model_dump(include={"id", "titre", "territoire", "echelon", "code", "departement", "region"}),
        **record.model_dump(include={"statut", "periode", "techniques", "partenaires"}),
        techniques_nommees={
            language: [label_of("techniques", technique, language, corpus) for technique in record.techniques]
            for language in languages
        },
        title=case.english.title if case.english else "",
        theme=[record.theme, *record.autres_themes],
        sous_themes=list(own.sous_themes),
        sujets=list(case.sujets),
        audience=list(own.audience),
        chiffres=record.chiffres,
        resume=list(case.resume),
        summary=list(case.summary),
        bibliotheque=own,
        transparence=_answers(case),
        sections=list(case.sections),
        english=list(case.english.sections) if case.english else [],
        sources=record.sources,
    )


def _answers(case: Case) -> dict[str, list[Sentence]]:
    """The transparency questions that a case answers, with its sentences."""
    n = len(case.record.sources)
    given = {name: str(getattr(case.record.bibliotheque, name)) for name in TRANSPARENCY}
    return {
        name: list(read_sentences(case.path, name, text, n, report=lambda _: None))
        for name, text in given.items()
        if text
    }


def values_of(case: CaseSheet, facet: Facet) -> list[str]:
    """The values of a field of a case, none where it is empty."""
    value = getattr(case, facet)
    return [value] if isinstance(value, str) and value else list(value)
