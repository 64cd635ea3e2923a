"""What is sent: how it ended, how late it was, and the pauses before it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

DELAY_BUCKETS: Final = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)  # seconds
OUTCOMES: Final = ("sent", "failed", "unknown", "expired", "waiting")


class DeliveryMetrics:
    """Counts of the sender of this process."""

    def __init__(self, registry: CollectorRegistry, kinds: Collection[str] = ()) -> None:
        self._messages = Counter(
            "roadmate_messages",
            "Messages by kind and what became of them: sent, failed, unknown (it may have arrived), expired, waiting "
            "(put off); kind is any where several expired at once.",
            ("kind", "outcome"),
            registry=registry,
        )
        self._delay = Histogram(
            "roadmate_message_delay_seconds",
            "How long after they were due messages were sent, in seconds, by kind.",
            ("kind",),
            buckets=DELAY_BUCKETS,
            registry=registry,
        )
        self._pauses = Counter(
            "roadmate_sending_pauses",
            "Pauses of a workspace's messages: ratelimited (Slack asked for it), or failing.",
            ("reason",),
            registry=registry,
        )
        self._pause_seconds = Counter(
            "roadmate_sending_pause_seconds", "Length of these pauses, in seconds.", ("reason",), registry=registry
        )
        self._busy = Gauge("roadmate_senders_busy", "Workspaces that are being sent to right now.", registry=registry)
        for kind in kinds:
            for outcome in OUTCOMES:
                self._messages.labels(kind, outcome)
        self._messages.labels("any", "expired")
        for reason in ("ratelimited", "failing"):
            self._pauses.labels(reason)
            self._pause_seconds.labels(reason)

    def count_message(self, kind: str, outcome: str) -> None:
        """Count what became of a message."""
        self._messages.labels(kind, outcome).inc()

    def count_expired(self, number: int) -> None:
        """Count messages of any kind that nobody sent while they were worth reading."""
        self._messages.labels("any", "expired").inc(number)

    def observe_delay(self, kind: str, seconds: float) -> None:
        """Note how late a message was sent."""
        self._delay.labels(kind).observe(max(0.0, seconds))

    def count_pause(self, reason: str, seconds: float) -> None:
        """Count a pause of a workspace."""
        self._pauses.labels(reason).inc()
        self._pause_seconds.labels(reason).inc(seconds)

    def set_busy(self, senders: int) -> None:
        """Note how many workspaces are being sent to."""
        self._busy.set(senders)
