"""Answers as text: complete, and unable to smuggle markup."""

from ui.render import answer_markdown, marked, refusal_markdown, sources_text, told

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
SENTENCE = {"text": "Jusqu'à 20 %.", "citations": [1], "check": "quoted"}


def test_a_sentence_is_followed_by_its_marks() -> None:
    assert marked({"text": "Deux.", "citations": [1, 3]}) == "Deux. [1][3]"


def test_the_page_shows_sentence_source_quote_and_public_page() -> None:
    page = answer_markdown([SENTENCE], [SOURCE], "fr", "Réponse en 1.0 s")
    assert "Jusqu'à 20 %. \\[1\\]" in page
    assert "« Jusqu'à 20 % d'énergie économisée. »" in page
    assert "[Journal](https://example.org/a%28b%29)" in page
    assert "Réponse en 1.0 s" in page


def test_translated_sentences_are_marked_and_explained() -> None:
    page = answer_markdown([{**SENTENCE, "check": "supported"}], [SOURCE], "en", "")
    assert "\\*" in page
    assert "translations" in page
    assert "translations" not in answer_markdown([SENTENCE], [SOURCE], "en", "")


def test_markup_in_a_source_is_shown_not_obeyed() -> None:
    hostile = {**SOURCE, "quote": "<img src=x onerror=alert(1)> ![x](http://evil/x.png) [a](javascript:alert(1))"}
    page = answer_markdown([], [hostile], "fr", "")
    assert "<img" not in page
    assert "![x](" not in page
    assert "[a](" not in page


def test_the_terminal_shows_the_same() -> None:
    text = sources_text([SOURCE])
    assert text.splitlines() == [
        "[1] Rennes Métropole, Pilotage (Résultats)",
        "    « Jusqu'à 20 % d'énergie économisée. »",
        "    Journal: https://example.org/a(b)",
    ]


def test_a_list_says_whose_each_sentence_is_and_a_refusal_offers_cases() -> None:
    lead = {"text": "1 cas", "citations": [], "check": "recorded"}
    row = {"text": "Douze fuites.", "citations": [1], "check": "quoted"}
    rows = [{"territoire": "Sicoval", "title": "Fuites", "sentence": row}]
    listed = told({"rows": rows, "sentences": [lead, row], "language": "fr"})
    assert [sentence["text"] for sentence in listed] == ["1 cas", "Sicoval, Fuites : Douze fuites."]
    nearest = [{"territoire": "Ici*", "title": "Un cas"}]
    refusal = refusal_markdown({"text": "Rien.", "nearest": nearest, "language": "fr"})
    assert "- Ici\\*, Un cas" in refusal
    assert refusal_markdown({"text": "Rien.", "nearest": [], "language": "fr"}) == "Rien."
