"""Texts of the page contribute."""

CONTRIBUTE: dict[str, tuple[str, str]] = {
    "contribute.title": ("contribute", "contribute"),
}
