"""The report: one HTML page that holds all it shows and asks nothing of any other place."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from evals.compare import Comparison, compare
from evals.plots import Markup, bars, cell, figure, table
from evals.records import Record, Run
from evals.results import Table, heads, results_of, rows, shown
from evals.scores import (
    PASSED,
    RANKED,
    Scores,
    answer_means,
    cited_cases,
    costs,
    failures,
    latencies,
    said,
    search_means,
    search_scores,
)

STYLE = """
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .75rem;border-bottom:1px solid #8886;text-align:right}
th[scope=row]{text-align:left;font-weight:normal}figure{margin:1rem 0}figcaption{font-weight:bold}
svg text{font:13px system-ui,sans-serif;fill:currentColor}svg rect{fill:#3b7dd8}svg{max-width:100%}
details{border-bottom:1px solid #8886;padding:.4rem 0}dt{font-weight:bold}dd{margin:0 0 .5rem;white-space:pre-line}
.note{color:GrayText}
"""
HEADLINE = "nDCG@10"
SLICES: dict[str, Callable[[Record], list[str]]] = {
    "language": lambda record: [record.question.language],
    "kind": lambda record: [record.question.kind],
    "theme": lambda record: record.themes,
}


def report(runs: Sequence[Run]) -> str:
    """The page of these runs: a table of each question set, then each run in its section, in the order given."""
    sections = "".join([*map(_overview, results_of(runs).tables), *map(_section, runs)])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Precedents: evaluation</title>'
        f"<style>{STYLE}</style></head><body><h1>Precedents: evaluation</h1>{sections}</body></html>\n"
    )


def headline(run: Run) -> Scores:
    """The means of a run, by measure."""
    if run.header.task == "answers":
        return answer_means(run.records)
    return search_means(run.records, run.header.system)


def _overview(found: Table) -> str:
    return f"<section><h2>{cell(found.questions)}</h2>{table(['', *heads(found)], rows(found))}</section>"


def _section(run: Run) -> str:
    header = run.header
    crashed = sum(bool(record.error) for record in run.records)
    parts = [
        f"<h2>{cell(header.task.capitalize())}: {cell(header.questions)}, {cell(header.config)}</h2>",
        f"<p>{len(run.records)} questions, {crashed} crashed.</p>",
        table(["measure", "mean"], [(name, figure(value)) for name, value in headline(run).items()]),
        *(_search_parts(run) if header.task == "search" else _answer_parts(run)),
        "<h3>Latency</h3>",
        table(["step", "p50, ms", "p95, ms"], _latency_rows(run)),
        "<h3>Cost of a question</h3>",
        table(["", "mean"], [(name, shown(name, value)) for name, value in costs(run.records).items()]),
        _failures(run),
        "<h3>What was measured</h3>",
        table(["", ""], _provenance(run)),
    ]
    return f"<section>{''.join(parts)}</section>"


def _search_parts(run: Run) -> list[str]:
    systems = list(dict.fromkeys(name for record in run.records for name in record.rankings))
    means = {system: search_means(run.records, system) for system in systems}
    return [
        "<h3>Beside the baselines</h3>",
        table(
            ["system", *RANKED, f"{HEADLINE}: won, tied, lost", "difference, 95 % interval", "p"],
            [(name, *(figure(means[name][m]) for m in RANKED), *_against(run, name)) for name in systems],
        ),
        '<p class="note">Won, tied and lost: the questions on which the first system does better, as well, worse '
        "than this one. p: how likely chance alone makes as large a difference (randomisation test).</p>",
        bars(f"{HEADLINE} by system", [(name, means[name][HEADLINE]) for name in systems]),
        *_slices(run.records, list(RANKED), HEADLINE, partial(search_means, system=run.header.system)),
    ]


def _answer_parts(run: Run) -> list[str]:
    measures = [PASSED, "facts present", "citation precision", "citation recall", "decision", "language"]
    return _slices(run.records, measures, PASSED, answer_means)


def _against(run: Run, system: str) -> tuple[str, str, str]:
    """How the system under test does beside another, on the headline measure."""
    if system == run.header.system:
        return "", "", ""
    tested = _by_question(run.records, run.header.system)
    found = compare(HEADLINE, _by_question(run.records, system), tested)
    return ("–", "–", "–") if found is None else told(found)


def told(found: Comparison) -> tuple[str, str, str]:
    """A comparison as three texts: won, tied and lost; the difference and its interval; p."""
    counts = f"{found.wins}, {found.ties}, {found.losses}"
    return counts, f"{found.difference:+.3f} ({found.low:+.3f} to {found.high:+.3f})", f"{found.p:.4f}"


def _by_question(records: Sequence[Record], system: str) -> dict[str, float]:
    scores = {record.question.id: search_scores(record, system)[HEADLINE] for record in records}
    return {id_: score for id_, score in scores.items() if score is not None}


def _slices(
    records: Sequence[Record], measures: list[str], drawn: str, means: Callable[[list[Record]], Scores]
) -> list[str]:
    """The measures by language, kind and theme of question, one of them drawn; a question may be of several themes."""
    parts = []
    for name, keys in SLICES.items():
        groups: dict[str, list[Record]] = {}
        for record in records:
            for key in keys(record):
                groups.setdefault(key, []).append(record)
        by_group = {group: means(members) for group, members in groups.items()}
        rows = [
            (group, str(len(groups[group])), *(figure(scores[m]) for m in measures))
            for group, scores in by_group.items()
        ]
        parts += [
            f"<h3>By {name}</h3>",
            table([name, "questions", *measures], rows),
            bars(f"{drawn} by {name}", [(group, scores[drawn]) for group, scores in by_group.items()]),
        ]
    return parts


def _latency_rows(run: Run) -> list[tuple[str, str, str]]:
    return [(step, _milliseconds(p50), _milliseconds(p95)) for step, (p50, p95) in latencies(run).items()]


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _failures(run: Run) -> str:
    failed = failures(run)
    return f"<h3>Failed questions: {len(failed)}</h3>" + "".join(_failure(record, found) for record, found in failed)


def _failure(record: Record, found: list[str]) -> str:
    question = record.question
    terms = {
        "Wrong": found,
        "Asked before": [f"{turn.role}: {turn.content}" for turn in question.history],
        "Expected cases": [", ".join(question.cases)] if question.answerable else ["a refusal"],
        "Expected facts": [" / ".join(fact.any) for fact in question.facts],
        "Retrieved": [f"{system}: {', '.join(ranking)}" for system, ranking in record.rankings.items()],
        "Written": [said(record)],
        "Asked alone": [question.standalone] if question.standalone else [],
        "Written then": [said(alone)] if (alone := record.alone) else [],
        "Cited": [f"[{s.number}] {s.passage}: « {s.quote} »" for s in record.answer.sources] if record.answer else [],
        "Cited cases": [", ".join(cited_cases(record))],
    }
    listed = "".join(f"<dt>{name}</dt><dd>{_lines(lines)}</dd>" for name, lines in terms.items() if any(lines))
    summary = f"<summary>{cell(question.id)}: {cell(question.question)}</summary>"
    return f"<details>{summary}<dl>{listed}</dl></details>"


def _lines(lines: Iterable[str]) -> Markup:
    return Markup("\n".join(cell(line) for line in lines))


def _provenance(run: Run) -> list[tuple[str, str]]:
    header, receipt = run.header, run.header.receipt
    settings = ", ".join(f"{name} {value}" for name, value in receipt.settings.items())
    return [
        ("questions", f"{header.questions} ({header.questions_digest})"),
        ("index", receipt.index),
        ("embedding model", receipt.embedding_model),
        ("language model", receipt.llm),
        ("prompt", receipt.prompt),
        ("settings", settings),
        ("code", header.code),
        ("date", header.date),
        ("machine", header.machine),
    ]
