"""What the record of a case says of its partners, for a question of who supplied it that no chosen sentence answers."""

from collections.abc import Sequence

from assistant.catalogue import Catalogue
from assistant.evidence import Evidence
from assistant.question import Question
from assistant.schemas import Language
from ingest.folding import folded

SUPPLIER = "supplier"  # the aspect that asks for one
SAID: dict[Language, str] = {
    "fr": "Partenaires inscrits dans la fiche de {whose} : {names}.",
    "en": "Partners in the record of {whose}: {names}.",
}


def partners_recorded(question: Question, catalogue: Catalogue, evidence: Sequence[Evidence]) -> list[str]:
    """The sentence that names those of the case of this evidence, if a supplier is asked for and it names none."""
    case = catalogue.cases.get(evidence[0].passage.case) if evidence else None
    asked = any(aspect.name == SUPPLIER for aspects in question.aspects for aspect in aspects)
    told = folded(" ".join(item.sentence.text for item in evidence))
    if not (case and case.partenaires and asked) or any(_short(name) in told for name in case.partenaires):
        return []
    return [SAID[question.language].format(whose=case.territoire, names=", ".join(case.partenaires))]


def _short(name: str) -> str:
    """A name folded, without what it says in brackets: "Orange (Live Objects)" is orange."""
    return folded(name.split(" (")[0])
