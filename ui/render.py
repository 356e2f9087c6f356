"""Answers as text: Markdown for the page, plain lines for the terminal.

Everything here takes the Answer as JSON (a dictionary) and returns a string.
"""

import html
from typing import Any

from ui import texts

Json = dict[str, Any]


def marked(sentence: Json) -> str:
    """A sentence followed by its citation marks: `… in 2022. [1]`."""
    marks = "".join(f"[{number}]" for number in sentence["citations"])
    return f"{sentence['text']} {marks}"


def sources_markdown(sources: list[Json], language: str) -> str:
    """The numbered sources: authority, case, section, the quoted words, the public pages."""
    lines = []
    for source in sources:
        number = f"\\[{source['number']}\\]"
        who = f"**{number} {_plain(source['territoire'])}**, " if source["territoire"] else f"**{number}** "
        lines.append(
            f"{who}{_plain(source['title'])} ({_plain(source['section'])})  \n« {_plain(source['quote'])} »  \n"
            f"{_pages(source, language)}"
        )
    return "\n\n".join(lines)


def _pages(source: Json, language: str) -> str:
    """Where to read on: the public pages, or the document that was put in."""
    if source["origin"] == "upload":
        page = f", page {source['page']}" if source["page"] else ""
        return f"{texts.UPLOADED[language]} {_plain(source['public_sources'][0]['editeur'])}{page}"
    pages = source["public_sources"]
    links = " · ".join(f"[{_plain(page['editeur'])}]({_address(page['url'])})" for page in pages)
    return f"{texts.PUBLIC_PAGES[language]} {links}"


def answer_markdown(sentences: list[Json], sources: list[Json], language: str, footer: str) -> str:
    """The answer as far as it is written, its sources under it."""
    written = [_plain(marked(s)) + ("\\*" if s["check"] == "supported" else "") for s in sentences]
    notes = [footer]
    if any(s["check"] == "supported" for s in sentences):
        notes.insert(0, texts.TRANSLATED[language])
    parts = [*written, *(f"*{note}*" for note in notes if note)]
    if sources:
        parts += ["---", f"**{texts.SOURCES[language]}**", sources_markdown(sources, language)]
    return "\n\n".join(parts)


def told(answer: Json) -> list[Json]:
    """The sentences of an answer; those of a list, after its lead, begin with whose they are."""
    if not answer["rows"]:
        return list(answer["sentences"])
    colon = " : " if answer["language"] == "fr" else ": "
    rows = [
        {**row["sentence"], "text": f"{row['territoire']}, {row['title']}{colon}{row['sentence']['text']}"}
        for row in answer["rows"]
    ]
    return [answer["sentences"][0], *rows]


def refusal_markdown(answer: Json) -> str:
    """A refusal, and the cases it offers instead: nothing in it is cited."""
    lines = [_plain(answer["text"])]
    if answer["nearest"]:
        lines += ["", texts.NEAREST[answer["language"]], ""]
        lines += [f"- {_plain(case['territoire'])}, {_plain(case['title'])}" for case in answer["nearest"]]
    return "\n".join(lines)


def sources_text(sources: list[Json]) -> str:
    """The sources for a terminal: each with its quote and the addresses of its public pages."""
    lines = []
    for source in sources:
        who = ", ".join(part for part in (source["territoire"], source["title"]) if part)
        lines.append(f"[{source['number']}] {who} ({source['section']})")
        lines.append(f"    « {source['quote']} »")
        if source["origin"] == "upload":
            page = f", page {source['page']}" if source["page"] else ""
            lines.append(f"    document put in: {source['public_sources'][0]['editeur']}{page}")
        else:
            lines += [f"    {page['editeur']}: {page['url']}" for page in source["public_sources"]]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text that Markdown and HTML will show as it is."""
    escaped = html.escape(text, quote=False)
    return "".join(f"\\{c}" if c in "\\`*_[]#|~" else c for c in escaped)


def _address(url: str) -> str:
    """A link target that cannot break out of its parentheses."""
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
