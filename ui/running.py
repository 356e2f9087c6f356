"""What runs here, read from the settings: the models, who may come in, what is kept, what goes elsewhere."""

import os
from typing import NamedTuple
from urllib.parse import urlsplit

from assistant.cases import TRANSPARENCY
from assistant.doctor import is_loopback
from assistant.keys import Keyring
from assistant.settings import AssistantSettings
from assistant.tracing import ENDPOINTS
from ingest.bill import MODELS
from ingest.models import BUILT_IN, E5, E5_ONNX

# Questions that the library asks of others, and that a service of this kind can be asked too.
OWN = [field for field in TRANSPARENCY if field != "status_abandon"]


class ModelInUse(NamedTuple):
    """A model as the settings name it; licence, origin and digest are known of the built-in ones, else ""."""

    use: str
    name: str
    licence: str
    origin: str
    sha256: str


def models_in_use(settings: AssistantSettings) -> list[ModelInUse]:
    """The embedding model, the copy of the built-in one that reads questions, and the language model."""
    found = [_model("embeddings", settings.embedding_model)]
    if settings.embedding_model == E5:
        found.append(_model("questions", E5_ONNX))
    if settings.llm_url:
        return [*found, ModelInUse("llm", settings.llm_model or "?", "", settings.llm_url, "")]
    return [*found, _model("llm", settings.llm)]


def elsewhere(settings: AssistantSettings) -> dict[str, str]:
    """The servers beyond this machine that get something of what is done here: `llm`, `index`, `traces`."""
    traces = next((os.environ[name] for name in ENDPOINTS if os.environ.get(name)), "")
    named = {"llm": settings.llm_url, "index": settings.qdrant_url, "traces": traces}
    return {what: url for what, url in named.items() if url and not is_loopback(urlsplit(url).hostname or "")}


def facts_of(settings: AssistantSettings) -> dict[str, bool]:
    """What of the settings changes what is said."""
    return {
        "elsewhere": bool(elsewhere(settings)),
        "keys": any(not key.revoked for key in Keyring(settings.keys).all()),
        "alone": is_loopback(settings.host),
        "questions_logged": settings.log_questions,
        "feedback": settings.feedback,
    }


def own_answer(field: str, settings: AssistantSettings) -> str:
    """The key of the text that answers a transparency question: some depend on where things run."""
    depends = field in ("hebergement", "reversibilite") and elsewhere(settings)
    return f"about.own.{field}.elsewhere" if depends else f"about.own.{field}"


def _model(use: str, name: str) -> ModelInUse:
    if known := BUILT_IN.get(name):
        return ModelInUse(use, name, known.licence, known.origin, MODELS[name])
    return ModelInUse(use, name, "", "", "")
