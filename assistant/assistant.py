"""A question's way: understand, search, select evidence, decide, write, check, show."""

import threading
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
from ingest.pipeline import Progress, Report, recipe, update
from ingest.store import Store


@contextmanager
def open_assistant(settings: AssistantSettings, address: str = "") -> Iterator["Assistant"]:
    """An assistant on the current index, which this process owns for the time of the block.

    `address` is where this process will answer, for those who find the index in use.
    """
    with owned(settings.index, address):
        embedder = Embedder(settings.embedding_model, settings.models_folder)
        assistant = Assistant(settings, embedder, chat_model(settings), *_open(settings, embedder))
        try:
            yield assistant
        finally:
            assistant.close()


def _open(settings: AssistantSettings, embedder: Embedder) -> tuple[Store, Manifest]:
    return open_current(settings.index, recipe(embedder.identity))


class Library:
    """One index, open: what an answer is made from, from its first step to its last."""

    def __init__(
        self, settings: AssistantSettings, embedder: Embedder, model: ChatModel, store: Store, manifest: Manifest
    ) -> None:
        self.store, self.manifest = store, manifest
        self.searcher = Searcher(settings, store, embedder)
        self.places = place_words(store.values("territoire"))
        self.receipt = Receipt(
            index=manifest.fingerprint,
            embedding_model=embedder.identity,
            llm=model.identity,
            prompt=prompts.digest(),
            settings=settings.shaping(),
        )


class Assistant:
    """Answers questions from the current index with one language model."""

    def __init__(
        self, settings: AssistantSettings, embedder: Embedder, model: ChatModel, store: Store, manifest: Manifest
    ) -> None:
        self._settings, self._embedder, self._model = settings, embedder, model
        self._library = Library(settings, embedder, model, store, manifest)
        self._ingesting = threading.Lock()

    def close(self) -> None:
        """Release the index."""
        self._library.store.close()

    def ingest(self, progress: Progress) -> Report:
        """Ingest the library and go over to the new index; answers on their way end on the old one."""
        with self._ingesting:
            report = update(self._settings, progress)
            if report.manifest.fingerprint != self._library.manifest.fingerprint:
                opened = _open(self._settings, self._embedder)
                self._library = Library(self._settings, self._embedder, self._model, *opened)
            return report

    def ask(self, request: AskRequest) -> Answer:
        """The whole answer; raises `InvalidQuestion`."""
        *_, last = self.stream(request)
        assert isinstance(last, Done)
        return last.answer

    def search(self, request: AskRequest) -> list[Hit]:
        """The passages a question finds, in rank order; raises `InvalidQuestion`."""
        library = self._library
        return library.searcher.search(understand(request.question, library.places), request.filters)

    def warm(self) -> None:
        """Load the language model and let it read the fixed part of its prompt, before anyone waits for it."""
        self._model.complete(prompts.translation("Bonjour."), max_tokens=1)

    def stream(self, request: AskRequest) -> Iterator[Event]:
        """The answer as it is made: its sources, each sentence once checked, then the whole.

        Raises `InvalidQuestion` before the first event.
        """
        started = time.perf_counter()
        library = self._library
        question = understand(request.question, library.places)
        whole = follow_up(question, request.history, library.places)
        hits, evidence = self._find(library, whole or question, request.filters)
        if whole and not evidence:
            hits, evidence = self._find(library, question, request.filters)
        search_ms = _since(started)
        sources, numbers = _number(evidence)
        if sources:
            yield SourcesFound(language=question.language, sources=sources)
        sentences: list[AnswerSentence] = []
        first_ms = None
        for item in evidence:
            number = numbers[item.passage.id]
            sentences.append(write(item, number, question.language, self._model, library.places))
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
                receipt=library.receipt,
            )
        )

    def _find(self, library: Library, question: Question, filters: Filters) -> tuple[list[Hit], list[Evidence]]:
        hits = library.searcher.search(question, filters)
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
        origin=passage.origin,
        page=passage.page,
        title=passage.titre,
        territoire=passage.territoire,
        section=passage.section,
        quote=" ".join(s.original or s.text for s in passage.sentences if s in [item.sentence for item in evidence]),
        url=pages[0].url,
        public_sources=pages,
    )


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
