"""What a user would otherwise pick: LlamaIndex's `CitationQueryEngine`, with its defaults. A door to LlamaIndex.

It has the same French cases (each as plain text under its headings), the same embedding
model and the same language model. It is given the question alone: it has no notion of a
conversation nor of filters. It marks no refusal, so an answer counts as one when it is
empty or when its first sentence says that the sources do not help (`REFUSAL`).
"""

import hashlib
import json
import re
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from llama_index.core import Document, PromptTemplate, VectorStoreIndex
from llama_index.core.base.llms.types import CompletionResponse, LLMMetadata
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import CustomLLM
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.query_engine.citation_query_engine import CITATION_QA_TEMPLATE
from llama_index.core.schema import NodeWithScore, QueryBundle
from pydantic import PrivateAttr

from assistant.llm import CONTEXT_TOKENS, ChatModel
from assistant.schemas import Answer, AnswerSentence, Consulted, Receipt, Source, Timings, Understood
from assistant.tokens import Tokens
from evals.questions import GoldQuestion
from evals.systems import Parts
from ingest.cases import Case, case_paths, read_case
from ingest.embeddings import Embedder
from ingest.readers.sentences import sentences
from ingest.vectors import KeptVectors

NAME = "citation-query-engine"
SIMILARITY_TOP_K = 2  # LlamaIndex's own default, as all that is not set here
NUMBERS = r"\d+(?:(?:,| and| et) ?(?:source )?\d+)*"
# The prompt asks for [1]; small models also write [Source 1], or name Source 1 in the sentence.
MARK = re.compile(rf"\s*(?:\[(?:sources? )?{NUMBERS}\]|\(?\bsources? {NUMBERS}\)?:?)", re.IGNORECASE)
LABEL = re.compile(r"\ASource \d+:\n")
REFUSAL = re.compile(
    r"^empty response$|"  # what LlamaIndex says for nothing
    r"none of the (?:provided |given )?sources|sources? (?:provided )?(?:do|does) not|"
    r"(?:is|are|was|were) not (?:explicitly )?(?:mentioned|provided|specified|stated|given)|"
    r"no (?:relevant |specific )?information|cannot (?:be )?(?:answer|determine)|"
    r"aucune (?:des |de ces )?sources?|aucune information|pas d'informations?|"
    r"ne (?:fournissent|fournit|contiennent|contient|mentionnent|mentionne|précisent|précise|donnent|donne) pas",
    re.IGNORECASE,
)


class OurEmbedding(BaseEmbedding):
    """Our embedding model, as LlamaIndex asks for one."""

    _embedder: Embedder = PrivateAttr()
    _documents: KeptVectors = PrivateAttr()

    def __init__(self, embedder: Embedder, models_folder: Path) -> None:
        super().__init__(model_name=embedder.identity)
        self._embedder = embedder
        self._documents = KeptVectors(embedder, models_folder)

    def _get_query_embedding(self, query: str) -> list[float]:
        [vector] = self._embedder.encode_queries([query]).tolist()
        return list(vector)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [list(vector) for vector in self._documents.encode_documents(texts).tolist()]


class OurModel(CustomLLM):
    """Our language model, as LlamaIndex asks for one: a prompt in, a completion out."""

    _model: ChatModel = PrivateAttr()

    def __init__(self, model: ChatModel) -> None:
        super().__init__()
        self._model = model

    @property
    def metadata(self) -> LLMMetadata:
        """The size of the model's context, and its name."""
        return LLMMetadata(context_window=CONTEXT_TOKENS, model_name=self._model.identity)

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        """The model's reply to the prompt."""
        reply = self._model.complete([{"role": "user", "content": prompt}], self.metadata.num_output)
        return CompletionResponse(text=reply)

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        """The engine is not asked to stream."""
        raise NotImplementedError


