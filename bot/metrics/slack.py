"""Calls of Slack's Web API: by method, and how they ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

CALL_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds; a request's own calls are given up at 2
SlackCallCounter = Callable[[str, str, float], None]  # method, "ok" or a word for the error, seconds


class SlackMetrics:
    """Counts of calls. Methods are named in our code, and errors are words of a small set: see `SlackFailure.word`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Counter(
            "roadmate_slack_calls",
            "Calls of Slack's API by method and outcome: ok, Slack's error, status_4xx, status_5xx, timeout, network.",
            ("method", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "roadmate_slack_call_seconds",
            "Time that calls of Slack's API took, in seconds.",
            buckets=CALL_BUCKETS,
            registry=registry,
        )

    def count_call(self, method: str, outcome: str, seconds: float) -> None:
        """Count a call and how it ended."""
        self._calls.labels(method, outcome).inc()
        self._seconds.observe(seconds)
