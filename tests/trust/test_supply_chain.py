"""What the product stands on: pinned by digest, listed, under licences that fit."""

import json
import re
from pathlib import Path

import pytest

from ingest.bill import MODELS, bill, licence, locked
from ingest.models import BUILT_IN

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PACKAGES = locked(LOCK)
# Licences under which a product may be built on, used and given away with ours (MIT). MPL-2.0
# binds the changes to its own files alone; LGPL fits a library that anyone may replace.
FIT = set(
    "0BSD AFL-2.1 Apache-2.0 BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 CNRI-Python ISC LGPL-3.0-only LLVM-exception "
    "MIT MIT-0 MIT-CMU MPL-2.0 PSF-2.0 Zlib".split()
)


def fits(expression: str) -> bool:
    """Whether one may use what is under an SPDX expression: one of the alternatives, and all of its parts."""
    return any(
        all(part in FIT for part in re.split(r" AND | WITH ", alternative.strip("() ")))
        for alternative in re.split(r" OR ", expression)
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_pinned_by_its_digests_and_its_licence_fits(package: str) -> None:
    _, digests = PACKAGES[package]
    assert digests
    assert fits(licence(package)), f"{package}: {licence(package)}"


def test_a_licence_that_does_not_fit_is_seen() -> None:
    assert not fits("GPL-3.0-only")
    assert not fits("MIT AND AGPL-3.0-only")
    assert not fits("Proprietary")
    assert fits("Apache-2.0 OR GPL-2.0-or-later")


def test_the_bill_of_materials_is_that_of_the_lock() -> None:
    written = json.loads((ROOT / "docs" / "sbom.json").read_text(encoding="utf-8"))
    assert written == bill(LOCK), "run `make sbom`"


def test_every_model_has_its_source_licence_and_digest() -> None:
    assert MODELS.keys() == BUILT_IN.keys()
    for model in BUILT_IN.values():
        assert model.origin
        assert model.licence in FIT
        assert re.fullmatch(r"[0-9a-f]{64}", MODELS[model.name])


def test_installing_checks_every_digest() -> None:
    for recipe in ("Makefile", "Dockerfile"):
        install = next(
            line for line in (ROOT / recipe).read_text().splitlines() if "requirements.lock" in line and "pip" in line
        )
        assert "--require-hashes" in install
