"""A backup made while a service writes, and put in place only when all of it is whole."""

import hashlib
import io
import json
import random
import shutil
import tarfile
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.backup import back_up, restore
from assistant.errors import BackupFailed
from assistant.feedback import Feedback, KeptFeedback
from assistant.frugality import Ledger, Month
from assistant.keys import Keyring
from assistant.settings import AssistantSettings
from assistant.signing import Signer
from ingest import pipeline
from ingest.errors import IndexBusy, IndexDamaged
from ingest.folder_index import FolderIndex
from ingest.holes import copy_data
from tests.fakes import CASE, FakeEmbedder

Files = dict[str, bytes]


@pytest.fixture(autouse=True)
def _fake_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "Embedder", lambda *_: FakeEmbedder())


def settings_in(folder: Path) -> AssistantSettings:
    """A service's folders, its index not yet made: a document put in, a key, a word of feedback."""
    (folder / "corpus" / "cases").mkdir(parents=True)
    folders = {name: folder / name for name in ("corpus", "index", "uploads", "models")}
    settings = AssistantSettings(**folders, keys=folder / "keys.json")
    settings.uploads.mkdir()
    (settings.uploads / "Note.md").write_text("# Note\n\nLe service a mesuré 12 fuites en 2024.\n", encoding="utf-8")
    Keyring(settings.keys).create("Mairie d'Essai", "reader")
    say(settings, "Combien de fuites ?")
    return settings


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a case and of the document; made once, since the engine takes seconds."""
    settings = settings_in(tmp_path_factory.mktemp("ingested"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "Embedder", lambda *_: FakeEmbedder())
        change(settings, "800")
    return settings.index


@pytest.fixture
def settings(tmp_path: Path) -> AssistantSettings:
    """A service without an index."""
    return settings_in(tmp_path)


@pytest.fixture
def indexed(settings: AssistantSettings, ingested: Path) -> AssistantSettings:
    """The same, with a copy of that index, its holes kept."""
    shutil.copytree(ingested, settings.index, copy_function=copy_data)
    write(settings, "800")
    return settings


def write(settings: AssistantSettings, inhabitants: str) -> None:
    text = CASE.replace("800", inhabitants)
    (settings.corpus / "cases" / "ville-essai.md").write_text(text, encoding="utf-8")


def change(settings: AssistantSettings, inhabitants: str) -> None:
    write(settings, inhabitants)
    pipeline.ingest(settings, lambda *_: None)


def say(settings: AssistantSettings, question: str) -> None:
    said = Feedback(question=question, language="fr", rating="down", date=date.today())
    KeptFeedback(settings.feedback_file, settings.feedback_days).keep(said)


def questions(settings: AssistantSettings) -> list[str]:
    lines = KeptFeedback(settings.feedback_file, settings.feedback_days).lines()
    return [line.feedback.question for line in lines if line.feedback]


def fingerprint(settings: AssistantSettings) -> str:
    return FolderIndex(settings.index).verified().fingerprint


def kept(settings: AssistantSettings) -> Files:
    """All that a service keeps, but for what says who owns it."""
    root = settings.index.parent
    files = (path for path in root.rglob("*") if path.is_file() and path.suffix not in (".gz", ".lock"))
    return {str(path.relative_to(root)): path.read_bytes() for path in files if path.name != "LOCK"}


def test_what_was_lost_comes_back_on_another_machine(indexed: AssistantSettings, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar.gz"
    made = back_up(indexed, path)
    assert path.stat().st_mode & 0o777 == 0o600
    there = elsewhere(indexed, tmp_path / "b")
    assert restore(there, path) == made
    assert fingerprint(there) == fingerprint(indexed) == made.index
    assert pipeline.plan(there).idle
    assert (there.uploads / "Note.md").read_bytes() == (indexed.uploads / "Note.md").read_bytes()
    assert Keyring(there.keys).all() == Keyring(indexed.keys).all()
    assert questions(there) == ["Combien de fuites ?"]
    store, _ = FolderIndex(there.index).open(pipeline.recipe("fake"))
    assert store.values("case") == {"ville-essai": 4, "upload-note-md": 1}
    store.close()


def test_what_came_since_is_not_lost_and_what_was_revoked_stays_so(indexed: AssistantSettings, tmp_path: Path) -> None:
    back_up(indexed, tmp_path / "backup.tar.gz")
    before, keys = fingerprint(indexed), Keyring(indexed.keys)
    keys.revoke(keys.all()[0].id)
    keys.create("Plus tard", "reader")
    say(indexed, "Ensuite ?")
    (indexed.uploads / "Note.md").write_text("# Note\n\nLe service a mesuré 13 fuites.\n", encoding="utf-8")
    change(indexed, "900")
    after = fingerprint(indexed)
    restore(indexed, tmp_path / "backup.tar.gz")
    assert fingerprint(indexed) == before
    assert "12 fuites" in (indexed.uploads / "Note.md").read_text()
    assert "13 fuites" in (tmp_path / "uploads.before" / "Note.md").read_text()
    assert [(key.name, bool(key.revoked)) for key in Keyring(indexed.keys).all()] == [
        ("Mairie d'Essai", True), ("Plus tard", False),
    ]  # fmt: skip
    assert questions(indexed) == ["Combien de fuites ?", "Ensuite ?"]
    assert FolderIndex(indexed.index).roll_back().fingerprint == after


def test_a_backup_made_while_the_service_writes_is_whole(indexed: AssistantSettings, tmp_path: Path) -> None:
    path, done = tmp_path / "backup.tar.gz", threading.Event()

    def work() -> None:
        for number in range(3):
            change(indexed, str(900 + number))
            say(indexed, f"{number} ?")
        done.set()

    there = elsewhere(indexed, tmp_path / "b")
    worker = threading.Thread(target=work)
    worker.start()
    last = False
    while not last:
        last = done.is_set()
        path.unlink(missing_ok=True)
        made = back_up(indexed, path)
        restore(there, path)  # every file of it is as it was, the index as it was sealed
        assert fingerprint(there) == made.index
    worker.join()
    assert fingerprint(there) == fingerprint(indexed)
    assert questions(there) == ["Combien de fuites ?", "0 ?", "1 ?", "2 ?"]


def test_nothing_is_restored_under_a_running_service(indexed: AssistantSettings, tmp_path: Path) -> None:
    with FolderIndex(indexed.index).owned("http://127.0.0.1:8000"):
        back_up(indexed, tmp_path / "backup.tar.gz")  # made beside it all the same
        before = kept(indexed)
        with pytest.raises(IndexBusy, match="in use by process .*; ask it there, or stop it first"):
            restore(indexed, tmp_path / "backup.tar.gz")
    assert kept(indexed) == before


def pack(path: Path, edit: Callable[[Files], object] = lambda _: None) -> None:
    """A backup without an index, whose files were then changed."""
    files = {"uploads/Note.md": b"# Note\n", "keys.json": b"[]", "feedback.jsonl": random.Random(0).randbytes(50_000)}
    packed = {name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    files = {"manifest.json": json.dumps({"made": "", "index": "", "files": packed}).encode(), **files}
    edit(files)
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def smuggled(name: str) -> Callable[[Files], None]:
    """Put a file in, and in the manifest, that is not one of a backup."""

    def edit(files: Files) -> None:
        manifest = json.loads(files["manifest.json"])
        manifest["files"][name] = {"size": 4, "sha256": hashlib.sha256(b"evil").hexdigest()}
        files["manifest.json"], files[name] = json.dumps(manifest).encode(), b"evil"

    return edit


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda files: files.update({"uploads/Note.md": b"x" * len(files["uploads/Note.md"])}), "another SHA-256"),
        (lambda files: files.update({"uploads/Note.md": b"longer than it was" * 9}), "not in its manifest as it is"),
        (lambda files: files.update({"uploads/New.md": b"new"}), "not in its manifest"),
        (lambda files: files.pop("keys.json"), "'keys.json' is missing"),
        (lambda files: files.pop("manifest.json"), "no manifest"),
        (lambda files: files.update({"manifest.json": b"{}"}), "its manifest is not one"),
        (smuggled("../evil"), "no name of a file"),
        (smuggled("uploads/../../evil"), "no name of a file"),
        (smuggled("/tmp/evil"), "no name of a file"),
        (smuggled("index/./evil"), "no name of a file"),
        (smuggled("evil"), "no name of a file"),
        (smuggled("uploads/"), "no name of a file"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    settings: AssistantSettings, tmp_path: Path, edit: Callable[[Files], object], reason: str
) -> None:
    path = tmp_path / "backup.tar.gz"
    pack(path, edit)
    before = kept(settings)
    with pytest.raises(BackupFailed, match=f"{reason}.*nothing was changed"):
        restore(settings, path)
    assert kept(settings) == before
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize("cut", [0, 10, 200, 40_000])
def test_a_backup_that_was_cut_changes_nothing(settings: AssistantSettings, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "backup.tar.gz"
    pack(path)
    path.write_bytes(path.read_bytes()[:cut])
    before = kept(settings)
    with pytest.raises(BackupFailed, match="not a whole backup"):
        restore(settings, path)
    assert kept(settings) == before


def test_a_link_in_a_backup_is_refused(settings: AssistantSettings, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar.gz"
    manifest = {"made": "", "index": "", "files": {"uploads/a": {"size": 0, "sha256": ""}}}
    with tarfile.open(path, "w:gz") as archive:
        data = json.dumps(manifest).encode()
        member, link = tarfile.TarInfo("manifest.json"), tarfile.TarInfo("uploads/a")
        member.size, link.type, link.linkname = len(data), tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member, io.BytesIO(data))
        archive.addfile(link)
    with pytest.raises(BackupFailed, match="not in its manifest as it is"):
        restore(settings, path)


def test_a_damaged_index_is_not_backed_up(indexed: AssistantSettings, tmp_path: Path) -> None:
    version = indexed.index / FolderIndex(indexed.index).current()
    (version / "store" / "terms.json").write_text("{}")
    with pytest.raises(IndexDamaged):
        back_up(indexed, tmp_path / "backup.tar.gz")
    assert not list(tmp_path.glob("*backup*"))


def test_a_backup_takes_no_others_place_and_says_what_is_wrong(settings: AssistantSettings, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    with pytest.raises(BackupFailed, match="there already"):
        back_up(settings, tmp_path / "there")
    with pytest.raises(BackupFailed, match="there is no such file"):
        restore(settings, tmp_path / "none")
    with pytest.raises(BackupFailed, match="not a whole backup"):
        restore(settings, tmp_path / "there")


def test_a_backup_mends_keys_that_cannot_be_read(indexed: AssistantSettings, tmp_path: Path) -> None:
    keys = Keyring(indexed.keys).all()
    back_up(indexed, tmp_path / "backup.tar.gz")
    indexed.keys.write_text("[")
    shutil.rmtree(indexed.index)
    restore(indexed, tmp_path / "backup.tar.gz")
    assert Keyring(indexed.keys).all() == keys


def test_a_whole_backup_without_an_index_leaves_the_index_as_it_is(settings: AssistantSettings, tmp_path: Path) -> None:
    pack(tmp_path / "backup.tar.gz")
    restore(settings, tmp_path / "backup.tar.gz")
    assert (settings.uploads / "Note.md").read_text() == "# Note\n"
    assert [key.name for key in Keyring(settings.keys).all()] == ["Mairie d'Essai"]


def elsewhere(settings: AssistantSettings, folder: Path) -> AssistantSettings:
    """The same service on another machine, where nothing is yet."""
    there = {"index": folder / "index", "uploads": folder / "uploads", "keys": folder / "keys.json"}
    return settings.model_copy(update=there)


def test_what_was_spent_and_the_key_that_signs_come_back(settings: AssistantSettings, tmp_path: Path) -> None:
    spent = settings.model_copy(update={"qdrant_url": "http://127.0.0.1:9"})  # its index is not in the backup
    key = Signer(settings.index.parent).key
    Ledger(settings).take_back([Month(month="2026-01", low=1, mid=2, high=3, answers=4, read=5, written=6)])
    back_up(spent, tmp_path / "backup.tar.gz")
    with tarfile.open(tmp_path / "backup.tar.gz") as archive:
        modes = {member.name: member.mode for member in archive}
    assert modes["signing.key"] == modes["keys.json"] == modes["energy.json"] == 0o600
    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600
    there = elsewhere(settings, tmp_path / "b")
    restore(there, tmp_path / "backup.tar.gz")
    assert Ledger(there).months() == Ledger(settings).months()
    assert Signer(there.index.parent).key == key
    assert (there.index.parent / "signing.key").stat().st_mode & 0o777 == 0o600


def test_cases_that_were_proposed_come_back_beside_those_here(settings: AssistantSettings, tmp_path: Path) -> None:
    settings.contributions.mkdir()
    for name in ("fuites.md", "parcs.md"):
        (settings.contributions / name).write_text("first")
    back_up(settings.model_copy(update={"qdrant_url": "http://127.0.0.1:9"}), tmp_path / "backup.tar.gz")
    (settings.contributions / "fuites.md").write_text("since")
    (settings.contributions / "parcs.md").unlink()
    restore(settings, tmp_path / "backup.tar.gz")
    restore(elsewhere(settings, tmp_path / "b"), tmp_path / "backup.tar.gz")
    here = {path.name: path.read_text() for path in settings.contributions.iterdir()}
    assert here == {"fuites.md": "since", "fuites-2.md": "first", "parcs.md": "first"}
    assert sorted(path.name for path in (tmp_path / "b" / "contributions").iterdir()) == ["fuites.md", "parcs.md"]


def test_of_two_counts_the_higher_stays_and_another_key_is_kept_beside(
    settings: AssistantSettings, tmp_path: Path
) -> None:
    spent = settings.model_copy(update={"qdrant_url": "http://127.0.0.1:9"})
    first = Signer(settings.index.parent).key
    Ledger(settings).take_back([Month(month="2026-01", mid=5, answers=5), Month(month="2026-02", mid=1, answers=1)])
    back_up(spent, tmp_path / "backup.tar.gz")
    there = elsewhere(settings, tmp_path / "b")
    second = Signer(there.index.parent).key
    Ledger(there).take_back([Month(month="2026-01", mid=2, answers=2), Month(month="2026-02", mid=7, answers=7)])
    restore(there, tmp_path / "backup.tar.gz")
    assert [(month.month, month.answers) for month in Ledger(there).months()] == [("2026-01", 5), ("2026-02", 7)]
    assert Signer(there.index.parent).key == first != second
    assert len((there.index.parent / "signing.key.before").read_bytes()) == 32
    (there.index.parent / "energy.sqlite").write_bytes(b"no database" * 100)
    restore(there, tmp_path / "backup.tar.gz")
    assert [month.answers for month in Ledger(there).months()] == [5, 1]


@pytest.mark.parametrize(
    ("name", "content"),
    [("signing.key", b"short"), ("energy.json", b"[{}]"), ("keys.json", b"{"), ("energy.json", b"")],
)
def test_a_backup_whose_keys_or_energy_are_none_changes_nothing(
    settings: AssistantSettings, tmp_path: Path, name: str, content: bytes
) -> None:
    def edit(files: Files) -> None:
        manifest = json.loads(files["manifest.json"])
        manifest["files"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        files["manifest.json"], files[name] = json.dumps(manifest).encode(), content

    pack(tmp_path / "backup.tar.gz", edit)
    before = kept(settings)
    with pytest.raises(BackupFailed, match="not what they should be"):
        restore(settings, tmp_path / "backup.tar.gz")
    assert kept(settings) == before
