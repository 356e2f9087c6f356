"""What ingestion has to do: which documents came, changed, went, stayed, or cannot be read."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from ingest.entries import Entry
from ingest.index import Manifest


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

    @property
    def to_read(self) -> list[str]:
        """The documents to index: an unchanged one is not even read, unless all is indexed anew."""
        return [*self.added, *self.changed, *(self.unchanged if self.rebuild else ())]

    def setting_aside(self, faults: Mapping[str, str]) -> "Plan":
        """The same, once these documents could not be read, each with its fault."""
        return self.model_copy(
            update={
                "added": [id_ for id_ in self.added if id_ not in faults],
                "changed": [id_ for id_ in self.changed if id_ not in faults],
                "reasons": {id_: reason for id_, reason in self.reasons.items() if id_ not in faults},
                "set_aside": dict(faults),
            }
        )


def make_plan(entries: Mapping[str, Entry], current: Manifest | None, recipe: dict[str, str]) -> Plan:
    """The plan, from digests alone: no document is read, so that none is set aside yet."""
    known = {id_: document.parts for id_, document in current.documents.items()} if current else {}
    unchanged = [id_ for id_, entry in entries.items() if known.get(id_) == entry.parts]
    changed = [id_ for id_, entry in entries.items() if known.get(id_) not in (None, entry.parts)]
    return Plan(
        added=[id_ for id_ in entries if id_ not in known],
        changed=changed,
        removed=sorted(set(known) - set(entries)),
        unchanged=unchanged,
        reasons={id_: _difference(known[id_], entries[id_].parts) for id_ in changed},
        rebuild=_rebuild(current, recipe),
    )


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
