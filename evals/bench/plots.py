"""Bars as SVG files, in colours that are legible on a light page and on a dark one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

ROW, LEFT, WIDTH, RIGHT, TOP = 22, 250, 440, 110, 30  # pixels: a bar, its label, its full length, its figure, the title
TEXT, BAR, LOW = "#6e7781", "#3b82c4", "#c4723b"  # at 4 to 1 or more on white and on black


@dataclass(frozen=True)
class Bar:
    """A label, a length in the unit of the plot, what is written beside it; a mark where the target is."""

    label: str
    value: float
    shown: str
    target: float | None = None


def bars(title: str, rows: Sequence[Bar], *, log: bool = False) -> str:
    """Horizontal bars from 0; with `log`, from 1 on a logarithmic scale, those below it in another colour."""
    scale = _log_scale(rows) if log else _scale(rows)
    height, width = TOP + ROW * len(rows) + 8, LEFT + WIDTH + RIGHT
    drawn = "\n".join(_drawn(place, row, *scale) for place, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" fill="{TEXT}">\n'
        f'<text x="8" y="18" font-size="14" font-weight="bold">{escape(title)}</text>\n{drawn}\n</svg>\n'
    )


def _scale(rows: Sequence[Bar]) -> tuple[float, float, bool]:
    return 0.0, WIDTH / (max((row.value for row in rows), default=0.0) or 1.0), False


def _log_scale(rows: Sequence[Bar]) -> tuple[float, float, bool]:
    """Where 1 is from the left edge of the bars, pixels a decade, that it is logarithmic."""
    marks = [math.log10(value) for row in rows for value in (row.value, row.target) if value]
    lowest, highest = min([0.0, *marks]), max([0.0, *marks])
    decade = WIDTH / ((highest - lowest) or 1.0)
    return -lowest * decade, decade, True


def _drawn(place: int, row: Bar, origin: float, unit: float, log: bool) -> str:
    def at(value: float) -> float:
        return LEFT + origin + unit * (math.log10(value) if log else value)

    top, start, end = TOP + place * ROW, LEFT + origin, at(row.value)
    left, length = min(start, end), max(abs(end - start), 1)
    colour = LOW if log and row.value < 1 else BAR
    drawn = (
        f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(row.label)}</text>'
        f'<rect x="{left:.1f}" y="{top + 3}" width="{length:.1f}" height="{ROW - 7}" fill="{colour}"/>'
        f'<text x="{left + length + 6:.1f}" y="{top + 15}">{escape(row.shown)}</text>'
    )
    if row.target is None:
        return drawn
    return drawn + f'<rect x="{at(row.target):.1f}" y="{top}" width="2" height="{ROW - 1}"/>'
