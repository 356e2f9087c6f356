"""Stand-ins whose results can be worked out by hand, and small cases to feed them."""

from collections.abc import Callable, Sequence

import numpy as np
from pydantic.main import IncEx

from assistant.llm import Messages
from assistant.tokens import Tokens
from ingest.embeddings import Vectors
from ingest.passages import NumberedSource, Passage
from ingest.prose import Sentence

# What differs between two givings of the same answer: time, energy, and so the signature.
SPENT: IncEx = {"timings": True, "energy": True, "receipt": {"signature"}}


class FakeEmbedder:
    """A text's vector counts its letters a, b, c, d (plus one each, so none is zero), made length 1."""

    dimension = 4
    identity = "fake"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        counts = np.array([[1 + text.lower().count(letter) for letter in "abcd"] for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    def encode_question(self, text: str, parts: Sequence[str] = ()) -> Vectors:
        return self.encode_queries([text, *parts])

    def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None) -> Vectors:
        done(len(texts))
        return self.encode_queries(texts)


class ScriptedModel:
    """A language model that gives the replies it was loaded with, and keeps what it was asked."""

    identity = "scripted"
    tokens = Tokens()

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.calls: list[Messages] = []

    def complete(self, messages: Messages, max_tokens: int) -> str:
        self.calls.append(messages)
        return self.replies.pop(0)


def passage(case: str, *sentences: str, section: str = "Solution", language: str = "fr", **fields: object) -> Passage:
    """A passage of a made-up case; every sentence rests on source 1."""
    given = {
        "id": f"{case}#{section.lower()}",
        "case": case,
        "section": section,
        "language": language,
        "titre": f"Projet {case}",
        "territoire": case.capitalize(),
        "echelon": "commune",
        "departement": "01",
        "region": "Bretagne",
        "theme": ["eau"],
        "statut": "deploye",
        "periode": "",
        "techniques": [],
        "sujets": [],
        "partenaires": [],
        "sentences": [Sentence(text=text, sources=(1,)) for text in sentences],
        "sources": [NumberedSource(number=1, url="https://example.org/1", editeur="Journal", titre="Article")],
    }
    return Passage.model_validate({**given, **fields})


CASE = """\
---
id: ville-essai
titre: Essai d'un outil
territoire: Essai
echelon: commune
departement: "01"
region: Bretagne
theme: eau
autres_themes: []
periode: "2024"
statut: deploye
techniques: []
partenaires: []
bibliotheque:
  theme: Mobilités
chiffres:
  - {quoi: "fuites", valeur: 12, unite: fuites, sources: [1]}
sources:
  - {url: "https://example.org/1", editeur: Journal, titre: Un article, date: "2024-05"}
  - {url: "https://example.org/2", editeur: Ville d'Essai, titre: Une page, date: ""}
resume: La Ville d'Essai a trouvé 12 fuites avec un outil d'IA.[^1]
summary: The city of Essai found 12 leaks with an AI tool.[^1]
---

# Essai d'un outil

## Contexte

La Ville d'Essai perdait de l'eau en 2023.[^1][^2] La Ville d'Essai compte 800 habitants.[^2]

## Résultats

L'outil d'Essai a trouvé 12 fuites en 2024.[^1]
"""
ENGLISH = """\
# A tool on trial

## Contexte

The city of Essai was losing water in 2023.[^1][^2] The city of Essai has 800 inhabitants.[^2]

## Résultats

The tool in Essai found 12 leaks in 2024.[^1]
"""
