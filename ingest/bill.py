"""The bill of materials: every package and model that the product stands on, with version, licence and digests.

Written in CycloneDX 1.6 (cyclonedx.org/docs/1.6/json) by `python -m ingest.bill`, from the
locked versions, what the installed packages say of their licences, and the pinned models.
"""

import json
import re
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path
from typing import Any

from ingest import e5, gguf
from ingest.models import BUILT_IN, E5, E5_ONNX, QWEN

LOCK, BILL = Path("requirements.lock"), Path("docs/sbom.json")
PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ \\]+)", re.MULTILINE)
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What packages write of their licence without an SPDX expression, and what they mean by it.
SPDX = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Academic Free License (AFL)": "AFL-2.1",
    "GNU General Public License (GPL)": "GPL-2.0-or-later",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-2.1-or-later",
}
# Said by their licence files alone; the second carries axe-core, which is MPL-2.0.
TOLD_ELSEWHERE = {"axe-playwright-python": "MIT AND MPL-2.0"}
MODELS = {E5: e5.PACKED_SHA256, E5_ONNX: e5.PACKED_SHA256, QWEN: gguf.SHA256}


def locked(lock: str) -> dict[str, tuple[str, list[str]]]:
    """The version of each package of a lock, and the SHA-256 digests of the files that it may be."""
    starts = list(PINNED.finditer(lock))
    ends = [*(start.start() for start in starts[1:]), len(lock)]
    return {
        start["name"]: (start["version"], DIGEST.findall(lock[start.start() : end]))
        for start, end in zip(starts, ends, strict=True)
    }


def licence(package: str) -> str:
    """The licence of an installed package, as an SPDX expression; raises `LookupError` where it tells none."""
    found = TOLD_ELSEWHERE.get(package) or _told(metadata(package))
    if not found:
        raise LookupError(f"{package}: it tells no licence; read its licence file and add it to ingest/bill.py")
    return found


def bill(lock: str) -> dict[str, Any]:
    """The bill as a CycloneDX document."""
    packages = [
        _component("library", name, version, licence(name), purl=f"pkg:pypi/{name.lower()}@{version}")
        for name, (version, _) in locked(lock).items()
    ]
    models = [
        {
            **_component("machine-learning-model", model.name, "", model.licence, description=model.origin),
            "hashes": [{"alg": "SHA-256", "content": MODELS[model.name]}],
        }
        for model in BUILT_IN.values()
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [*packages, *models]}


def _component(kind: str, name: str, version: str, spdx: str, **more: str) -> dict[str, Any]:
    return {"type": kind, "name": name, "version": version, "licenses": [{"expression": spdx}], **more}


def _told(package: PackageMetadata) -> str:
    if expression := package.get_all("License-Expression"):
        return str(expression[0])
    classifiers = [line.split(" :: ")[-1] for line in package.get_all("Classifier") or [] if line.startswith("License")]
    licences = classifiers or [text.partition("\n")[0] for text in package.get_all("License") or []]
    return " OR ".join(SPDX.get(told, told) for told in licences)


def main() -> None:
    """Write the bill of this checkout."""
    BILL.write_text(json.dumps(bill(LOCK.read_text(encoding="utf-8")), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
