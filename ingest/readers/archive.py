"""The zip archives that office documents are, looked at before any library opens them."""

import zipfile
from io import BytesIO

from ingest.readers.document import Fault

# Unpacked sizes, in bytes. Text packs well, so a small archive may have any ratio.
MAX_UNPACKED = 200_000_000
SUSPECT_UNPACKED = 10_000_000
MAX_RATIO = 100
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and any Office file with a password
RESAVE = "open it in the program that made it and save a new copy"


def check_archive(data: bytes) -> None:
    """Raise `Fault` when an office document is locked, or would grow out of bounds when opened."""
    if data.startswith(COMPOUND_FILE):
        raise Fault("it has a password, or is of the format before 2007", "save a copy in today's format, unprotected")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
        # A member cannot unpack to more than it declares: zipfile stops reading there.
        unpacked = sum(member.file_size for member in members)
        if unpacked > MAX_UNPACKED or unpacked > max(SUSPECT_UNPACKED, MAX_RATIO * len(data)):
            problem = f"it unpacks to {unpacked / 1e6:.0f} MB, which is out of proportion for a document"
            raise Fault(problem, "do not open it unless you trust its author, or put in a PDF of it")
        if any(member.flag_bits & 1 for member in members):
            raise Fault("it has a password", "save a copy without one")
        for member in members:
            _check_member(member.filename, archive.read(member))


def _check_member(name: str, data: bytes) -> None:
    """No office format declares XML entities, which can grow without bound; drawings in SVG may."""
    # Without its zero bytes, UTF-16 reads as ASCII.
    if not name.lower().endswith(".svg") and b"<!ENTITY" in data.replace(b"\0", b""):
        raise Fault(f"{name} in it declares XML entities, as no office program does", RESAVE)
    if name == "META-INF/manifest.xml" and b"encryption-data" in data:
        raise Fault("it has a password", "save a copy without one")
