"""Sealed: the whole journey with the real models, with no way out of this machine, and nothing that looks for one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.settings import AssistantSettings
from tests.fakes import CASE
from tests.trust.journey import PAGES, QUESTIONS, RENNES

ROOT = Path(__file__).parents[2]
GUARD = Path(__file__).parent / "guard"
# What would keep a library from calling home whatever the code does; the code has to do it by itself.
HELPED = ("HF_", "ORT_", "TRANSFORMERS_", "OTEL_", "DO_NOT_TRACK", "DISABLE_TELEMETRY")


def namespace() -> list[str]:
    """The command that gives another a network of its own, empty; [] where this machine allows none."""
    for command in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        if shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return []


def lived(story: str, folder: Path, **settings: Path) -> tuple[dict[str, Any], list[str]]:
    """What came of a story, and who tried to reach what; where there can be no namespace, the guard alone watches."""
    attempts, apart = folder / "attempts", namespace()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(HELPED)}
    environment |= {f"PRECEDENTS_{name}": str(value) for name, value in settings.items()}
    environment |= {"PYTHONPATH": f"{GUARD}:{ROOT}", "ATTEMPTS": str(attempts)} | ({"SEALED": "1"} if apart else {})
    command = [*apart, sys.executable, "-m", "tests.trust.journey", str(folder), story]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    told = json.loads((folder / f"{story}.json").read_text())
    return told, attempts.read_text().splitlines() if attempts.exists() else []


@pytest.fixture(scope="module")
def journey(corpus: Path, settings: AssistantSettings, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The journey on the library of the tests; one case has no English edition, so that the model has work."""
    folder = tmp_path_factory.mktemp("sealed")
    shutil.copytree(corpus, folder / "corpus")
    (folder / "corpus" / "english" / f"{RENNES}.md").unlink()
    places = {name: folder / name.lower() for name in ("CORPUS", "INDEX", "UPLOADS", "KEYS")}
    return lived("whole", folder, **places)


def test_nobody_looks_for_another_machine(journey: Any) -> None:
    told, attempts = journey
    assert attempts == []
    assert told["unreachable"] in (0, None)


def test_everything_works_without_a_network(journey: Any) -> None:
    told, _ = journey
    answers = dict(zip(QUESTIONS, told["answers"], strict=True))
    assert {answer["status"] for answer in answers.values()} == {"answered"}
    assert {(answer["kind"], answer["language"]) for answer in answers.values()} == {
        (kind, language) for kind in ("fact", "list", "compare") for language in ("fr", "en")
    }
    assert told["translated"]["tokens"]["read"] > 0, "the language model was asked"
    assert told["found"]
    assert "[1]" in told["mcp"]
    assert told["statuses"].pop("feedback") == 403  # which is off
    assert {name: status for name, status in told["statuses"].items() if status != 200} == {}


def test_a_page_loads_nothing_from_elsewhere(journey: Any) -> None:
    told, _ = journey
    assert told["elsewhere"] == []
    assert told["files"] >= len(PAGES)


def test_a_model_of_ones_own_is_run_without_asking_its_hub(tmp_path: Path) -> None:
    (tmp_path / "small" / "cases").mkdir(parents=True)
    (tmp_path / "small" / "cases" / "ville-essai.md").write_text(CASE, encoding="utf-8")
    told, attempts = lived("model", tmp_path)
    assert attempts == []
    assert told["unreachable"] in (0, None)
    assert "ville-essai" in told["found"]


def test_the_engine_of_the_questions_tells_nobody(tmp_path: Path) -> None:
    """ONNX Runtime looks for its makers from C++, some seconds after it was loaded, and in silence."""
    told, attempts = lived("engine", tmp_path)
    assert attempts == []
    assert told["unreachable"] in (0, None)


def test_one_who_would_call_home_is_seen(tmp_path: Path) -> None:
    told, attempts = lived("leak", tmp_path)
    assert len(attempts) == 1
    assert "192.0.2.1" in attempts[0]
    assert told["unreachable"] in (1, None)  # the one in Python never came as far as the kernel


def test_every_library_that_would_tell_of_its_use_is_told_not_to() -> None:
    code = (
        "import assistant.http\n"
        "from fastapi import FastAPI\n"
        "import os, huggingface_hub.constants as hub, transformers.utils.hub\n"
        "print(os.environ['ORT_DISABLE_TELEMETRY'], hub.HF_HUB_DISABLE_TELEMETRY)\n"
        "print('telemetry/off' in transformers.utils.hub.http_user_agent())"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(HELPED)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "1 True\nTrue\n", done.stderr


def test_servers_of_others_beside_ours_are_told_not_to_either() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert services["qdrant"]["environment"]["QDRANT__TELEMETRY_DISABLED"] == "true"
    assert services["vllm"]["environment"]["VLLM_NO_USAGE_STATS"] == "1"


def test_traces_hold_no_question_and_no_library_adds_its_own(assistant: Any) -> None:
    """FastAPI, where any collector is set, would trace each request with all that its address holds."""
    code = (
        "from opentelemetry import trace\n"
        "from opentelemetry.sdk.trace import TracerProvider\n"
        "from opentelemetry.sdk.trace.export import SimpleSpanProcessor\n"
        "from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter\n"
        "kept, provider = InMemorySpanExporter(), TracerProvider()\n"
        "provider.add_span_processor(SimpleSpanProcessor(kept))\n"
        "trace.set_tracer_provider(provider)\n"
        "from fastapi.testclient import TestClient\n"
        "from assistant.http import create_api\n"
        "from assistant.service import Service\n"
        "from assistant.settings import AssistantSettings\n"
        "from ui.pages import add_pages\n"
        "client = TestClient(add_pages(create_api(Service(AssistantSettings(index='/nonexistent')))))\n"
        "for path in ('/search', '/explore', '/?q=pamplemousse'): client.get(path, params={'q': 'pamplemousse'})\n"
        "spans = kept.get_finished_spans()\n"
        "print(len(spans), any('pamplemousse' in span.to_json() for span in spans))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "3 False\n", done.stderr
