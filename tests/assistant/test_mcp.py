"""The library over MCP, with the official client: over HTTP, and as a process of its own."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from assistant.asking import Desk
from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.mcp_server import LibraryServer
from assistant.schemas import Answer
from assistant.service import Service
from assistant.settings import AssistantSettings
from tests.conftest import CASES
from tests.serving import serving

QUESTION = "Qui a réduit l'énergie des stations d'épuration ?"
NANTES = "nantes-ia-cantines"


def text_of(result: Any) -> str:
    return "\n".join(block.text for block in result.content)


def with_client(server: Any, work: Callable[[Client], Any]) -> Any:
    """What `work` gives with a client of this server."""

    async def run() -> Any:
        async with Client(server) as client:
            return await work(client)

    return anyio.run(run)


@pytest.fixture
def library(assistant: Assistant) -> LibraryServer:
    return LibraryServer(Desk(Service.over(assistant)))


def call(server: Any, tool: str, **arguments: object) -> Any:
    return with_client(server, lambda client: client.call_tool(tool, arguments))


def test_every_tool_has_a_description_and_both_schemas(library: LibraryServer) -> None:
    tools = with_client(library, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == {
        "ask_library", "search_cases", "get_case", "list_cases", "compare_cases",
    }  # fmt: skip
    for tool in tools:
        assert tool.description
        assert tool.output_schema["properties"]
        assert all("self" not in tool.input_schema["properties"] for tool in tools)


def test_an_answer_comes_with_its_sources(library: LibraryServer) -> None:
    result = call(library, "ask_library", question=QUESTION)
    assert not result.is_error
    answer = Answer.model_validate(result.structured_content)
    assert answer.text in text_of(result)
    assert all(source.url in text_of(result) for source in answer.sources)


def test_nothing_found_is_a_result(library: LibraryServer) -> None:
    abstained = call(library, "ask_library", question="Écris-moi un poème sur la mer")
    assert not abstained.is_error
    assert abstained.structured_content["status"] == "abstained"
    none = call(library, "search_cases", query="eau", filters={"region": ["Bavière"]})
    assert not none.is_error
    assert text_of(none) == "Nothing found."
    assert call(library, "list_cases", query={"region": ["Bavière"]}).structured_content["total"] == 0


def test_unavailable_is_an_error(settings: AssistantSettings, tmp_path: Path) -> None:
    nowhere = settings.model_copy(update={"index": tmp_path / "none"})
    library = LibraryServer(Desk(Service(nowhere)))
    for tool, arguments in (
        ("ask_library", {"question": QUESTION}),
        ("search_cases", {"query": "eau"}),
        ("list_cases", {}),
    ):
        result = call(library, tool, **arguments)
        assert result.is_error
        assert "unavailable: " in text_of(result)
        assert "no index here; run `precedents ingest`" in text_of(result)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask_library", {"question": " "}, "the question is empty"),
        ("get_case", {"id": "atlantis"}, "no case 'atlantis'"),
        ("compare_cases", {"cases": [NANTES, NANTES]}, "twice"),
        ("compare_cases", {"cases": []}, "cases"),
        ("list_cases", {"page": 0}, "page"),
    ],
)
def test_a_call_that_cannot_be_made(library: LibraryServer, tool: str, arguments: dict[str, Any], said: str) -> None:
    result = call(library, tool, **arguments)
    assert result.is_error
    assert said in text_of(result)
    assert "unavailable" not in text_of(result)


def test_cases_are_listed_shown_and_compared(library: LibraryServer) -> None:
    listed = call(library, "list_cases").structured_content
    assert [case["id"] for case in listed["cases"]] == sorted(CASES)
    case = call(library, "get_case", id=NANTES, language="en")
    assert case.structured_content["statut"] == "arrete"
    assert "## Results" in text_of(case)
    matrix = call(
        library, "compare_cases", cases=[NANTES, "lyon-magali-gaspillage-cantines"], fields=["statut", "chiffres"]
    )
    assert "arrêté" in text_of(matrix)
    assert all(
        cell["statements"] or not cell["documented"]
        for row in matrix.structured_content["rows"]
        for cell in row["cells"]
    )


def test_cases_are_resources(library: LibraryServer) -> None:
    resources = with_client(library, lambda client: client.list_resources()).resources
    assert len(resources) == len(CASES)
    read = with_client(library, lambda client: client.read_resource(f"precedents://cases/{NANTES}"))
    assert "# IA Cantines" in read.contents[0].text


def test_over_http(assistant: Assistant) -> None:
    with serving(create_api(Service.over(assistant))) as address:
        result = call(f"{address}/mcp", "ask_library", question=QUESTION)
    assert Answer.model_validate(result.structured_content).status == "answered"


def test_as_a_process(settings: AssistantSettings, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(settings.index, index)
    environment = {**os.environ, "PRECEDENTS_INDEX": str(index), "PRECEDENTS_CORPUS": str(settings.corpus)}
    command = StdioServerParameters(
        command=sys.executable, args=["-c", "from ui.cli import main; main()", "mcp"], env=environment
    )
    result = call(command, "ask_library", question=QUESTION)
    assert Answer.model_validate(result.structured_content).status == "answered"
