"""The library for software agents: the door to the Model Context Protocol.

A tool that finds nothing says so in its result; one that cannot look says "unavailable"
in an error.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from typing import Annotated, Any, TypeVar

from anyio import to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp_types import CallToolResult, Resource, TextContent
from pydantic import BaseModel, Field

from assistant.asking import Desk, SearchResult
from assistant.blocks import case_blocks, matrix_blocks, reference_blocks
from assistant.case_index import CaseIndex
from assistant.cases import CasePage, CaseQuery, CaseSheet
from assistant.comparison import DEFAULT_FIELDS, CompareField, CompareRequest, Comparison, compare, picked
from assistant.errors import AssistantError, InvalidRequest, NoSuchCase
from assistant.gate import NOBODY, Holder
from assistant.markdown import markdown
from assistant.schemas import Answer, AskRequest, Filters, Language, Turn
from ingest.errors import IngestError

INSTRUCTIONS = """\
The library of AI projects of French local authorities: what they did, what it cost, what failed. Every sentence of
an answer carries the number of a source: keep the numbers, and give the sources with them. An abstention means that
the library does not say: do not answer from memory instead. Ask in French or in English."""
ADDRESS = "precedents://cases/"
MARKDOWN = "text/markdown"
T = TypeVar("T")


class LibraryServer(MCPServer[Any]):
    """The tools and resources of one desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("precedents", instructions=INSTRUCTIONS, version=version("precedents"), log_level="WARNING")
        self._desk = desk
        for tool in (self.ask_library, self.search_cases, self.get_case, self.list_cases, self.compare_cases):
            self.tool()(tool)
        self.resource(f"{ADDRESS}{{id}}", mime_type=MARKDOWN, title="A case of the library")(self.case_text)

    async def ask_library(
        self,
        question: Annotated[str, Field(description="A question in French or English.")],
        context: Context[Any, Any],
        filters: Annotated[Filters, Field(description="Values the cases must have.")] = Filters(),  # noqa: B008
        history: Annotated[list[Turn], Field(description="The conversation so far.")] = [],  # noqa: B006
    ) -> Annotated[CallToolResult, Answer]:
        """Answer a question from the library, each sentence with its sources, or say that the library does not."""
        request = AskRequest(question=question, filters=filters, history=history)
        with _told():
            answer = await self._desk.ask(request, _holder(context), _never)
        assert answer is not None  # nobody is ever gone
        lines = [answer.text, *(_source_line(source.model_dump()) for source in answer.sources)]
        return _result("\n".join(lines), answer)

    async def search_cases(
        self,
        query: Annotated[str, Field(description="A question or words, in French or English.")],
        filters: Annotated[Filters, Field(description="Values the cases must have.")] = Filters(),  # noqa: B008
    ) -> Annotated[CallToolResult, SearchResult]:
        """Find the passages nearest to a question, with the pages they rest on; write no answer."""
        with _told():
            found = await self._desk.search(AskRequest(question=query, filters=filters))
        lines = [f"{hit.passage.case} ({hit.passage.territoire}): {hit.passage.text}" for hit in found.hits]
        return _result("\n\n".join(lines) or "Nothing found.", found)

    async def get_case(
        self,
        id: Annotated[str, Field(description="The id of a case, as the other tools give it.")],
        language: Language = "fr",
    ) -> Annotated[CallToolResult, CaseSheet]:
        """Give one case whole: its record, its sections, its figures, its pages."""
        (case,) = await _run(lambda: picked(self._cases(), [id]))
        return _result(markdown(case_blocks(case, language, date.today())), case)

    async def list_cases(
        self,
        query: Annotated[CaseQuery, Field(description="Which cases; all of them without it.")] = CaseQuery(),  # noqa: B008
        page: Annotated[int, Field(ge=1)] = 1,
        size: Annotated[int, Field(ge=1, le=500)] = 50,
    ) -> Annotated[CallToolResult, CasePage]:
        """List and count all the cases that meet filters, with the values there are to filter by."""
        found = await _run(lambda: self._cases().page(query, page, size))
        head = f"{found.total} cases; page {found.page} of {found.pages}." if found.total else "Nothing found."
        return _result("\n".join([head, *(f"{c.id} ({c.territoire}): {c.titre}" for c in found.cases)]), found)

    async def compare_cases(
        self,
        cases: Annotated[list[str], Field(description="Ids of cases.", min_length=1, max_length=20)],
        fields: Annotated[list[CompareField], Field(min_length=1)] = DEFAULT_FIELDS,
        language: Language = "fr",
    ) -> Annotated[CallToolResult, Comparison]:
        """Set cases side by side, field by field, each cell with its references or "not documented"."""
        request = CompareRequest(cases=cases, fields=fields, language=language)
        found = await _run(lambda: compare(self._cases(), request, date.today()))
        blocks = [*matrix_blocks(found), *reference_blocks(found.references, language, level=1)]
        return _result(markdown(blocks), found)

    async def case_text(self, id: str) -> str:
        """A case as Markdown, with its references."""
        try:
            (case,) = await to_thread.run_sync(lambda: picked(self._cases(), [id]))
        except (AssistantError, IngestError) as error:
            raise ResourceError(str(error)) from error
        return markdown(case_blocks(case, "fr", date.today()))

    async def list_resources(self) -> list[Resource]:
        """Every case of the library; none while it is unavailable."""
        try:
            cases = await to_thread.run_sync(self._cases)
        except IngestError:
            return []
        return [
            Resource(
                uri=f"{ADDRESS}{case.id}", name=case.id, title=f"{case.territoire}: {case.titre}", mime_type=MARKDOWN
            )
            for case in cases.values()
        ]

    def _cases(self) -> CaseIndex:
        return self._desk.service.cases()


@contextmanager
def _told() -> Iterator[None]:
    """Errors as an agent reads them: what it can change, and what it cannot."""
    try:
        yield
    except (InvalidRequest, NoSuchCase) as error:
        raise ToolError(str(error)) from error
    except (AssistantError, IngestError, OSError) as error:
        raise ToolError(f"unavailable: {error}") from error


async def _run(work: Callable[[], T]) -> T:
    with _told():
        return await to_thread.run_sync(work)


async def _never() -> bool:
    return False


def _holder(context: Context[Any, Any]) -> Holder:
    """Who sent the request over HTTP; nobody in particular for a process of one's own."""
    request = context.request_context.request
    return Holder.of(request.scope) if request is not None else NOBODY


def _result(text: str, whole: BaseModel) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=whole.model_dump(mode="json", by_alias=True)
    )


def _source_line(source: dict[str, Any]) -> str:
    return f"[{source['number']}] {source['territoire']}, {source['title']} ({source['section']}): {source['url']}"
