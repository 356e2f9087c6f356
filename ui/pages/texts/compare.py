"""Texts of the page compare."""

COMPARE: dict[str, tuple[str, str]] = {
    "compare.title": ("compare", "compare"),
}
