"""Questions that want a thing as a whole, and nothing in particular of it: "parle-moi d'ELLA", "street lighting".

What is then wanted is the case, its short version first, or all cases of the subject or of the place.
"""

import re
from dataclasses import replace

from assistant.aspects import asked
from assistant.intent import ABOUT
from assistant.places import Gazetteer
from assistant.question import Question, understand
from ingest.folding import as_written, folded

SHORT = 5  # words of what "what is…" asks about; with more, it asks something of it
BARE = 8  # words of a question that is none
PLEASE = (
    r"^(?:(?:bonjour|hello|hi|merci de|svp|please|could you|can you|would you|peux-tu|pouvez-vous|pourriez-vous|"
    r"je voudrais que (?:tu|vous)|j'aimerais que (?:tu|vous))\b[, ]*)*(?:(?:me|nous) )?"
)
FRENCH = r"(?:parle[rz]?|presente[rz]?|decri(?:s|vez|re)|explique[rz]?|resume[rz]?|raconte[rz]?)"  # to tell about
ENGLISH = r"(?:describe|present|introduce|explain|summari[sz]e)"
END = r"(?:,? (?:please|svp|s'il (?:te|vous) plait|merci|thanks|thank you))?[ ?!.]*$"
OF = (
    r"(?:de la |de l'|des |du |de |d'|sur |a propos de |le |la |l'|les |the |about |of |on |"
    r"(?:projet|cas|fiche|experimentation|essai|experience|initiative|demarche|project|case|trial|experiment)s? )*"
)
AI = r"(?: (?:avec|en matiere d'|dans le domaine de |en |with|in|about|on|using)? ?(?:l'|d')?(?:ia|ai))?"
FRAMES = tuple(
    re.compile(PLEASE + frame + END)
    for frame in (
        r"(?:tell (?:me|us)|(?:i|we)(?:'d| would)? (?:like|want|need) to (?:know|learn|read))(?: (?:a bit|a little))?"
        rf"(?: more)? about {OF}(?P<rest>.+?)",
        rf"(?:{ENGLISH}|outline|sum up)(?: (?:to )?(?:me|us))? {OF}(?P<rest>.+?)",
        r"(?:give (?:me|us)|i want|i need|i'd like)? ?(?:an? |the )?(?:short |quick |brief |general )*"
        rf"(?:overview|summary|presentation|description|outline) of {OF}(?P<rest>.+?)",
        rf"what (?:do (?:you|we) know|is known|can you (?:say|tell (?:me|us))) (?:about|of) {OF}(?P<rest>.+?)",
        rf"how (?:does|do|did) {OF}(?P<rest>.+?) works?(?: (?:exactly|in practice))?",
        rf"what (?:does|do|did) (?!you|we|i\b|it\b|they|people){OF}(?P<rest>.+?) do{AI}",
        rf"{FRENCH}(?:[- ](?:moi|nous))? {OF}(?P<rest>.+?)",
        rf"(?:dis|dites)[- ](?:m'en plus|moi tout|moi en plus|nous en plus) {OF}(?P<rest>.+?)",
        rf"(?:(?:donne[rz]?|fai(?:s|tes))(?:[- ](?:moi|nous))? )?(?:un |une |le |la )(?:resume|presentation|synthese|"
        rf"apercu|description) {OF}(?P<rest>.+?)",
        rf"(?:que|qu') ?(?:sait|savez|sais|peut|peux|pouvez)[- ](?:on|vous|tu)(?: (?:me |nous )?dire)? "
        rf"{OF}(?P<rest>.+?)",
        rf"(?:a quoi ser(?:t|vent)|en quoi consiste(?:nt)?|comment (?:marche|fonctionne)(?:nt)?) {OF}(?P<rest>.+?)",
        rf"(?:que fai(?:t|sait)|que font|qu'est[- ]ce que fai(?:t|sait)|que propose) (?!on\b){OF}(?P<rest>.+?){AI}",
    )
)
# "What is ELLA?" wants it all; "what is behind most of the errors?" does not.
WHAT = re.compile(
    PLEASE + r"(?:what(?:'s| is| are| was)|c'est quoi|qu'est[- ]ce que c'est que|qu'est[- ]ce qu(?:e |'))"
    r" ?(?P<rest>(?!(?:it|this|that|there|on|il|elle|ca|cela|comme|vous|tu|je|behind|off|new)\b).+?)" + END
)
ASKING = re.compile(
    r"\b(?:how|what|who|whom|whose|why|when|where|which|is|are|was|were|did|does|do|could|can|has|have|had|will|would|"
    r"should|any\w*|something|some|combien|quel\w*|lesquel\w*|laquelle|qui|que|qu|quoi|pourquoi|quand|comment|est|sont|"
    r"etait|ont|a-t|y a|fait|font|faire|utilise\w*|uses?|using|exemples?|examples?|list\w*|it|its|they|their|ils?|"
    r"elles?|leurs?|ca|cela|this|that|these|those|ce|cet|cette|ces)\b"
)
TELL = re.compile(rf"(?:{FRENCH}|{ENGLISH}|summary|overview|tell)(?:[- ](?:moi|nous|me|us))?")


def as_a_whole(question: Question, gazetteer: Gazetteer) -> Question:
    """The question without the words that only say that one wants to be told; `whole`, where nothing more is asked."""
    if ABOUT.search(folded(question.text)):  # it is of this library that one wants to be told
        return replace(question, whole=bool(framed(question.text)))
    if rest := framed(question.text):
        return replace(understand(rest, gazetteer), language=question.language, whole=not asked(rest))
    return replace(question, whole=bare(question.text) and not asked(question.text))


def framed(text: str) -> str:
    """What a question wants to be told about as a whole; "" where it asks something of it."""
    flat = folded(text)
    for frame in FRAMES:
        if found := frame.match(flat):
            return as_written(text, *found.span("rest"))
    found = WHAT.match(flat)
    if found and len(found["rest"].split()) <= SHORT:
        return as_written(text, *found.span("rest"))
    return ""


def bare(text: str) -> bool:
    """Whether a question is the name of a thing and no more: "street lighting", "cantines de Nantes"."""
    flat = folded(text).strip(" ?!.")
    if TELL.fullmatch(flat):
        return False
    return len(flat.split()) <= BARE and not ASKING.search(flat) and not re.search(r"[,:;]", flat)
