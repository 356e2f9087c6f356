"""What kind of thing a question asks for, and which sentences give that kind of thing.

The expected answer type of question answering (Li and Roth, "Learning question
classifiers", COLING 2002), by cues rather than by a model: "combien a coûté…" wants a sum
of money, "since when…" a date. A sentence that holds no such thing does not answer,
however near its subject.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.figures import NUMBER_WORDS
from ingest.folding import folded

UNITS = r"(?:jours?|semaines?|mois|ans?|annees?|heures?|minutes?|secondes?|days?|weeks?|months?|years?|hours?|seconds?)"
WORDS = "|".join(word for word, number in NUMBER_WORDS.items() if number > 1)
DIGITS = re.compile(rf"\d|\b(?:{WORDS}|aucune?|no|none|zero|dizaines?|douzaines?|centaines?|milliers?|dozens?)\b")
COUNTED = re.compile(r"(?:combien d(?:e |es |')|how many (?:\w+ of )?|number of |nombre d(?:e |es |'))([a-z]{4,})")
PEOPLE = (
    "people|person|resident|inhabitant|user|staff|agent|employee|official|student|pupil|visitor|citizen|adviser|"
    "household|personne|habitant|usager|utilisateur|citoyen|agente|eleve|visiteur|conseiller|gens|salarie|foyer|"
    "allocataire|famille"
)
MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)


@dataclass(frozen=True)
class Aspect:
    """A kind of thing asked for: `cues` tell it in a question, `shows` in a sentence (both folded text)."""

    name: str
    cues: re.Pattern[str]
    shows: Callable[[str], bool]


def _matching(pattern: str) -> Callable[[str], bool]:
    found = re.compile(pattern)
    return lambda text: bool(found.search(text))


def _cues(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})")


MONEY = (
    r"€|\beuros?\b|\bk€|\bm€|\beur\b|gratuit|free of charge|for free|\bfree\b|sans frais|no cost|at no charge|"
    r"ne coute|aucun cout|aucun financement|financ|budget|\bcouts?\b|\bcosts?\b|dollars?"
)
ASPECTS = (
    Aspect(
        "money",
        _cues(
            r"combien (?!d)(?:[\w'-]+ ){0,7}?(?:cout|pay|depens|touche|verse|factur|consacr)|a combien s'elev|en euros|"
            r"in euros|set aside|prix\b|tarifs?\b|cout(?:e|s|ent|er|ait)?\b|budgets?\b|montants?\b|factur|depens|"
            r"combien d'euros|payant|costs?\b|prices?\b|priced\b|paid?\b|pays?\b|spen[dt]\b|spending|expensive|budget|"
            r"how much (?:money|did \w+ pay)|euros?\b|invoice|fees?\b"
        ),
        _matching(MONEY),
    ),
    Aspect(
        "funding",
        _cues(
            r"financ|subvention|subside|aide[s]? (?:financ|de l'etat|europ)|qui (?:a )?pay|cofinanc|"
            r"fund(?:ed|ing|s)?\b|grants?\b|subsid|who paid|who pays|national aid"
        ),
        _matching(
            r"financ|subvention|\baid[eé]|\baid\b|fonds|\bfund|grant|subsid|pay[es]|paid|prend en charge|"
            r"soutien|support|appel a projets|call for projects|france 2030|feder|budget"
        ),
    ),
    Aspect(
        "share",
        _cues(
            r"quelle (?:part|proportion|fraction)|quel (?:pourcentage|taux)|pourcent|what (?:share|proportion|"
            r"percentage|fraction|percent)|how much of|what rate|by how much|de combien"
        ),
        _matching(rf"%|pour cent|per ?cent|\bsur\b \d|out of|tiers|quarts?\b|moitie|half|third|quarter|\d|{WORDS}"),
    ),
    Aspect(
        "duration",
        _cues(
            r"combien de temps|en combien de|quelle duree|duree|how (?:long|quickly|fast)\b|in how long|how many "
            r"(?:days|weeks|months|years)"
        ),
        _matching(
            rf"(?:\d|\b(?:{WORDS}|une?|one|an?|quelques|few|several|plusieurs|demi|half))[^.]{{0,18}}\b{UNITS}\b|"
            rf"nuit|night|summer|ete\b"
        ),
    ),
    Aspect(
        "date",
        _cues(
            r"quand\b|depuis quand|en quelle annee|quelle (?:annee|date)|a quelle date|quel mois|when\b|since when|"
            r"what (?:year|date)|which year"
        ),
        _matching(rf"\b(?:19|20)\d\d\b|\b(?:{MONTHS})\b"),
    ),
    Aspect(
        "number",
        _cues(
            r"combien d(?:e|'|es)\b|combien d'|quel nombre|nombre d|how many\b|number of\b|how (?:big|large)\b|nbre|"
            r"cb d"
        ),
        lambda text: bool(DIGITS.search(text)),
    ),
    Aspect(
        "supplier",
        _cues(
            r"prestataire|fournisseur|editeur|quelles? (?:entreprise|societe|start-?up|jeune pousse|cabinet|boite)|"
            r"quels? (?:partenaire|industriel|laboratoire|institut)|qui (?:a )?(?:fourni|developp|livr|conc|edit)|"
            r"par qui|which (?:\w+ )?(?:company|firm|vendor|supplier|contractor|start-?up|consultancy|partner|"
            r"institute|lab)|what (?:company|firm|vendor|supplier|contractor|start-?up)|wh?ich (?:company|firm)|"
            r"who (?:supplied|developed|built|made|provided|delivered|designed|supplies|provides|makes)|(?:company|"
            r"supplier|vendor) did|with which"
        ),
        lambda text: bool(
            re.search(
                r"prestataire|fournisseur|editeur|entreprise|societe|start-?up|cabinet|laborato|universit|institut|"
                r"ecole|company|firm|vendor|supplier|contractor|consult|developed|developpe|concu|designed|by the|"
                r"d[' e]apres",
                text,
            )
        ),
    ),
    Aspect(
        "hosting",
        _cues(
            r"heberg|serveurs?\b|ou sont (?:stock|conserv)|hosted|hosting|servers?\b|where (?:is|are) (?:\w+ "
            r"){1,3}(?:stored|kept)|cloud"
        ),
        _matching(r"heberg|serveur|server|host|cloud|stock|stored|centre de donnees|data ?cent|local"),
    ),
    Aspect(
        "reason",
        _cues(
            r"pourquoi|pour quelles? raisons?|quelle raison|motifs?\b|why\b|what (?:reason|for)\b|reasons?\b|how come"
        ),
        _matching(
            r"faute d|parce|car\b|raison|motif|en effet|afin|pour (?!cent)|cause|grace|because|for lack|due to|reason|"
            r"since|in order|so that|\bto \w+|abandon|juge|estim|n'est|n'a |ne |not\b|no\b"
        ),
    ),
    Aspect(
        "trouble",
        _cues(
            r"difficult|probleme|cloche|echec|echou|mal (?:pass|march)|rat[eé]|limites?\b|critiqu|reproch|went wrong|"
            r"gone wrong|trouble|problems?\b|fail(?:ed|ure)|issues?\b|drawback|criticis|complain|hold against|wrong "
            r"with"
        ),
        _matching(
            r"difficult|probleme|erreur|limite|critiqu|reproch|manqu|echou|echec|trop|insuffis|ne \w+ pas|n'\w+ pas|"
            r"regret|contest|wrong|error|problem|limit|fail|lack|too |not |slow|delay|heterogen|mistake|flaw|complain"
        ),
    ),
    Aspect(
        "accuracy",
        _cues(
            r"taux d'erreur|fiab|precision\b|faux positif|fausses? alerte|justesse|error rate|accura|reliab|"
            r"false (?:alarm|positive)|precise"
        ),
        _matching(r"erreur|fiab|precis|faux|fausse|justesse|exact|correct|error|accura|reliab|false|%|right"),
    ),
)


@lru_cache(1024)
def asked(text: str) -> tuple[Aspect, ...]:
    """The kinds of things that a question, or a part of one, asks for."""
    flat = folded(text)
    found = [aspect for aspect in ASPECTS if aspect.cues.search(flat)]
    counted = COUNTED.search(flat)
    if counted:
        found = [replace(a, shows=_counting(counted[1])) if a.name == "number" else a for a in found]
    names = {aspect.name for aspect in found}
    # "combien de temps" is no count, and "combien de personnes a-t-il coûté" hardly a price.
    return tuple(aspect for aspect in found if not (aspect.name == "number" and names & {"duration", "money"}))


def _counting(noun: str) -> Callable[[str], bool]:
    """Whether a sentence gives a number of these: the noun, or another word for people, stands near a figure."""
    words = PEOPLE if noun.rstrip("s") in PEOPLE.split("|") else re.escape(noun.rstrip("s")[:7])
    near = re.compile(rf"{DIGITS.pattern}.{{0,50}}\b(?:{words})|\b(?:{words}).{{0,30}}{DIGITS.pattern}")
    return lambda text: bool(near.search(text))


def shown(aspects: tuple[Aspect, ...], flat: str) -> float:
    """The share of these kinds of things that a sentence, given folded, holds; 1 where none is asked for."""
    return sum(aspect.shows(flat) for aspect in aspects) / len(aspects) if aspects else 1.0
