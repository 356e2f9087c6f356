"""The whole of an ingestion: against the encoder alone, and as it grows.

With no vector kept from before, by a part of the library, then a larger one. With all vectors kept, by
the library and as many copies of it, each under ids of their own, as make a hundred thousand passages.
"""

import re
import shutil
import tempfile
import time
from pathlib import Path

from assistant.settings import AssistantSettings
from evals.bench.encoding import with_torch
from evals.bench.measuring import Measured, Told, in_turn, in_watched_child, rates, seconds
from evals.bench.results import Runs
from ingest.cases import case_paths, read_case
from ingest.documents import to_passages
from ingest.passages import Passage
from ingest.pipeline import ingest

CASES = 17  # about 250 passages, of both languages
MORE = 4  # times as many
ROUNDS = 2
PARTS = ("cases", "english")  # of a library
COPIES = 40  # of the library's 2,500 passages


def measure(settings: AssistantSettings, told: Told) -> Measured:
    """A part of the library and the encoder alone in turn, then a larger part."""
    paths = case_paths(settings.corpus)
    few, more = paths[:: len(paths) // CASES][:CASES], paths[:: len(paths) // (MORE * CASES)][: MORE * CASES]
    told("the encoder is loaded")
    embedder = with_torch(settings)
    passages = to_passages(read_case(path) for path in few)
    texts = _texts(passages)
    told(f"{len(passages)} passages")
    whole, alone = in_turn(ROUNDS, lambda: _ingested(settings, few), lambda: embedder.encode_documents(texts))
    larger = len(to_passages(read_case(path) for path in more))
    told(f"{larger} passages")
    grown = seconds(lambda: _ingested(settings, more))
    ours = rates(len(passages), whole)
    told("the library, its vectors kept")
    once, held = in_watched_child(_kept, settings, 1)
    told(f"{COPIES} times the library, its vectors kept")
    often, held_often = in_watched_child(_kept, settings, COPIES)
    return Measured(
        {
            "ingest-encoder": Runs(ours=ours, beside=rates(len(passages), alone)),
            "ingest-slope": Runs(ours=[larger / grown], beside=ours),
            "ingest-kept": Runs(ours=[often], beside=[once]),
            "ingest-memory": Runs(ours=[held_often], beside=[held]),
        }
    )


def _kept(settings: AssistantSettings, copies: int) -> float:
    """Passages a second of ingesting so many copies of the library, whose vectors are kept."""
    with tempfile.TemporaryDirectory() as name:
        apart = _apart(settings, Path(name))
        for part in PARTS:
            for path in (settings.corpus / part).glob("*.md"):
                text = path.read_text(encoding="utf-8")
                for number in range(copies):
                    own = f"{path.stem}-{number}"
                    named = re.sub(r"^id: .*$", f"id: {own}", text, count=1, flags=re.MULTILINE)
                    (apart.corpus / part / f"{own}.md").write_text(named, encoding="utf-8")
        started = time.perf_counter()
        report = ingest(apart, lambda *_: None)
        taken = time.perf_counter() - started
    return report.manifest.passages / taken


def _texts(passages: list[Passage]) -> list[str]:
    """All that is embedded of these passages, each text once."""
    sentences = [passage.embedded_sentence(sentence) for passage in passages for sentence in passage.sentences]
    return list(dict.fromkeys([*(passage.embedded_text for passage in passages), *sentences]))


def _ingested(settings: AssistantSettings, cases: list[Path]) -> None:
    """Ingest these cases into an index of their own, beside models that keep no vectors yet."""
    with tempfile.TemporaryDirectory() as name:
        apart, models = _apart(settings, Path(name)), Path(name) / "models"
        for part in PARTS:
            for case in cases:
                if (edition := settings.corpus / part / case.name).exists():
                    shutil.copy(edition, apart.corpus / part)
        models.mkdir()
        for model in settings.models_folder.iterdir():
            if model.is_dir():
                (models / model.name).symlink_to(model)
        ingest(apart.model_copy(update={"models": models}), lambda *_: None)


def _apart(settings: AssistantSettings, folder: Path) -> AssistantSettings:
    """The settings of a library of its own in a folder, which has no case yet."""
    apart = settings.model_copy(update={name: folder / name for name in ("corpus", "index", "uploads")})
    for part in PARTS:
        (apart.corpus / part).mkdir(parents=True)
    shutil.copy(settings.corpus / "thesaurus.yaml", apart.corpus)
    return apart
