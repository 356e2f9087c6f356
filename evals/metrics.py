"""The measures, one small pure function each.

A measure that does not apply to a question (recall without an expected case) is None,
which is left out of means; nothing found or nothing said is 0. Rankings are of cases,
best first, without repetition; relevance is binary.
"""

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.figures import number_words, numbers
from ingest.language import language_of

MARKS = re.compile(r"\[\d+\]")


def recall_at(k: int, ranking: Sequence[str], gold: Collection[str]) -> float | None:
    """The share of the expected cases among the first `k`."""
    return len(set(ranking[:k]) & set(gold)) / len(set(gold)) if gold else None


def reciprocal_rank(ranking: Sequence[str], gold: Collection[str]) -> float | None:
    """1 / rank of the first expected case, 0 where there is none; its mean over questions is the MRR."""
    if not gold:
        return None
    return next((1 / rank for rank, case in enumerate(ranking, start=1) if case in gold), 0.0)


def ndcg_at(k: int, ranking: Sequence[str], gold: Collection[str]) -> float | None:
    """Normalised discounted cumulative gain: the sum of 1 / log2(1 + rank) over the expected
    cases of the first `k`, over that of the best ranking there could be.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20(4), 2002.
    """
    if not gold:
        return None
    gain = sum(1 / math.log2(1 + rank) for rank, case in enumerate(ranking[:k], start=1) if case in gold)
    return gain / sum(1 / math.log2(1 + rank) for rank in range(1, min(k, len(set(gold))) + 1))


def citation_precision(cited: Collection[str], gold: Collection[str]) -> float | None:
    """The share of the cited cases that are expected; None where nothing is cited."""
    return len(set(cited) & set(gold)) / len(set(cited)) if cited else None


def citation_recall(cited: Collection[str], gold: Collection[str]) -> float | None:
    """The share of the expected cases that are cited; None where none is expected."""
    return len(set(cited) & set(gold)) / len(set(gold)) if gold else None


def set_f1(found: Collection[str], gold: Collection[str]) -> float | None:
    """Twice what two sets share over the sum of their sizes: 1 where they are the same; None without gold."""
    return 2 * len(set(found) & set(gold)) / (len(set(found)) + len(set(gold))) if gold else None


def invented_citations(numbers_cited: Iterable[int], passages: dict[int, str], consulted: Collection[str]) -> int:
    """How many citations name no source of the answer, or a passage that search did not return.

    `passages` holds the passage of each source, by its number.
    """
    return sum(passages.get(number) not in consulted for number in numbers_cited)


def unsupported_numbers(sentence: str, quotes: Iterable[str]) -> set[float]:
    """The figures of a sentence that stand in none of the quotes it cites, be it as words."""
    quoted = " ".join(quotes)
    return numbers(MARKS.sub("", sentence)) - numbers(quoted) - number_words(quoted)


def language_match(text: str, language: str) -> float:
    """1 where the text is in the language, else 0; a text that shows neither counts as French."""
    return float(language_of(MARKS.sub("", text)) == language)


@dataclass(frozen=True)
class Refusals:
    """How well a system tells when to refuse, over a set of questions.

    `precision`: of its refusals, the share that was right, None where it refused nothing;
    `recall`: of the unanswerable questions, the share that it refused, None where there is none.
    """

    precision: float | None
    recall: float | None


def refusals(outcomes: Iterable[tuple[bool, bool]]) -> Refusals:
    """The refusals of a set of questions, each given as (refused, answerable)."""
    pairs = list(outcomes)
    right = sum(refused and not answerable for refused, answerable in pairs)
    refused = sum(refused for refused, _ in pairs)
    unanswerable = sum(not answerable for _, answerable in pairs)
    return Refusals(right / refused if refused else None, right / unanswerable if unanswerable else None)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that apply; None where none does."""
    given = [value for value in values if value is not None]
    return sum(given) / len(given) if given else None


def percentile(p: float, milliseconds: Iterable[float | None]) -> float | None:
    """The `p`-th percentile (50 is the median), interpolated linearly; None without values."""
    given = [value for value in milliseconds if value is not None]
    return float(np.percentile(given, p)) if given else None
