"""What a record is worth: every measure of a question, and of a whole run.

A question that crashed has found nothing and said nothing, which is not a refusal.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from evals.facts import facts_present
from evals.metrics import (
    citation_precision,
    citation_recall,
    invented_citations,
    language_match,
    mean,
    ndcg_at,
    percentile,
    recall_at,
    reciprocal_rank,
    refusals,
    set_f1,
    unsupported_numbers,
)
from evals.records import Record, Run
from ingest.figures import number_words, numbers

Scores = Mapping[str, float | None]

RANKED: dict[str, Callable[[Sequence[str], Sequence[str]], float | None]] = {
    "recall@1": partial(recall_at, 1),
    "recall@5": partial(recall_at, 5),
    "MRR": reciprocal_rank,
    "nDCG@10": partial(ndcg_at, 10),
}
PASSED = "passed"
IN_BOTH_FORMS = ("facts present", "decision")
LOWER_IS_BETTER = frozenset({"invented citations", "unsupported numbers"})


def search_scores(record: Record, system: str) -> Scores:
    """The measures of one system's ranking of the cases."""
    ranking = record.rankings.get(system, [])
    return {name: measure(ranking, record.question.cases) for name, measure in RANKED.items()}


def answer_scores(record: Record) -> Scores:
    """The measures of the answer, and of a follow-up in both its forms."""
    scores, alone = dict(_of_answer(record)), record.alone
    standalone = _of_answer(alone) if alone else {}
    for name in IN_BOTH_FORMS:
        scores[f"{name}, follow-ups"] = scores[name] if alone else None
        scores[f"{name}, standalone"] = standalone.get(name)
    return scores


def _of_answer(record: Record) -> Scores:
    """The measures of one answer; `passed` is 1 where nothing is wrong with it (`faults`)."""
    question, text, cited = record.question, said(record), cited_cases(record)
    kind, facts = question.kind, [fact.any for fact in question.facts]
    present = facts_present(facts, text)
    return {
        PASSED: float(not faults(record)),
        "facts present": present,
        "citation precision": citation_precision(cited, question.cases),
        "citation recall": citation_recall(cited, question.cases),
        "list F1": set_f1(cited, question.cases) if kind == "list" else None,
        "count exact": _count_exact(record, present) if kind == "count" and facts else None,
        "decision": float(refused(record) != question.answerable and not record.error),
        "language": language_match(text, question.language) if text else 0.0,
        "invented citations": float(_invented(record)),
        "unsupported numbers": float(len(_unsupported(record))),
    }


def scores_of(run: Run) -> dict[str, Scores]:
    """The measures of every question of a run, by its id."""
    if run.header.task == "answers":
        return {record.question.id: answer_scores(record) for record in run.records}
    return {record.question.id: search_scores(record, run.header.system) for record in run.records}


def faults(record: Record) -> list[str]:
    """What is wrong with an answer, in words; nothing where it is as an ideal answer would be.

    More cases cited than expected is no fault: `citation precision` measures that.
    """
    if record.error:
        return [f"crashed: {record.error}"]
    question = record.question
    if not question.answerable:
        return [] if refused(record) else ["answered what the library does not hold"]
    if refused(record):
        return ["refused what the library holds"]
    text, cited = said(record), cited_cases(record)
    uncited = [case for case in question.cases if case not in cited]
    unsaid = [fact.any[0] for fact in question.facts if facts_present([fact.any], text) == 0]
    found: dict[str, list[str]] = {
        "not cited": uncited,
        "not said": unsaid,
        "numbers that stand in no quote": [f"{number:g}" for number in _unsupported(record)],
        "invented citations": [str(_invented(record))] if _invented(record) else [],
        "not in the language of the question": [] if language_match(text, question.language) else [question.language],
    }
    return [f"{what}: {', '.join(items)}" for what, items in found.items() if items]


def search_faults(record: Record, system: str) -> list[str]:
    """What is wrong with a search: expected cases that are not among the first five, or a crash."""
    if record.error:
        return [f"crashed: {record.error}"]
    missed = [case for case in record.question.cases if case not in record.rankings.get(system, [])[:5]]
    return [f"not among the first five: {', '.join(missed)}"] if missed else []


