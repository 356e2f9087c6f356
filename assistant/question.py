"""What is asked: the question made clean, its language, its subject, the names in it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.aspects import Aspect, asked
from assistant.check import ENGLISH_CAPITALS
from assistant.errors import InvalidQuestion
from assistant.places import Gazetteer, Place, linked
from assistant.schemas import Language
from ingest.folding import folded
from ingest.language import language_of

MAX_CHARACTERS = 2000
MAX_PARTS = 3
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
# Words that any question to this library may hold: they tell nothing of its subject.
GENERIC = frozenset(
    """a about ai all am an and any are artificial as at authorities authority be been by can case cases cities city
    could department did do does done example examples for france french from give had has have how i in intelligence
    is it its library list local many me much municipalities municipality my of on or other our please project projects
    public region say show tell than that the their them there these they this to town towns use used uses using was we
    were what when where which who whom whose why will with would you your
    ainsi algorithme algorithmes artificielle au aux avec avez bibliotheque ca cas ce ces cet cette chez collectivite
    collectivites combien comment commune communes dans de depuis des donne du elle elles en entre est et etait ete
    existe exemple exemples fait faire faut france ia il ils intelligence je la laquelle le lequel les lesquelles
    lesquels leur leurs liste ma mairie mairies me mes moi mon municipalite ne nos notre nous on ont ou par parle pas
    peut plus pour pourquoi projet projets publique publiques qu quand que quel quelle quelles quels qui quoi sa sans
    se ses si son sont sur ta tes territoire territoires ton tu un une utilise utilisent utiliser utilisee ville villes
    vos votre vous y already concern concerns concerne concernant deja essaye essayee essayes tente tentee tentes teste
    testee testes tested tried get gets got receive received obtained obtenu obtenue obtenus recu recue recus
    eu""".split()
)
# How a question says that AI was the means. Every case of the library says so, and beside a short
# subject these words would weigh most: they bring whoever speaks of AI most.
BY_AI = re.compile(
    r"\s*\b(?:grâce à|grace a|avec|par|via|à l['’]aide de|au moyen de|with|using|by|through|thanks to)\s+"
    r"(?:de\s+)?(?:l['’]|une?\s+|an?\s+|the\s+)?(?:IA|AI|intelligence artificielle|artificial intelligence)\b"
    r"(?!\s+(?:g[ée]n[ée]rative|frugale))",
    re.IGNORECASE,
)
# Where one question ends and the next begins: "what did it save, and who paid for it?"
ASKING = (
    "how what which who whom whose why when where is are was were did does do could can has have by in "
    "combien quel quelle quels quelles qui que qu quoi pourquoi quand où ou comment est a à ont dans avec de en"
).replace(" ", "|")
BETWEEN = re.compile(
    rf"[?;:.!]\s+|,\s+(?:(?:and|but|or|et|mais|ou)\s+)?|\s+(?:and|but|et|mais|&)\s+(?=(?:{ASKING})\b)", re.I
)


@dataclass(frozen=True)
class Question:
    """A question understood.

    `wanted` is what to search for: the question without its mention of AI as the means;
    `parts` the questions in it, where it asks more than one. `topic` holds its words of
    meaning; `places` the places it names; `names`, folded, the other words that name someone
    or something: words with a capital (the first word and acronyms left out). `whole`: it asks
    nothing in particular of what it names (`overview`).
    """

    text: str
    language: Language
    wanted: str
    parts: tuple[str, ...]
    topic: str
    names: frozenset[str]
    places: tuple[Place, ...]
    whole: bool = False

    @cached_property
    def topics(self) -> list[str]:
        """The words of meaning of the whole question, then of each of its parts."""
        return [self.topic, *(" ".join(word for word, _ in topic_words(part)) for part in self.parts)]

    @cached_property
    def subject(self) -> list[str]:
        """Its words of meaning less those that name places, or say what kind of thing is asked for."""
        return [word for word in self.topic.split() if self.tells(word, self.aspects[0])]

    def tells(self, word: str, aspects: Iterable[Aspect]) -> bool:
        """Whether a word names something other than its places and the kinds of things asked for."""
        flat = folded(word)
        named = any(flat in place.said for place in self.places)
        return not named and not any(aspect.cues.search(flat) for aspect in aspects)

    @cached_property
    def asked_places(self) -> tuple[Place, ...]:
        """The places that an answer must be about: the towns and authorities named, else the larger ones.

        A larger one counts beside a town that is not in it ("the Gard and Chartres"). Places
        that it asks around ("south of Paris") are no condition, nor those set aside.
        """
        within = [place for place in self.places if not (place.near or place.aside)]
        towns = [place for place in within if place.is_town]
        return tuple(
            place
            for place in within
            if place in towns
            or not towns
            or any(linked(self.text, place, town) and not place.holds(town) for town in towns)
        )

    @cached_property
    def aspects(self) -> list[tuple[Aspect, ...]]:
        """The kinds of things that the whole question, then each of its parts, asks for."""
        return [asked(text) for text in (self.wanted, *self.parts)]


def understand(text: str, gazetteer: Gazetteer) -> Question:
    """Clean and read a question; raise `InvalidQuestion` when it cannot be asked."""
    clean = clean_question(text)
    topic = topic_words(clean)
    places = tuple(gazetteer.find(clean))
    capitals = {
        folded(word)
        for word, at in topic
        if at > 0 and clean[at - 2] not in ".?!" and word[0].isupper() and not word.isupper()
    }
    of_places = {word for place in places for word in place.said}
    wanted = BY_AI.sub("", clean) if topic else clean
    return Question(
        text=clean,
        language=language_of(clean),
        wanted=wanted,
        parts=_parts(wanted),
        topic=" ".join(word for word, _ in topic),
        names=frozenset(capitals - ENGLISH_CAPITALS - of_places),
        places=places,
    )


def words_of(text: str) -> list[str]:
    """The words of a text, compounds and elisions taken apart."""
    return [piece for match in WORD.finditer(text) for piece in _pieces(match[0])]


def topic_words(text: str) -> list[tuple[str, int]]:
    """The words of meaning in a text, each with the place where it stands."""
    words = [(part, match.start()) for match in WORD.finditer(text) for part in _pieces(match[0])]
    return [(word, at) for word, at in words if len(word) > 1 and folded(word) not in GENERIC]


def _parts(text: str) -> tuple[str, ...]:
    """The questions in one that asks several things; nothing where it asks one."""
    parts = [part.strip(" ?!.,;:") for part in BETWEEN.split(text)]
    parts = [part for part in parts if topic_words(part)]
    return tuple(parts[:MAX_PARTS]) if len(parts) > 1 else ()


def _pieces(word: str) -> list[str]:
    """The pieces of a compound or elided word: "l'eau" is "l" and "eau"."""
    return re.split(r"['’-]", word)


def clean_question(text: str) -> str:
    """The question with its white space folded; raise `InvalidQuestion` when it cannot be asked."""
    flat = " ".join(text.split())
    if not flat:
        raise InvalidQuestion("the question is empty; write it in French or English")
    if len(text) > MAX_CHARACTERS:
        raise InvalidQuestion(
            f"the question has {len(text)} characters, {MAX_CHARACTERS} at most; shorten it to what you want to know"
        )
    for position, character in enumerate(flat, start=1):
        if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
            raise InvalidQuestion(
                f"the question has a control character (U+{ord(character):04X}) at position {position}; remove it"
            )
    return flat
