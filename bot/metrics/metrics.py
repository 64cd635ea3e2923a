"""All metrics of one process, in a registry of their own, so that two apps in one process do not collide."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Info, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector

from bot.metrics.delivery import DeliveryMetrics
from bot.metrics.figures import ProcessState
from bot.metrics.jobs import JobMetrics
from bot.metrics.requests import RequestMetrics
from bot.metrics.slack import SlackMetrics
from bot.metrics.state import StateMetrics


class SocketMetrics:
    """Metrics of Socket Mode, which only a process that uses it has."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._connected = Gauge("roadmate_socket_connected", "1 while Socket Mode is connected.", registry=registry)
        self._reconnects = Counter(
            "roadmate_socket_reconnects", "Connections that took the place of another.", registry=registry
        )
        self.set_connected(False)

    def set_connected(self, is_connected: bool) -> None:
        """Note whether Socket Mode is connected."""
        self._connected.set(is_connected)

    def count_reconnect(self) -> None:
        """Count that Socket Mode took a new connection in place of one that it had."""
        self._reconnects.inc()


class Metrics:
    """Figures of one process, by what they are about.

    `commands` are those whose latency is told apart, `reasons` those why requests fail, `kinds` those of messages: all
    are shown from the start, since an increase from nothing is none for Prometheus.
    """

    def __init__(
        self,
        commands: Collection[str] = (),
        *,
        reasons: Collection[str] = (),
        kinds: Collection[str] = (),
        release: str = "unknown",
    ) -> None:
        self._registry = CollectorRegistry()
        self._socket: SocketMetrics | None = None
        self.requests = RequestMetrics(self._registry, commands, reasons)
        self.slack = SlackMetrics(self._registry)
        self.delivery = DeliveryMetrics(self._registry, kinds)
        self.jobs = JobMetrics(self._registry)
        self._state = StateMetrics(self._registry)
        Info("roadmate_build", "The release.", registry=self._registry).info({"version": release})
        ProcessCollector(registry=self._registry)

    @property
    def socket(self) -> SocketMetrics:
        """The metrics of Socket Mode; nothing is shown of it before the first use."""
        if self._socket is None:
            self._socket = SocketMetrics(self._registry)
        return self._socket

    def collect(self) -> Iterable[Metric]:
        """Return the metrics with their names, types, texts and values."""
        return self._registry.collect()

    def render(self, state: ProcessState) -> bytes:
        """Return everything in the text format of Prometheus, with the state of this moment."""
        self._state.show(state)
        return generate_latest(self._registry)
