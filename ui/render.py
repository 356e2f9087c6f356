"""Answers as plain lines for the terminal, from the Answer as JSON (a dictionary)."""

from typing import Any

Json = dict[str, Any]


def marked(sentence: Json) -> str:
    """A sentence followed by its citation marks: `… in 2022. [1]`."""
    marks = "".join(f"[{number}]" for number in sentence["citations"])
    return f"{sentence['text']} {marks}"


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
