"""Texts of the page about."""

ABOUT: dict[str, tuple[str, str]] = {
    "about.title": ("about", "about"),
}
