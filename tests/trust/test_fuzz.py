"""Anything at all, to everything that reads text: what is documented comes of it, soon, and nothing else.

A hundred inputs a property here; `make fuzz` tries a million in all (profile `long`).
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.aspects import asked
from assistant.case_index import CaseIndex
from assistant.cases import FACETS, CaseQuery, sheet_of
from assistant.check import problems
from assistant.drafts import TABLES, check_draft, draft_text
from assistant.errors import InvalidQuestion, KeysUnreadable
from assistant.feedback import KeptFeedback
from assistant.http.completions import content_of
from assistant.intent import kind_of
from assistant.keys import Keyring
from assistant.markdown import inert
from assistant.places import Gazetteer
from assistant.question import understand
from assistant.schemas import Answer, AskRequest
from assistant.signing import holds
from evals.attacks import MARKUP
from evals.files import InvalidFile, Strict, parse
from ingest import official_values
from ingest.cases import case_text, parse_text, read_case
from ingest.english import read_english
from ingest.errors import IndexMissing, IngestError, InvalidCase
from ingest.figures import number_differences, numbers
from ingest.folder_index import FolderIndex
from ingest.folding import folded, slug
from ingest.official import read_table
from ingest.prose import HEADINGS, read_sections, read_sentences
from ingest.readers import UnreadableDocument, read_document
from ingest.readers.sentences import sentences
from ingest.thesaurus import Thesaurus, read_thesaurus
from tests.fakes import CASE, ENGLISH
from tests.trust.test_attacks import answer as made_answer

ROOT = Path(__file__).parents[2]
PATH = Path("corpus/cases/ville-essai.md")
# Pieces that parsers look for, and that break them.
PIECES = st.sampled_from(
    (
        "--- \n¦[^1]¦[^"
        + "9" * 5000
        + "]¦[^0]¦[^99]¦[^¦]¦## Contexte\n¦## Résultats\n¦# ¦: ¦- ¦&a ¦*a ¦<<: ¦!!python/name:os.system "
        "¦{¦}¦[¦>¦"
        "'¦\"¦`¦**¦__¦](¦<!--¦-->¦```\n¦~~~\n¦\t¦\r¦\x00¦\ufeff¦\u202e¦\ud800¦²¦٣¦1 000¦1.5 %¦pour cent¦vingt¦|¦"
        "2024-99-99¦1:99:99¦.nan¦.inf¦0x¦~¦http://¦mailto:¦=cmd¦@¦+1¦;¦,¦é¦œ¦ß¦İ¦ﬁ¦e\u0301¦Rennes¦à Nantes¦compare ¦"
        "combien ¦how many ¦who ¦qui ¦Saint-¦l'¦d’¦?¦!¦. ¦« ¦ »¦\u00a0¦\u202f¦<script>¦<a href=¦&j;¦<p>¦"
        "<td rowspan=99999>¦%¦12/2024¦Oui¦Grand public¦9" + "9" * 5000
    ).split("¦")
)
ANY = st.text(st.characters(), max_size=60)
REPEATED = st.builds(lambda piece, times: piece * times, PIECES | ANY, st.integers(1, 80))
TEXT = st.lists(PIECES | ANY | REPEATED, max_size=12).map("".join)
SOON = settings(deadline=timedelta(seconds=20), suppress_health_check=[*HealthCheck])


@contextmanager
def refused(kind: type[Exception]) -> Iterator[None]:
    """What may be refused, in one sentence."""
    try:
        yield
    except kind as fault:
        if "\n" in str(fault):
            raise AssertionError(f"not one sentence: {fault}") from fault


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(["Rennes Métropole", "Nantes", "Saint-Quentin-en-Yvelines", "Bordeaux Métropole", "Ville d'Essai"])


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return read_thesaurus(ROOT / "corpus")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@SOON
@given(TEXT)
def test_folding(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text)), "nothing of a name is left that means something else"
    assert slug(slug(text)) == slug(text)
    assert folded(folded(text)) == folded(text)


@SOON
@given(TEXT, TEXT)
def test_figures(one: str, other: str) -> None:
    assert number_differences(one, one) == []
    assert all(isinstance(number, float) for number in numbers(one))
    assert problems(one, other, "", frozenset()) is not None


@SOON
@given(TEXT)
def test_footnotes(text: str) -> None:
    faults: list[InvalidCase] = []
    read = list(read_sentences(PATH, "Contexte", text, 2, report=faults.append))
    if not faults:
        again = " ".join(s.text + "".join(f"[^{n}]" for n in s.sources) for s in read)
        assert list(read_sentences(PATH, "Contexte", again, 2)) == read


@SOON
@given(TEXT)
def test_sections(text: str) -> None:
    faults: list[InvalidCase] = []
    for section in read_sections(PATH, text, 1, 2, faults.append):
        assert section.heading in HEADINGS or faults


@SOON
@given(st.integers(0, len(CASE)), TEXT, st.integers(0, 40))
def test_a_case_with_anything_in_it(thesaurus: Thesaurus, at: int, put_in: str, taken_out: int) -> None:
    text = CASE[:at] + put_in.encode(errors="replace").decode() + CASE[at + taken_out :]  # as a file of UTF-8 can hold
    faults: list[InvalidCase] = []
    case = parse_text(PATH, text, thesaurus, faults.append)
    assert case or faults
    if case:
        json.loads(sheet_of(case, ROOT / "corpus").model_dump_json())


LINES = st.lists(st.builds("{}: {}".format, st.sampled_from(["id", "periode", "sujets", "<<", "chiffres"]), TEXT))


@SOON
@given(TEXT | LINES.map("\n".join))
def test_front_matter(front: str) -> None:
    faults: list[InvalidCase] = []
    parse_text(PATH, f"---\n{front}\n---\n", Thesaurus(), faults.append)
    assert faults
    assert all("\n" not in str(fault) for fault in faults)


@SOON
@given(st.dictionaries(st.sampled_from(["titre", "region", "periode", "resume"]), TEXT))
def test_front_matter_comes_back_as_it_was_written(fields: dict[str, str]) -> None:
    import yaml

    # YAML 1.1 takes these for line breaks, and PyYAML writes them as they are.
    fields = {name: re.sub("[\x85\u2028\u2029]", "", value) for name, value in fields.items()}
    text = case_text(fields, {})
    try:
        assert yaml.safe_load(text.split("---\n")[1]) == fields
    except yaml.YAMLError:
        assert not "".join(fields.values()).isprintable()


@SOON
@given(TEXT)
def test_english_edition(folder: Path, text: str) -> None:
    path = folder / "english.md"
    path.write_text(ENGLISH + text, encoding="utf-8", errors="surrogatepass")
    faults: list[InvalidCase] = []
    with refused(InvalidCase):
        read_english(path, (), 2, faults.append)


FIELDS = [
    *HEADINGS,
    "titre",
    "territoire",
    "sujets",
    "resume",
    "summary",
    "theme",
    "periode",
    "code",
    "bibliotheque.budget",
]
FIELDS += [f"{table}.{column}" for table, columns in TABLES.items() for column in columns]


@SOON
@given(st.dictionaries(st.sampled_from(FIELDS) | ANY, st.lists(TEXT, max_size=3), max_size=8))
def test_drafts(thesaurus: Thesaurus, form: dict[str, list[str]]) -> None:
    for finding in check_draft(form, ROOT / "corpus", date(2026, 11, 26)):
        assert finding.message
    assert draft_text(form, thesaurus)


@SOON
@given(st.binary(max_size=200) | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")), st.booleans())
def test_official_table(folder: Path, data: bytes, headed: bool) -> None:
    path = folder / "table.csv"
    path.write_bytes((b"nom_collectivite;titre_projet\n" if headed else b"") + data)
    with refused(IngestError):
        assert all(project.row for project in read_table(path).projects)


@SOON
@given(TEXT)
def test_official_values(cell: str) -> None:
    notes: list[tuple[str, ...]] = []

    def note(*said: str) -> None:
        notes.append(said)

    known = ("Grand public", "Agent")
    for read in (
        official_values.read_line, official_values.read_prose, official_values.read_siret, official_values.read_date,
        official_values.read_names, official_values.read_link, official_values.read_latitude,
        official_values.read_longitude,
    ):  # fmt: skip
        read(cell, note)
    assert official_values.read_choice(cell, known, note) in (*known, "", cell.strip()) or notes
    official_values.read_choices(cell, known, note)


@SOON
@given(TEXT)
def test_questions(gazetteer: Gazetteer, text: str) -> None:
    with refused(InvalidQuestion):
        question = understand(text, gazetteer)
        assert question.text == " ".join(text.split())
        assert kind_of(question, (), question.places)
        assert question.topics is not None
        assert question.subject is not None
        assert asked(question.text) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*FACETS, "q", "filters"]) | ANY, inner)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def index() -> CaseIndex:
    paths = sorted((ROOT / "corpus" / "cases").glob("*.md"))[:8]
    return CaseIndex({path.stem: sheet_of(read_case(path), ROOT / "corpus") for path in paths})


@SOON
@given(JSON, TEXT)
def test_filters(index: CaseIndex, anything: object, words: str) -> None:
    for model, data in ((CaseQuery, anything), (AskRequest, {"question": "q", "filters": anything})):
        try:
            query = model.model_validate(data)
        except ValidationError:
            continue
        if isinstance(query, CaseQuery):
            assert index.find(query) is not None
    found = index.find(CaseQuery(q=words[:150].encode(errors="replace").decode()))
    assert {case.id for case in found} <= {case.id for case in index.find(CaseQuery())}


@SOON
@given(TEXT)
def test_citations_are_the_only_marks_and_links(text: str) -> None:
    sentence = {"text": text, "citations": [1], "check": "quoted"}
    made = made_answer(quote=text).model_copy(update={"sentences": []})
    made = Answer.model_validate({**made.model_dump(), "sentences": [sentence], "text": f"{text} [1]"})
    content = content_of(made)
    assert not MARKUP.search(content)
    assert content.endswith(" [1]")
    assert not MARKUP.search(inert(text))


@SOON
@given(TEXT)
def test_sentences(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@SOON
@given(TEXT, st.sampled_from([".txt", ".md", ".html"]))
def test_documents(folder: Path, text: str, extension: str) -> None:
    path = folder / f"any{extension}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with refused(UnreadableDocument):
        assert read_document(path).parts


@SOON
@given(st.binary(max_size=200) | JSON.map(lambda made: json.dumps(made).encode()))
def test_files_of_the_service(folder: Path, data: bytes) -> None:
    """Keys, feedback, an index, an answer handed in, an evaluation: damaged as they may be."""
    (folder / "state" / "v-00000000").mkdir(parents=True, exist_ok=True)
    for name in ("keys.json", "feedback.jsonl", "CURRENT", "v-00000000/seal.json", "v-00000000/manifest.json"):
        (folder / "state" / name).write_bytes(data)
    with refused(KeysUnreadable):
        assert Keyring(folder / "state" / "keys.json").recognise("prc_0_x") is None
    assert all(line.feedback is None or line.feedback.question for line in
               KeptFeedback(folder / "state" / "feedback.jsonl", 30).lines())  # fmt: skip
    state = FolderIndex(folder / "state")
    with pytest.raises(IndexMissing):
        state.verified()
    (folder / "state" / "CURRENT").write_text("v-00000000")
    with pytest.raises(IndexMissing):
        state.verified()
    with pytest.raises((InvalidFile, UnicodeDecodeError)):
        parse(Line, data.decode(), PATH, 1, "write it again")


class Line(Strict):
    """What a file of an evaluation holds, whichever."""

    needed: dict[str, dict[str, int]]
    other: int


@SOON
@given(TEXT, TEXT)
def test_signatures(key: str, signature: str) -> None:
    made = made_answer()
    receipt = made.receipt.model_copy(update={"key": key, "signature": signature})
    assert not holds(made.model_copy(update={"receipt": receipt}))


# What a pattern that looks again and again at the same place would take minutes for.
LONG = [piece * (20_000 // len(piece)) for piece in (
    " ", "\n", "9", "1 000 ", "[^1", "[", "(", ",", "a, ", "**a", "`a", "<!--", "<a ", "<p>", "|a|b|\n", "- a\n", "A. ",
)]  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:6]))
def test_the_same_again_and_again_is_soon_read(text: str, folder: Path, thesaurus: Thesaurus) -> None:
    started = time.process_time()
    ignored: list[object] = []
    number_differences(text, text)
    list(read_sentences(PATH, "Contexte", text, 2, report=ignored.append))
    parse_text(PATH, f"---\nid: a\n{text}\n---\n{text}", thesaurus, ignored.append)
    check_draft({"Contexte": [text], "titre": [text], "sujets": [text]}, ROOT / "corpus", date(2026, 11, 26))
    test_official_values.hypothesis.inner_test(text)  # type: ignore[attr-defined]
    for extension in (".md", ".html", ".txt"):
        path = folder / f"long{extension}"
        path.write_text(text, encoding="utf-8")
        with refused(UnreadableDocument):
            read_document(path)
    assert time.process_time() - started < 10
