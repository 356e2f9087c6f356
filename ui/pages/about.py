"""The page about: what this is and is not, told from the settings as they run and from what was measured."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.cases import TRANSPARENCY
from assistant.doctor import is_loopback
from assistant.fields import LABELS
from assistant.keys import Keyring
from assistant.settings import AssistantSettings
from ingest.models import BUILT_IN
from ui.pages.evaluation import refusals
from ui.pages.site import Site, language_of

# Questions that the library asks of others, and that a service of this kind can be asked too.
OWN = [field for field in TRANSPARENCY if field != "status_abandon"]


class ModelInUse(NamedTuple):
    """A model as the settings name it; licence and origin are known of the built-in ones, else ""."""

    use: str
    name: str
    licence: str
    origin: str


def about_routes(site: Site) -> APIRouter:
    """`GET /about`."""
    routes = APIRouter()

    @routes.get("/about")
    def page(http: Request) -> HTMLResponse:
        settings, language = site.service.settings, language_of(http)
        facts = _facts(settings)
        return site.page(
            http,
            "about.html",
            settings=settings,
            facts=facts,
            models=_models(settings),
            refusals=refusals(),
            questions=[(LABELS[field][language], f"about.own.{_answer(field, facts)}") for field in OWN],
            percent=lambda share: f"{share:.0%}".replace("%", " %" if language == "fr" else "%"),
        )

    return routes


def _facts(settings: AssistantSettings) -> dict[str, bool]:
    """What of the settings changes what is said."""
    return {
        "remote_model": bool(settings.llm_url),
        "server_index": bool(settings.qdrant_url),
        "keys": any(not key.revoked for key in Keyring(settings.keys).all()),
        "alone": is_loopback(settings.host),
        "questions_logged": settings.log_questions,
        "feedback": settings.feedback,
    }


def _models(settings: AssistantSettings) -> list[ModelInUse]:
    embeddings, language = BUILT_IN.get(settings.embedding_model), BUILT_IN.get(settings.llm)
    found = [
        ModelInUse(
            "embeddings",
            settings.embedding_model,
            embeddings.licence if embeddings else "",
            embeddings.origin if embeddings else "",
        )
    ]
    if settings.llm_url:
        return [*found, ModelInUse("llm", settings.llm_model or "?", "", settings.llm_url)]
    licence, origin = (language.licence, language.origin) if language else ("", "")
    return [*found, ModelInUse("llm", settings.llm, licence, origin)]


def _answer(field: str, facts: dict[str, bool]) -> str:
    """The key of the answer to a transparency question: some depend on where things run."""
    if field in ("hebergement", "reversibilite") and (facts["remote_model"] or facts["server_index"]):
        return f"{field}.elsewhere"
    return field