class CitationEngine:
    """LlamaIndex's engine as a system beside ours."""

    name = NAME

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        texts = {path.stem: _text(read_case(path)) for path in case_paths(parts.settings.corpus)}
        documents = [Document(doc_id=case, text=text) for case, text in texts.items()]
        embedding = OurEmbedding(parts.embedder, parts.settings.models_folder)
        index = VectorStoreIndex.from_documents(documents, embed_model=embedding)
        model = OurModel(parts.model)
        self._engine = CitationQueryEngine.from_args(index, llm=model, similarity_top_k=SIMILARITY_TOP_K)
        self.code = f"llama-index-core {version('llama-index-core')}"
        self.receipt = Receipt(
            index=_digest(texts),
            embedding_model=parts.embedder.identity,
            llm=parts.model.identity,
            prompt=_digest(_template()),
            settings={"similarity_top_k": SIMILARITY_TOP_K},
        )

    @property
    def tokens(self) -> Tokens | None:
        """See `System`."""
        return self._parts.model.tokens

    def rank(self, question: GoldQuestion) -> list[str]:
        """See `System`."""
        return list(dict.fromkeys(_case(node) for node in self._engine.retrieve(QueryBundle(question.question))))

    def answer(self, question: GoldQuestion) -> Answer:
        """The engine's answer in the form of ours: a sentence keeps the marks that stand in it."""
        engine, query = self._engine, QueryBundle(question.question)
        started = time.perf_counter()
        found = engine.retrieve(query)
        search_ms = _since(started)
        response = engine.synthesize(query, found)
        total_ms = _since(started)
        text = str(response).strip()
        written = _sentences(text)
        cited = {number for sentence in written for number in sentence.citations}
        numbered = [_source(number, node) for number, node in enumerate(response.source_nodes, start=1)]
        return Answer(
            question=question.question,
            language=question.language,
            kind="fact",
            status="abstained" if not written or REFUSAL.search(written[0].text) else "answered",
            understood=Understood(kind="fact", standalone="", chips=[], absent=[]),
            text=text,
            sentences=written,
            rows=[],
            matrix=None,
            total=None,
            library=0,
            nearest=[],
            sources=[source for source in numbered if source.number in cited],
            consulted=[Consulted(case=source.case, passage=source.passage) for source in numbered],
            filters=question.filters,
            timings=Timings(search_ms=search_ms, first_sentence_ms=total_ms, total_ms=total_ms),
            receipt=self.receipt,
        )


def _text(case: Case) -> str:
    """A case as a page of text: its title, and its French prose under its headings."""
    sections = (f"{s.heading}\n{' '.join(sentence.text for sentence in s.sentences)}" for s in case.sections)
    return "\n\n".join([case.record.titre, *sections])


def _case(node: NodeWithScore) -> str:
    return str(node.node.ref_doc_id)


def _sentences(text: str) -> list[AnswerSentence]:
    """The sentences of a reply without their marks; marks that follow a full stop belong to the sentence before it."""
    found: list[tuple[str, list[int]]] = []
    for sentence in sentences(text):
        numbers = [int(number) for mark in MARK.findall(sentence) for number in re.findall(r"\d+", mark)]
        bare = " ".join(MARK.sub("", sentence).split())
        if found and not any(character.isalnum() for character in bare):
            found[-1][1].extend(numbers)
        else:
            found.append((bare, numbers))
    return [AnswerSentence(text=bare, citations=list(dict.fromkeys(cited)), check="quoted") for bare, cited in found]


def _source(number: int, node: NodeWithScore) -> Source:
    case = _case(node)
    return Source(
        number=number,
        case=case,
        passage=f"{case}#{number}",
        origin="library",
        page=None,
        title=case,
        territoire="",
        section="",
        quote=LABEL.sub("", node.node.get_content()).strip(),
        url="",
        public_sources=[],
    )


def _template() -> str:
    assert isinstance(CITATION_QA_TEMPLATE, PromptTemplate)
    return CITATION_QA_TEMPLATE.template


def _digest(content: str | Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
