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
        folder = Path(name)
        for part in ("cases", "english"):
            (folder / "corpus" / part).mkdir(parents=True)
            for path in (settings.corpus / part).glob("*.md"):
                text = path.read_text(encoding="utf-8")
                for number in range(copies):
                    own = f"{path.stem}-{number}"
                    named = re.sub(r"^id: .*$", f"id: {own}", text, count=1, flags=re.MULTILINE)
                    (folder / "corpus" / part / f"{own}.md").write_text(named, encoding="utf-8")
        shutil.copy(settings.corpus / "thesaurus.yaml", folder / "corpus")
        given = {"corpus": folder / "corpus", "index": folder / "index", "uploads": folder / "uploads"}
        started = time.perf_counter()
        report = ingest(settings.model_copy(update=given), lambda *_: None)
        taken = time.perf_counter() - started
    return report.manifest.passages / taken


def _texts(passages: list[Passage]) -> list[str]:
    """All that is embedded of these passages, each text once."""
    sentences = [passage.embedded_sentence(sentence) for passage in passages for sentence in passage.sentences]
    return list(dict.fromkeys([*(passage.embedded_text for passage in passages), *sentences]))


def _ingested(settings: AssistantSettings, cases: list[Path]) -> None:
    """Ingest these cases into an index of their own, beside models that keep no vectors yet."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("cases", "english"):
            (folder / "corpus" / part).mkdir(parents=True)
            for case in cases:
                if (edition := settings.corpus / part / case.name).exists():
                    shutil.copy(edition, folder / "corpus" / part)
        shutil.copy(settings.corpus / "thesaurus.yaml", folder / "corpus")
        (folder / "models").mkdir()
        for model in settings.models_folder.iterdir():
            if model.is_dir():
                (folder / "models" / model.name).symlink_to(model)
        given = {"corpus": folder / "corpus", "models": folder / "models", "index": folder / "index"}
        ingest(settings.model_copy(update={**given, "uploads": folder / "uploads"}), lambda *_: None)
