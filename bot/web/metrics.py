"""Count what Roadmate does, for Prometheus. Counts only: no ids, no names, no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import Metric

LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)  # seconds; Slack gives up at 3


class _SocketMetrics:
    """Metrics of Socket Mode, which only a process that uses it has."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.connected = Gauge("roadmate_socket_connected", "1 while Socket Mode is connected.", registry=registry)
        self.reconnects = Counter(
            "roadmate_socket_reconnects", "Connections that took the place of another.", registry=registry
        )


class Metrics:
    """Counts of one app, in a registry of their own, so that two apps in one process do not collide."""

    def __init__(self, version: str = "") -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "roadmate_requests", "Requests by door and outcome.", ("door", "outcome"), registry=registry
        )
        self._latency = Histogram(
            "roadmate_request_seconds", "Time to answer Slack.", buckets=LATENCY_BUCKETS, registry=registry
        )
        self._outbox = Gauge(
            "roadmate_outbox_messages",
            "Messages in the outbox by kind and state.",
            ("kind", "state"),
            registry=registry,
        )
        self._problems = Gauge("roadmate_content_problems", "Problems of changed content.", registry=registry)
        self._database_up = Gauge("roadmate_database_up", "1 while the database answers.", registry=registry)
        Gauge("roadmate_build_info", "1; the release.", ("version",), registry=registry).labels(version).set(1)
        self._socket: _SocketMetrics | None = None
        self._outcomes = {code: self._requests.labels("slack", f"{code}xx") for code in range(1, 6)}

    def count_refused(self, reason: str) -> None:
        """Count a request that the guard turned away."""
        self._requests.labels("guard", reason).inc()

    def count_answered(self, status: int, seconds: float) -> None:
        """Count a request of Slack's that was answered with this HTTP status."""
        self._outcomes[status // 100].inc()
        self._latency.observe(seconds)

    def set_socket_connected(self, is_connected: bool) -> None:
        """Note whether Socket Mode is connected; before the first note nothing is shown of it."""
        self._socket_metrics().connected.set(is_connected)

    def count_reconnect(self) -> None:
        """Count that Socket Mode took a new connection in place of one that it had."""
        self._socket_metrics().reconnects.inc()

    def _socket_metrics(self) -> _SocketMetrics:
        if self._socket is None:
            self._socket = _SocketMetrics(self._registry)
        return self._socket

    def collect(self) -> Iterable[Metric]:
        """Return the metrics with their names, types, texts and values."""
        return self._registry.collect()

    def render(self, outbox: Mapping[tuple[str, str], int] | None, problems: int) -> bytes:
        """Return all counts in the text format of Prometheus, with the content and the outbox as they are now.

        `outbox` is None while the database does not answer.
        """
        self._database_up.set(outbox is not None)
        outbox = outbox or {}
        self._outbox.clear()
        for (kind, state), number in outbox.items():
            self._outbox.labels(kind, state).set(number)
        self._problems.set(problems)
        return generate_latest(self._registry)
