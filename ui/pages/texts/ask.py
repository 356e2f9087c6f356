"""Texts of the page ask."""

ASK: dict[str, tuple[str, str]] = {
    "ask.title": ("ask", "ask"),
}
