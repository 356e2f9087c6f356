"""The library in French alone: every answer in English is worded by the language model."""

import re
import shutil
from pathlib import Path

from ingest.cases import case_paths

SUMMARY = re.compile(r"^summary:.*\n(?:[ \t].*\n)*", re.MULTILINE)  # the English that stands in the French file
NO_SUMMARY = "summary: None.[^1]\n"


def french_alone(corpus: Path, folder: Path) -> None:
    """Write a library to a folder without its English edition and summaries."""
    (folder / "cases").mkdir(parents=True)
    for path in case_paths(corpus):
        text = path.read_text(encoding="utf-8")
        (folder / "cases" / path.name).write_text(SUMMARY.sub(NO_SUMMARY, text), encoding="utf-8")
    shutil.copy(corpus / "thesaurus.yaml", folder)
