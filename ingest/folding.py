"""Text without what a reader may leave out: case, accents, typographic apostrophes."""

import re
import unicodedata
from functools import lru_cache

KEPT = 50_000  # texts kept folded: the sentences and questions that are looked at again and again
LETTERS = str.maketrans({"’": "'", "œ": "oe", "æ": "ae"})


@lru_cache(KEPT)
def folded(text: str) -> str:
    """Lower case, without accents or ligatures, typographic apostrophes made plain."""
    if text.isascii():  # most words are, and there is nothing to take apart
        return text.lower()
    # Taken apart first: "𝐑" and "ǣ" are letters to fold only then.
    decomposed = unicodedata.normalize("NFKD", text).lower().translate(LETTERS)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def as_written(text: str, start: int, end: int) -> str:
    """What stands in a text from one place of its folding to another; folded, where folding moved the places."""
    flat = folded(text)
    return (text if len(text) == len(flat) else flat)[start:end]


def slug(text: str) -> str:
    """A text as part of an id: "Données d'essai" is "donnees-d-essai"."""
    return "-".join(re.findall(r"[a-z0-9]+", folded(text)))
