"""Tables as text: one line a row, `Column: value; Column: value`, so that a row can be cited."""

from collections.abc import Iterable, Iterator, Mapping


def row_texts(rows: Iterable[Mapping[int, str]]) -> Iterator[str]:
    """The text of each row that has any; a row gives the text of its cells by column.

    The first row with two filled cells or more names the columns. Rows before it (a title),
    rows of a table of one column, and names over no row at all stand as they are.
    """
    names: dict[int, str] = {}
    used = False
    for row in rows:
        cells = {column: text for column, cell in sorted(row.items()) if (text := " ".join(cell.split()))}
        if not names and len(cells) > 1:
            names = cells
        elif cells:
            used = used or bool(names)
            yield "; ".join(f"{names[column]}: {text}" if column in names else text for column, text in cells.items())
    if names and not used:
        yield "; ".join(names.values())
