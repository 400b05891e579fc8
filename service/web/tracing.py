"""Traces for OpenTelemetry, where an address for them is set: one span a request, named by its route."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.types import Scope

from service.errors import Refusal

if TYPE_CHECKING:
    from opentelemetry.trace import Span


class Traces:
    """Sends a span of each request to a collector, from a thread of its own, as part of the caller's trace.

    A span names the route, and neither the address asked for nor what was sent with it.
    """

    def __init__(self, endpoint: str) -> None:
        """`endpoint` is a collector's address for OTLP over HTTP.

        Raises `Refusal` (`missing-package`) where OpenTelemetry is not installed.
        """
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
            from opentelemetry.trace import SpanKind
            from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
        except ImportError as error:
            raise Refusal(
                "missing-package",
                "设置了 QUANZE_TRACES，但没有安装 OpenTelemetry。",
                "安装 quanze[tracing]，或去掉这个设置。",
            ) from error
        self._provider = TracerProvider(resource=Resource.create({"service.name": "quanze"}))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
        self._tracer = self._provider.get_tracer("quanze")
        self._caller = TraceContextTextMapPropagator()
        self._kind = SpanKind.SERVER

    @contextmanager
    def request(self, scope: Scope) -> Iterator["Span"]:
        """A span for the time of a request."""
        caller = self._caller.extract(dict(Headers(scope=scope)))
        with self._tracer.start_as_current_span(scope["method"], caller, kind=self._kind) as span:
            yield span

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def describe(span: "Span", method: str, route: str, status: int, request_id: str) -> None:
    """Say what the request of a span was."""
    span.update_name(f"{method} {route}")
    span.set_attributes(
        {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "quanze.request_id": request_id,
        }
    )
