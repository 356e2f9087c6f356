"""Texts of the page case."""

CASE: dict[str, tuple[str, str]] = {
    "case.title": ("case", "case"),
}
