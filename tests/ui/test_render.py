"""Answers as text for the terminal."""

from ui.render import marked, sources_text

SOURCE = {
    "number": 1,
    "origin": "library",
    "page": None,
    "territoire": "Rennes Métropole",
    "title": "Pilotage",
    "section": "Résultats",
    "quote": "Jusqu'à 20 % d'énergie économisée.",
    "public_sources": [{"editeur": "Journal", "url": "https://example.org/a(b)"}],
}


def test_a_sentence_is_followed_by_its_marks() -> None:
    assert marked({"text": "Deux.", "citations": [1, 3]}) == "Deux. [1][3]"


def test_the_terminal_shows_each_source_with_its_quote_and_pages() -> None:
    text = sources_text([SOURCE])
    assert text.splitlines() == [
        "[1] Rennes Métropole, Pilotage (Résultats)",
        "    « Jusqu'à 20 % d'énergie économisée. »",
        "    Journal: https://example.org/a(b)",
    ]
