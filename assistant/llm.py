"""The language model, embedded or behind a server: one protocol, OpenAI's chat completions.

The door to xllamacpp (llama.cpp in this process) and to the `openai` client.
"""

import os
import secrets
import threading
from collections.abc import Mapping
from typing import Any, Protocol

from assistant.errors import ModelUnavailable
from assistant.reading import Reading
from assistant.settings import AssistantSettings
from assistant.tokens import Tally, Tokens
from ingest.models import language_model_file

CONTEXT_TOKENS = 4096
SAMPLING: Mapping[str, int] = {"temperature": 0, "seed": 0}  # the likeliest token each time: in every receipt

Messages = list[dict[str, str]]


class ChatModel(Protocol):
    """A model that continues a conversation; `identity` names it and its weights."""

    identity: str

    @property
    def tokens(self) -> Tokens:
        """What it read and wrote so far for the thread that looks."""
        ...

    def complete(self, messages: Messages, max_tokens: int) -> str:
        """The model's reply, at temperature 0; raises `ModelUnavailable`."""
        ...


def chat_model(settings: AssistantSettings) -> ChatModel:
    """The model that the settings ask for; an embedded one is loaded when first used."""
    return RemoteModel(settings) if settings.llm_url else EmbeddedModel(settings)


class RestingModel:
    """A model that is let rest: what it would word is quoted."""

    identity, tokens = "none", Tokens()

    def complete(self, messages: Messages, max_tokens: int) -> str:
        """See `ChatModel`."""
        raise ModelUnavailable("the language model rests: this month's PRECEDENTS_ENERGY_CAP is reached")


class EmbeddedModel:
    """A GGUF model run by llama.cpp in this process, which keeps its reading of a common prefix.

    One sentence at a time: several slots at once worded no more a second (docs/capacity.md),
    and not always to the same words. What precedes the last of the first messages it is
    given is kept for the next process (`assistant.reading`).
    """

    def __init__(self, settings: AssistantSettings) -> None:
        self._path, self.identity = language_model_file(settings.llm, settings.models_folder)
        self._threads = settings.threads or os.cpu_count() or 1
        self._folder = settings.index.parent
        self._lock = threading.Lock()
        self._server: Any = None
        self._tally = Tally()

    @property
    def tokens(self) -> Tokens:
        """See `ChatModel`."""
        return self._tally.tokens

    def complete(self, messages: Messages, max_tokens: int) -> str:
        """See `ChatModel`."""
        request = {"messages": messages, "max_tokens": max_tokens, "cache_prompt": True, **SAMPLING}
        with self._lock:
            reply = self._reply(request)
        if "choices" not in reply:
            raise ModelUnavailable(f"the language model {self.identity} failed ({reply}); try again, or restart")
        usage = reply["usage"]
        self._tally.add(usage["prompt_tokens"], usage["completion_tokens"])
        return str(reply["choices"][0]["message"]["content"]).strip()

    def _reply(self, request: dict[str, Any]) -> Any:
        return self._first(request) if self._server is None else self._server.handle_chat_completions(request)

    def _first(self, request: dict[str, Any]) -> Any:
        """Load the model, and have it reply once it has its reading of what precedes the last message."""
        import xllamacpp

        reading = Reading(self._folder, f"{self.identity} {xllamacpp.__version__}")
        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        params.n_ctx = CONTEXT_TOKENS
        params.n_parallel = 1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = self._threads
        params.warmup = False
        params.verbosity = 0
        params.slot_save_path = f"{reading.folder}/"
        # The engine also listens on a loopback port of its own: no one else holds the key.
        params.api_keys = [token := secrets.token_urlsafe(32)]
        self._server = server = xllamacpp.Server(params)
        fixed = request["messages"][:-1]
        taken = bool(fixed) and reading.take(server.listening_address, token, fixed)
        reply = server.handle_chat_completions(request)
        if fixed and not taken and "choices" in reply:
            reading.keep(server.listening_address, token, fixed)
        return reply


class RemoteModel:
    """A model behind any OpenAI-compatible server (vLLM, llama.cpp, Ollama, Albert API)."""

    def __init__(self, settings: AssistantSettings) -> None:
        import openai

        self._url, self._model = settings.llm_url, settings.llm_model
        self.identity = f"{settings.llm_model} at {settings.llm_url}"
        self._openai = openai
        self._client = openai.OpenAI(
            base_url=settings.llm_url,
            api_key=settings.llm_key.get_secret_value() or "none",
            timeout=settings.llm_timeout,
            max_retries=1,
        )
        self._tally = Tally()

    @property
    def tokens(self) -> Tokens:
        """See `ChatModel`; a server that does not count leaves it at 0."""
        return self._tally.tokens

    def complete(self, messages: Messages, max_tokens: int) -> str:
        """See `ChatModel`."""
        request: Any = messages
        try:
            reply = self._client.chat.completions.create(
                model=self._model,
                messages=request,
                max_tokens=max_tokens,
                temperature=SAMPLING["temperature"],
                seed=SAMPLING["seed"],
            )
        except self._openai.OpenAIError as error:
            raise ModelUnavailable(
                f"{self._url}: the language model does not answer ({error}); check PRECEDENTS_LLM_URL, "
                "PRECEDENTS_LLM_MODEL and PRECEDENTS_LLM_KEY, or try again"
            ) from error
        if reply.usage:
            self._tally.add(reply.usage.prompt_tokens, reply.usage.completion_tokens)
        return (reply.choices[0].message.content or "").strip()
