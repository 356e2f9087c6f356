"""What ingestion has to do: which cases came, changed, went, stayed, or cannot be read."""

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from ingest.cases import Case, case_paths, read_case
from ingest.errors import InvalidCase
from ingest.index import Manifest


class Plan(BaseModel):
    """Ids of cases by what becomes of them.

    `rebuild` says why everything is embedded anew, where it is; the unchanged are then
    embedded too. A case that cannot be read is in `set_aside` with its fault: what the
    index holds of it stays as it is.
    """

    model_config = ConfigDict(frozen=True)

    added: list[str] = Field(default_factory=list)
    changed: list[str] = Field(default_factory=list)
    removed: list[str] = Field(default_factory=list)
    unchanged: list[str] = Field(default_factory=list)
    set_aside: dict[str, str] = Field(default_factory=dict)
    rebuild: str = ""

    @property
    def idle(self) -> bool:
        """Whether the index already holds what it should."""
        return not (self.added or self.changed or self.removed or self.rebuild)


def make_plan(corpus: Path, current: Manifest | None, recipe: dict[str, str]) -> tuple[Plan, list[Case]]:
    """The plan for a corpus, with the cases that are to be embedded; a case that is unchanged is not even read."""
    digests = {path.stem: digest(path) for path in case_paths(corpus)}
    rebuild = _rebuild(current, recipe)
    known = {id_: document.digest for id_, document in current.documents.items()} if current else {}
    unchanged = [id_ for id_, digest in digests.items() if known.get(id_) == digest]
    cases, set_aside = [], {}
    for id_ in digests:
        if rebuild or id_ not in unchanged:
            try:
                cases.append(read_case(corpus / "cases" / f"{id_}.md"))
            except InvalidCase as fault:
                set_aside[id_] = str(fault)
    readable = {case.record.id for case in cases}
    plan = Plan(
        added=[id_ for id_ in digests if id_ in readable - set(known)],
        changed=[id_ for id_ in digests if id_ in readable & set(known) and id_ not in unchanged],
        removed=sorted(set(known) - set(digests)),
        unchanged=unchanged,
        set_aside=set_aside,
        rebuild=rebuild,
    )
    return plan, cases


def digest(path: Path) -> str:
    """The sha256 of a case document and its English edition."""
    english = path.parent.parent / "english" / path.name
    text = path.read_bytes() + b"\0" + (english.read_bytes() if english.is_file() else b"")
    return hashlib.sha256(text).hexdigest()


def _rebuild(current: Manifest | None, recipe: dict[str, str]) -> str:
    """Why a current index cannot be built upon."""
    if current is None:
        return "there is no complete index"
    keys = [key for key in sorted({*recipe, *current.recipe}) if current.recipe.get(key) != recipe.get(key)]
    return "; ".join(f"{key} was {current.recipe.get(key)}, is {recipe.get(key)}" for key in keys)
