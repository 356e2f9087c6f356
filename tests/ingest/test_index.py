"""The index, in a folder and on a server: complete or absent, and it remembers what built it.

A real server is tried too wherever `PRECEDENTS_QDRANT_URL` names one.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ingest import batches, pipeline
from ingest.cases import Case
from ingest.embeddings import Vectors
from ingest.errors import IndexBusy, IndexMismatch, IndexMissing, IngestError
from ingest.folder_index import FolderIndex
from ingest.index import Document, Index, index_of
from ingest.server_index import ServerIndex
from ingest.settings import IndexSettings
from tests.fakes import ENGLISH, FakeEmbedder
from tests.indexes import SERVERS, VECTOR, add, edit, ends, frequencies, held, one_case, quiet, sentences, served

# The client's emulation says that it has no payload indexes.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IndexSettings:
    """A one-case library, to be indexed with the fake embedder."""
    monkeypatch.setattr(pipeline, "Embedder", lambda *_: FakeEmbedder())
    return one_case(tmp_path)


@pytest.fixture(params=["folder", *SERVERS])
def index(request: pytest.FixtureRequest, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """The index that ingestion makes, wherever it is."""
    if request.param == "folder":
        yield FolderIndex(settings.index)
        return
    with served(on_a_server=request.param == "server") as connected:
        monkeypatch.setattr(pipeline, "index_of", lambda _: connected())
        yield connected()


def test_an_unchanged_library_is_not_built_again(settings: IndexSettings, index: Index) -> None:
    seen: list[tuple[int, int]] = []
    first = pipeline.ingest(settings, lambda _, done, of: seen.append((done, of)))
    # French: resume, Contexte, Résultats; English: summary, Contexte, Résultats. Four sentences and a summary each.
    assert (len(first.manifest.documents), first.manifest.passages, first.manifest.sentences) == (1, 6, 8)
    assert (first.plan.added, first.plan.rebuild) == (["ville-essai"], "there is no complete index")
    assert seen[-1][0] == seen[-1][1]
    again = pipeline.ingest(settings, quiet)
    assert (again.manifest, again.plan.idle, again.plan.unchanged) == (first.manifest, True, ["ville-essai"])


def test_a_library_is_embedded_a_batch_at_a_time(
    settings: IndexSettings, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, case in enumerate(("autre", "encore", "enfin"), start=1):
        add(settings, case)
        edit(settings, "800 habitants", f"{number}00 habitants", case)
    asked: list[int] = []

    class Counting(FakeEmbedder):
        def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = quiet) -> Vectors:
            asked.append(len(texts))
            return super().encode_documents(texts, done)

    monkeypatch.setattr(pipeline, "Embedder", lambda *_: Counting())
    monkeypatch.setattr(batches, "PASSAGES", 1)
    seen: list[tuple[int, int]] = []
    made = pipeline.ingest(settings, lambda _, done, of: seen.append((done, of))).manifest
    assert (len(made.documents), made.passages) == (4, 6 + 3 * 4)
    assert {"100 habitants", "200 habitants", "300 habitants", "800 habitants"} <= sentences(index)
    assert len(asked) >= 4
    assert max(asked) <= 6 + 8  # the texts of one document
    assert seen == sorted(seen, key=lambda told: told[0])
    assert all(done <= of for done, of in seen)
    assert seen[-1][0] == seen[-1][1]


def test_only_what_changed_is_embedded(settings: IndexSettings, index: Index) -> None:
    add(settings, "autre")
    before = pipeline.ingest(settings, quiet).manifest
    edit(settings, "800 habitants", "900 habitants")
    seen: list[int] = []
    report = pipeline.ingest(settings, lambda _, done, of: seen.append(of))
    assert (report.plan.changed, report.plan.unchanged) == (["ville-essai"], ["autre"])
    assert set(seen) == {6 + 8}
    assert report.manifest.fingerprint != before.fingerprint
    assert "900 habitants" in sentences(index) - {"800 habitants"}
    assert report.manifest.documents["autre"] == before.documents["autre"]


def test_the_plan_says_which_part_of_a_document_changed(settings: IndexSettings, index: Index) -> None:
    pipeline.ingest(settings, quiet)
    english = settings.corpus / "english" / "ville-essai.md"
    english.write_text(ENGLISH.replace("on trial", "under trial"), encoding="utf-8")
    assert pipeline.plan(settings).reasons == {"ville-essai": "English edition changed"}
    english.unlink()
    edit(settings, "800 habitants", "900 habitants")
    assert pipeline.plan(settings).reasons == {"ville-essai": "case changed, English edition gone"}


def test_a_case_that_goes_is_forgotten(settings: IndexSettings, index: Index) -> None:
    pipeline.ingest(settings, quiet)
    alone = frequencies(index)
    add(settings, "autre")
    pipeline.ingest(settings, quiet)
    (settings.corpus / "cases" / "autre.md").unlink()
    report = pipeline.ingest(settings, quiet)
    assert (report.plan.removed, list(report.manifest.documents)) == (["autre"], ["ville-essai"])
    assert frequencies(index) == alone


def test_a_new_broader_subject_reaches_the_index(settings: IndexSettings, index: Index) -> None:
    concepts = "concepts:\n- {id: eau, facette: objet, fr: eau, en: water}\n- {id: fuites, facette: objet, fr: a, en: b"
    (settings.corpus / "thesaurus.yaml").write_text(concepts + "}\n")
    edit(settings, "techniques: []", "techniques: []\nsujets: [fuites]")
    pipeline.ingest(settings, quiet)
    (settings.corpus / "thesaurus.yaml").write_text(concepts + ", plus_large: eau}\n")
    assert pipeline.ingest(settings, quiet).plan.changed == ["ville-essai"]
    store, _ = index.open(pipeline.recipe("fake"))
    assert store.values("sujets") == {"fuites": 6, "eau": 6}
    store.close()


def test_a_new_recipe_rebuilds_everything(
    settings: IndexSettings, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.ingest(settings, quiet)
    monkeypatch.setattr(pipeline, "SPLITTER", "other")
    report = pipeline.ingest(settings, quiet)
    assert report.plan.rebuild == "splitter was headings-5, is other"
    assert report.manifest.recipe["splitter"] == "other"


def test_a_broken_case_is_set_aside_and_its_last_good_version_stays(settings: IndexSettings, index: Index) -> None:
    before = pipeline.ingest(settings, quiet).manifest
    add(settings, "autre")
    edit(settings, "800 habitants.[^2]", "800 habitants.")
    report = pipeline.ingest(settings, quiet)
    assert list(report.plan.set_aside) == ["ville-essai"]
    assert "no footnote after" in report.plan.set_aside["ville-essai"]
    assert report.plan.added == ["autre"]
    assert report.manifest.documents["ville-essai"] == before.documents["ville-essai"]


def test_a_library_of_broken_cases_leaves_no_index(settings: IndexSettings, index: Index) -> None:
    edit(settings, "id: ville-essai", "id: [")
    with pytest.raises(IngestError, match="no case can be read"):
        pipeline.ingest(settings, quiet)
    with pytest.raises(IndexMissing):
        index.manifest()


def test_a_rebuild_of_which_nothing_can_be_read_leaves_what_was_there(
    settings: IndexSettings, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pipeline.ingest(settings, quiet).manifest
    monkeypatch.setattr(pipeline, "SPLITTER", "other")
    monkeypatch.setattr("ingest.entries.read_case", broken)
    with pytest.raises(IngestError, match="no case can be read; the disk failed"):
        pipeline.ingest(settings, quiet)
    assert index.manifest() == before


def broken(_: Path) -> Case:
    raise IngestError("the disk failed")


def test_the_previous_version_comes_back_and_goes_again(settings: IndexSettings, index: Index) -> None:
    first = pipeline.ingest(settings, quiet).manifest
    with pytest.raises(IndexMissing, match="no previous version"):
        index.roll_back()
    edit(settings, "800 habitants", "900 habitants")
    second = pipeline.ingest(settings, quiet).manifest
    assert index.roll_back() == index.manifest() == first
    assert "800 habitants" in sentences(index)
    assert index.roll_back() == second
    assert "900 habitants" in sentences(index)


def test_only_the_version_before_is_kept(settings: IndexSettings, index: Index) -> None:
    versions = []
    for inhabitants in range(801, 804):
        edit(settings, f"{inhabitants - 1} habitants", f"{inhabitants} habitants")
        pipeline.ingest(settings, quiet)
        versions.append(index.current())
    assert held(index) == set(versions[1:])


def test_the_current_version_serves_while_another_is_made(settings: IndexSettings, index: Index) -> None:
    pipeline.ingest(settings, quiet)
    store, _ = index.open(pipeline.recipe("fake"))
    edit(settings, "800 habitants", "900 habitants")
    seen: list[bool] = []
    pipeline.ingest(settings, lambda *_: seen.append("800 habitants" in ends(store.read(VECTOR, {}, ["fr"], 50))))
    assert seen
    assert all(seen)
    assert "800 habitants" in ends(store.read(VECTOR, {}, ["fr"], 50))  # an answer on its way ends on the old one
    store.close()
    assert "900 habitants" in sentences(index)


def test_an_ingestion_that_fails_leaves_what_was_there(
    settings: IndexSettings, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pipeline.ingest(settings, quiet).manifest
    edit(settings, "800 habitants", "900 habitants")
    with monkeypatch.context() as broken:
        nothing = Document(parts={}, passages=0, sentences=0)  # a manifest that is not what was written
        broken.setattr(pipeline, "_document", lambda *_: nothing)
        with pytest.raises(IngestError, match="does not hold what was written"):
            pipeline.ingest(settings, quiet)
    assert index.manifest() == before
    assert "800 habitants" in sentences(index)
    assert pipeline.ingest(settings, quiet).plan.changed == ["ville-essai"]


def test_an_ingestion_that_another_overtakes_is_given_up(settings: IndexSettings, index: Index) -> None:
    if isinstance(index, FolderIndex):
        pytest.skip("one process at a time ingests into a folder")
    pipeline.ingest(settings, quiet)
    draft = index.revision()
    draft.store.finish()
    edit(settings, "800 habitants", "900 habitants")
    manifest = pipeline.ingest(settings, quiet).manifest
    with pytest.raises(IngestError, match="another ingestion ended before this one"):
        index.switch_to(draft.name, manifest)
    assert "900 habitants" in sentences(index)


def test_the_settings_choose_the_index(tmp_path: Path) -> None:
    assert isinstance(index_of(IndexSettings(index=tmp_path)), FolderIndex)
    there = index_of(IndexSettings(qdrant_url="http://127.0.0.1:9"))
    assert isinstance(there, ServerIndex)
    with pytest.raises(IngestError, match="check that it runs, its address and key"):
        there.manifest()


def test_no_index_says_what_to_run(index: Index) -> None:
    with pytest.raises(IndexMissing, match="no index here; run `precedents ingest`"):
        index.open({})


def test_a_half_written_index_is_not_opened(settings: IndexSettings) -> None:
    manifest = pipeline.ingest(settings, quiet).manifest
    (version,) = settings.index.glob("v-*")
    (version / "manifest.json").write_text('{"recipe": {')
    with pytest.raises(IndexMissing, match="is damaged.*; run `precedents ingest`"):
        FolderIndex(settings.index).open(manifest.recipe)
    rebuilt = pipeline.ingest(settings, quiet).manifest
    assert rebuilt.fingerprint == manifest.fingerprint


def test_a_damaged_store_is_one_clear_sentence(settings: IndexSettings) -> None:
    manifest = pipeline.ingest(settings, quiet).manifest
    (version,) = settings.index.glob("v-*")
    for file in (version / "store").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    with pytest.raises(
        IndexMissing, match=r"is damaged \(this file is not as it was written\); run `precedents ingest`"
    ):
        FolderIndex(settings.index).open(manifest.recipe)


def test_other_settings_show_both_values_and_the_command(settings: IndexSettings, index: Index) -> None:
    manifest = pipeline.ingest(settings, quiet).manifest
    with pytest.raises(IndexMismatch) as caught:
        index.open({**manifest.recipe, "embedding_model": "other"})
    message = str(caught.value)
    assert "built with embedding_model fake" in message
    assert "the settings say other" in message
    assert "precedents ingest" in message


def test_a_second_process_is_told_who_owns_the_index(tmp_path: Path) -> None:
    hold = (
        "import sys, pathlib\nfrom ingest.folder_index import FolderIndex\n"
        "with FolderIndex(pathlib.Path(sys.argv[1])).owned():\n    print('owned', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "owned\n"
        with pytest.raises(IndexBusy, match=f"in use by process {owner.pid}"), FolderIndex(tmp_path).owned():
            pass
        owner.kill()
    with FolderIndex(tmp_path).owned():  # a killed owner leaves no lock behind
        pass
