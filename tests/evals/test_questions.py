"""Question files: what is refused, and in which words."""

import json
from pathlib import Path

import pytest

from evals.files import InvalidFile
from evals.questions import joined, library_themes, read_questions
from ingest.errors import IngestError

ROOT = Path(__file__).parent.parent.parent
KNOWN = {"ville-essai": "eau"}
GOOD = {
    "id": "fact-fr-1",
    "language": "fr",
    "kind": "fact",
    "question": "Combien de fuites ?",
    "history": [],
    "cases": ["ville-essai"],
    "facts": [{"any": ["12 fuites", "douze fuites"]}],
    "answerable": True,
    "filters": {},
}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_sets_of_the_project_can_be_used(name: str) -> None:
    found = read_questions(ROOT / "evals" / "questions" / f"{name}.jsonl", library_themes(ROOT / "corpus"))
    assert len(found.questions) > 100


def test_no_question_stands_in_both_sets() -> None:
    known = library_themes(ROOT / "corpus")
    dev, test = (
        read_questions(ROOT / "evals" / "questions" / f"{name}.jsonl", known).questions for name in ("dev", "test")
    )
    assert not {q.id for q in dev} & {q.id for q in test}
    assert not {q.question for q in dev} & {q.question for q in test}


def test_a_question_is_read_with_all_it_expects(tmp_path: Path) -> None:
    [question] = read_questions(written(tmp_path, GOOD, ""), KNOWN).questions
    assert question.cases == ["ville-essai"]
    assert question.facts[0].any == ["12 fuites", "douze fuites"]
    assert question.request.question == "Combien de fuites ?"


def test_a_follow_up_has_a_form_that_stands_alone(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "Et à Essai ?"}]
    lines = GOOD, {**GOOD, "id": "b", "history": turns, "standalone": "Combien de fuites à Essai ?"}
    plain, follow_up = read_questions(written(tmp_path, *lines), KNOWN).questions
    assert plain.alone is None
    assert follow_up.alone is not None
    assert (follow_up.alone.question, follow_up.alone.history) == ("Combien de fuites à Essai ?", [])
    assert (follow_up.alone.cases, follow_up.alone.facts) == (follow_up.cases, follow_up.facts)


def test_every_follow_up_that_is_developed_on_has_that_form() -> None:
    themes = library_themes(ROOT / "corpus")
    for name in ("dev", "calibration"):
        found = read_questions(ROOT / "evals" / "questions" / f"{name}.jsonl", themes).questions
        assert all(q.standalone for q in found if q.history)


FAULTS = [
    ([GOOD, "{"], 2, "not JSON"),
    ([GOOD, "[]"], 2, "dictionary"),
    ([{**GOOD, "kind": "riddle"}], 1, "field kind"),
    ([{**GOOD, "question": "  "}], 1, "field question"),
    ([{**GOOD, "colour": "blue"}], 1, "field colour"),
    ([{k: v for k, v in GOOD.items() if k != "facts"}], 1, "field facts"),
    ([{**GOOD, "facts": [{"any": []}]}], 1, "field facts.0.any"),
    ([{**GOOD, "filters": {"departement": "35"}}], 1, "field filters.departement"),
    ([GOOD, {**GOOD, "id": "b"}, GOOD], 3, "'fact-fr-1' is already on line 1"),
    ([{**GOOD, "cases": ["nowhere"]}], 1, "'nowhere' is not a case of the library"),
    ([{**GOOD, "answerable": False}], 1, "`answerable`"),
    ([{**GOOD, "kind": "unanswerable", "answerable": False}], 1, "`facts`"),
    ([{**GOOD, "standalone": "Combien de fuites à Essai ?"}], 1, "`standalone` is for a question with a `history`"),
    ([{**GOOD, "history": [{"role": "user", "content": "Essai ?"}], "standalone": " "}], 1, "field standalone"),
    ([], None, "no question"),
]


@pytest.mark.parametrize(("lines", "line", "words"), FAULTS)
def test_a_fault_is_told_in_one_sentence(tmp_path: Path, lines: list[object], line: int | None, words: str) -> None:
    path = written(tmp_path, *lines)
    with pytest.raises(InvalidFile) as caught:
        read_questions(path, KNOWN)
    message = str(caught.value)
    assert isinstance(caught.value, IngestError)
    assert caught.value.line == line
    assert message.startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert words in message
    assert "; " in message
    assert "\n" not in message


def test_a_file_that_is_not_there_or_not_text_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl", KNOWN)
    path = tmp_path / "latin.jsonl"
    path.write_bytes("é".encode("latin-1"))
    with pytest.raises(InvalidFile, match="not UTF-8"):
        read_questions(path, KNOWN)


def test_a_digest_names_the_content(tmp_path: Path) -> None:
    first = read_questions(written(tmp_path, GOOD), KNOWN)
    assert first.name == "set.jsonl"
    assert read_questions(written(tmp_path, GOOD), KNOWN).digest == first.digest
    assert read_questions(written(tmp_path, GOOD, {**GOOD, "id": "b"}), KNOWN).digest != first.digest


def test_a_limit_takes_questions_from_the_whole_file(tmp_path: Path) -> None:
    found = read_questions(written(tmp_path, *({**GOOD, "id": f"q{n}"} for n in range(10))), KNOWN)
    assert [q.id for q in found.spread(5).questions] == ["q0", "q2", "q4", "q6", "q8"]
    assert found.spread(99).questions == found.questions


def test_a_question_has_the_themes_of_its_cases(tmp_path: Path) -> None:
    both = {**GOOD, "id": "b", "cases": ["une", "deux", "ville-essai"]}
    found = read_questions(written(tmp_path, GOOD, both), {**KNOWN, "une": "eau", "deux": "mobilite"})
    assert found.themes == {"fact-fr-1": ["eau"], "b": ["eau", "mobilite"]}
    assert library_themes(ROOT / "corpus")["sicoval-fuites-eau"] == "eau"


STRATA = [("fact", "fr"), ("fact", "en"), ("list", "fr"), ("count", "en")]


def test_strata_are_kinds_and_languages(tmp_path: Path) -> None:
    lines = [
        {**GOOD, "id": f"{kind}-{language}-{n}", "kind": kind, "language": language}
        for n in range(10)
        for kind, language in STRATA
    ]
    kept = read_questions(written(tmp_path, *lines), KNOWN).stratified(8).questions
    assert sorted((q.kind, q.language) for q in kept) == sorted(2 * STRATA)


def test_the_gate_has_questions_of_every_kind_in_both_languages() -> None:
    themes = library_themes(ROOT / "corpus")
    sets = [read_questions(ROOT / "evals" / "questions" / f"{name}.jsonl", themes) for name in ("dev", "test")]
    whole = joined(sets)
    assert len(whole.questions) == 320
    kept = whole.stratified(40).questions
    assert len(kept) == 40
    assert {q.kind for q in kept} == {q.kind for q in whole.questions}
    assert 15 <= sum(q.language == "fr" for q in kept) <= 25


def test_an_id_may_not_stand_in_two_sets(tmp_path: Path) -> None:
    one = read_questions(written(tmp_path, GOOD), KNOWN)
    with pytest.raises(InvalidFile, match=r"set.jsonl: field id: 'fact-fr-1' is also in another of the sets; give"):
        joined([one, one])
