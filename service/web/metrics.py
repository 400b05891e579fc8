"""Counts and times for Prometheus, of one process or of all workers together."""

import os
from collections.abc import Callable
from functools import cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
# Set for several workers by whoever starts them: where each keeps its counts for the others to read.
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """Of a process: requests by route and status, their times, those under way, the data version."""

    def __init__(self, data_version: Callable[[], int]) -> None:
        self._data_version = data_version
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "quanze_http_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "quanze_http_request_seconds",
            "Seconds from a request's arrival to the end of its answer",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._under_way = Gauge(
            "quanze_http_requests_under_way",
            "Requests not yet answered",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        # Finding a counter by its labels takes longer than counting.
        self._counter = cache(lambda *labels: self._requests.labels(*map(str, labels)))
        self._timer = cache(self._seconds.labels)
        self._version = Gauge(
            "quanze_data_version",
            "Publications the store has seen",
            registry=self._registry,
            multiprocess_mode="max",
        )

    def begun(self) -> None:
        """Count a request under way."""
        self._under_way.inc()

    def ended(self) -> None:
        """Count it no more."""
        self._under_way.dec()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request answered."""
        named = method if method in _METHODS else "other"
        self._counter(named, route, status).inc()
        self._timer(route).observe(seconds)

    def counting(self, method: str, route: str, status: int) -> Callable[[], None]:
        """Return what counts a request answered so at once, its time untold: for what is kept ready."""
        return self._requests.labels(method, route, str(status)).inc

    def exposition(self) -> tuple[bytes, str]:
        """Return what Prometheus reads, and its media type; of all workers where there are several."""
        self._version.set(self._data_version())
        registry = self._registry
        if SHARED_METRICS in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
