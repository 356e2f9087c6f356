"""Traces for whoever collects them: the door to OpenTelemetry. Nothing is sent unless an endpoint is set."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.propagate import extract
from opentelemetry.trace import Span, SpanKind

from assistant.schemas import Answer

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
TRACER = trace.get_tracer("precedents", version("precedents"))


def start_tracing() -> bool:
    """Send spans to the endpoint of the standard `OTEL_…` variables; whether there is one."""
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return False
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "precedents")})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


@contextmanager
def request_span(method: str, path: str, headers: dict[str, str], request_id: str) -> Iterator[Span]:
    """A span around a request, under the trace that its `traceparent` header names."""
    attributes = {"http.request.method": method, "url.path": path, "precedents.request_id": request_id}
    context = extract(headers)
    with TRACER.start_as_current_span(f"{method} {path}", context, SpanKind.SERVER, attributes) as span:
        yield span


def answer_spans(answer: Answer) -> None:
    """Spans of the stages of an answer that is just done, by its own timings."""
    end = time.time_ns()
    begin = end - int(answer.timings.total_ms * 1e6)
    searched = begin + int(answer.timings.search_ms * 1e6)
    attributes = {
        "precedents.status": answer.status,
        "precedents.kind": answer.kind,
        "precedents.language": answer.language,
    }
    span = TRACER.start_span("answer", start_time=begin, attributes=attributes)
    within = trace.set_span_in_context(span)
    TRACER.start_span("search", within, start_time=begin).end(searched)
    TRACER.start_span("write and check", within, start_time=searched).end(end)
    span.end(end)
