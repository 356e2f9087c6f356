"""Word the evidence, one sentence at a time, each checked against its own source before it is shown."""

import logging

from assistant.check import problems
from assistant.errors import ModelUnavailable
from assistant.evidence import Evidence
from assistant.polarity import shifts
from assistant.schemas import AnswerSentence, Check, Language
from assistant.translations import Translations

LOG = logging.getLogger(__name__)


def write(
    evidence: Evidence, number: int, language: Language, translations: Translations, places: frozenset[str]
) -> AnswerSentence:
    """One sentence of the answer, cited to source `number`.

    A sentence of the question's language stands as it is: the source's own words, or the
    library's English edition of them. Another is translated by the model, once, and quoted all
    the same when the translation does not hold. Of a document put in, which anybody may have
    written, the model is given nothing: an instruction in it is a quotation.
    """
    source = evidence.sentence.text
    if evidence.passage.language == language or evidence.passage.origin != "library":
        check: Check = "supported" if evidence.sentence.original else "quoted"
        return AnswerSentence(text=source, citations=[number], check=check)
    try:
        wording = translations.of(source)
    except ModelUnavailable as error:
        LOG.warning("%s; the source sentence is quoted instead", error)
        wording = ""
    if not wording or problems(wording, source, evidence.passage.header, places) or shifts(wording, source):
        return AnswerSentence(text=source, citations=[number], check="quoted")
    return AnswerSentence(text=wording, citations=[number], check="supported")
