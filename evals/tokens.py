"""How many tokens the language model reads and writes."""

from typing import Any, Self

from assistant.llm import ChatModel, EmbeddedModel, chat_model
from assistant.settings import AssistantSettings
from evals.files import Strict


class Tokens(Strict):
    """Tokens of the language model: `read`, those of its prompts, what it had cached included; `written`."""

    read: int = 0
    written: int = 0

    def __add__(self, other: Self) -> "Tokens":
        return Tokens(read=self.read + other.read, written=self.written + other.written)

    def __sub__(self, other: Self) -> "Tokens":
        return Tokens(read=self.read - other.read, written=self.written - other.written)


class CountedModel(EmbeddedModel):
    """The embedded model, which adds up the tokens that its engine reports: it stands before the engine."""

    def __init__(self, settings: AssistantSettings) -> None:
        super().__init__(settings)
        self.tokens = Tokens()

    def handle_chat_completions(self, request: dict[str, Any]) -> Any:
        """What the engine replies, its tokens counted."""
        reply = super()._loaded().handle_chat_completions(request)
        usage = reply.get("usage", {})
        self.tokens += Tokens(read=usage.get("prompt_tokens", 0), written=usage.get("completion_tokens", 0))
        return reply

    def _loaded(self) -> Any:
        return self


def counted_model(settings: AssistantSettings) -> ChatModel:
    """The language model of the settings; the tokens of one behind a server are not counted."""
    return chat_model(settings) if settings.llm_url else CountedModel(settings)


def tokens_of(model: ChatModel) -> Tokens | None:
    """The tokens of a model so far; None where they are not counted."""
    return model.tokens if isinstance(model, CountedModel) else None
