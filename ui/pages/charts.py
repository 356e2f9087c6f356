"""Counts as bars that filter when they are clicked: each knows what its field would be after that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.cases import FacetValue
from ingest.folding import folded


@dataclass(frozen=True)
class Bar:
    """A value with its cases: its length is in hundredths of the longest, `then` the field's values once clicked."""

    value: str
    label: str
    count: int
    length: int
    chosen: bool
    then: list[str]


def bars(values: Sequence[FacetValue], chosen: Sequence[str], label: Callable[[str], str]) -> list[Bar]:
    """The values with their counts, those chosen first, even where they have no case left."""
    counts = {value.value: value.count for value in values}
    wanted = {folded(value) for value in chosen}
    held = {folded(value) for value in counts}
    counts.update({value: 0 for value in chosen if folded(value) not in held})
    longest = max(counts.values(), default=0) or 1
    found = [
        Bar(
            value=value,
            label=label(value),
            count=count,
            length=-(-100 * count // longest),
            chosen=folded(value) in wanted,
            then=[one for one in chosen if folded(one) != folded(value)] + ([] if folded(value) in wanted else [value]),
        )
        for value, count in counts.items()
    ]
    return sorted(found, key=lambda bar: not bar.chosen)


def timeline(years: Sequence[Bar]) -> list[Bar]:
    """The years from the first to the last, those without a case too."""
    by_year = {int(bar.value): bar for bar in years if bar.count}
    if not by_year:
        return []
    span = range(min(by_year), max(by_year) + 1)
    return [by_year.get(year, Bar(str(year), str(year), 0, 0, False, [])) for year in span]
