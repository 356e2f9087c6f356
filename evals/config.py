"""Named settings of an evaluation: one file each in `evals/configs`. A door to YAML.

system: precedents        what is put to the test
settings: {floor: 0.9}    settings of the assistant that differ from those around
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from assistant.settings import AssistantSettings
from evals.baselines import LEGS, Baseline
from evals.files import InvalidFile, Strict, read_text, validated
from evals.systems import PRECEDENTS, Parts, Precedents, System

FOLDER = Path(__file__).parent / "configs"
DEFAULT = "default"


class Config(Strict):
    """A system, with the settings it is tested under; `name` is that of its file."""

    name: str
    system: Literal["precedents", "bm25", "dense", "hybrid", "citation-query-engine"]
    settings: dict[str, str | int | float] = {}


def read_config(name: str) -> tuple[Config, AssistantSettings]:
    """A config, by its name or by its file, and the settings it gives."""
    path = Path(name) if name.endswith(".yaml") else FOLDER / f"{name}.yaml"
    known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.yaml")))
    text = read_text(path, f"give one of {known}, or a .yaml file")
    try:
        data: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidFile(path, f"broken YAML ({' '.join(str(error).split())})", "mend it") from error
    given = {"name": path.stem, **data} if isinstance(data, dict) else data
    config = validated(Config, given, path, None, "write `system:` and, if need be, `settings:`")
    return config, _settings(config, path)


def systems_of(config: Config, parts: Parts) -> list[System]:
    """The system that a config tests; beside the assistant itself, the baselines of its search."""
    tested = _builders()[config.system](parts)
    return [tested, *(Baseline(name, parts) for name in LEGS)] if config.system == PRECEDENTS else [tested]


def _builders() -> dict[str, Callable[[Parts], System]]:
    def citation_engine(parts: Parts) -> System:
        from evals.citation_engine import CitationEngine  # takes seconds to load

        return CitationEngine(parts)

    baselines: dict[str, Callable[[Parts], System]] = {name: partial(Baseline, name) for name in LEGS}
    return {PRECEDENTS: Precedents, "citation-query-engine": citation_engine, **baselines}


def _settings(config: Config, path: Path) -> AssistantSettings:
    given: dict[str, Any] = dict(config.settings)
    try:
        return AssistantSettings(**given)
    except ValidationError as error:
        fault = error.errors()[0]
        if not fault["loc"] or fault["loc"][0] not in given:
            raise
        problem = f"field settings.{fault['loc'][0]}: {fault['msg']}"
        raise InvalidFile(path, problem, "use a setting of the README's table, in small letters") from error
