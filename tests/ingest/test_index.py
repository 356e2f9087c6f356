"""The index on disk: complete or absent, one owner, and it remembers what built it."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingest import index, pipeline
from ingest.errors import IndexBusy, IndexMismatch, IndexMissing, InvalidCase
from ingest.settings import IndexSettings
from tests.fakes import CASE, ENGLISH, FakeEmbedder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IndexSettings:
    """A one-case library, to be indexed with the fake embedder."""
    for part, text in (("cases", CASE), ("english", ENGLISH)):
        (tmp_path / "corpus" / part).mkdir(parents=True)
        (tmp_path / "corpus" / part / "ville-essai.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(pipeline, "Embedder", lambda *_: FakeEmbedder())
    return IndexSettings(corpus=tmp_path / "corpus", index=tmp_path / "index")


def test_an_unchanged_library_is_not_built_again(settings: IndexSettings) -> None:
    seen: list[tuple[int, int]] = []
    manifest, built = pipeline.ingest(settings, lambda _, done, of: seen.append((done, of)))
    # French: resume, Contexte, Résultats; English: summary, Contexte, Résultats. Four sentences and a summary each.
    assert (built, manifest.cases, manifest.passages, manifest.sentences) == (True, 1, 6, 8)
    assert seen[-1][0] == seen[-1][1]
    assert pipeline.ingest(settings, lambda *_: None) == (manifest, False)


def test_a_changed_case_is_built_and_the_old_version_goes(settings: IndexSettings) -> None:
    first, _ = pipeline.ingest(settings, lambda *_: None)
    path = settings.corpus / "cases" / "ville-essai.md"
    path.write_text(path.read_text().replace("800 habitants", "900 habitants"))
    second, built = pipeline.ingest(settings, lambda *_: None)
    assert built
    assert second.fingerprint != first.fingerprint
    assert len(list(settings.index.glob("v-*"))) == 1


def test_a_broken_case_leaves_the_index_as_it_was(settings: IndexSettings) -> None:
    manifest, _ = pipeline.ingest(settings, lambda *_: None)
    (settings.corpus / "cases" / "autre.md").write_text("---\nid: [\n---\n")
    with pytest.raises(InvalidCase, match="autre.md"):
        pipeline.ingest(settings, lambda *_: None)
    assert index.current_manifest(settings.index) == manifest


def test_no_index_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="no index here; run `precedents ingest`"):
        index.open_current(tmp_path, {})


def test_a_half_written_index_is_not_opened(settings: IndexSettings) -> None:
    manifest, _ = pipeline.ingest(settings, lambda *_: None)
    (version,) = settings.index.glob("v-*")
    (version / "manifest.json").write_text('{"recipe": {')
    with pytest.raises(IndexMissing, match="not complete; run `precedents ingest`"):
        index.open_current(settings.index, manifest.recipe)
    rebuilt, built = pipeline.ingest(settings, lambda *_: None)
    assert built
    assert rebuilt.fingerprint == manifest.fingerprint


def test_a_damaged_store_is_one_clear_sentence(settings: IndexSettings) -> None:
    manifest, _ = pipeline.ingest(settings, lambda *_: None)
    (version,) = settings.index.glob("v-*")
    for file in (version / "store").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    with pytest.raises(IndexMissing, match="cannot be opened"):
        index.open_current(settings.index, manifest.recipe)


def test_other_settings_show_both_values_and_the_command(settings: IndexSettings) -> None:
    manifest, _ = pipeline.ingest(settings, lambda *_: None)
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
