"""One sentence of the answer: quoted, taken from the English edition, or translated and checked."""

from pathlib import Path

import pytest

from assistant.errors import ModelUnavailable
from assistant.evidence import Evidence
from assistant.llm import Messages
from assistant.prompts import translation
from assistant.translations import FILE, Translations
from assistant.writer import write
from ingest.prose import Sentence
from tests.fakes import ScriptedModel, passage

FRENCH = "La Ville de Nantes a économisé 20 % d'énergie en 2022."
PLACES = frozenset({"nantes", "lyon"})


def evidence(sentence: Sentence, language: str = "fr") -> Evidence:
    found = passage("nantes", sentence.text, language=language).model_copy(update={"sentences": [sentence]})
    return Evidence(found, sentence, 1.0)


def test_a_sentence_of_the_questions_language_is_quoted_without_a_model(tmp_path: Path) -> None:
    model = ScriptedModel()
    written = write(evidence(Sentence(text=FRENCH, sources=(1,))), 2, "fr", Translations(tmp_path, model), PLACES)
    assert (written.text, written.citations, written.check) == (FRENCH, [2], "quoted")
    assert model.calls == []


def test_the_english_edition_answers_without_a_model(tmp_path: Path) -> None:
    model = ScriptedModel()
    english = Sentence(text="The city of Nantes saved 20% in 2022.", sources=(1,), original=FRENCH)
    written = write(evidence(english, "en"), 1, "en", Translations(tmp_path, model), PLACES)
    assert (written.text, written.check) == (english.text, "supported")
    assert model.calls == []


def test_a_faithful_translation_is_shown_as_supported(tmp_path: Path) -> None:
    model = ScriptedModel(" The city of Nantes saved\n20% of its energy in 2022. ")
    written = write(evidence(Sentence(text=FRENCH, sources=(1,))), 1, "en", Translations(tmp_path, model), PLACES)
    assert (written.text, written.check) == ("The city of Nantes saved 20% of its energy in 2022.", "supported")
    assert model.calls == [translation(FRENCH)]


def test_a_translation_that_strays_gives_way_to_the_source_sentence(tmp_path: Path) -> None:
    for reply in (
        "The city of Nantes saved 30% in 2022.",
        "Lyon saved 20% in 2022.",
        "The city saved 20% in 2022.",
        "Nantes never saved 20% in 2022.",
        "",
    ):
        translations = Translations(tmp_path / reply[:9], ScriptedModel(reply))
        written = write(evidence(Sentence(text=FRENCH, sources=(1,))), 1, "en", translations, PLACES)
        assert (written.text, written.check) == (FRENCH, "quoted")


def test_a_model_that_does_not_answer_costs_the_translation_not_the_answer(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    class Down(ScriptedModel):
        def complete(self, messages: Messages, max_tokens: int) -> str:
            raise ModelUnavailable("the model is down")

    written = write(evidence(Sentence(text=FRENCH, sources=(1,))), 1, "en", Translations(tmp_path, Down()), PLACES)
    assert (written.text, written.check) == (FRENCH, "quoted")
    assert "the model is down" in caplog.text


def test_the_instructions_are_a_fixed_prefix() -> None:
    first, second = translation("Une phrase."), translation("Une autre.")
    assert first[:-1] == second[:-1]
    assert first[-1] == {"role": "user", "content": "Une phrase."}


def test_a_sentence_is_translated_once_by_one_model(tmp_path: Path) -> None:
    model, other = ScriptedModel("Nantes saved 20% in 2022."), ScriptedModel("In 2022, Nantes saved 20%.")
    other.identity = "another"
    wordings = [Translations(tmp_path, each).of(FRENCH) for each in (model, model, other)]
    assert wordings == ["Nantes saved 20% in 2022."] * 2 + ["In 2022, Nantes saved 20%."]
    assert (len(model.calls), len(other.calls)) == (1, 1)


def test_a_damaged_file_of_translations_is_done_without(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to be looked at" * 20)
    model = ScriptedModel("Nantes saved 20% in 2022.")
    assert Translations(tmp_path, model).of(FRENCH) == "Nantes saved 20% in 2022."
