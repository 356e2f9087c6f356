"""Tokens are those that the real engine counts."""

from assistant.settings import AssistantSettings
from evals.tokens import CountedModel, Tokens, counted_model, tokens_of
from tests.fakes import ScriptedModel


def test_the_tokens_of_the_embedded_model_add_up() -> None:
    model = counted_model(AssistantSettings())
    assert tokens_of(model) == Tokens()
    model.complete([{"role": "user", "content": "Compte : un, deux, trois, quatre, cinq."}], max_tokens=4)
    first = tokens_of(model)
    assert first is not None
    assert (first.read > 10, first.written) == (True, 4)
    model.complete([{"role": "user", "content": "Compte : un, deux, trois, quatre, cinq."}], max_tokens=2)
    assert tokens_of(model) == Tokens(read=2 * first.read, written=6)


def test_the_tokens_of_another_model_are_not_counted() -> None:
    assert tokens_of(ScriptedModel()) is None
    elsewhere = counted_model(AssistantSettings(llm_url="http://127.0.0.1:9/v1", llm_model="m"))
    assert not isinstance(elsewhere, CountedModel)
    assert tokens_of(elsewhere) is None
