"""The write side: case documents in, a searchable index out."""

import os

# Before any library is loaded: Hugging Face's would tell their hub who uses them, and for what.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
