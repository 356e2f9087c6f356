"""Texts of the page evaluation."""

EVALUATION: dict[str, tuple[str, str]] = {
    "evaluation.title": ("evaluation", "evaluation"),
}
