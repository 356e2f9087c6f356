"""The map of France: its départements shaded by their number of cases, Paris larger beside, overseas as tiles.

Outlines: `reference/NOTICE` says whose they are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.territories import territories

PARIS = ("75", "92", "93", "94")  # too small to be clicked in the whole country
OVERSEAS = ("971", "972", "973", "974", "976", "975", "977", "978", "986", "987", "988")
CLASSES = 4  # shades


@dataclass(frozen=True)
class Place:
    """A département: `shade` is 0 without a case, else 1 to 4; `outline` an SVG path, "" overseas."""

    code: str
    name: str
    outline: str
    count: int
    shade: int
    chosen: bool


@dataclass(frozen=True)
class FranceMap:
    """What is drawn; `legend` has the least and most cases of each shade, from 1, None for a shade that stays empty."""

    mainland: list[Place]
    paris: list[Place]
    overseas: list[Place]
    legend: list[tuple[int, int] | None]

    @property
    def told(self) -> list[Place]:
        """The places with cases, the most first: what the map says, as a list."""
        return sorted((p for p in (*self.mainland, *self.overseas) if p.count), key=lambda p: (-p.count, p.name))


def france(counts: Mapping[str, int], chosen: Sequence[str]) -> FranceMap:
    """The map of cases by the INSEE codes of their départements; those chosen are marked."""
    legend = classes(max(counts.values(), default=0))

    def place(code: str, outline: str = "") -> Place:
        count = counts.get(code, 0)
        shade = next((n for n, range_ in enumerate(legend, 1) if range_ and range_[0] <= count <= range_[1]), 0)
        return Place(code, territories()["departement", code].nom, outline, count, shade, code in chosen)

    mainland = [place(code, outline) for code, outline in outlines().items()]
    return FranceMap(
        mainland=mainland,
        paris=[one for one in mainland if one.code in PARIS],
        overseas=[place(code) for code in OVERSEAS],
        legend=legend,
    )


def classes(most: int) -> list[tuple[int, int] | None]:
    """The ranges of the shades from 1 to `most`, each as many times larger than the one before it."""
    tops = [int(most ** (n / CLASSES) + 1e-9) for n in range(CLASSES + 1)]
    ranges = [(low + 1, high) for low, high in zip([0, *tops[1:-1]], tops[1:], strict=True)]
    return [range_ if range_[0] <= range_[1] else None for range_ in ranges]


@cache
def outlines() -> dict[str, str]:
    """The outline of each département of the mainland and Corsica, by INSEE code."""
    text = (files("ui.pages") / "reference" / "departements.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found
