"""What the embedded model has read of its instructions, kept from one process to the next.

llama.cpp writes what one of its slots has read to a file, and takes it back in milliseconds;
to read the instructions again takes seconds. It ends the process over a file that was cut
short, so that a file's name holds the digest of what is in it, which is checked before.
"""

import hashlib
import http.client
import json
import logging
import os
from pathlib import Path
from urllib.parse import urlsplit

from ingest.weights import file_sha256

FOLDER = "instructions"
PATIENCE = 60  # seconds that the engine may take to write or read a file
LOG = logging.getLogger(__name__)


class Reading:
    """The files of one engine in a folder: of each, only the latest is kept.

    `engine` names whatever else the file depends on: the weights, the version of the
    engine. What cannot be kept or taken is logged, and read anew.
    """

    def __init__(self, folder: Path, engine: str) -> None:
        self.folder, self._engine = folder / FOLDER, engine

    def take(self, address: str, token: str, fixed: object) -> bool:
        """Have the engine at an address take back what it read of `fixed`, and say whether it did."""
        for file in self.folder.glob(f"{self._name(fixed)}-*.kv"):
            try:
                if file_sha256(file) != file.stem.partition("-")[2]:
                    raise OSError("not what was written")
                _act("restore", address, token, file.name)
                return True
            except OSError as error:
                LOG.warning("%s: cannot be used (%s); the instructions are read anew", file, error)
        return False

    def keep(self, address: str, token: str, fixed: object) -> None:
        """Have the engine at an address write down what it has read, the last of which was after `fixed`."""
        new = self.folder / f"new-{os.getpid()}.kv"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _act("save", address, token, new.name)
            kept = self.folder / f"{self._name(fixed)}-{file_sha256(new)}.kv"
            os.replace(new, kept)
            for old in set(self.folder.glob("*-*.kv")) - {kept}:
                old.unlink(missing_ok=True)
        except OSError as error:
            LOG.warning("%s: what the model read is not kept (%s); check the disk", self.folder, error)

    def _name(self, fixed: object) -> str:
        return hashlib.sha256(json.dumps([self._engine, fixed]).encode()).hexdigest()[:12]


def _act(action: str, address: str, token: str, name: str) -> None:
    """What llama.cpp's server offers: `POST /slots/0?action=save` or `restore`; raises `OSError`."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        connection.request("POST", f"/slots/0?action={action}", json.dumps({"filename": name}), headers)
        reply = connection.getresponse()
        told = reply.read().decode(errors="replace")
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()
    if reply.status != http.client.OK:
        raise OSError(told)
