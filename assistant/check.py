"""Does a sentence say only what its source says? Numbers and names, compared by code.

A wording passes when every number in it stands in the source sentence and none of the
source's is lost, the same for percentages, and every name in it stands in the source.
Numbers written as words count as their figures ("douze" = 12 = "twelve"), so that a
translator may use either.
"""

import re
from collections.abc import Iterable

from ingest.figures import number_differences
from ingest.folding import folded

NAME = re.compile(r"\b[^\W\d_a-zà-öø-ÿ][\w’'&.-]*[\w&]")
# Words that English writes with a capital where French has none, or another word.
ENGLISH_CAPITALS = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring autumn winter summer ai gis gdpr french english european city town region
    department council mayor metropolis metropolitan area state ministry court administrative i it its the a an in at
    on by for from with according since after before during between under over each every all no this these that as
    to of and or when while where once if because thanks due despite although however""".split()
)

# Words of territories' names that are ordinary words too, in French or English.
COMMON_IN_TERRITORIES = frozenset(
    """agence agglomeration archives communaute communes conseil departement departemental departementale departements
    etat etablissement eurometropole france grand grande habitat institut intercommunal mairie metropole mission mixte
    national nouvelle office pays port public region regional saint sainte service services syndicat union vallee ville
    villes urbaine sources coeur fontaine plaine agglo azur banque blanc bois cher cote deux direction gorges haute
    hautes hauts intercommunalites interconnectes loup manche mdph mobilites mont nice nord numerique ouest parc
    porte regie sdis territoires""".split()
)


def names(text: str) -> set[str]:
    """The words that begin with a capital, without accents or case, the first word of the text left out."""
    return {folded(word) for match in NAME.finditer(text) if match.start() > 0 for word in _parts(match[0])}


def place_words(territories: Iterable[str]) -> frozenset[str]:
    """The words that tell the library's territories apart, folded: "Rennes Métropole" gives "rennes"."""
    words = (word for territory in territories for word in re.findall(r"[^\W\d_]+", territory))
    return frozenset(folded(word) for word in words if word[0].isupper() and len(word) > 3) - COMMON_IN_TERRITORIES


def problems(wording: str, source: str, context: str, places: frozenset[str]) -> list[str]:
    """Why `wording` may not stand for the sentence `source`; nothing when it may.

    `context` (the case's territory and title) may lend names, never numbers. `places`
    are the folded words of the library's territories: a name even as the first word,
    where any word has a capital, and never to be lost from the source.
    """
    found = number_differences(wording, source)
    allowed = _words(f"{source} {context}")
    said, sourced = _words(wording), _words(source)
    unknown = (names(wording) - allowed - ENGLISH_CAPITALS) | ((said & places) - allowed)
    found += [f"name {name!r} is not in the source" for name in sorted(unknown)]
    found += [f"place {name!r} is lost" for name in sorted((sourced & places) - said)]
    return found


def _words(text: str) -> set[str]:
    return {part for word in re.findall(r"[\w’'&.-]+", text) for part in _parts(folded(word))}


def _parts(word: str) -> list[str]:
    """The parts of a compound word, without elided articles or the English possessive."""
    plain = re.sub(r"^(?:[dljmnst]|qu)['’]|['’]s$", "", word, flags=re.IGNORECASE)
    return [part for part in re.split(r"[-'’.&]", plain) if part]
