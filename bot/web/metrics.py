"""Count what Roadmate does, for Prometheus. Counts only: no ids, no names, no words."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)  # seconds; Slack gives up at 3


class Metrics:
    """Counts of one app, in a registry of their own, so that two apps in one process do not collide."""

    def __init__(self) -> None:
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
        self._outcomes = {code: self._requests.labels("slack", f"{code}xx") for code in range(1, 6)}

    def count_refused(self, reason: str) -> None:
        """Count a request that the guard turned away."""
        self._requests.labels("guard", reason).inc()

    def count_answered(self, status: int, seconds: float) -> None:
        """Count a request of Slack's that was answered with this HTTP status."""
        self._outcomes[status // 100].inc()
        self._latency.observe(seconds)

    def render(self, outbox: Mapping[tuple[str, str], int], problems: int) -> bytes:
        """Return all counts in the text format of Prometheus, with the outbox and the content as they are now."""
        self._outbox.clear()
        for (kind, state), number in outbox.items():
            self._outbox.labels(kind, state).set(number)
        self._problems.set(problems)
        return generate_latest(self._registry)