def failures(run: Run) -> list[tuple[Record, list[str]]]:
    """The questions of a run that failed, each with what is wrong."""
    wrong = faults if run.header.task == "answers" else partial(search_faults, system=run.header.system)
    return [(record, found) for record in run.records if (found := wrong(record))]


def refused(record: Record) -> bool:
    """Whether the system said that it cannot answer."""
    return record.answer is not None and record.answer.status == "abstained"


def said(record: Record) -> str:
    """The text of the answer."""
    return record.answer.text if record.answer else ""


def cited_cases(record: Record) -> list[str]:
    """The cases that the answer cites, each once."""
    return list(dict.fromkeys(source.case for source in record.answer.sources)) if record.answer else []


def search_means(records: Iterable[Record], system: str) -> Scores:
    """The means of a system's measures over the questions with expected cases."""
    return _means([search_scores(record, system) for record in records])


def answer_means(records: Sequence[Record]) -> Scores:
    """The means of the answers' measures, with refusals as a whole.

    Invented citations and unsupported numbers are means a question.
    """
    decided = [(refused(record), record.question.answerable) for record in records]
    whole = refusals(decided)
    return {
        **_means([answer_scores(record) for record in records]),
        "refusal precision": whole.precision,
        "refusal recall": whole.recall,
    }


def latencies(run: Run) -> dict[str, tuple[float | None, float | None]]:
    """The 50th and 95th percentiles, in milliseconds, of each step that was timed."""
    timings = [record.answer.timings for record in run.records if record.answer]
    steps: dict[str, list[float | None]] = {"search": [record.search_ms for record in run.records]}
    if run.header.task == "answers":
        steps |= {
            "first sentence": [timing.first_sentence_ms for timing in timings],
            "whole answer": [timing.total_ms for timing in timings],
        }
    return {step: (percentile(50, values), percentile(95, values)) for step, values in steps.items()}


def costs(records: Iterable[Record]) -> Scores:
    """The means a question of what was spent: tokens of the language model, and joules (`assistant.energy`)."""
    spent = list(records)
    tokens = [record.tokens for record in spent if record.tokens]
    energy = [record.energy for record in spent if record.energy]
    return {
        "tokens read": mean(one.read for one in tokens),
        "tokens written": mean(one.written for one in tokens),
        "energy, J": mean(one.mid for one in energy),
        "energy at least, J": mean(one.low for one in energy),
        "energy at most, J": mean(one.high for one in energy),
    }


def _means(scores: list[Scores]) -> Scores:
    return {name: mean(score[name] for score in scores) for name in (scores[0] if scores else [])}


def _count_exact(record: Record, present: float | None) -> float:
    """1 where the total is the number of the ways listed ("11 projets", "onze"); without one, where it is said."""
    if record.answer is None or record.answer.total is None:
        return float(present == 1)
    ways = " ; ".join(way for fact in record.question.facts for way in fact.any)
    return float(record.answer.total in numbers(ways) | number_words(ways))


def _invented(record: Record) -> int:
    answer = record.answer
    if answer is None:
        return 0
    marks = [sentence.citations for sentence in (*answer.sentences, *(row.sentence for row in answer.rows))]
    marks += [cell.citations for row in answer.matrix.rows for cell in row.cells] if answer.matrix else []
    cited = [number for numbers_cited in marks for number in numbers_cited]
    passages = {source.number: source.passage for source in answer.sources}
    return invented_citations(cited, passages, {passage.passage for passage in answer.consulted})


def _unsupported(record: Record) -> list[float]:
    """The figures of the answer that stand in none of the quotes that their sentence cites."""
    if record.answer is None:
        return []
    quotes = {source.number: source.quote for source in record.answer.sources}
    found = [
        unsupported_numbers(sentence.text, [quotes.get(number, "") for number in sentence.citations])
        for sentence in record.answer.sentences
        if sentence.has_source
    ]
    return sorted(set().union(*found))
