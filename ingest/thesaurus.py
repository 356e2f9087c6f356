"""The thesaurus of the library: its subjects, what people call them in French and English, which is broader than which.

`<corpus>/thesaurus.yaml` holds it, faceted and with one broader concept at most for each
(the usual monohierarchy of ISO 25964, one wording for one concept).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from ingest.errors import IngestError
from ingest.folding import folded
from ingest.plain_yaml import read_yaml
from ingest.records import Record, Theme
from ingest.words import Language

FILE = "thesaurus.yaml"
Facette = Literal["usage", "objet", "milieu", "technique", "moyen", "gouvernance", "issue", "produit"]


class Concept(Record):
    """A subject: preferred labels, other wordings that people type for it, and its broader concept's id or ""."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    facette: Facette
    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)
    autres_fr: tuple[str, ...] = ()
    autres_en: tuple[str, ...] = ()
    plus_large: str = ""
    themes: tuple[Theme, ...] = ()

    def label(self, language: Language) -> str:
        """The preferred label in a language."""
        return self.en if language == "en" else self.fr

    @property
    def labels(self) -> tuple[str, ...]:
        """Every wording, French then English, the preferred label of each first."""
        return (self.fr, *self.autres_fr, self.en, *self.autres_en)


class Thesaurus(Record):
    """The concepts, in the order of the file; a library without thesaurus has none."""

    concepts: tuple[Concept, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Concept]:
        """Each concept by its id."""
        return {concept.id: concept for concept in self.concepts}

    def broader(self, id: str) -> tuple[str, ...]:
        """The ids of all concepts broader than one, nearest first; none where it is unknown."""
        found: list[str] = []
        while (concept := self.by_id.get(id)) and concept.plus_large and concept.plus_large not in found:
            found.append(id := concept.plus_large)
        return tuple(found)

    def closed(self, ids: Iterable[str]) -> tuple[str, ...]:
        """These ids, then those of all that is broader, each once."""
        given = list(ids)
        return tuple(dict.fromkeys([*given, *(above for id in given for above in self.broader(id))]))

    @cached_property
    def digest(self) -> str:
        """The sha256 of what of it shapes a passage: which concept is broader than which."""
        pairs = sorted(f"{concept.id} {concept.plus_large}" for concept in self.concepts if concept.plus_large)
        return hashlib.sha256("\n".join(pairs).encode()).hexdigest()


def read_thesaurus(corpus: Path) -> Thesaurus:
    """The thesaurus of a library; raise `IngestError` at its first fault."""
    path = corpus / FILE
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else Thesaurus()


@lru_cache(maxsize=2)
def _read(path: Path, _modified: int) -> Thesaurus:
    """Kept until the file changes: every case of a library asks for it."""
    try:
        thesaurus = Thesaurus.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        raise IngestError(f"{path}: not UTF-8; save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise IngestError(f"{where}: broken YAML; mend that line") from error
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise IngestError(f"{path}: {where or 'the file'}: {fault['msg']}; see how the others are written") from error
    for problem in _faults(thesaurus):
        raise IngestError(f"{path}: {problem}")
    return thesaurus


def _faults(thesaurus: Thesaurus) -> Iterator[str]:
    """What makes the concepts contradict one another, and what to do about it."""
    for id, times in Counter(concept.id for concept in thesaurus.concepts).items():
        if times > 1:
            yield f"{times} concepts have the id {id!r}; give each its own, or make them one"
    owners: dict[str, str] = {}
    for concept in thesaurus.concepts:
        if concept.plus_large and concept.plus_large not in thesaurus.by_id:
            yield f"{concept.id}: plus_large {concept.plus_large!r} is no concept; give the id of one, or take it out"
        if concept.id in thesaurus.broader(concept.id):
            yield f"{concept.id}: it is broader than itself through plus_large; break the circle"
        for label in concept.labels:
            if (owner := owners.setdefault(folded(label), concept.id)) != concept.id:
                yield f"{concept.id}: {label!r} is a label of {owner} too; keep it with one of them"
