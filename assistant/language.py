"""The language of a question, French or English: the door to lingua."""

from functools import cache

from lingua import Language as Lingua
from lingua import LanguageDetector, LanguageDetectorBuilder

from assistant.schemas import Language


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(Lingua.FRENCH, Lingua.ENGLISH).build()


def language_of(text: str) -> Language:
    """The language of `text`; a text that shows neither (a bare name, a figure) counts as French."""
    return "en" if _detector().detect_language_of(text) is Lingua.ENGLISH else "fr"
