"""A damaged index is seen when it is opened, in one sentence, and one command puts it right."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.errors import IndexDamaged, IndexMissing
from ingest.folder_index import FolderIndex
from ingest.holes import blocks, copy_data, digest
from ingest.index import Manifest
from ingest.settings import IndexSettings
from tests.fakes import CASE, FakeEmbedder

(VECTOR,) = FakeEmbedder().encode_queries(["a"])


@pytest.fixture(autouse=True)
def _fake_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "Embedder", lambda *_: FakeEmbedder())


def settings_in(folder: Path) -> IndexSettings:
    return IndexSettings(**{name: folder / name for name in ("corpus", "index", "uploads", "models")})


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A one-case library, ingested twice: 800 inhabitants, then 900; made once, since the engine takes seconds."""
    folder = tmp_path_factory.mktemp("ingested")
    case = folder / "corpus" / "cases" / "ville-essai.md"
    case.parent.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "Embedder", lambda *_: FakeEmbedder())
        for inhabitants in ("800", "900"):
            case.write_text(CASE.replace("800", inhabitants), encoding="utf-8")
            pipeline.ingest(settings_in(folder), lambda *_: None)
    return folder


@pytest.fixture
def settings(ingested: Path, tmp_path: Path) -> IndexSettings:
    """A copy of that library and its index, with their holes, to be damaged."""
    shutil.copytree(ingested, tmp_path, copy_function=copy_data, dirs_exist_ok=True)
    return settings_in(tmp_path)


def found(settings: IndexSettings) -> list[tuple[str, str]]:
    """All that the current version finds, in its order."""
    store, _ = FolderIndex(settings.index).open(pipeline.recipe("fake"))
    matches = store.read(VECTOR, {}, ["fr"], 50)
    store.close()
    return [(match.passage.id, " ".join(s.text for s in match.passage.sentences)) for match in matches]


def current(settings: IndexSettings) -> Path:
    return settings.index / FolderIndex(settings.index).current()


def previous(settings: IndexSettings) -> Path:
    return settings.index / (settings.index / "PREVIOUS").read_text()


def flip(path: Path) -> None:
    """Change one bit in the middle of what is written in a file."""
    with path.open("r+b") as file:
        written = max((place + len(block.rstrip(b"\0")) for place, block in blocks(file)), default=1)
        file.seek(written // 2)
        byte = file.read(1)[0]
        file.seek(written // 2)
        file.write(bytes([byte ^ 1]))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def largest(version: Path) -> Path:
    """The vectors of the sentences, which most of a version is."""
    return next(version.glob("store/segments/*/vector_storage-sentences/vectors/chunk_0.mmap"))


def payloads(version: Path) -> Path:
    return next(version.glob("store/segments/*/payload_storage/page_0.dat"))


DAMAGES: list[tuple[Callable[[Path], Path], Callable[[Path], None]]] = [
    (largest, flip), (largest, cut), (payloads, flip), (payloads, Path.unlink),
    (lambda version: version / "manifest.json", flip), (lambda version: version / "manifest.json", cut),
    (lambda version: version / "store" / "terms.json", cut), (lambda version: version / "seal.json", cut),
    (lambda version: version / "store" / "edge_config.json", flip),
]  # fmt: skip


@pytest.fixture(scope="module")
def before(ingested: Path) -> list[tuple[str, str]]:
    """All that the current version finds as long as nothing is damaged."""
    return found(settings_in(ingested))


@pytest.mark.parametrize(("where", "damage"), DAMAGES)
def test_damage_is_seen_at_opening_and_either_remedy_puts_it_right(
    settings: IndexSettings,
    before: list[tuple[str, str]],
    where: Callable[[Path], Path],
    damage: Callable[[Path], None],
) -> None:
    index = FolderIndex(settings.index)
    earlier = Manifest.model_validate_json((previous(settings) / "manifest.json").read_bytes())
    damage(where(current(settings)))
    with pytest.raises(IndexDamaged) as caught:
        found(settings)
    assert str(caught.value).endswith(
        "; go back to the version before with `precedents rollback`, or run `precedents ingest`"
    )
    assert str(current(settings)) in str(caught.value)
    index.roll_back()
    assert index.verified() == earlier
    with pytest.raises(IndexDamaged):
        index.roll_back()  # what it would go back to is the damaged one
    assert pipeline.ingest(settings, lambda *_: None).plan.changed == ["ville-essai"]
    assert found(settings) == before


def test_an_ingestion_rebuilds_a_damaged_index_and_keeps_the_sound_one_before_it(
    settings: IndexSettings, before: list[tuple[str, str]]
) -> None:
    index = FolderIndex(settings.index)
    flip(largest(current(settings)))
    assert pipeline.plan(settings).rebuild
    assert pipeline.ingest(settings, lambda *_: None).plan.added == ["ville-essai"]
    assert found(settings) == before
    index.roll_back()
    assert any("800 habitants" in text for _, text in found(settings))


def test_where_there_is_nothing_to_go_back_to_only_an_ingestion_is_named(settings: IndexSettings) -> None:
    (settings.index / "PREVIOUS").unlink()
    cut(largest(current(settings)))
    with pytest.raises(IndexDamaged) as caught:
        found(settings)
    assert "rollback" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "../..", "v-12345678", "\0", "\ud800"])
def test_a_pointer_that_names_no_version_is_as_none(settings: IndexSettings, name: str) -> None:
    (settings.index / "CURRENT").write_bytes(name.encode("utf-8", "surrogatepass"))
    with pytest.raises(IndexMissing, match="no index here; go back to the version before with `precedents rollback`"):
        found(settings)
    FolderIndex(settings.index).roll_back()
    assert any("800 habitants" in text for _, text in found(settings))


def test_a_file_has_one_digest_with_its_holes_or_without(tmp_path: Path) -> None:
    with (tmp_path / "holes").open("wb") as file:
        file.truncate(1_000_000)
        file.seek(300_001)
        file.write(b"words")
    (tmp_path / "whole").write_bytes((tmp_path / "holes").read_bytes())
    copy_data(tmp_path / "whole", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == (tmp_path / "whole").read_bytes()
    digests = {digest(tmp_path / name) for name in ("holes", "whole", "copy")}
    assert len(digests) == 1
    (tmp_path / "whole").write_bytes((tmp_path / "holes").read_bytes() + b"\0")
    assert digest(tmp_path / "whole") not in digests
