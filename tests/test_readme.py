"""The README's examples do what it says: curl, OpenAI's client and an MCP client, on the real service."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from assistant.assistant import Assistant
from assistant.http import create_api
from assistant.schemas import Answer
from assistant.service import Service
from tests.serving import serving

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(create_api(Service.over(assistant))) as address:
        yield address


def blocks(language: str, holding: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [block for block in found if holding in block]


def test_the_curl_example(address: str) -> None:
    (example,) = blocks("sh", "curl")
    done = subprocess.run(
        ["sh", "-c", example.replace(ADDRESS, address)], capture_output=True, text=True, timeout=60, check=True
    )
    answer = Answer.model_validate_json(done.stdout)
    assert answer.status == "answered"
    assert {source.case for source in answer.sources} == {"rennes-metropole-stations-epuration"}


@pytest.mark.parametrize("library", ["import openai", "from mcp import"])
def test_the_python_examples(address: str, library: str) -> None:
    (example,) = blocks("python", library)
    code = example.replace(ADDRESS, address)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "Rennes" in done.stdout
    assert "[1]" in done.stdout


def test_every_route_is_in_the_readme(address: str, assistant: Assistant) -> None:
    paths = create_api(Service.over(assistant)).openapi()["paths"]
    wanted = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    documented = {route for route in wanted if route in README}
    assert wanted - documented <= {"GET /health/live", "GET /v1/models/{id}"}


def test_the_compose_file_sets_only_settings_there_are() -> None:
    from assistant.settings import AssistantSettings

    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    given = {name for service in services.values() for name in service.get("environment", {})}
    names = {name for name in given if name.startswith("PRECEDENTS_")}
    known = {f"PRECEDENTS_{name.upper()}" for name in AssistantSettings.model_fields}
    assert {profile for service in services.values() for profile in service["profiles"]} == {"alone", "qdrant", "vllm"}
    assert names <= known | {"PRECEDENTS_QDRANT_URL"}
