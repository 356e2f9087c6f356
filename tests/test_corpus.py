"""The library itself: every case can be read, and keeps the rules that make a sentence citable."""

import re
from pathlib import Path

import pytest

from assistant.check import place_words, problems
from ingest.cases import Case, case_paths, read_case

CORPUS = Path(__file__).parent.parent / "corpus"
PATHS = case_paths(CORPUS)
ANNOUNCED = """
sicoval-fuites-eau noisy-le-grand-recital-energie-batiments rennes-metropole-stations-epuration
bordeaux-metropole-calque-plantabilite aix-marseille-provence-callbot-encombrants
saint-quentin-en-yvelines-flux-deplacements montpellier-strategie-ia-data rouen-metropole-ia-deliberations
""".split()
LEANING = re.compile(
    r"(?:Il|Elle|Ils|Elles|Ce|Cette|Ces|Celui|Celle|Ceux|Cela|Son|Sa|Ses|Leur|Leurs|Puis|Ensuite|"
    r"It|Its|They|Their|This|These|He|She)\b(?! n'existe| y a)"
)


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


def test_the_library_holds_what_it_was_announced_with() -> None:
    assert set(ANNOUNCED) <= {path.stem for path in PATHS}
    assert len(PATHS) >= 20


def test_no_sentence_leans_on_the_one_before(case: Case) -> None:
    texts = [s.text for section in case.sections for s in section.sentences]
    texts += [s.text for s in (*case.resume, *case.summary)]
    texts += [s.text for section in (case.english.sections if case.english else ()) for s in section.sentences]
    assert [text for text in texts if LEANING.match(text)] == []


def test_every_public_page_is_used(case: Case) -> None:
    sentences = [s for section in case.sections for s in section.sentences] + [*case.resume, *case.summary]
    used = {n for sentence in sentences for n in sentence.sources}
    used |= {n for figure in case.record.chiffres for n in figure.sources}
    used |= {
        int(n) for text in case.record.bibliotheque.model_dump().values() for n in re.findall(r"\[\^(\d+)\]", str(text))
    }
    assert used == set(range(1, len(case.record.sources) + 1))


def test_the_english_edition_keeps_every_figure(case: Case) -> None:
    if case.english is None:
        return
    places = place_words([case.record.territoire])
    context = f"{case.record.territoire} {case.record.titre}"
    for section in case.english.sections:
        for sentence in section.sentences:
            found = [p for p in problems(sentence.text, sentence.original, context, places) if not p.startswith("name")]
            assert found == [], sentence.text


def test_no_machine_or_staging_address(case: Case) -> None:
    hosts = [source.url.split("/")[2] for source in case.record.sources]
    assert not [h for h in hosts if re.search(r"localhost|staging|preprod|^test\.|^testing\.|web\.arc-cdn", h)]
