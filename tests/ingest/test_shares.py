"""One index made by several processes: each writes its share, the last puts the whole in use.

Processes are played by calls that have nothing in common but the server. A real server is
tried too wherever `PRECEDENTS_QDRANT_URL` names one.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest import pipeline, shares
from ingest.embeddings import Vectors
from ingest.errors import IndexMissing, IngestError
from ingest.pipeline import ingest
from ingest.server_index import ServerIndex
from ingest.server_store import ServerStore, metadata
from ingest.settings import IndexSettings
from ingest.shares import Share, ShareReport, ingest_share
from ingest.store import FILTER_FIELDS
from tests.fakes import FakeEmbedder
from tests.indexes import SERVERS, add, edit, frequencies, held, one_case, quiet, sentences, served

# The client's emulation says that it has no payload indexes.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")
CASES = ("autre", "encore", "enfin", "ville-essai")
Connect = Callable[[], ServerIndex]


class Counting(FakeEmbedder):
    """Keeps the texts that it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode_documents(self, texts: Sequence[str], done: Callable[[int], None] = quiet) -> Vectors:
        self.texts += texts
        return super().encode_documents(texts, done)


@pytest.fixture
def settings(tmp_path: Path, embedder: Counting) -> IndexSettings:
    """A library of four cases."""
    made = one_case(tmp_path)
    for number, case in enumerate(CASES[:-1], start=1):
        add(made, case)
        edit(made, "800 habitants", f"{number}00 habitants", case)
    return made


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    monkeypatch.setattr(pipeline, "Embedder", lambda *_: counting)
    for module in (pipeline, shares):
        monkeypatch.setattr(module, "KeptVectors", lambda encoder, _: encoder)
    return counting


@pytest.fixture(params=SERVERS)
def connect(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    with served(on_a_server=request.param == "server") as connected:
        monkeypatch.setattr(pipeline, "index_of", lambda _: connected())
        yield connected


def written(settings: IndexSettings, *which: str) -> list[ShareReport]:
    """These shares, one after the other."""
    return [ingest_share(settings, Share.parse(share), quiet) for share in which]


def state(index: ServerIndex) -> list[object]:
    """All that a reader could tell of what is current, but for when it was made."""
    store, manifest = index.open(pipeline.recipe("fake"))
    values = {field: store.values(field) for field in FILTER_FIELDS}
    passages = sorted(store.passages({}, ()), key=lambda passage: (passage.id, passage.language))
    return [manifest.documents, manifest.fingerprint, values, passages, json.loads(frequencies(index))]


def alone(settings: IndexSettings) -> list[object]:
    """The same, of an index that one process makes."""
    with served(on_a_server=False) as elsewhere, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "index_of", lambda _: elsewhere())
        ingest(settings, quiet)
        return state(elsewhere())


def test_the_shares_make_the_index_that_one_process_makes(settings: IndexSettings, connect: Connect) -> None:
    for report in written(settings, "3/3", "1/3"):
        assert report.report is None
        with pytest.raises(IndexMissing):
            connect().current()
    (last,) = written(settings, "2/3")
    assert last.missing == []
    assert last.report
    assert sorted(last.report.plan.added) == list(CASES)
    assert state(connect()) == alone(settings)
    assert set(metadata(connect()._client, last.draft)) == {"frequencies", "manifest"}


def test_each_text_is_embedded_by_one_process(settings: IndexSettings, connect: Connect, embedder: Counting) -> None:
    written(settings, "1/2")
    first, embedder.texts = embedder.texts, []
    written(settings, "2/2")
    assert {"100 habitants", "300 habitants"} == {ending(text) for text in first} - {""}
    assert {"200 habitants", "800 habitants"} == {ending(text) for text in embedder.texts} - {""}


def ending(text: str) -> str:
    """How many inhabitants a text says there are, if it is that sentence."""
    return " ".join(text.rstrip(".").split()[-2:]) if text.endswith(" habitants.") else ""


def test_what_did_not_change_is_copied(settings: IndexSettings, connect: Connect, embedder: Counting) -> None:
    ingest(settings, quiet)
    edit(settings, "100 habitants", "900 habitants", "autre")
    (settings.corpus / "cases" / "enfin.md").unlink()
    embedder.texts.clear()
    *_, last = written(settings, "1/2", "2/2")
    assert last.report
    assert (last.report.plan.changed, last.report.plan.removed) == (["autre"], ["enfin"])
    assert len(embedder.texts) == 4 + 5  # the passages and sentences of one case
    assert sentences(connect()) >= {"900 habitants", "200 habitants", "800 habitants"}
    assert not sentences(connect()) & {"100 habitants", "300 habitants"}
    assert state(connect()) == alone(settings)


def test_the_current_version_serves_until_the_last_share(settings: IndexSettings, connect: Connect) -> None:
    ingest(settings, quiet)
    version = connect().current()
    edit(settings, "100 habitants", "900 habitants", "autre")
    written(settings, "1/2")
    assert connect().current() == version
    written(settings, "2/2")
    assert held(connect()) == {version, connect().current()}
    connect().roll_back()
    assert "100 habitants" in sentences(connect())


