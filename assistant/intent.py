"""What kind of answer a question wants: read from its words, without a model."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.bounds import bound_in
from assistant.places import Place, linked
from assistant.question import Question
from assistant.schemas import Kind
from assistant.subjects import Mention
from ingest.folding import folded

# What a list may be of. Plurals alone: "quelle ville…" and "which city…" ask for one.
UNITS = (
    r"(?:projets|cas|exemples|collectivites|communes|villes|departements|conseils|regions|metropoles|agglomerations|agglos|"
    r"intercommunalites|intercos|sdis|musees|syndicats|territoires|mairies|initiatives|experiences|experimentations|essais|"
    r"dispositifs|fiches|demarches|administrations|operateurs|usages|acteurs|offices|regies|precedents|services|"
    r"projects|cases|examples|authorities|councils|cities|citys|towns|municipalities|departments|regions|bodies|"
    r"halls|museums|initiatives|trials|experiments|places|services|utilities|precedents|uses|brigades|lycees|ecoles|"
    r"bibliotheques|laureats|winners|libraries|schools|syndicates|agencies|agences)"
)
RECORDS = re.compile(
    r"\b(?:projets|cas|exemples|initiatives|fiches|demarches|projects|cases|examples|usages|uses|precedents|"
    r"experiences|dispositifs)\b"
)
# The words between "how many" and what is counted: "how many pages on libraries" wants pages.
BEFORE = (
    r"(?:of (?:the|your|these|our) )?(?:[\w'-]+ (?:ou|et|or|and) (?:de |d'))?"
    r"(?:(?!(?:on|of|in|for|about|de|des|du|sur|par|with|from|at|by)\b)[\w'-]+ ){0,3}?"
)
# Where "case" means no record: "how many in each case?".
IDIOM = re.compile(r"\b(?:dans|en|selon) (?:chaque|tout|ce|les deux) cas\b|\bin (?:each|any|this|that|either) case\b")
COUNT = re.compile(
    rf"\b(?:combien (?:de |d')|how many |nombre de |number of ){BEFORE}{UNITS}\b|"
    rf"\bcombien[^?.]{{0,20}}\bles {UNITS}\b"
)
LIST = re.compile(
    rf"\b(?:quels|quelles|lesquels|lesquelles|which|what|wich)\s+(?:[\w'-]+ ){{0,2}}?{UNITS}\b|"
    rf"\b(?:list|listez?|lister|donnez?|citez?|show|recensez?|tous les|toutes les|all|give|ou sont|where are|"
    rf"je cherche|cherchons|looking for)\b(?:\s*[\w'-]+){{0,4}}?\s*\b{UNITS}\b|"
    rf"\b(?:qu'|que |quoi )[^?.]{{0,100}}\bcomme {UNITS}\b|"
    # What the answer would list: "chatbots that…", "des outils qui…".
    rf"^(?:des |les |the )?(?!does|was|has)[\w'-]{{3,}}[sx] (?:that|which|who|qui|dont)\b|"
    rf"^(?:des |some |any )?{UNITS} (?:de |d'|du |des |qui |ou |dont |of |that |who |which |where |in |with )"
)
EVERYTHING = re.compile(
    r"\b(?:qu'est[- ]ce qui se fait|que se passe[- ]t[- ]il|que fait[- ]on|tout ce qui se fait|tout ce que|"
    r"what(?:'s| is| has been| was) (?:done|going on|happening|being done)|everything)\b"
)
# What is asked of a subject, not of one case: "what works against food waste?", "comment former les agents ?".
MATTERS = (
    r"risques|resultats|benefices|gains|freins|limites|avantages|enseignements|lecons|retours|difficultes|pieges|"
    r"precautions|bonnes pratiques|risks|results|benefits|lessons|limits|pitfalls|drawbacks|examples|feedback"
)
GENERAL = re.compile(
    rf"\bcomment (?:bien |mieux )?[a-z]+(?:er|ir|re|oir)\b|\bquels? (?:sont )?(?:les )?(?:{MATTERS})\b|"
    rf"\b(?:que (?:sait|peut)-on|des exemples)\b|\bwhat (?:works|worked|(?:are )?(?:the )?(?:{MATTERS}))\b|"
    r"\bhow (?:to|(?:can|could|should|do) (?:we|one|i|councils|towns|cities|authorities|local authorities))\b|"
    rf"\b(?:any|some) (?:{MATTERS})\b|"
    # Whether anybody does it at all.
    r"^(?:do|does|has|have|did) any\w*\b|^(?:quelqu'un|anybody|anyone)\b|"
    r"^(?:une|des) (?:communes?|villes?|collectivites?|mairies?) (?:a-t-elle|ont-elles|utilisent?-(?:t-)?elles?)\b"
)
# What several did: "qu'est-ce que les Régions ont testé ?", "what has been tried on sewers?", "où a-t-on… ?".
DONE = r"tente|teste|essaye|fait|mis en place|lance|developpe|tried|tested|done|piloted|built|developed"
TRIED = re.compile(
    rf"\b(?:qu'est-ce qu(?:i|e|')|qu'ont|what (?:has|have|did))\b[^?]{{0,80}}\b(?:{DONE})\w*\b|"
    r"^(?:chez qui|ou (?:a-t-on|est-ce qu)|where (?:have|has)|anything|quelque chose)\b"
)
WHICH = re.compile(r"\b(?:quels|quelles|which)\s+([\w'-]+s)\b")
# "Who pays for it?" asks of one case, "who watches forests?" of them all.
WHO = re.compile(
    r"^(?:[\w',: -]{0,60}[.:,] )?(?:qui|who|where)\b(?!'s| (?:a |ont |used to |is |are |was |were |has )?(?:paie|pay|"
    r"paid|financ|fund|subsid|subvention|fourni|suppl|make|made|sell|vend|own|run|fabri|monitor|fait le|est |did the|"
    r"invent|conc))"
)
ABOUT = re.compile(
    r"\b(?:cette|cet|ce|votre|la|ta|this|your|the) (?:bibliotheque|base(?: de donnees)?|outil|site|service|library|"
    r"database|"
    r"tool|collection|corpus|assistant|catalogue)\b|\b(?:qui es-tu|qui etes-vous|que (?:sais|savez|peux|"
    r"pouvez)[- ](?:tu|vous)|what (?:can|do) you|who are you|how do you (?:check|verify|make|know|work)|"
    r"comment (?:verifi|fonctionn|marche|sais|savez|controle)\w*[- ]?(?:tu|vous)?|vos reponses|your answers|your case|"
    r"vos (?:fiches|cas|sources|donnees)|your (?:sources|data|cases)|browse here|policy areas|themes? couvert|"
    r"are you (?:an? |the )|es-tu|etes-vous)\b"
)
ABOUT_IT = re.compile(
    r"contient|contain|hold|cover|couvr|theme|topic|areas|licen[cs]e|reutilis|reuse|verifi|check|invent|made up|fiab|"
    r"trust|adresse|for whom|who is it|qui l'a|who (?:made|built|runs|wrote)|mise? a jour|update|langue|language|"
    r"combien de cas|how many cases|source|modele|model|donnees personnelles|privacy|conserv|enregistr|store|contribu|"
    r"add (?:a|our|my)|ajouter|es-tu|etes-vous|are you|can you|peux|pouvez|sais|savez|browse|limites|limits|cost|"
    r"gratuit|free"
)
# Whoever uses what an authority buys: how many of them use a product asks of that product's case.
USERS = re.compile(r"\b(?:lycees|ecoles|bibliotheques|musees|services|brigades|schools|libraries|museums)\b")
OUT_OF_SCOPE = re.compile(
    r"\b(?:quel temps fera|meteo (?:de|du|a|demain)|weather (?:like|forecast|today|tomorrow|this)|il pleu|"
    r"will it rain|traduis|traduire|tradui[st]ez|translate|poeme|poem|haiku|blague|joke|recette|recipe|chanson|song|"
    r"ecris[- ]moi|redige[- ]moi|write me|write (?:a|an|the|some|my)|pour qui (?:voter|me)|who should i vote|"
    r"qui va gagner|who will win|horoscope|ton avis|votre avis|your opinion|what do you think|tu penses|en penses|"
    r"capital of|capitale d|mot de passe|password|script python|python (?:script|function|code)|javascript|sql\b|"
    r"horaires? (?:de|d')|opening hours|numero de (?:telephone|portable)|phone number|"
    r"adresse (?:mail|personnelle|e-mail)|home address|"
    r"salaire de|salary of|bourse|stock price|(?:buy|sell) shares|who won the|"
    r"qui a gagne l[ae] (?:coupe|match|finale))\b"
)


def kind_of(question: Question, mentions: Sequence[Mention], own_places: Sequence[Place]) -> Kind:
    """The kind of answer that a question wants; `own_places` are those of its places that have cases."""
    flat = IDIOM.sub(" ", folded(question.text))
    if OUT_OF_SCOPE.search(flat):
        return "out-of-scope"
    towns = [place for place in own_places if place.is_town]
    about = ABOUT.search(flat) and (ABOUT_IT.search(flat) or question.whole)
    if about and not question.places and not _subject(mentions):
        return "about-library"
    beside = any(linked(question.text, one, other) for one, other in pairwise(own_places))
    if len(own_places) > 1 and (len(towns) > 1 or not towns or beside):
        return "compare"
    counted = COUNT.search(flat)
    of_product = counted and USERS.search(counted[0]) and any(m.concept.facette == "produit" for m in mentions)
    if counted and not of_product and (not towns or RECORDS.search(flat)):
        return "count"
    if EVERYTHING.search(flat) and (not towns or not _subject(mentions)):
        return "list"
    first = _first_question(flat)
    somewhere = any(place.is_town for place in question.asked_places)
    if not somewhere and GENERAL.search(first) and names_a_use(mentions):
        return "list"
    if not somewhere and (_which_of(first, mentions) or (_subject(mentions) and TRIED.search(first))):
        return "list"
    if LIST.search(flat) or (WHO.search(first) and (_subject(mentions) or bound_in(question.text))):
        return "list" if not towns or RECORDS.search(flat) else "fact"
    return "fact"


def names_a_use(mentions: Sequence[Mention]) -> bool:
    """Whether these subjects say what is done, and not only to what or where."""
    return any(mention.concept.facette in ("usage", "produit", "gouvernance") for mention in mentions)


def may_list(question: Question) -> bool:
    """Whether a question asks who or where, of no town: it wants a list where it describes what several do."""
    flat = folded(question.text)
    return bool(WHO.search(_first_question(flat))) and not question.asked_places


def _subject(mentions: Sequence[Mention]) -> bool:
    return any(mention.concept.facette not in ("technique", "issue") for mention in mentions)


def _which_of(flat: str, mentions: Sequence[Mention]) -> bool:
    """Whether it asks which of a subject there are: "which chatbots ran before 2020?"."""
    wanted = {word.rstrip("s") for word in WHICH.findall(flat)}
    names = (folded(label) for mention in mentions for label in mention.concept.labels)
    return any(name.rstrip("s") in wanted for name in names)


def _first_question(flat: str) -> str:
    return re.split(r"(?<=[?])\s", flat)[0]
