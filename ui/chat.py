"""The chat page: the door to Gradio. It keeps nothing between two questions but what the browser shows."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
from fastapi import FastAPI

from ui import texts
from ui.client import ServiceError, ask
from ui.render import answer_markdown, refusal_markdown, told

CONCURRENT = 16  # people whose answers are made at once; the service has its own queue for its model
Messages = list[dict[str, Any]]


def mount_chat(api: FastAPI, address: str, key: str = "") -> FastAPI:
    """The service with the chat page at `/`; the page asks the service at `address`, with `key`."""
    gr.mount_gradio_app(api, _page(address, key), path="/", footer_links=[], show_error=True, ssr_mode=False)
    return api


def _page(address: str, key: str) -> gr.Blocks:
    def respond(question: str, messages: Messages) -> Iterator[tuple[str, Messages]]:
        history = [{"role": m["role"], "content": _text(m)} for m in messages]
        asked = [*messages, {"role": "user", "content": question}]
        for reply in replies(address, question, history, key):
            yield "", [*asked, {"role": "assistant", "content": reply}]

    with gr.Blocks(title=texts.TITLE, analytics_enabled=False) as page:
        gr.Markdown(f"# {texts.TITLE}\n\n{texts.INTRODUCTION}")
        chat = gr.Chatbot(show_label=False, height=640, buttons=["copy"], autoscroll=False, placeholder=texts.EMPTY)
        with gr.Row():
            box = gr.Textbox(placeholder=texts.PLACEHOLDER, show_label=False, scale=8, autofocus=True)
            send = gr.Button(texts.SEND, variant="primary", scale=1)
        gr.Examples(texts.EXAMPLES, box, label=texts.EXAMPLES_LABEL)
        asked, shown = [box.submit, send.click], [box, chat]
        gr.on(asked, respond, shown, shown, api_visibility="private", concurrency_limit=CONCURRENT)
    return page


def replies(address: str, question: str, history: list[dict[str, str]], key: str = "") -> Iterator[str]:
    """The reply as it grows: sources first, then sentence by sentence, then the whole."""
    yield texts.SEARCHING
    sentences: list[dict[str, Any]] = []
    sources: list[dict[str, Any]] = []
    language = "fr"
    try:
        for event in ask(address, question, history, key):
            match event["event"]:
                case "sources":
                    sources, language = event["sources"], event["language"]
                case "sentence":
                    sentences.append(event["sentence"])
                case "answer":
                    yield _whole(event["answer"])
                    return
            yield answer_markdown(sentences, sources, language, texts.WRITING[language])
    except ServiceError as error:
        yield str(error)


def _whole(answer: dict[str, Any]) -> str:
    if answer["status"] == "abstained":
        return refusal_markdown(answer)
    seconds = f"{answer['timings']['total_ms'] / 1000:.1f}"
    footer = texts.TIMING[answer["language"]].format(seconds=seconds)
    return answer_markdown(told(answer), answer["sources"], answer["language"], footer)


def _text(message: dict[str, Any]) -> str:
    """The text of a message, which Gradio gives as a string or as a list of parts."""
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
