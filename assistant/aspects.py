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

from assistant.counting import APART, DIGITS, WORDS, counted, counting
from ingest.folding import folded

UNITS = r"(?:jours?|semaines?|mois|ans?|annees?|heures?|minutes?|secondes?|days?|weeks?|months?|years?|hours?|seconds?)"
# How often: the words of a question, and those of a sentence that tells it.
EACH = r"(?:per|a|each|every)"
RHYTHMS = {
    rf"(?:par|chaque) jour|{EACH} day|daily": rf"(?:par|chaque) jour|/jour|{EACH} day|daily|quotidien|24 (?:h|hours)",
    rf"par mois?|chaque mois|(?:{EACH}|evry) month|monthly": rf"(?:par|chaque) mois|/mois|{EACH} month|mensuel|monthly",
    rf"par ans?|{EACH} year|yearly|annual|annuel|chaque annee|l'annee|abonnement|subscription": (
        rf"par ans?\b|/an\b|annuel|chaque annee|tous les ans|l'annee|{EACH} year|annual|yearly"
    ),
}
MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)


KEPT = 50_000  # sentences whose kinds are kept: those of the cases asked about most


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


FREE = r"gratuit|\bfree\b|sans frais|no cost|at no charge|ne coute|aucun cout|aucun financement|without (?:any )?charge"
# An amount, or the word that there is none, or that it is not told.
MONEY = (
    rf"€|\d ?(?:euros?|eur)\b|\beuros\b|dollars?|{FREE}|"
    r"(?:couts?|prix|tarifs?|montants?|budgets?|costs?|prices?|amounts?)\b[^.]{0,60}\b(?:ne?|pas|non|inconnue?s?|not?|"
    r"unknown|never|undisclosed)\b"
)
ASPECTS = (
    Aspect(
        "money",
        _cues(
            r"combien (?!d)(?:[\w'-]+ ){0,7}?(?:cout|pay|depens|touche|verse|factur|consacr|gagn)|a combien s'elev|"
            r"en euros|in euros|set aside|prix\b|tarifs?\b|cout(?:e|s|ent|er|ait)?\b|budgets?\b|montants?\b|factur|"
            r"depens|debours|quelles? sommes?\b|combien d'euros|pa(?:ie(?:nt)?|y(?:ant|er?|ee?s?|ent))\b|costs?\b|"
            r"prices?\b|priced\b|paid?\b|pays?\b|paying\b|"
            r"spen[dt]\b|spending|expensive|budget|how much (?:money|did \w+ pay|is|was|are|were)\b|euros?\b|invoice|"
            r"fees?\b|(?:the|was the|what's the) bill\b|salaires?\b"
        ),
        _matching(MONEY),
    ),
    Aspect(
        "unit price",
        _cues(
            r"each (?!year|month|day|week)\w+|(?:a|one) single|chacune?\b|l'unite\b|unitaire|"
            r"per (?!year|month|day|week|c)\w+"
        ),
        _matching(
            r"\beach\b|chacune?\b|chaque\b|l'unite\b|unitaire|\bunit\b|\bpar (?!an\b|mois|jour)|apiece|"
            r"\bper (?!cent|year|month|day)|\b(?:la|le|une?|an?) (?:camera|licence|capteur|sensor)"
        ),
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
            r"percentage|fraction|percent)|what rate|how many percent"
        ),
        _matching(
            r"%|pour cent|per ?cent|\bsur\b \w+|out of|tiers|quarts?\b|moitie|half|third|quarter|\d \w+ of|"
            r"\d[^.]*\bdont\b|including|entier|entire|\ball\b|tous\b|toutes?\b|whole|full"
        ),
    ),
    Aspect(
        "difference",
        _cues(r"by how much|de combien|how far|quel ecart|how much of|what slice"),
        lambda text: bool(DIGITS.search(text)),
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
            r"quand\b(?! (?:on|ils?|elles?|les?|la|une?|l'|des|ce|cette|je|nous|vous)\b)|depuis quand|en quelle annee|"
            r"quelle (?:annee|date)|a quelle date|quel mois|(?:since|until|by) when|what (?:year|date)|which year|"
            r"when (?:is|was|were|will|did|does|do|are|has|have|can)\b"
        ),
        _matching(rf"\b(?:19|20)\d\d\b|\b(?:{MONTHS})\b"),
    ),
    Aspect(
        "number",
        _cues(
            rf"combien d(?:e|'|es)\b|combien d'|{APART}|quel nombre|nombre d|how many\b|hw many|number of\b|no of\b|"
            r"how (?:big|large)\b|nbre|cb d"
        ),
        lambda text: bool(DIGITS.search(text)),
    ),
    Aspect(
        "frequency",
        _cues(r"how often|how frequently|(?:a|avec) quelle frequence|tous les combien"),
        _matching(
            r"tou(?:s|tes) les|chaque|\bfois\b|\bpar (?:jour|mois|an|heure|minute|semaine)|every|each|times\b|once|"
            r"twice|daily|weekly|monthly|yearly|\bper (?!cent)|frequen"
        ),
    ),
    Aspect(
        "supplier",
        _cues(
            r"prestataire|fournisseur|fabricant|manufacturer|editeur|quelles? (?:entreprise|"
            r"societe|start-?up|jeune pousse|cabinet|boite)|"
            r"quels? (?:partenaire|industriel|laboratoire|institut)|qui (?:a )?(?:fourni|developp|livr|conc|edit)|"
            r"par qui|which (?:\w+ )?(?:company|firm|vendor|supplier|contractor|start-?up|consultancy|partner|"
            r"institute|lab)|what (?:company|firm|vendor|supplier|contractor|start-?up)|wh?ich (?:company|firm)|"
            r"who (?:supplied|developed|built|made|provided|delivered|designed|supplies|provides|makes)|(?:company|"
            r"supplier|vendor) did|with which|who (?:is|was) (?:the|its|their) (?:supplier|vendor|provider|contractor)"
        ),
        lambda text: bool(
            re.search(
                r"prestataire|fournisseur|editeur|entreprise|societe|start-?up|cabinet|laborato|universit|institut|"
                r"ecole|company|firm|vendor|supplier|contractor|consult|developed|developpe|concu|designed|manufactur|"
                r"fabri",
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
        "ending",
        _cues(
            r"arret|abandonn|suspend|renonc|mis fin|cess[eé]|stop(?:p|\b(?!-))|"
            r"(?:pas|jamais|not|never)\b.{0,30}\b(?:generalis|deploy|rolled out|extended)|"
            r"(?:call|scrapp|dropp|halt|cancell)ed\b|pull the plug|come to an end"
        ),
        _matching(
            r"arret|abandon|suspen|renonc|fin\b|cess[eé]|stopp|sans suite|sans motif|ended|halt|withdr|retir|"
            r"not (?:continued|pursued|extended|rolled)|pas (?:ete )?(?:generalis|poursuiv|reconduit|deploy)|"
            r"discontinu|dropped|scrapped"
        ),
    ),
    Aspect(
        "trouble",
        _cues(
            r"difficult|probleme|cloche|echec|echou|mal (?:pass|march)|limites?\b|critiqu|reproch|went wrong|"
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
            r"taux d'erreur|fiab|precision\b|faux positif|fausses?\b|se tromp|justesse|error rate|accura|reliab|"
            r"false (?:alarm|positive)|precise|wrong (?:answer|result)"
        ),
        _matching(r"erreur|fiab|precis|faux|fausse|justesse|exact|correct|error|accura|reliab|false|tromp|wrong"),
    ),
)


@lru_cache(1024)
def asked(text: str) -> tuple[Aspect, ...]:
    """The kinds of things that a question, or a part of one, asks for."""
    flat = folded(text)
    found = {aspect.name: aspect for aspect in ASPECTS if aspect.cues.search(flat)}
    # "combien de temps" is no count, and "what share of the budget…" or "why did it cost…" no price.
    if "duration" in found or ("money" in found and not counted(flat)):
        found.pop("number", None)
    if found.keys() & {"reason", "duration", "share", "difference"}:
        found.pop("money", None)
    if "money" not in found:
        found.pop("unit price", None)
    if "number" in found and (nouns := counted(flat)):
        found["number"] = replace(found["number"], shows=counting(nouns))
    rhythm = next((shows for cues, shows in RHYTHMS.items() if re.search(rf"\b(?:{cues})\b", flat)), None)
    if rhythm and found.keys() & {"money", "number"}:
        found["rhythm"] = Aspect("rhythm", re.compile(rhythm), _matching(rf"{rhythm}|{FREE}"))
    return tuple(found.values())


def shown(aspects: tuple[Aspect, ...], flat: str) -> float:
    """The share of these kinds of things that a sentence, given folded, holds; 1 where none is asked for."""
    return sum(_shows(aspect, flat) for aspect in aspects) / len(aspects) if aspects else 1.0


@lru_cache(KEPT)
def _shows(aspect: Aspect, flat: str) -> bool:
    return aspect.shows(flat)
