"""The whole of an ingestion, with no vector kept from before: against the encoder alone, and as it grows."""

import shutil
import tempfile
from pathlib import Path

from assistant.settings import AssistantSettings
from evals.bench.encoding import with_torch
from evals.bench.measuring import Measured, Told, in_turn, rates, seconds
from evals.bench.results import Runs
from ingest.cases import case_paths, read_case
from ingest.documents import to_passages
from ingest.passages import Passage
from ingest.pipeline import ingest

CASES = 17  # about 250 passages, of both languages
MORE = 4  # times as many
ROUNDS = 2


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
    return Measured(
        {
            "ingest-encoder": Runs(ours=ours, beside=rates(len(passages), alone)),
            "ingest-slope": Runs(ours=[larger / grown], beside=ours),
        }
    )


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
