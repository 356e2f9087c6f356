"""Questions, answers and records made by hand, and a small system to put questions to."""

from assistant.schemas import Answer, AnswerSentence, Consulted, Filters, Receipt, Source, Timings, Understood
from assistant.settings import AssistantSettings
from evals.questions import GoldQuestion, QuestionSet
from evals.records import Header, Record, Run
from evals.systems import Parts
from ingest.index import Manifest
from ingest.passages import NumberedSource, Passage
from ingest.store import Store
from tests.fakes import FakeEmbedder, ScriptedModel

RECEIPT = Receipt(index="0123456789ab", embedding_model="fake", llm="scripted", prompt="0", settings={"floor": 0.88})


def question(id_: str = "q", **fields: object) -> GoldQuestion:
    given: dict[str, object] = {
        "id": id_, "language": "fr", "kind": "fact", "question": "Combien de fuites ?", "history": [],
        "cases": ["alpha"], "facts": [{"any": ["12 fuites"]}], "answerable": True, "filters": {},
    }  # fmt: skip
    if fields.get("answerable") is False:
        given |= {"kind": "unanswerable", "cases": [], "facts": []}
    return GoldQuestion.model_validate({**given, **fields})


def asked(*questions: GoldQuestion, name: str = "set.jsonl") -> QuestionSet:
    return QuestionSet(name, "d" * 12, list(questions))


def source(number: int, case: str, quote: str) -> Source:
    page = NumberedSource(number=1, url="https://example.org/1", editeur="Journal", titre="Article")
    return Source(
        number=number, case=case, passage=f"{case}#solution", origin="library", page=None, title=f"Projet {case}",
        territoire=case.capitalize(), section="Solution", quote=quote, url=page.url, public_sources=[page],
    )  # fmt: skip


def answer(*sentences: tuple[str, list[int]], sources: tuple[Source, ...] = (), **fields: object) -> Answer:
    """An answer of these sentences; without any, a refusal. Search found the cases of its sources."""
    marked = [f"{text} {''.join(f'[{n}]' for n in citations)}" for text, citations in sentences]
    given: dict[str, object] = {
        "question": "Combien de fuites ?", "language": "fr", "kind": "fact",
        "understood": Understood(kind="fact", standalone="", chips=[], absent=[]),
        "rows": [], "matrix": None, "total": None, "library": 0, "nearest": [],
        "status": "answered" if sentences else "abstained",
        "text": " ".join(marked) or "La bibliothèque ne contient pas de quoi répondre à cette question.",
        "sentences": [AnswerSentence(text=text, citations=numbers, check="quoted") for text, numbers in sentences],
        "sources": list(sources), "consulted": [Consulted(case=s.case, passage=s.passage) for s in sources],
        "filters": Filters(), "timings": Timings(search_ms=10, first_sentence_ms=20, total_ms=40), "receipt": RECEIPT,
    }  # fmt: skip
    return Answer.model_validate({**given, **fields})


GOOD_ANSWER = answer(
    ("L'outil a trouvé 12 fuites dans la ville.", [1]),
    sources=(source(1, "alpha", "L'outil a trouvé 12 fuites dans la ville."),),
)


def record(asked: GoldQuestion, **fields: object) -> Record:
    given: dict[str, object] = {"question": asked, "rankings": {"precedents": ["alpha"]}, "search_ms": 10.0}
    return Record.model_validate({**given, **fields})


def header(**fields: object) -> Header:
    given: dict[str, object] = {
        "task": "search", "config": "default", "system": "precedents", "questions": "set.jsonl",
        "questions_digest": "d" * 12, "receipt": RECEIPT, "code": "abc",
        "date": "2026-01-01T00:00:00+00:00", "machine": "one",
    }  # fmt: skip
    return Header.model_validate({**given, **fields})


def run_of(*records: Record, **fields: object) -> Run:
    return Run(header(**fields), list(records))


def small_parts(store: Store, *passages: Passage, model: ScriptedModel | None = None, **settings: object) -> Parts:
    """Parts on a real store, with vectors that can be computed and no language model to load."""
    embedder = FakeEmbedder()
    store.add(
        list(passages),
        embedder.encode_documents([p.embedded_text for p in passages]),
        [embedder.encode_documents([s.text for s in p.sentences]) for p in passages],
    )
    store.finish()
    manifest = Manifest(recipe={}, documents={}, created="")
    return Parts(AssistantSettings(**settings), embedder, model or ScriptedModel(), store, manifest)  # type: ignore[arg-type]
