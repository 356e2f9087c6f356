r"""Does an English sentence still deny, hedge, raise or lower what its French source does?

By words alone, in lists read against the library's own English edition, whose sentences
are true translations. A wording is refused where one of the two denies and the other does not,
where the French says that something is expected, planned, announced or simulated and the
English says it flatly, and where one speaks of less and the other of more. A sentence that
holds both directions is not judged for them.

What denies for certain in one language asks for any word of the other that may stand for
it, and these are more: "sans effet suffisant" is also "too little effect".
"""

import re

from ingest.folding import folded


def _any(words: str) -> re.Pattern[str]:
    """Any of these words, each a pattern, on folded text."""
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b")


FRENCH_DENIES = _any(r"pas sans ni non(?!-) aucune?s? jamais rien n(?:e\b|').{1,40}?\b(?:plus|guere|personne)")
ENGLISH_DENIES = _any(r"not no(?!\.\s*\d) never none nothing nobody neither nor without cannot \w+n't")
FRENCH_MAY_DENY = re.compile(
    FRENCH_DENIES.pattern
    + r"|\bn'|\b(?:ne|non|nul\w*|personne|peu|faute|absence|absent\w*|manqu\w*|refus\w*|interdi\w*|"
    r"impossib\w*|incompatib\w*|invisib\w*|inconnu\w*|insuffis\w*|inutil\w*|incapab\w*|mal)\b"
)
ENGLISH_MAY_DENY = re.compile(
    ENGLISH_DENIES.pattern + r"|\b(?:un\w+ed|unable|unknown|only|little|few|lack\w*|fail\w*|refus\w*|stop\w*|absence|"
    r"non\w*|free\sof|instead|rather\sthan|at\sonce|immediately|otherwise)\b"
)

FRENCH_HEDGES = re.compile(
    r"\b(?:attend(?:u|ue|us|ues|ait|aient|ent)?|prévu(?:e|s|es)?|prévoi(?:t|ent)|d[oe]i(?:t|vent)|dev(?:ait|aient)|"
    r"simul(?:é|ée|és|ées|ation|ations|e|ent|ait|aient)|annonc(?:e|ent|é|ée|és|ées|ait|aient)|"
    r"envisag(?:e|ent|é|ée|és|ées|eait|eaient)|"
    # The conditional, whose stem ends like an infinitive; with its accents, for "préférait" is none.
    r"\w*(?:er|[mb][ea]ttr|dr|rr|[dc]evr|ir)ai(?:t|ent)|s?aurai(?:t|ent))\b"
)
ENGLISH_HEDGES = _any(
    r"expect\w* plan plans plann\w+ would should could might may must will shall simulat\w* announc\w* intend\w* "
    r"aim\w* hop(?:e|es|ed|ing) meant due forecast\w* estimat\w* await\w* wait\w* claim\w* report\w* say says said "
    r"(?:is|are|was|were|be)\s(?:\w+\s)?to (?:has|have|had)\s(?:\w+\s){0,3}?to envisag\w* contemplat\w* consider\w* "
    r"propos\w* target\w* project\w* provid\w+\sfor predict\w* promis\w* seek\w* suppos\w* potential\w* possib\w*"
)

FRENCH_LESS = _any(
    r"redui\w* reduction\w* baiss\w* abaiss\w* diminu\w* economis\w* economies? (?<!au\s)moins moindres? inferieur\w* "
    r"recul\w* chut(?:e|es|er|ent)"
)
FRENCH_MORE = _any(
    r"augment\w* hauss\w* accroi\w* accru\w* croissan\w* superieur\w* "
    r"(?<!au\s)plus(?!\s(?:bas|petit|faible|court|lent|leger|rapide|tard|tot)\w*)"
)
ENGLISH_LESS = _any(
    r"reduc\w* lower\w* decreas\w* saves? saved savings? less fewer cuts? cutting fell fallen drops? dropped declin\w*"
)
ENGLISH_MORE = _any(
    r"increas\w* raise[sd]? raising rises? rising rose risen more higher greater grow\w* grew exceed\w*"
)


def shifts(wording: str, source: str) -> list[str]:
    """How the English `wording` turns what the French `source` says; nothing when it does not."""
    english, french = folded(wording), folded(source)
    found = []
    if FRENCH_DENIES.search(french) and not ENGLISH_MAY_DENY.search(english):
        found.append("a negation is lost")
    if ENGLISH_DENIES.search(english) and not FRENCH_MAY_DENY.search(french):
        found.append("a negation is not in the source")
    if FRENCH_HEDGES.search(source.lower()) and not ENGLISH_HEDGES.search(english):
        found.append("what is expected or announced is told as a fact")
    less = bool(FRENCH_LESS.search(french)), bool(ENGLISH_LESS.search(english))
    more = bool(FRENCH_MORE.search(french)), bool(ENGLISH_MORE.search(english))
    if (less, more) in (((True, False), (False, True)), ((False, True), (True, False))):
        found.append("less and more are exchanged")
    return found
