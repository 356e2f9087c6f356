"""The index on disk: complete or absent, one owner, and it remembers what built it."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingest import index, pipeline
from ingest.errors import IndexBusy, IndexMismatch, IndexMissing, IngestError
from ingest.settings import IndexSettings
from tests.fakes import CASE, ENGLISH, FakeEmbedder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IndexSettings:
    """A one-case library, to be indexed with the fake embedder."""
    for part, text in (("cases", CASE), ("english", ENGLISH)):
        (tmp_path / "corpus" / part).mkdir(parents=True)
        (tmp_path / "corpus" / part / "ville-essai.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(pipeline, "Embedder", lambda *_: FakeEmbedder())
    folders = {name: tmp_path / name for name in ("corpus", "index", "uploads", "models")}
    return IndexSettings(**folders)


def quiet(*_: object) -> None:
    pass


def edit(settings: IndexSettings, old: str, new: str, case: str = "ville-essai") -> None:
    path = settings.corpus / "cases" / f"{case}.md"
    path.write_text(path.read_text().replace(old, new))


def add(settings: IndexSettings, case: str) -> None:
    (settings.corpus / "cases" / f"{case}.md").write_text(CASE.replace("id: ville-essai", f"id: {case}"))


def test_an_unchanged_library_is_not_built_again(settings: IndexSettings) -> None:
    seen: list[tuple[int, int]] = []
    first = pipeline.ingest(settings, lambda _, done, of: seen.append((done, of)))
    # French: resume, Contexte, Résultats; English: summary, Contexte, Résultats. Four sentences and a summary each.
    assert (len(first.manifest.documents), first.manifest.passages, first.manifest.sentences) == (1, 6, 8)
    assert (first.plan.added, first.plan.rebuild) == (["ville-essai"], "there is no complete index")
    assert seen[-1][0] == seen[-1][1]
    again = pipeline.ingest(settings, quiet)
    assert (again.manifest, again.plan.idle, again.plan.unchanged) == (first.manifest, True, ["ville-essai"])


def test_only_what_changed_is_embedded(settings: IndexSettings) -> None:
    add(settings, "autre")
    before = pipeline.ingest(settings, quiet).manifest
    edit(settings, "800 habitants", "900 habitants")
    seen: list[int] = []
    report = pipeline.ingest(settings, lambda _, done, of: seen.append(of))
    assert (report.plan.changed, report.plan.unchanged) == (["ville-essai"], ["autre"])
    assert set(seen) == {6 + 8}
    assert report.manifest.fingerprint != before.fingerprint
    assert "900 habitants" in sentences(settings) - {"800 habitants"}
    assert report.manifest.documents["autre"] == before.documents["autre"]


def test_a_case_that_goes_is_forgotten(settings: IndexSettings) -> None:
    pipeline.ingest(settings, quiet)
    alone = frequencies(settings)
    add(settings, "autre")
    pipeline.ingest(settings, quiet)
    (settings.corpus / "cases" / "autre.md").unlink()
    report = pipeline.ingest(settings, quiet)
    assert (report.plan.removed, list(report.manifest.documents)) == (["autre"], ["ville-essai"])
    assert frequencies(settings) == alone


def test_a_new_broader_subject_reaches_the_index(settings: IndexSettings) -> None:
    concepts = "concepts:\n- {id: eau, facette: objet, fr: eau, en: water}\n- {id: fuites, facette: objet, fr: a, en: b"
    (settings.corpus / "thesaurus.yaml").write_text(concepts + "}\n")
    edit(settings, "techniques: []", "techniques: []\nsujets: [fuites]")
    pipeline.ingest(settings, quiet)
    (settings.corpus / "thesaurus.yaml").write_text(concepts + ", plus_large: eau}\n")
    assert pipeline.ingest(settings, quiet).plan.changed == ["ville-essai"]
    store, _ = index.open_current(settings.index, pipeline.recipe("fake"))
    assert store.values("sujets") == {"fuites": 6, "eau": 6}
    store.close()


def test_a_new_recipe_rebuilds_everything(settings: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.ingest(settings, quiet)
    monkeypatch.setattr(pipeline, "SPLITTER", "other")
    report = pipeline.ingest(settings, quiet)
    assert report.plan.rebuild == "splitter was headings-4, is other"
    assert report.manifest.recipe["splitter"] == "other"


def test_a_broken_case_is_set_aside_and_its_last_good_version_stays(settings: IndexSettings) -> None:
    before = pipeline.ingest(settings, quiet).manifest
    add(settings, "autre")
    edit(settings, "800 habitants.[^2]", "800 habitants.")
    report = pipeline.ingest(settings, quiet)
    assert list(report.plan.set_aside) == ["ville-essai"]
    assert "no footnote after" in report.plan.set_aside["ville-essai"]
    assert report.plan.added == ["autre"]
    assert report.manifest.documents["ville-essai"] == before.documents["ville-essai"]


def test_a_library_of_broken_cases_leaves_no_index(settings: IndexSettings) -> None:
    edit(settings, "id: ville-essai", "id: [")
    with pytest.raises(IngestError, match="no case can be read"):
        pipeline.ingest(settings, quiet)
    with pytest.raises(IndexMissing):
        index.current_manifest(settings.index)


def test_the_previous_version_comes_back_and_goes_again(settings: IndexSettings) -> None:
    first = pipeline.ingest(settings, quiet).manifest
    with pytest.raises(IndexMissing, match="no previous version"):
        index.roll_back(settings.index)
    edit(settings, "800 habitants", "900 habitants")
    second = pipeline.ingest(settings, quiet).manifest
    assert index.roll_back(settings.index) == index.current_manifest(settings.index) == first
    assert index.roll_back(settings.index) == second
    assert len(list(settings.index.glob("v-*"))) == 2


def sentences(settings: IndexSettings) -> set[str]:
    """The two words before each full stop of the current index, which the tests change."""
    store, _ = index.open_current(settings.index, pipeline.recipe("fake"))
    matches = store.read(FakeEmbedder().encode_queries(["a"])[0], {}, ["fr"], 50)
    store.close()
    return {" ".join(s.text.rstrip(".").split()[-2:]) for match in matches for s in match.passage.sentences}


def frequencies(settings: IndexSettings) -> str:
    store, _ = index.open_current(settings.index, pipeline.recipe("fake"))
    store.close()
    return store.frequencies.dumps()


def test_no_index_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="no index here; run `precedents ingest`"):
        index.open_current(tmp_path, {})


def test_a_half_written_index_is_not_opened(settings: IndexSettings) -> None:
    manifest = pipeline.ingest(settings, quiet).manifest
    (version,) = settings.index.glob("v-*")
    (version / "manifest.json").write_text('{"recipe": {')
    with pytest.raises(IndexMissing, match="not complete; run `precedents ingest`"):
        index.open_current(settings.index, manifest.recipe)
    rebuilt = pipeline.ingest(settings, quiet).manifest
    assert rebuilt.fingerprint == manifest.fingerprint


def test_a_damaged_store_is_one_clear_sentence(settings: IndexSettings) -> None:
    manifest = pipeline.ingest(settings, quiet).manifest
    (version,) = settings.index.glob("v-*")
    for file in (version / "store").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    with pytest.raises(IndexMissing, match="cannot be opened"):
        index.open_current(settings.index, manifest.recipe)


def test_other_settings_show_both_values_and_the_command(settings: IndexSettings) -> None:
    manifest = pipeline.ingest(settings, quiet).manifest
    with pytest.raises(IndexMismatch) as caught:
        index.open_current(settings.index, {**manifest.recipe, "embedding_model": "other"})
    message = str(caught.value)
    assert "built with embedding_model fake" in message
    assert "the settings say other" in message
    assert "precedents ingest" in message


def test_a_second_process_is_told_who_owns_the_index(tmp_path: Path) -> None:
    hold = (
        "import sys, pathlib\nfrom ingest.index import owned\n"
        "with owned(pathlib.Path(sys.argv[1])):\n    print('owned', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "owned\n"
        with pytest.raises(IndexBusy, match=f"in use by process {owner.pid}"), index.owned(tmp_path):
            pass
        owner.kill()
    with index.owned(tmp_path):  # a killed owner leaves no lock behind
        pass
