"""Files with holes: the engine sets aside ten times the room that it uses, and a hole reads as zeros."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 16  # bytes


def blocks(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The blocks of a file that are not all zeros, each after its place; its holes are not read."""
    size, place = os.fstat(file.fileno()).st_size, 0
    while place < size:
        try:
            data = os.lseek(file.fileno(), place, os.SEEK_DATA)
        except OSError:  # nothing but a hole is left
            return
        end, place = os.lseek(file.fileno(), data, os.SEEK_HOLE), data - data % BLOCK
        file.seek(place)
        while place < end and (block := file.read(BLOCK)):
            if block.count(0) < len(block):
                yield place, block
            place += len(block)


def copy_data(source: str | Path, target: str | Path) -> None:
    """Copy a file without its holes."""
    with open(source, "rb") as old, open(target, "wb") as new:
        new.truncate(os.fstat(old.fileno()).st_size)
        for place, block in blocks(old):
            new.seek(place)
            new.write(block)


def digest(path: Path) -> str:
    """The SHA-256 of a file's size, and of its blocks that are not all zeros, each after its place (8 bytes)."""
    with path.open("rb") as file:
        found = hashlib.sha256(os.fstat(file.fileno()).st_size.to_bytes(8, "big"))
        for place, block in blocks(file):
            found.update(place.to_bytes(8, "big"))
            found.update(block)
    return found.hexdigest()
