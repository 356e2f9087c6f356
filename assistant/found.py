"""What an answer will be made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.catalogue import CaseRecord
from assistant.decide import list_features, sureness
from assistant.evidence import Evidence
from assistant.schemas import Chip, Kind
from assistant.search import Hit
from assistant.selection import Selection


@dataclass(frozen=True)
class Found:
    """What an answer will be made of; no evidence and nothing stated is a refusal.

    `evidence` are the sentences to word and cite; `stated` those that rest on the records
    alone; `rows` the cases of a list, a complete one unless they were `searched` for; `compared`
    those of a comparison; `absent` the places that were asked for and that the library has
    nothing of, `sought` the subjects and places that were looked for; `features` what a fact
    or a list was decided on (`decide`), `sure` how surely; a fact is `doubtful` where it may be no answer.
    """

    kind: Kind
    hits: Sequence[Hit] = ()
    evidence: Sequence[Evidence] = ()
    stated: Sequence[str] = ()
    rows: Sequence[CaseRecord] = ()
    searched: bool = False
    compared: Sequence[CaseRecord] = ()
    chips: Sequence[Chip] = ()
    absent: Sequence[str] = ()
    sought: Sequence[str] = ()
    standalone: str = ""
    sure: float = 0.0
    doubtful: bool = False
    features: Mapping[str, float] = field(default_factory=dict)


def listed(
    kind: Kind, hits: Sequence[Hit], nearest: Mapping[str, Evidence], rows: Sequence[CaseRecord], chosen: Selection,
    *, searched: bool = False,
) -> Found:  # fmt: skip
    """A list or a count, each case with its `nearest` sentence, and how sure it is that they are of what is asked."""
    evidence = [nearest[case.id] for case in rows if case.id in nearest]
    known = list_features(hits, chosen, searched=searched)
    sure = sureness(known, "list")
    return Found(kind, hits, evidence, rows=rows, searched=searched, chips=chosen.chips, sure=sure, features=known)
