"""A question's way: understand, search, select evidence, decide, write, check, show."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from assistant import prompts
from assistant.check import place_words
from assistant.evidence import Evidence, select
from assistant.llm import ChatModel, chat_model
from assistant.question import Question, follow_up, understand
from assistant.schemas import (
    Answer,
    AnswerSentence,
    AskRequest,
    Consulted,
    Done,
    Event,
    Filters,
    Receipt,
    SentenceChecked,
    Source,
    SourcesFound,
    Timings,
)
from assistant.search import Hit, Searcher
from assistant.settings import AssistantSettings
from assistant.writer import write
from ingest.embeddings import Embedder
from ingest.index import Manifest, open_current, owned
from ingest.models import embedding_source
from ingest.pipeline import recipe
from ingest.store import Store


@contextmanager
def open_assistant(settings: AssistantSettings) -> Iterator["Assistant"]:
    """An assistant on the current index, which this process owns for the time of the block."""
    with owned(settings.index):
        _, identity = embedding_source(settings.embedding_model, settings.models_folder)
        store, manifest = open_current(settings.index, recipe(identity))
        try:
            embedder = Embedder(settings.embedding_model, settings.models_folder)
            yield Assistant(settings, store, manifest, embedder, chat_model(settings))
        finally:
            store.close()


class Assistant:
    """Answers questions from one index with one language model."""

    def __init__(
        self, settings: AssistantSettings, store: Store, manifest: Manifest, embedder: Embedder, model: ChatModel
    ) -> None:
        self._settings, self._model = settings, model
        self._searcher = Searcher(settings, store, embedder)
        self._places = place_words(store.values("territoire"))
        self._receipt = Receipt(
            index=manifest.fingerprint,
            embedding_model=embedder.identity,
            llm=model.identity,
            prompt=prompts.digest(),
            settings=settings.shaping(),
        )

    def ask(self, request: AskRequest) -> Answer:
        """The whole answer; raises `InvalidQuestion`."""
        *_, last = self.stream(request)
        assert isinstance(last, Done)
        return last.answer

    def search(self, request: AskRequest) -> list[Hit]:
        """The passages a question finds, in rank order; raises `InvalidQuestion`."""
        return self._searcher.search(understand(request.question, self._places), request.filters)

    def warm(self) -> None:
        """Load the language model and let it read the fixed part of its prompt, before anyone waits for it."""
        self._model.complete(prompts.translation("Bonjour."), max_tokens=1)

    def stream(self, request: AskRequest) -> Iterator[Event]:
        """The answer as it is made: its sources, each sentence once checked, then the whole.

        Raises `InvalidQuestion` before the first event.
        """
        started = time.perf_counter()
        question = understand(request.question, self._places)
        whole = follow_up(question, request.history, self._places)
        hits, evidence = self._find(whole or question, request.filters)
        if whole and not evidence:
            hits, evidence = self._find(question, request.filters)
        search_ms = _since(started)
        sources, numbers = _number(evidence)
        if sources:
            yield SourcesFound(language=question.language, sources=sources)
        sentences: list[AnswerSentence] = []
        first_ms = None
        for item in evidence:
            number = numbers[item.passage.id]
            sentences.append(write(item, number, question.language, self._model, self._places))
            first_ms = first_ms or _since(started)
            yield SentenceChecked(sentence=sentences[-1])
        text = " ".join(marked(sentence) for sentence in sentences) or prompts.REFUSAL[question.language]
        yield Done(
            answer=Answer(
                question=question.text,
                language=question.language,
                kind="fact",
                status="answered" if sentences else "abstained",
                text=text,
                sentences=sentences,
                sources=sources,
                consulted=[Consulted(case=hit.passage.case, passage=hit.passage.id) for hit in hits],
                filters=request.filters,
                timings=Timings(search_ms=search_ms, first_sentence_ms=first_ms, total_ms=_since(started)),
                receipt=self._receipt,
            )
        )

    def _find(self, question: Question, filters: Filters) -> tuple[list[Hit], list[Evidence]]:
        hits = self._searcher.search(question, filters)
        return hits, select(hits, self._settings.floor, self._settings.answer_sentences)


def marked(sentence: AnswerSentence) -> str:
    """A sentence with its citation marks: `… in 2022. [1]`."""
    return f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}"


def _number(evidence: list[Evidence]) -> tuple[list[Source], dict[str, int]]:
    """The passages of the evidence as sources numbered from 1, in the order they are first used."""
    numbers: dict[str, int] = {}
    for item in evidence:
        numbers.setdefault(item.passage.id, len(numbers) + 1)
    return [_source(number, [e for e in evidence if e.passage.id == id_]) for id_, number in numbers.items()], numbers


def _source(number: int, evidence: list[Evidence]) -> Source:
    passage = evidence[0].passage
    used = {n for item in evidence for n in item.sentence.sources}
    pages = [page for page in passage.sources if page.number in used]
    return Source(
        number=number,
        case=passage.case,
        passage=passage.id,
        title=passage.titre,
        territoire=passage.territoire,
        section=passage.section,
        quote=" ".join(s.original or s.text for s in passage.sentences if s in [item.sentence for item in evidence]),
        url=pages[0].url,
        public_sources=pages,
    )


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
