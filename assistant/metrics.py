"""What a service measures of itself, as Prometheus reads it: the door to prometheus_client.

Names follow Prometheus's conventions, that of requests OpenTelemetry's (`http.server.request.duration`).
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from assistant.gate import Gate
from assistant.schemas import Answer
from ingest.index import Manifest

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counts of one service, apart from those of any other in the process."""

    def __init__(self, gate: Gate) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Histogram(
            "http_server_request_duration_seconds",
            "Time from a request to the end of its reply.",
            ("http_request_method", "http_route", "http_response_status_code"),
            buckets=SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            "precedents_answer_stage_seconds",
            "Time from a question to the end of a stage of its answer: search, first sentence, whole.",
            ("stage",),
            buckets=SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "precedents_answers", "Answers; abstained are refusals.", ("status", "kind", "language"), registry=registry
        )
        self._sentences = Counter(
            "precedents_answer_sentences", "Sentences, by how they were checked.", ("check",), registry=registry
        )
        self._refused = Counter("precedents_queue_refused", "Questions that found the queue full.", registry=registry)
        self._tokens = Counter(
            "precedents_model_tokens", "Tokens of the language model.", ("direction",), registry=registry
        )
        self._energy = Counter(
            "precedents_energy_joules",
            "Energy of the answers, the best single figure (an estimate where the machine has no counters).",
            registry=registry,
        )
        waiting = Gauge("precedents_queue_waiting", "Questions that wait for their turn.", registry=registry)
        waiting.set_function(lambda: gate.waiting)
        answering = Gauge("precedents_answering", "Questions that are being answered.", registry=registry)
        answering.set_function(lambda: gate.answering)
        self._index = Gauge(
            "precedents_index_info", "The index in use.", ("index", "created", "documents"), registry=registry
        )

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request and its reply."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count an answer."""
        self._answers.labels(answer.status, answer.kind, answer.language).inc()
        for sentence in answer.sentences:
            self._sentences.labels(sentence.check).inc()
        if answer.tokens and answer.energy:
            self._tokens.labels("read").inc(answer.tokens.read)
            self._tokens.labels("written").inc(answer.tokens.written)
            self._energy.inc(answer.energy.mid)
        timings = answer.timings
        stages = {"search": timings.search_ms, "first_sentence": timings.first_sentence_ms, "whole": timings.total_ms}
        for stage, milliseconds in stages.items():
            if milliseconds is not None:
                self._stages.labels(stage).observe(milliseconds / 1000)

    def refused(self) -> None:
        """Count a question that was told to come again."""
        self._refused.inc()

    def text(self, manifest: Manifest | None) -> bytes:
        """Everything counted so far; without an index, nothing of it."""
        self._index.clear()
        if manifest is not None:
            self._index.labels(manifest.fingerprint, manifest.created, str(len(manifest.documents))).set(1)
        return generate_latest(self._registry)
