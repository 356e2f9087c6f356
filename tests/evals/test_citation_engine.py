"""LlamaIndex's CitationQueryEngine as a system: the real engine, on vectors and replies known beforehand."""

from pathlib import Path

import pytest

from evals.citation_engine import CitationEngine
from evals.config import read_config, systems_of
from evals.questions import GoldQuestion
from evals.records import read_run
from evals.run import Job, run
from evals.scores import answer_scores, faults
from ingest.store import Store
from tests.evals.made import asked, question, record, small_parts
from tests.fakes import CASE, ScriptedModel, passage

AA = question("aa", question="aaaa", cases=["ville-a"])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Four cases of one sentence each, that the fake embedder tells apart by their letters."""
    (tmp_path / "cases").mkdir()
    for letter in "abcd":
        text = CASE.replace("ville-essai", f"ville-{letter}").replace(
            "La Ville d'Essai perdait de l'eau en 2023.", f"{letter.upper() + 300 * letter} perdait de l'eau en 2023."
        )
        (tmp_path / "cases" / f"ville-{letter}.md").write_text(text, encoding="utf-8")
    return tmp_path


def engine(store: Store, corpus: Path, *replies: str) -> tuple[CitationEngine, ScriptedModel]:
    model = ScriptedModel(*replies)
    return CitationEngine(
        small_parts(store, passage("ville-a", "Un outil."), model=model, corpus=corpus, models=corpus)
    ), model


def scores(system: CitationEngine, given: GoldQuestion) -> dict[str, float | None]:
    return dict(answer_scores(record(given, answer=system.answer(given))))


def test_an_answer_has_its_marks_on_sources_of_cases(store: Store, corpus: Path) -> None:
    reply = "L'outil de la ville a trouvé 12 fuites en 2024 [1]. Elle perdait de l'eau [2, 9]."
    system, model = engine(store, corpus, reply)
    answer = system.answer(AA)
    assert (answer.status, answer.consulted[0].case, len(answer.consulted)) == ("answered", "ville-a", 2)
    assert [(s.text, s.citations) for s in answer.sentences] == [
        ("L'outil de la ville a trouvé 12 fuites en 2024.", [1]),
        ("Elle perdait de l'eau.", [2, 9]),
    ]
    assert [source.number for source in answer.sources] == [1, 2]
    assert answer.sources[0].quote.startswith("Essai d'un outil\n\nContexte\nA" + 300 * "a")
    [[message]] = model.calls
    assert "Please provide an answer based solely on the provided sources" in message["content"]
    assert "Source 2:" in message["content"]
    assert "Query: aaaa" in message["content"]
    measured = answer_scores(record(AA, answer=answer))
    assert (measured["facts present"], measured["citation precision"], measured["citation recall"]) == (1, 0.5, 1)
    assert (measured["invented citations"], measured["unsupported numbers"], measured["language"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("reply", "citations"),
    [
        ("Douze fuites [1].", [1]),
        ("Douze fuites [1, 2].", [1, 2]),
        ("Douze fuites [Source 2].", [2]),
        ("Douze fuites [Source 1, Source 2].", [1, 2]),
        ("Douze fuites (Sources 1 and 2).", [1, 2]),
        ("Douze fuites. [Source 2]", [2]),
        ("Douze fuites. Source 2", [2]),
        ("Source 1:\nDouze fuites.", [1]),
        ("Douze fuites.", []),
    ],
)
def test_marks_of_every_form_that_models_write_are_read(
    store: Store, corpus: Path, reply: str, citations: list[int]
) -> None:
    system, _ = engine(store, corpus, reply)
    [sentence] = system.answer(AA).sentences
    assert (sentence.text, sentence.citations) == ("Douze fuites.", citations)


@pytest.mark.parametrize(
    "reply",
    [
        "None of the provided sources are helpful in answering this query.",
        "Les sources ne mentionnent pas le nombre de fuites [1].",
        "The number of leaks is not mentioned in the sources.",
        "",
    ],
)
def test_a_reply_that_the_sources_do_not_help_is_a_refusal(store: Store, corpus: Path, reply: str) -> None:
    system, _ = engine(store, corpus, reply, reply)
    assert faults(record(question(answerable=False), answer=system.answer(AA))) == []
    assert scores(system, AA)["decision"] == 0


def test_a_record_of_it_is_kept_and_gone_on_with(store: Store, corpus: Path, tmp_path: Path) -> None:
    model = ScriptedModel("Douze fuites [1].", "Une fuite [1].")
    config, _ = read_config("citation-query-engine")
    systems = systems_of(
        config, small_parts(store, passage("ville-a", "Un outil."), model=model, corpus=corpus, models=corpus)
    )
    out = tmp_path / "run.jsonl"
    both = asked(AA, question("bb", question="bbbb", cases=["ville-b"]))
    for limit, resume in ((1, False), (2, True)):
        run(Job("answers", config.name, both.spread(limit), out), systems, resume, lambda *_: None)
    found = read_run(out)
    assert [(r.question.id, r.rankings["citation-query-engine"][0]) for r in found.records] == [
        ("aa", "ville-a"),
        ("bb", "ville-b"),
    ]
    assert found.header.code.startswith("llama-index-core ")
    assert found.header.receipt.settings == {"similarity_top_k": 2}
