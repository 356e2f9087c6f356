"""HTML pieces of the report: tables, and bars drawn as inline SVG; every text is escaped here."""

from collections.abc import Iterable, Sequence
from html import escape

ROW, LEFT, WIDTH, VALUE = 22, 150, 360, 60  # pixels: height of a bar, its label, its full length, its figure


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A table whose first column names the rows."""
    titles = "".join(f'<th scope="col">{cell(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{cell(row[0])}</th>{"".join(f"<td>{cell(text)}</td>" for text in row[1:])}</tr>'
        for row in rows
    )
    return Markup(f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>")


def bars(title: str, values: Sequence[tuple[str, float | None]]) -> Markup:
    """Horizontal bars for shares from 0 to 1, one a label; a value of None has none."""
    height = ROW * len(values)
    drawn = "".join(_bar(place, label, value) for place, (label, value) in enumerate(values))
    return Markup(
        f'<figure><figcaption>{cell(title)}</figcaption><svg role="img" aria-label="{escape(title)}" '
        f'width="{LEFT + WIDTH + VALUE}" height="{height}" viewBox="0 0 {LEFT + WIDTH + VALUE} {height}">{drawn}'
        "</svg></figure>"
    )


def figure(value: float | None) -> str:
    """A mean or a share, with three decimals; a dash where it does not apply."""
    return "–" if value is None else f"{value:.3f}"


def cell(text: str) -> str:
    """A text as HTML shows it; `Markup` is left as it is."""
    return text if isinstance(text, Markup) else escape(text)


def _bar(place: int, label: str, value: float | None) -> str:
    length = round(WIDTH * min(max(value or 0.0, 0.0), 1.0))
    top, middle = place * ROW, place * ROW + ROW - 7
    return (
        f'<text x="{LEFT - 8}" y="{middle}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LEFT}" y="{top + 3}" width="{length}" height="{ROW - 6}"/>'
        f'<text x="{LEFT + length + 6}" y="{middle}">{figure(value)}</text>'
    )
