"""What a day's readers and programs ask of a service, mixed; and what of each reply must be the same every time."""

import hashlib
import json
import random
import re
import threading
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from evals.serving import Reply

SPENT = ("timings", "energy", "tokens")  # what differs between two givings of one answer; and its signature
SHARES = {
    "question": 30, "stream": 15, "search": 20, "cases": 8, "table": 5, "case": 6, "comparison": 5, "dossier": 2,
    "agent": 3, "completion": 3, "feedback": 2, "page": 1,
}  # fmt: skip
MODELLED = 200  # requests of which one is a question whose answer the language model words
WORDED = "worded"  # of an answer whose sentences the language model wrote in part
STREAM = {"Accept": "text/event-stream"}
AGENT = {"Accept": "application/json, text/event-stream"}
PAGES = ("/", "/explore", "/about")


class Asked(NamedTuple):
    """A request: what kind of one, what makes two of them the same, and how it is sent."""

    kind: str
    same: str
    method: str
    path: str
    body: str = ""
    headers: Mapping[str, str] = {}


class Turns:
    """Requests given out in their order, from any thread, and no more than `until` of them."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._asked, self._taken, self._lock = asked, 0, threading.Lock()
        self.until = 0

    def next(self) -> Asked | None:
        """The next request, once it may be given out; None when there is none left."""
        while self._taken < len(self._asked):
            with self._lock:
                if self._taken < self.until:
                    self._taken += 1
                    return self._asked[self._taken - 1]
            time.sleep(0.02)
        return None


def mixture(count: int, questions: Sequence[str], modelled: str, cases: Sequence[str]) -> list[Asked]:
    """So many requests, the same ones at each run; the kinds by `SHARES`."""
    chance = random.Random(20261126)
    kinds = chance.choices([*SHARES], [*SHARES.values()], k=count)
    made = []
    for number, kind in enumerate(kinds):
        question = modelled if number % MODELLED == MODELLED // 2 else chance.choice(questions)
        made.append(_asked(kind, question, chance.sample(cases, 2), number))
    return made


def _asked(kind: str, question: str, cases: Sequence[str], number: int) -> Asked:
    compared = json.dumps({"cases": cases})
    agent = {"name": "ask_library", "arguments": {"question": question}}
    opinion = {"question": question, "language": "fr", "rating": "up", "comment": f"soak {number}"}
    match kind:
        case "search":
            return Asked(kind, "", "GET", f"/search?q={quote(question)}")
        case "cases" | "table":
            form = "csv" if kind == "table" else "json"
            path = f"/cases?format={form}&q={quote(question.split()[-2])}"
            return Asked(kind, path, "GET", path)
        case "case":
            return Asked(kind, cases[0], "GET", f"/cases/{cases[0]}")
        case "comparison":
            return Asked(kind, compared, "POST", "/compare", compared)
        case "dossier":
            form = ("docx", "odt", "markdown")[number % 3]
            return Asked(kind, "", "POST", "/dossier", json.dumps({"cases": cases, "format": form}))
        case "agent":
            call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": agent}
            return Asked(kind, question, "POST", "/mcp", json.dumps(call), AGENT)
        case "completion":
            chat = {"model": "precedents", "messages": [{"role": "user", "content": question}]}
            return Asked(kind, question, "POST", "/v1/chat/completions", json.dumps(chat))
        case "feedback":
            return Asked(kind, "", "POST", "/feedback", json.dumps(opinion))
        case "page":
            return Asked(kind, "", "GET", PAGES[number % 3], headers={"Accept": "text/html"})
        case _:
            body = json.dumps({"question": question})
            return Asked(kind, question, "POST", "/ask", body, STREAM if kind == "stream" else {})


def told(asked: Asked, reply: Reply) -> tuple[str, str] | None:
    """What this reply must equal in every reply to the same request: under which name, and its digest.

    An answer is named by its question and its index alone: every door gives the same one.
    Raises `ValueError` where a reply is none.
    """
    _, _, body = reply
    if asked.kind in ("question", "stream", "agent", "completion"):
        return _answer(asked, body.decode())
    if asked.kind == "dossier" and len(body) < 500:
        raise ValueError(f"a dossier of {len(body)} bytes")
    if asked.kind == "search" and not json.loads(body)["hits"]:
        raise ValueError("nothing found")
    if asked.kind == "page" and b"</html>" not in body:
        raise ValueError("half a page")
    return (f"{asked.kind} {asked.same}", _digest(body)) if asked.same else None


def _answer(asked: Asked, text: str) -> tuple[str, str]:
    """An answer out of what its door wraps it in."""
    if asked.kind == "question":
        answer = json.loads(text)
    elif asked.kind == "completion":
        answer = json.loads(text)["precedents"]
    else:
        last = json.loads(re.findall(r"^data: (.*)$", text, re.MULTILINE)[-1])
        answer = last["answer"] if asked.kind == "stream" else last["result"]["structuredContent"]
    if answer["question"] != asked.same:
        raise ValueError(f"the answer to another question: {answer['question']}")
    receipt = {name: value for name, value in answer["receipt"].items() if name != "signature"}
    kept = {name: value for name, value in answer.items() if name not in SPENT} | {"receipt": receipt}
    # Without its language model, a service quotes what it has no translation of yet: which sentences, one by one.
    worded = WORDED if answer["tokens"]["written"] else "+".join(s["check"] for s in answer["sentences"])
    return f"answer {worded} {receipt['index']} {asked.same}", _digest(json.dumps(kept, sort_keys=True).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
