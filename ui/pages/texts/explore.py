"""Texts of the page explore."""

EXPLORE: dict[str, tuple[str, str]] = {
    "explore.title": ("explore", "explore"),
}
