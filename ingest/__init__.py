"""The write side: case documents in, a searchable index out."""

import os

# Before any library is loaded: each of these would tell its makers who uses it, and for what.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # Hugging Face's
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # ONNX Runtime's, which its own call to switch it off does not stop
