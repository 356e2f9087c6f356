"""A dossier: cases gathered for a decision, with a summary, a matrix, a sheet each, and numbered references."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from assistant.blocks import (
    Block,
    Heading,
    Paragraph,
    Turn,
    marked,
    matrix_blocks,
    reference_blocks,
    sheet_blocks,
    titled,
)
from assistant.cases import CaseSheet
from assistant.comparison import DEFAULT_FIELDS, MOST_CASES, Column, CompareField, Comparison, matrix, picked
from assistant.data import Data
from assistant.dates import written
from assistant.references import Cited, Reference, References
from assistant.schemas import Language, Receipt

Form = Literal["docx", "odt", "markdown", "csv", "json"]
WORDS: dict[str, dict[Language, str]] = {
    "title": {"fr": "Dossier de précédents", "en": "Dossier of precedents"},
    "note": {"fr": "Note de qui a demandé ce dossier", "en": "Note of whoever asked for this dossier"},
    "summary": {"fr": "Synthèse", "en": "Summary"},
    "matrix": {"fr": "Comparaison", "en": "Comparison"},
    "sheets": {"fr": "Fiches", "en": "Case sheets"},
    "receipt": {"fr": "Ce qui a produit ce dossier", "en": "What made this dossier"},
    "made": {
        "fr": "Établi le {day} par Precedents à partir de {n} cas de la bibliothèque, index {index}. Chaque phrase "
        "renvoie à la page où le fait a été lu.",
        "en": "Made on {day} by Precedents from {n} cases of the library, index {index}. Each sentence points to the "
        "page on which the fact was read.",
    },
}


class DossierRequest(Data):
    """Which cases, in what order, for what; `note` is the words of whoever asks, and is shown as theirs."""

    cases: list[str] = Field(
        min_length=1,
        max_length=MOST_CASES,
        examples=[["rennes-metropole-stations-epuration", "valence-romans-pompage-eau"]],
    )
    title: str = Field("", max_length=300)
    note: str = Field("", max_length=5000)
    fields: list[CompareField] = Field(default_factory=lambda: list(DEFAULT_FIELDS), min_length=1, max_length=40)
    language: Language = "fr"
    format: Form = "docx"


class SummaryLine(Column):
    """A case in the summary: its first sentences."""

    statements: list[Cited]


class Dossier(Data):
    """The whole dossier; every citation in it is a number of `references`."""

    title: str
    note: str
    language: Language
    made: date
    summary: list[SummaryLine]
    matrix: Comparison
    sheets: list[CaseSheet]
    references: list[Reference]
    receipt: Receipt


def make_dossier(
    cases: Mapping[str, CaseSheet], request: DossierRequest, receipt: Receipt, today: date
) -> tuple[Dossier, list[Block]]:
    """The dossier as data, and as the blocks that a document is written of.

    Raises `NoSuchCase` and `InvalidRequest`.
    """
    language, references = request.language, References(today)
    chosen = picked(cases, request.cases)
    summary = [_line(case, language, references) for case in chosen]
    comparison = matrix(chosen, list(dict.fromkeys(request.fields)), language, references)
    sheets = [block for case in chosen for block in sheet_blocks(case, language, references, level=2)]
    dossier = Dossier(
        title=request.title or WORDS["title"][language],
        note=request.note,
        language=language,
        made=today,
        summary=summary,
        matrix=comparison.model_copy(update={"references": []}),
        sheets=chosen,
        references=references.all(),
        receipt=receipt,
    )
    return dossier, _blocks(dossier, sheets)


def _line(case: CaseSheet, language: Language, references: References) -> SummaryLine:
    statements = [references.cited(sentence, case) for sentence in case.short(language)]
    return SummaryLine(case=case.id, territoire=case.territoire, titre=case.heading(language), statements=statements)


def _blocks(dossier: Dossier, sheets: list[Block]) -> list[Block]:
    language, receipt = dossier.language, dossier.receipt
    made = WORDS["made"][language].format(
        day=written(dossier.made, language), n=len(dossier.sheets), index=receipt.index
    )
    blocks: list[Block] = [Heading(0, dossier.title), Paragraph(made)]
    if dossier.note:
        lines = [line for line in dossier.note.splitlines() if line.strip()]
        blocks += [Heading(1, WORDS["note"][language]), *map(Paragraph, lines)]
    blocks.append(Heading(1, WORDS["summary"][language]))
    for line in dossier.summary:
        text = " ".join(marked(statement) for statement in line.statements)
        blocks += [Heading(2, titled(line, language)), Paragraph(text)]
    blocks += [Turn(wide=True), Heading(1, WORDS["matrix"][language]), *matrix_blocks(dossier.matrix)]
    blocks += [Turn(wide=False), Heading(1, WORDS["sheets"][language]), *sheets]
    blocks += reference_blocks(dossier.references, language, level=1)
    blocks.append(Heading(1, WORDS["receipt"][language]))
    parts = {
        "index": receipt.index,
        "embeddings": receipt.embedding_model,
        "llm": receipt.llm,
        "prompt": receipt.prompt,
    }
    parts |= {name: str(value) for name, value in receipt.settings.items()}
    blocks.append(Paragraph("; ".join(f"{name}: {value}" for name, value in parts.items())))
    return blocks
