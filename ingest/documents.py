"""Cases as LlamaIndex documents, split along their headings into passages: the door to LlamaIndex."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, NodeRelationship, TextNode

from ingest.cases import Case
from ingest.folding import slug
from ingest.passages import NumberedSource, Passage, grouped
from ingest.prose import RESUME, SUMMARY, Sentence


def to_passages(cases: Iterable[Case]) -> list[Passage]:
    """All passages of `cases`, in the order of the cases and of their sections."""
    pipeline = IngestionPipeline(transformations=[HeadingSplitter()], disable_cache=True)
    nodes = pipeline.run(documents=[_document(case) for case in cases])
    return [Passage.model_validate(node.metadata) for node in nodes]


class HeadingSplitter(NodeParser):
    """One node a section, or several where a section passes `passages.MAX_CHARACTERS`; sentences stay whole."""

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        parsed: list[BaseNode] = []
        for document in nodes:
            case = Case.model_validate(document.metadata["case"])
            for passage in _passages(case):
                node = TextNode(id_=str(passage.point_id), text=passage.text, metadata=passage.model_dump())
                node.relationships[NodeRelationship.SOURCE] = document.as_related_node_info()
                parsed.append(node)
        return parsed


def _document(case: Case) -> Document:
    text = "\n\n".join(" ".join(s.text for s in section.sentences) for section in case.sections)
    return Document(doc_id=case.record.id, text=text, metadata={"case": case.model_dump()})


def _passages(case: Case) -> Iterator[Passage]:
    yield from _pieces(case, RESUME, "fr", case.resume)
    for section in case.sections:
        yield from _pieces(case, section.heading, "fr", section.sentences)
    yield from _pieces(case, SUMMARY, "en", case.summary)
    for section in case.english.sections if case.english else ():
        yield from _pieces(case, section.heading, "en", section.sentences)


def _pieces(case: Case, section: str, language: str, sentences: tuple[Sentence, ...]) -> Iterator[Passage]:
    record = case.record
    # A piece and its English edition share an id, so they are cut at the same sentence.
    for number, piece in enumerate(grouped(sentences, _length), start=1):
        cited = sorted({n for sentence in piece for n in sentence.sources})
        yield Passage.model_validate(
            {
                **record.model_dump(include=set(Passage.model_fields) - {"theme", "sources"}),
                "titre": case.english.title if case.english and language == "en" else record.titre,
                "id": f"{record.id}#{slug(section)}" + (f"-{number}" if number > 1 else ""),
                "case": record.id,
                "section": section,
                "language": language,
                "theme": [record.theme, *record.autres_themes],
                "sujets": case.sujets,
                "sentences": piece,
                "sources": [NumberedSource(number=n, **record.sources[n - 1].model_dump()) for n in cited],
            }
        )


def _length(sentence: Sentence) -> int:
    """Of the French, which decides where a section is cut, and the space after it."""
    return len(sentence.original or sentence.text) + 1
