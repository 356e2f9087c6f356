"""An answer given again: the request it came from, and how two answers to it differ."""

from collections.abc import Iterator

from assistant.schemas import Answer, AskRequest

MADE_BY = {"index": "index", "embedding_model": "embedding model", "llm": "language model", "prompt": "prompt"}


def request_of(answer: Answer) -> AskRequest:
    """What was asked, with the conversation, the filters and the conditions left out."""
    return AskRequest(question=answer.question, history=answer.history, filters=answer.filters, without=answer.without)


def differences(before: Answer, now: Answer) -> Iterator[str]:
    """What changed, a line each: what made the answer, what it says, what it cites; time and energy do not count."""
    for field, called in MADE_BY.items():
        was, is_ = getattr(before.receipt, field), getattr(now.receipt, field)
        if was != is_:
            yield f"{called}: {was}, now {is_}"
    for name in sorted(before.receipt.settings.keys() | now.receipt.settings.keys()):
        was, is_ = before.receipt.settings.get(name, "not told"), now.receipt.settings.get(name, "not told")
        if was != is_:
            yield f"setting {name}: {was}, now {is_}"
    if before.status != now.status:
        yield f"status: {before.status}, now {now.status}"
    if before.text != now.text:
        yield f"text: {before.text!r}, now {now.text!r}"
    cited, cites = _cited(before), _cited(now)
    if cited != cites:
        gone, come = [p for p in cited if p not in cites], [p for p in cites if p not in cited]
        told = [
            f"{what} {', '.join(passages)}" for what, passages in (("no longer", gone), ("newly", come)) if passages
        ]
        yield f"citations: {'; '.join(told) or 'in another order, or of other words'}"


def _cited(answer: Answer) -> dict[str, str]:
    """The passages cited, in the order of their numbers, with what is used of each."""
    return {source.passage: source.quote for source in answer.sources}