def test_a_share_that_was_cut_off_is_begun_again(
    settings: IndexSettings, connect: Connect, embedder: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(ServerIndex, "leave", killed)
        with pytest.raises(KeyboardInterrupt):
            written(settings, "1/2")
    first, second, again = written(settings, "2/2", "1/2", "2/2")
    assert (first.missing, second.missing, again.missing) == ([1], [], [])
    assert again.report
    assert again.report.plan.idle
    assert state(connect()) == alone(settings)


def test_a_share_that_is_there_is_not_written_again(
    settings: IndexSettings, connect: Connect, embedder: Counting
) -> None:
    written(settings, "1/2")
    embedder.texts.clear()
    (again,) = written(settings, "1/2")
    assert (again.documents, again.missing, embedder.texts) == (2, [2], [])


def test_one_share_ends_within_another(settings: IndexSettings, connect: Connect) -> None:
    """The second begins, and ends, while the first embeds."""
    seen: list[ShareReport] = []

    def meanwhile(*_: object) -> None:
        if not seen:
            seen.extend(written(settings, "2/2"))

    first = ingest_share(settings, Share(1, 2), meanwhile)
    assert (seen[0].draft, seen[0].missing) == (first.draft, [1])
    assert first.report
    assert connect().current() == first.draft


def test_two_that_see_the_last_share_both_end_well(
    settings: IndexSettings, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each leaves its part before either looks: the faster completes the draft, the other finds it in use."""
    leave = ServerIndex.leave

    def both(self: ServerIndex, name: str, part: str, text: str) -> None:
        leave(self, name, part, text)
        if part == "1/2":
            written(settings, "2/2")

    monkeypatch.setattr(ServerIndex, "leave", both)
    (slower,) = written(settings, "1/2")
    assert slower.report
    assert slower.report.manifest == connect().manifest()
    assert state(connect())


def test_two_that_complete_the_draft_at_once_both_end_well(
    settings: IndexSettings, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(settings, "1/2")
    verify, seen = shares.verify, list[ShareReport]()

    def meanwhile(*asked: Any) -> None:
        verify(*asked)
        if not seen:
            monkeypatch.setattr(shares, "verify", verify)
            seen.extend(written(settings, "1/2"))  # its part is there: it completes the draft first

    monkeypatch.setattr(shares, "verify", meanwhile)
    (slower,) = written(settings, "2/2")
    assert [report.missing for report in (*seen, slower)] == [[], []]
    assert state(connect()) == alone(settings)


def test_shares_of_another_library_are_not_taken_for_this_one(settings: IndexSettings, connect: Connect) -> None:
    written(settings, "1/2")
    edit(settings, "100 habitants", "900 habitants", "autre")
    (other,) = written(settings, "2/2")
    assert other.missing == [1]
    (more,) = written(settings, "3/3")
    assert more.missing == [1, 2]
    written(settings, "1/2")
    assert held(connect()) == {connect().current()}  # the drafts that were left go


def test_what_cannot_be_read_is_set_aside_and_its_last_good_version_stays(
    settings: IndexSettings, connect: Connect
) -> None:
    ingest(settings, quiet)
    edit(settings, "800 habitants.[^2]", "800 habitants.")
    edit(settings, "100 habitants", "900 habitants", "autre")
    first, last = written(settings, "2/2", "1/2")
    assert list(first.set_aside) == ["ville-essai"]
    assert last.set_aside == {}
    assert last.report
    assert list(last.report.plan.set_aside) == ["ville-essai"]
    assert sentences(connect()) >= {"800 habitants", "900 habitants"}


def test_a_library_of_which_nothing_can_be_read_leaves_no_index(settings: IndexSettings, connect: Connect) -> None:
    for case in CASES:
        edit(settings, f"id: {case}", "id: [", case)
    written(settings, "1/2")
    with pytest.raises(IngestError, match="no case can be read"):
        written(settings, "2/2")
    assert held(connect()) == set()


def test_a_draft_that_does_not_hold_what_its_parts_say_is_given_up(settings: IndexSettings, connect: Connect) -> None:
    (first,) = written(settings, "1/2")
    ServerStore(connect()._client, first.draft).remove(["autre"])
    with pytest.raises(IngestError, match=r"does not hold what was written \(autre\)"):
        written(settings, "2/2")
    assert held(connect()) == set()


def test_shares_that_another_ingestion_overtakes_are_given_up(
    settings: IndexSettings, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(settings, "1/2")

    def overtaken(*_: object) -> None:
        edit(settings, "100 habitants", "900 habitants", "autre")
        ingest(settings, quiet)

    monkeypatch.setattr(shares, "verify", overtaken)
    with pytest.raises(IngestError, match="another ingestion ended before this one"):
        written(settings, "2/2")
    assert "900 habitants" in sentences(connect())
    assert held(connect()) == {connect().current()}


def test_a_folder_is_written_by_one_process(settings: IndexSettings) -> None:
    with pytest.raises(IngestError, match="one process at a time ingests into a folder; set PRECEDENTS_QDRANT_URL"):
        written(settings, "1/2")


@pytest.mark.parametrize("text", ["", "2", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2"])
def test_what_is_not_a_share(text: str) -> None:
    with pytest.raises(IngestError, match="not a share; write it like 2/4"):
        Share.parse(text)
