"""Whole answers: as the product gives them, with every sentence worded by the model, and LlamaIndex's engine's.

The engine has the same French cases, the same embedding model and the same language model in
an instance of its own, its weights in memory before the first question. The worded form asks
in English of an index of the French cases alone, with no translation kept from before; of
the questions, it is given those that such an index answers.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import assistant.assistant as answering
from assistant import findings, writer
from assistant.events import SourcesFound
from assistant.llm import RestingModel, chat_model
from assistant.prompts import translation
from assistant.schemas import Answer, Language
from assistant.search import Searcher
from assistant.settings import AssistantSettings
from assistant.signing import Signer
from evals.bench.measuring import Measured, Stages, Told
from evals.bench.results import Runs
from evals.bench.searches import asked
from evals.bench.wording import WatchedModel
from evals.citation_engine import CitationEngine
from evals.french import french_alone
from evals.questions import GoldQuestion, library_themes, read_questions
from evals.records import Record
from evals.scores import PASSED, answer_scores
from evals.systems import Parts, Precedents, System, open_parts
from ingest.embedded_store import EmbeddedStore
from ingest.embeddings import Embedder
from ingest.pipeline import ingest

QUESTIONS = Path("evals/questions/dev.jsonl")
FRENCH, ENGLISH = 2, 4  # questions about one case in each language; only English ones are worded
TRACED = 40  # questions whose stages are timed, as the product answers
OTHER = "the rest"
STAGES = (
    (answering, "understand", "understand"),
    (findings, "mentions_in", "understand"),
    (findings, "kind_of", "understand"),
    (Embedder, "encode_question", "encode"),
    (EmbeddedStore, "rank", "rank"),
    (EmbeddedStore, "read", "read"),
    (Searcher, "search_with", "score"),
    (Searcher, "read", "score"),
    (findings, "select", "select"),
    (findings, "by_case", "select"),
    (findings, "features", "decide"),
    (findings, "sureness", "decide"),
    (answering, "write", "write"),
    (WatchedModel, "complete", "model"),
    (writer, "problems", "check"),
    (writer, "shifts", "check"),
    (Signer, "sign", "sign"),
)


@dataclass(frozen=True)
class Given:
    """An answer to a question; prompt tokens of the language model: given, and of those the ones that it computed."""

    question: GoldQuestion
    answer: Answer
    tokens: int
    computed: int = 0

    @property
    def first(self) -> float:
        """Seconds until the first sentence."""
        timings = self.answer.timings
        return (timings.first_sentence_ms or timings.total_ms) / 1000

    @property
    def whole(self) -> float:
        """Seconds until all is there."""
        return self.answer.timings.total_ms / 1000

    def score(self, name: str) -> float:
        """A measure of the evaluation (`evals.scores`); 0 where it does not apply."""
        return answer_scores(Record(question=self.question, rankings={}, search_ms=None, answer=self.answer))[name] or 0


def measure(settings: AssistantSettings, told: Told) -> Measured:
    """Each question is put to the product, to the engine and, where it can be, to the model that words, in turn."""
    with open_parts(settings) as parts, _french_alone(settings) as french:
        told("the models read their instructions")
        model, stages = WatchedModel(settings), {"quoted": Stages(), "worded": Stages()}
        product, worded = Precedents(parts), Precedents(replace(french, model=model))
        other = chat_model(settings)
        engine = CitationEngine(replace(parts, model=other))
        for one in (model, other):
            one.complete(translation("Bonjour."), max_tokens=1)
        first, *others = asked(settings, TRACED + 1)
        product.answer(first)  # what is loaded by the first question of all is not counted
        with stages["quoted"].watching(STAGES):
            for question in others:
                with stages["quoted"].within(OTHER):
                    product.answer(question)
        ours, theirs, by_model = [], [], []
        questions = [*_facts(settings, "fr")[:FRENCH], *islice(_answerable(french), ENGLISH)]
        for number, question in enumerate(questions):
            told(f"question {number + 1} of {len(questions)}")
            ours.append(_given(product, question))
            theirs.append(_given(engine, question))
            if question.language == "en":
                before = model.spent("prompt_n")
                with stages["worded"].watching(STAGES), stages["worded"].within(OTHER):
                    given = _given(worded, question)
                by_model.append(replace(given, computed=int(model.spent("prompt_n") - before)))
    counts = {"quoted": TRACED, "worded": len(by_model)}
    order = list(dict.fromkeys([*(stage for _, _, stage in STAGES), OTHER]))
    traced = {
        form: {stage: 1000 * own.seconds[stage] / counts[form] for stage in order if stage in own.seconds}
        for form, own in stages.items()
    }
    return Measured(_figures(ours, theirs, by_model), traced)


def _figures(ours: Sequence[Given], theirs: Sequence[Given], by_model: Sequence[Given]) -> dict[str, Runs]:
    same = [one for one in theirs if one.question in [given.question for given in by_model]]
    found: dict[str, Runs] = {}
    for form, own, beside in (("", ours, theirs), ("-worded", by_model, same)):
        found |= {
            f"answers-first{form}": Runs(ours=[one.first for one in own], beside=[one.first for one in beside]),
            f"answers-whole{form}": Runs(ours=[one.whole for one in own], beside=[one.whole for one in beside]),
        }
        for name, score in (("right", PASSED), ("facts", "facts present")):
            runs = Runs(ours=[one.score(score) for one in own], beside=[one.score(score) for one in beside])
            found[f"answers-{name}{form}"] = runs
    read = [one.tokens for one in same]
    return found | {
        "answers-tokens": Runs(ours=[one.tokens for one in ours], beside=[one.tokens for one in theirs]),
        "answers-tokens-worded": Runs(ours=[one.computed for one in by_model], beside=read),
        "answers-tokens-given": Runs(ours=[one.tokens for one in by_model], beside=read),
    }


def _given(system: System, question: GoldQuestion) -> Given:
    before = system.tokens
    answer = system.answer(question)
    after = system.tokens
    assert before is not None
    assert after is not None
    return Given(question, answer, (after - before).read)


def _facts(settings: AssistantSettings, language: Language) -> list[GoldQuestion]:
    """The questions about a fact in this language, every fourth first, since like ones stand together."""
    told = read_questions(QUESTIONS, library_themes(settings.corpus)).questions
    facts = [one for one in told if one.kind == "fact" and one.language == language]
    return [question for start in range(4) for question in facts[start::4]]


def _answerable(french: Parts) -> Iterator[GoldQuestion]:
    """Of the English ones, those that the French cases alone answer: they have sources, before anything is worded."""
    assistant = answering.Assistant(french.settings, _unasked(french), RestingModel(), french.store, french.manifest)
    for question in _facts(french.settings, "en"):
        if any(isinstance(event, SourcesFound) for event in islice(assistant.stream(question.request), 2)):
            yield question


def _unasked(parts: Parts) -> Embedder:
    """Another embedder, so that the one that is timed has not met the questions."""
    return Embedder(parts.settings.embedding_model, parts.settings.models_folder)


@contextmanager
def _french_alone(settings: AssistantSettings) -> Iterator[Parts]:
    """An index of the library without its English edition and summaries, and nothing kept beside it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        french_alone(settings.corpus, corpus)
        given = {"corpus": corpus, "index": Path(folder) / "index", "uploads": Path(folder) / "uploads"}
        own = settings.model_copy(update=given)
        ingest(own, lambda *_: None)
        with open_parts(own) as parts:
            yield parts
