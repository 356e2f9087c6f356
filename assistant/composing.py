"""The answer as a whole: its lead, its text with citation marks, the rows of a list, the matrix of a comparison."""

from collections.abc import Sequence
from itertools import groupby

from assistant import prompts
from assistant.fields import LABELS, STATUSES
from assistant.found import Found
from assistant.question import Question
from assistant.schemas import AnswerSentence, Cell, Language, Matrix, MatrixRow, Row

LEADS: dict[Language, tuple[str, str]] = {
    "fr": ("{cases} sur les {library} de la bibliothèque : {conditions}.", "{n} cas"),
    "en": ("{cases} of the {library} in the library: {conditions}.", "{n} cases"),
}
SEARCHED: dict[Language, str] = {
    "fr": "{n} cas trouvés par la recherche sur les {library} de la bibliothèque{conditions}. "
    "Il peut y en avoir d'autres.",
    "en": "{n} cases found by the search, of the {library} in the library{conditions}; there may be others.",
}
ONE: dict[Language, str] = {"fr": "1 cas (un seul)", "en": "1 case (only one)"}
DOUBTFUL: dict[Language, str] = {
    "fr": "La bibliothèque ne répond peut-être pas à cette question ; voici ce qu'elle dit de plus proche.",
    "en": "The library may not answer this question; here is the nearest that it says.",
}
COLON: dict[Language, str] = {"fr": " : ", "en": ": "}
FACTS: dict[Language, str] = {"fr": "Ce que dit la bibliothèque", "en": "What the library says"}


def noted(question: Question, found: Found) -> list[str]:
    """What opens an answer that may be none: that it may be none."""
    return [DOUBTFUL[question.language]] if found.doubtful else []


def counted(question: Question, found: Found, library: int) -> list[str]:
    """The sentence that opens a list or a count: how many cases, of how many, and by which conditions."""
    if found.kind not in ("list", "count"):
        return []
    lead, cases = LEADS[question.language]
    n = len(found.rows)
    conditions = ", ".join(dict.fromkeys(chip.label for chip in found.chips))
    if found.searched:
        within = f" ({conditions})" if conditions else ""
        return [SEARCHED[question.language].format(n=n, library=library, conditions=within)]
    said = ONE[question.language] if n == 1 else cases.format(n=n)
    return [lead.format(cases=said, library=library, conditions=conditions)]


def marked(sentence: AnswerSentence) -> str:
    """A sentence with its citation marks: `… in 2022. [1]`."""
    return f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}".strip()


def text_of(question: Question, found: Found, sentences: Sequence[AnswerSentence]) -> str:
    """The whole answer as text; a refusal says what was looked for where that is known."""
    if not sentences:
        return prompts.refusal(question.language, found.kind, found.absent, found.sought)
    if found.rows:
        rows = rows_of(question, found, sentences)
        colon = COLON[question.language]
        lines = [f"- {row.territoire}, {row.title}{colon}{marked(row.sentence)}" for row in rows]
        return "\n".join([marked(sentences[0]), *lines])
    if found.compared:
        return "\n".join(" ".join(marked(sentence) for sentence in own) for own in _by_case(found, sentences))
    return " ".join(marked(sentence) for sentence in sentences)


def rows_of(question: Question, found: Found, sentences: Sequence[AnswerSentence]) -> list[Row]:
    """A row a case of a list or a count, with its sentence: those after the lead, in their order."""
    cited = {item.passage.case: s for item, s in zip(found.evidence, sentences[1:], strict=False)} if found.rows else {}
    return [
        Row(
            case=case.id,
            title=case.title(question.language),
            territoire=case.territoire,
            statut=case.statut,
            periode=case.periode,
            sentence=cited[case.id],
        )
        for case in found.rows
        if case.id in cited
    ]


def matrix_of(question: Question, found: Found, sentences: Sequence[AnswerSentence]) -> Matrix | None:
    """The cases compared, side by side: what answers, then status and period from their records."""
    if not found.compared or not sentences:
        return None
    language = question.language
    told = [
        Cell(
            case=case.id,
            text=" ".join(sentence.text for sentence in own),
            citations=list(dict.fromkeys(number for sentence in own for number in sentence.citations)),
        )
        for case, own in zip(found.compared, _by_case(found, sentences), strict=True)
    ]
    first = {cell.case: cell.citations[:1] for cell in told}
    words = {statut: of_language[language] for statut, of_language in STATUSES.items()}
    statuses = [(case.id, words.get(case.statut, "")) for case in found.compared]
    periods = [(case.id, case.periode) for case in found.compared]
    partners = [(case.id, ", ".join(case.partenaires)) for case in found.compared]
    return Matrix(
        cases=[case.id for case in found.compared],
        titles=[f"{case.territoire}{COLON[language]}{case.title(language)}" for case in found.compared],
        rows=[
            MatrixRow(field="answer", label=FACTS[language], cells=told),
            *(
                MatrixRow(
                    field=name,
                    label=LABELS[name][language],
                    cells=[Cell(case=id_, text=text, citations=first[id_] if text else []) for id_, text in values],
                )
                for name, values in (("statut", statuses), ("periode", periods), ("partenaires", partners))
            ),
        ],
    )


def _by_case(found: Found, sentences: Sequence[AnswerSentence]) -> list[list[AnswerSentence]]:
    """The sentences of each case compared, in the order of the cases."""
    pairs = zip(found.evidence, sentences, strict=True)
    return [[sentence for _, sentence in own] for _, own in groupby(pairs, key=lambda pair: pair[0].passage.case)]
