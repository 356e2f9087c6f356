"""What a question wants counted, and which sentences give a number of it.

"How many leaks?" wants leaks beside a figure. Years are no counts. People are called by
many names: whoever asks for staff may be told of agents.
"""

import re
from collections.abc import Callable, Sequence

from ingest.figures import NUMBER_WORDS

WORDS = "|".join(word for word, number in NUMBER_WORDS.items() if number > 1)
# A figure that is no year, or a number as a word.
DIGITS = re.compile(
    rf"(?<![\d.,])(?!(?:19|20)\d\d(?!\d))\d|"
    rf"\b(?:{WORDS}|aucune?|no|none|zero|dizaines?|douzaines?|centaines?|milliers?|dozens?)\b"
)
SCALES = r"(?:(?:milliers|millions|milliards) d(?:e |')|(?:hundreds|thousands|millions|billions) of )?"
# "combien de fuites…", and with its words apart: "combien l'agglo a-t-elle trouvé de fuites ?".
APART = r"combien\b(?!\s+d[e'])[^?.,;]{0,60}\b(?:a-t|ont|avait|avaient)-(?:ils?|elles?|on) [a-z]+ d(?:e |')"
COUNTED = re.compile(
    rf"(?:(?:(?:combien|nombre) d(?:e |es |')|{APART}){SCALES}([a-z0-9]{{3,}})|(?:how many|number of) {SCALES}(.+))"
)
# Where the words for what is counted end in English: "how many AI cameras are mounted…".
COUNTED_ENDS = re.compile(
    r"\b(?:a|an|the|in|on|of|for|to|at|by|from|per|each|every|with|and|or|that|who|did|do|does|is|are|was|were|will|"
    r"has|have|had|can|could|use|uses|used|came|got|ended|out)\b|[^\w -]"
)
ANYBODY = "people|person|user|personne|utilisateur|gens|monde"  # whoever is counted may be called that
PEOPLE = (
    "staff|agent|agente|employee|official|adviser|conseiller|salarie|civil servant|fonctionnaire|driver",
    "resident|inhabitant|citizen|household|habitant|usager|citoyen|foyer|famille|allocataire|claimant|recipient",
    "student|pupil|eleve|lyceen|enfant|child|children",
    "councillor|elu|elue|vote|voix|member",
    "visitor|visiteur",
)
SIGNS = {"kilometre": "km|kilomet", "degre": "°|degre", "degree": "°|degree", "tonne": r"t\b|tonne"}


def counted(flat: str) -> list[str]:
    """The words for what a question wants counted: "how many fly-tipping incidents" gives tipping and incidents."""
    match = COUNTED.search(flat)
    if not match:
        return []
    words = [match[1]] if match[1] else re.findall(r"[a-z0-9]{4,}", COUNTED_ENDS.split(match[2])[0])
    return [word for word in words if not word.endswith("ed")] or words


def counting(nouns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a sentence gives a number of these: a noun, or another word for people, stands near a figure."""
    wanted: list[str] = []
    for stem in (noun.rstrip("s") for noun in nouns):
        groups = [group for group in PEOPLE if stem in (*group.split("|"), *ANYBODY.split("|"))]
        wanted += [*groups, ANYBODY] if groups else [SIGNS.get(stem, re.escape(stem[:7]))]
    words = "|".join(wanted)
    near = re.compile(
        rf"(?:{DIGITS.pattern})\S*(?: [^\s.,;]+){{0,5}}? ?(?:[dl]')?(?:{words})|"
        rf"\b(?:{words}).{{0,30}}(?:{DIGITS.pattern})"
    )
    return lambda text: bool(near.search(text))
