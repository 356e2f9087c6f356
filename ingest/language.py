"""The language of a text, French or English: the door to lingua."""

import re
from functools import cache

from lingua import Language as Lingua
from lingua import LanguageDetector, LanguageDetectorBuilder

from ingest.words import Language

# Words that only one of the two languages has, "en" left out: it is in the names of towns. They settle short
# questions, in which French names would otherwise weigh more than English words ("what about Bordeaux?").
FRENCH = frozenset(
    """au aux avec ce cette ces combien comment dans de des du elle elles est et il ils la le les leur mais ont ou
    par pas pour pourquoi qu quand que quel quelle quelles quels qui quoi sa ses son sont sur un une""".split()
)
ENGLISH = frozenset(
    """about and any are did do does for from give had has have how is it many much of show tell that the their there
    they this to was were what when where which who why with""".split()
)


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(Lingua.FRENCH, Lingua.ENGLISH).build()


def language_of(text: str) -> Language:
    """The language of `text`; a text that shows neither (a bare name, a figure) counts as French."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    french, english = sum(word in FRENCH for word in words), sum(word in ENGLISH for word in words)
    if french != english:
        return "fr" if french > english else "en"
    if len(words) == 1 and not text.islower():
        return "fr"  # letters tell nothing of a name
    return "en" if _detector().detect_language_of(text) == Lingua.ENGLISH else "fr"
