"""The tokens of a language model, as its engine counts them."""

from assistant.llm import chat_model
from assistant.settings import AssistantSettings
from assistant.tokens import Tokens


def test_the_tokens_of_the_embedded_model_add_up() -> None:
    model = chat_model(AssistantSettings())
    assert model.tokens == Tokens()
    model.complete([{"role": "user", "content": "Bonjour"}], max_tokens=3)
    first = model.tokens
    assert first.read > 5
    assert first.written == 3
    model.complete([{"role": "user", "content": "Bonjour"}], max_tokens=3)
    assert model.tokens == Tokens(read=2 * first.read, written=6)
