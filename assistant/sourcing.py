"""Evidence as the sources of one answer: numbered passages, with what is used of each."""

from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.schemas import Source


class Sources:
    """The passages that an answer cites, numbered from 1 in the order they are first used."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._evidence = evidence
        self._numbers: dict[str, int] = {}
        for item in evidence:
            self._numbers.setdefault(item.passage.id, len(self._numbers) + 1)

    def number(self, item: Evidence) -> int:
        """The number of the passage a sentence stands in."""
        return self._numbers[item.passage.id]

    def all(self) -> list[Source]:
        """Every source, in the order of the numbers."""
        return [
            _source(number, [item for item in self._evidence if item.passage.id == id_])
            for id_, number in self._numbers.items()
        ]


def _source(number: int, evidence: Sequence[Evidence]) -> Source:
    passage = evidence[0].passage
    used = {n for item in evidence for n in item.sentence.sources}
    pages = [page for page in passage.sources if page.number in used]
    chosen = [item.sentence for item in evidence]
    return Source(
        number=number,
        case=passage.case,
        passage=passage.id,
        origin=passage.origin,
        page=passage.page,
        title=passage.titre,
        territoire=passage.territoire,
        section=passage.section,
        quote=" ".join(s.original or s.text for s in passage.sentences if s in chosen),
        url=pages[0].url,
        public_sources=pages,
    )
