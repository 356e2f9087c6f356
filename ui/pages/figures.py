"""The figures of a case as rows: when they hold and how they are known, as far as their own words say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.cases import CaseSheet
from ingest.folding import folded
from ingest.records import PublicSource

Known = Literal["announced", "simulated", "estimated", "measured", "rough", ""]
MONTH = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|printemps|été|automne|hiver"
)
WHEN = re.compile(
    rf"(?:(?:début|fin|(?:\d{{1,2}} )?(?:{MONTH})) )?\b(?:19|20)\d\d\b(?:-(?:19|20)\d\d\b)?", re.IGNORECASE
)
# The words by which a figure says how it is known; the first that are met tell.
KNOWN: tuple[tuple[Known, re.Pattern[str]], ...] = (
    ("simulated", re.compile(r"\b(?:simul|theorique|potentiel)")),
    (
        "announced",
        re.compile(r"\b(?:annonce|prevu|objectif|attendu|vise|promis|cible|a terme|previsionnel|non mesure)"),
    ),
    ("estimated", re.compile(r"\bestim")),
    ("measured", re.compile(r"\b(?:mesure|constate|releve\b|relevee)")),
    ("rough", re.compile(r"\b(?:environ|pres de)\b")),
)


@dataclass(frozen=True)
class Figure:
    """A figure as its case gives it; `when` and `known` are "" where its words do not say."""

    what: str
    value: float | int
    unit: str
    when: str
    known: Known
    sources: list[tuple[int, PublicSource]]


def figures_of(case: CaseSheet) -> Iterator[Figure]:
    """The figures of a case, in its order."""
    for figure in case.chiffres:
        flat, whens = folded(figure.quoi), WHEN.findall(figure.quoi)
        known: Known = next((name for name, words in KNOWN if words.search(flat)), "")
        sources = [(number, case.sources[number - 1]) for number in figure.sources]
        yield Figure(figure.quoi, figure.valeur, figure.unite, ", ".join(dict.fromkeys(whens)), known, sources)
