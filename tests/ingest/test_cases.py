"""Case documents: what is read from a good one, and what is said of a bad one."""

from pathlib import Path

import pytest

from ingest.cases import case_paths, read_case
from ingest.errors import IngestError, InvalidCase
from tests.fakes import CASE, ENGLISH


def write(folder: Path, text: str, english: str | None = None) -> Path:
    (folder / "cases").mkdir(exist_ok=True)
    path = folder / "cases" / "ville-essai.md"
    path.write_text(text, encoding="utf-8")
    if english is not None:
        (folder / "english").mkdir(exist_ok=True)
        (folder / "english" / "ville-essai.md").write_text(english, encoding="utf-8")
    return path


def test_each_sentence_comes_with_its_sources(tmp_path: Path) -> None:
    case = read_case(write(tmp_path, CASE))
    context, results = case.sections
    assert [(s.text, s.sources) for s in context.sentences] == [
        ("La Ville d'Essai perdait de l'eau en 2023.", (1, 2)),
        ("La Ville d'Essai compte 800 habitants.", (2,)),
    ]
    assert (results.heading, results.sentences[0].sources) == ("Résultats", (1,))
    assert case.record.chiffres[0].valeur == 12
    assert case.summary[0].text == "The city of Essai found 12 leaks with an AI tool."
    assert case.english is None


def test_english_sentences_carry_the_french_they_translate(tmp_path: Path) -> None:
    case = read_case(write(tmp_path, CASE, ENGLISH))
    assert case.english is not None
    assert case.english.title == "A tool on trial"
    last = case.english.sections[1].sentences[0]
    assert (last.text, last.original) == (
        "The tool in Essai found 12 leaks in 2024.",
        "L'outil d'Essai a trouvé 12 fuites en 2024.",
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("---\nid", "id", "no front matter"),
        ("theme: eau", "theme: [eau", "broken YAML"),
        ("theme: eau", "theme: cuisine", "field theme"),
        ("periode: \"2024\"", "periode: \"2024\"\ncouleur: bleu", "field couleur"),
        ("id: ville-essai", "id: autre", "id is 'autre'"),
        ("800 habitants.[^2]", "800 habitants.", "no footnote after"),
        ("800 habitants.[^2]", "800 habitants.[^7]", "[^7] has no source"),
        ("2023.[^1][^2] La", "2023. La", "a sentence without footnote"),
        ("## Résultats", "## Bilan", "'Bilan' is unknown"),
        ("## Résultats", "## Contexte", "'Contexte' is unknown, repeated or out of order"),
        ("## Contexte\n", "", "text outside any section"),
        ("L'outil d'Essai a trouvé 12 fuites en 2024.[^1]", "", "Résultats is empty"),
    ],
)  # fmt: skip
def test_a_broken_case_is_refused_with_place_and_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CASE
    path = write(tmp_path, CASE.replace(old, new, 1))
    with pytest.raises(InvalidCase) as caught:
        read_case(path)
    message = str(caught.value)
    assert said in message
    assert message.startswith(str(path))
    assert "; " in message


def test_a_fault_in_the_front_matter_names_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, CASE.replace("theme: eau", "theme: [eau", 1))
    with pytest.raises(InvalidCase) as caught:
        read_case(path)
    assert caught.value.line == 9  # the parser stops at the line after the unclosed bracket


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, CASE)
    path.write_bytes(CASE.encode("latin-1"))
    with pytest.raises(InvalidCase, match="not UTF-8"):
        read_case(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# A tool on trial\n", "", "no title"),
        ("## Résultats", "## Moyens", "headings are not those"),
        (" The city of Essai has 800 inhabitants.[^2]", "", "has 1 sentences, the French case has 2"),
        ("2024.[^1]", "2024.[^2]", "are not those of the French"),
    ],
)
def test_an_english_edition_that_strays_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, CASE, ENGLISH.replace(old, new, 1))
    with pytest.raises(InvalidCase, match="english") as caught:
        read_case(path)
    assert said in str(caught.value)


def test_an_empty_library_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="no case document"):
        case_paths(tmp_path)
