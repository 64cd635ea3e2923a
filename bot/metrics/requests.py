"""Requests: how many, how they ended, and how long they took by command."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

LATENCY_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)  # s; Slack gives up at 3
OTHER: Final = "other"
HTTP_DOOR: Final = "slack"
SOCKET_DOOR: Final = "socket"
GUARD_DOOR: Final = "guard"


class RequestMetrics:
    """Counts of what Slack asks. Every label's child is made at the start: a request only looks it up."""

    def __init__(
        self, registry: CollectorRegistry | None = None, commands: Collection[str] = (), reasons: Collection[str] = ()
    ) -> None:
        registry = registry or CollectorRegistry()
        self._requests = Counter(
            "roadmate_requests",
            "Requests by door (slack: over HTTP, socket: over Socket Mode, guard: refused) and status or reason.",
            ("door", "outcome"),
            registry=registry,
        )
        latency = Histogram(
            "roadmate_request_seconds",
            "Time to answer Slack, in seconds, by command, or by what else it was.",
            ("command",),
            buckets=LATENCY_BUCKETS,
            registry=registry,
        )
        self._errors = Counter(
            "roadmate_request_errors",
            "Requests that came to no good end, by reason (database, slack, broken: our own mistake, expired, ...).",
            ("reason",),
            registry=registry,
        )
        for reason in reasons:
            self._errors.labels(reason)
        self._outcomes = {
            (door, code): self._requests.labels(door, f"{code}xx")
            for door in (HTTP_DOOR, SOCKET_DOOR)
            for code in range(1, 6)
        }
        self._latency = {command: latency.labels(command) for command in {*commands, OTHER}}
        self._other_latency = self._latency[OTHER]

    def count_refused(self, reason: str) -> None:
        """Count a request that the guard turned away."""
        self._requests.labels(GUARD_DOOR, reason).inc()

    def count_answered(self, door: str, command: str, status: int, seconds: float) -> None:
        """Count a request of Slack's that was answered with this HTTP status."""
        self._outcomes[door, status // 100].inc()
        self._latency.get(command, self._other_latency).observe(seconds)

    def count_error(self, reason: str) -> None:
        """Count a request that came to no good end; the reason is a word of a small set."""
        self._errors.labels(reason).inc()
