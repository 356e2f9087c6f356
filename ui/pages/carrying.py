"""An answer as people carry it away: text or Markdown, with numbered references."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from assistant.blocks import Heading, Paragraph, Table
from assistant.composing import marked
from assistant.dates import written
from assistant.markdown import markdown
from assistant.schemas import Answer, AnswerSentence, Source
from ui.pages.texts import text_in

Told = Heading | Paragraph | Table  # what an answer is carried away as; no page turns in it


def as_markdown(answer: Answer, today: date) -> str:
    """The answer as Markdown in which what a document says stays text."""
    return markdown(_blocks(answer, today))


def as_text(answer: Answer, today: date) -> str:
    """The answer as plain text."""
    return "\n\n".join(_plain(block) for block in _blocks(answer, today)) + "\n"


def _plain(block: Told) -> str:
    match block:
        case Heading(_, text):
            return text
        case Paragraph(text, url):
            return f"{text} {url}".strip()
        case Table(rows):
            return "\n".join(" | ".join(row) for row in rows)


def _blocks(answer: Answer, today: date) -> Iterable[Told]:
    t, day = text_in(answer.language), written(today, answer.language)
    yield Heading(0, answer.question)
    yield from _said(answer)
    if answer.sources:
        yield Heading(1, t("ask.references"))
        for source in answer.sources:
            yield from _reference(source, t, day)
    yield Paragraph(t("ask.made", index=answer.receipt.index, day=day))


def _said(answer: Answer) -> Iterator[Told]:
    """What the answer says, each sentence with its marks."""
    if answer.matrix:
        yield Table(
            [
                ["", *answer.matrix.titles],
                *(
                    [row.label, *(_marks(cell.text, cell.citations) for cell in row.cells)]
                    for row in answer.matrix.rows
                ),
            ]
        )
    elif answer.rows:
        yield Paragraph(marked(answer.sentences[0]))
        for row in answer.rows:
            yield Paragraph(f"{row.territoire}, {row.title}. {marked(row.sentence)}")
    else:
        yield Paragraph(answer.text)


def _marks(text: str, citations: list[int]) -> str:
    return marked(AnswerSentence(text=text, citations=citations, check="recorded"))


def _reference(source: Source, t: Callable[..., str], day: str) -> Iterator[Told]:
    """A source, then each public page it rests on with the day on which it is handed over."""
    about = ", ".join(part for part in (source.territoire, source.title, source.section) if part)
    yield Paragraph(f"[{source.number}] {about}.")
    for page in source.public_sources:
        named = ", ".join(part for part in (page.editeur, page.titre, page.date) if part)
        if source.origin == "upload":
            yield Paragraph(t("ask.source.upload", name=named))
        else:
            yield Paragraph(f"{named}, {t('ask.consulted on', day=day)}.", page.url)
