"""A question's way: understand, search, select evidence, decide, write, check, show."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager

from assistant import composing, prompts
from assistant.catalogue import Catalogue
from assistant.check import place_words
from assistant.energy import Meter
from assistant.events import Done, Event, QuestionUnderstood, SentenceChecked, SourcesFound
from assistant.findings import Finder
from assistant.found import Found
from assistant.llm import SAMPLING, ChatModel, RestingModel, chat_model
from assistant.membership import Membership
from assistant.question import Question, understand
from assistant.schemas import Answer, AnswerSentence, AskRequest, Consulted, Nearest, Receipt, Timings, Understood
from assistant.search import Hit, Searcher
from assistant.settings import AssistantSettings
from assistant.signing import Signer
from assistant.sourcing import Sources
from assistant.subjects import Subjects
from assistant.suggestion import Suggester
from assistant.tokens import Tokens
from assistant.translations import Translations
from assistant.writer import write
from ingest.embeddings import Embedder
from ingest.index import Manifest, index_of
from ingest.passages import Passage
from ingest.pipeline import Progress, Report, recipe, update
from ingest.store import Store
from ingest.thesaurus import read_thesaurus
from ingest.vectors import KeptVectors

AHEAD = 500  # cases read before anyone asks: about as many passages as a store keeps
GREETINGS = ("Bonjour", "Good morning")  # a question in each language, of nothing


@contextmanager
def open_assistant(settings: AssistantSettings, address: str = "") -> Iterator["Assistant"]:
    """An assistant on the current index, which this process owns for the time of the block.

    `address` is where this process will answer, for those who find the index in use.
    """
    with index_of(settings).owned(address):
        embedder = Embedder(settings.embedding_model, settings.models_folder)
        assistant = Assistant(settings, embedder, chat_model(settings), *_open(settings, embedder))
        try:
            yield assistant
        finally:
            assistant.close()


def _open(settings: AssistantSettings, embedder: Embedder) -> tuple[Store, Manifest]:
    return index_of(settings).open(recipe(embedder.identity))


class Library:
    """One index, open: what an answer is made from, from its first step to its last."""

    def __init__(
        self, settings: AssistantSettings, embedder: Embedder, model: ChatModel, store: Store, manifest: Manifest
    ) -> None:
        self.store, self.manifest = store, manifest
        self.catalogue = Catalogue.of(store)
        self.searcher = Searcher(store, embedder, self.catalogue)
        thesaurus, kept = read_thesaurus(settings.corpus), KeptVectors(embedder, settings.models_folder)
        suggester = Suggester(thesaurus, self.catalogue, kept)
        self.subjects, self.membership = Subjects(thesaurus), Membership(self.searcher, self.catalogue, thesaurus, kept)
        self.finder = Finder(settings, self.searcher, self.catalogue, self.subjects, suggester, self.membership)
        self.places = place_words(store.values("territoire"))
        self.receipt = Receipt(
            index=manifest.fingerprint,
            embedding_model=embedder.identity,
            llm=model.identity,
            prompt=prompts.digest(),
            settings={**settings.shaping(), **SAMPLING},
        )


class Assistant:
    """Answers questions from the current index with one language model."""

    def __init__(
        self, settings: AssistantSettings, embedder: Embedder, model: ChatModel, store: Store, manifest: Manifest
    ) -> None:
        self._settings, self._embedder, self._model = settings, embedder, model
        self._library = Library(settings, embedder, model, store, manifest)
        self._index, self._version = index_of(settings), ""
        self._signer = Signer(settings.index.parent)
        self._ingesting = threading.Lock()

    @property
    def settings(self) -> AssistantSettings:
        """The settings it was opened with."""
        return self._settings

    @property
    def receipt(self) -> Receipt:
        """What makes its answers now."""
        return self._library.receipt

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
        library = self._newest()
        return list(library.finder.hits(understand(request.question, library.catalogue.gazetteer), request))

    def passages(self, cases: Sequence[str], sections: Sequence[str]) -> list[Passage]:
        """Every passage of these sections of these cases, in each language there is, in no order that means anything.

        No case or no section is no passage.
        """
        wanted = {"case": sorted(set(cases)), "section": sorted(set(sections))}
        return list(self._newest().store.passages(wanted, ())) if all(wanted.values()) else []

    def read_ahead(self) -> None:
        """Read the cases once, as many as are kept, so that nobody waits for words that were never taken apart."""
        library = self._newest()
        cases = list(library.catalogue.cases)[:AHEAD]
        for greeting in GREETINGS:
            library.searcher.read(understand(greeting, library.catalogue.gazetteer), cases)

    def warm(self) -> None:
        """Load the language model and let it read the fixed part of its prompt, before anyone waits for it."""
        self._model.complete(prompts.translation("Bonjour."), max_tokens=1)

    def stream(self, request: AskRequest, frugal: bool = False) -> Generator[Event, None, None]:
        """The answer as it is made: how it was read, its sources, each sentence once checked, then the whole.

        A `frugal` one lets the language model rest and quotes what it would have translated.
        Raises `InvalidQuestion` before the first event.
        """
        started, meter, tokens = time.perf_counter(), Meter(), Tokens()
        library, model = self._newest(), RestingModel() if frugal else self._model
        question = understand(request.question, library.catalogue.gazetteer)
        found = library.finder.find(question, request)
        understood = Understood(
            kind=found.kind, standalone=found.standalone, chips=list(found.chips), absent=list(found.absent)
        )
        search_ms = _since(started)
        yield QuestionUnderstood(language=question.language, understood=understood)
        sources = Sources(found.evidence)
        if found.evidence:
            yield SourcesFound(language=question.language, sources=sources.all())
        sentences: list[AnswerSentence] = []
        first_ms = None
        for sentence, spent in self._sentences(library, model, question, found, sources):
            sentences.append(sentence)
            tokens += spent
            if sentence.check != "noted":  # it is no answer yet
                first_ms = first_ms or _since(started)
            yield SentenceChecked(sentence=sentence)
        timings = Timings(search_ms=search_ms, first_sentence_ms=first_ms, total_ms=_since(started))
        answer = self._answer(library, request, question, found, understood, sources, sentences, timings)
        metered = answer.model_copy(update={"tokens": tokens, "energy": meter.lap()})
        yield Done(answer=self._signer.sign(metered))

    def _newest(self) -> Library:
        """The library to answer from: an index on a server may have been switched by another process."""
        if self._settings.qdrant_url and self._version != (current := self._index.current()):
            opened = _open(self._settings, self._embedder)
            self._library = Library(self._settings, self._embedder, self._model, *opened)
            self._version = current
        return self._library

    def _sentences(
        self, library: Library, model: ChatModel, question: Question, found: Found, sources: Sources
    ) -> Iterator[tuple[AnswerSentence, Tokens]]:
        """What is noted or stated from the records, then each sentence of the evidence, checked; and what each took."""
        for text in composing.noted(question, found):
            yield AnswerSentence(text=text, citations=[], check="noted"), Tokens()
        stated = composing.counted(question, found, len(library.catalogue.cases))
        for text in [*stated, *found.stated]:
            yield AnswerSentence(text=text, citations=[], check="recorded"), Tokens()
        translations = Translations(self._settings.index.parent, model)
        for item in found.evidence:
            before = model.tokens
            sentence = write(item, sources.number(item), question.language, translations, library.places)
            yield sentence, model.tokens - before

    def _answer(
        self, library: Library, request: AskRequest, question: Question, found: Found, understood: Understood,
        sources: Sources, sentences: Sequence[AnswerSentence], timings: Timings,
    ) -> Answer:  # fmt: skip
        answered = bool(sentences)
        nearest = [] if answered else library.finder.nearest(question, found)
        return Answer(
            question=question.text,
            history=request.history,
            without=request.without,
            language=question.language,
            kind=found.kind,
            status="answered" if answered else "abstained",
            understood=understood,
            text=composing.text_of(question, found, sentences),
            sentences=list(sentences),
            rows=composing.rows_of(question, found, sentences),
            matrix=composing.matrix_of(question, found, sentences),
            total=len(found.rows) if found.kind in ("list", "count") and answered and not found.searched else None,
            library=len(library.catalogue.cases),
            sources=sources.all(),
            consulted=[Consulted(case=hit.passage.case, passage=hit.passage.id) for hit in found.hits],
            nearest=[
                Nearest(case=case.id, title=case.title(question.language), territoire=case.territoire)
                for case in nearest
            ],
            filters=request.filters,
            timings=timings,
            receipt=library.receipt,
        )


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
