"""What ingestion has to do: which documents came, changed, went, stayed, or cannot be read."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from ingest.entries import Entry
from ingest.errors import IngestError
from ingest.index import Manifest
from ingest.passages import Passage


class Plan(BaseModel):
    """Ids of documents by what becomes of them.

    `reasons` says of each that changed which part of it did; `rebuild` why everything is
    indexed anew, where it is, the unchanged too. A document that cannot be read is in
    `set_aside` with its fault: what the index holds of it stays, unless all is indexed anew.
    """

    model_config = ConfigDict(frozen=True)

    added: list[str] = Field(default_factory=list)
    changed: list[str] = Field(default_factory=list)
    removed: list[str] = Field(default_factory=list)
    unchanged: list[str] = Field(default_factory=list)
    set_aside: dict[str, str] = Field(default_factory=dict)
    reasons: dict[str, str] = Field(default_factory=dict)
    rebuild: str = ""

    @property
    def idle(self) -> bool:
        """Whether the index already holds what it should."""
        return not (self.added or self.changed or self.removed or self.rebuild)


def make_plan(
    entries: Mapping[str, Entry], current: Manifest | None, recipe: dict[str, str]
) -> tuple[Plan, dict[str, list[Passage]]]:
    """The plan, with the passages to index by document; a document that is unchanged is not even read."""
    rebuild = _rebuild(current, recipe)
    known = {id_: document.parts for id_, document in current.documents.items()} if current else {}
    unchanged = [id_ for id_, entry in entries.items() if known.get(id_) == entry.parts]
    read: dict[str, list[Passage]] = {}
    set_aside = {}
    for id_, entry in entries.items():
        if rebuild or id_ not in unchanged:
            try:
                read[id_] = entry.read()
            except IngestError as fault:
                set_aside[id_] = str(fault)
    changed = [id_ for id_ in read if id_ in known and id_ not in unchanged]
    plan = Plan(
        added=[id_ for id_ in read if id_ not in known],
        changed=changed,
        removed=sorted(set(known) - set(entries)),
        unchanged=unchanged,
        set_aside=set_aside,
        reasons={id_: _difference(known[id_], entries[id_].parts) for id_ in changed},
        rebuild=rebuild,
    )
    return plan, read


def _rebuild(current: Manifest | None, recipe: dict[str, str]) -> str:
    """Why a current index cannot be built upon."""
    if current is None:
        return "there is no complete index"
    keys = [key for key in sorted({*recipe, *current.recipe}) if current.recipe.get(key) != recipe.get(key)]
    return "; ".join(f"{key} was {current.recipe.get(key)}, is {recipe.get(key)}" for key in keys)


def _difference(was: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Which parts of a document came, went or changed."""
    states = {
        name: "new" if name not in was else "gone" if name not in now else "changed" if was[name] != now[name] else ""
        for name in (*now, *was)
    }
    return ", ".join(f"{name} {state}" for name, state in states.items() if state)
