"""The regular jobs of a worker, and its tick above all."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

TICK_BUCKETS: Final = (0.01, 0.05, 0.25, 1.0, 5.0, 15.0, 30.0, 60.0, 300.0)  # seconds; a tick comes every thirty
OUTCOMES: Final = ("ok", "database", "broken")


class TickMetrics:
    """Metrics of the tick, which only a process that schedules has."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._finished = Gauge(
            "roadmate_tick_finished_timestamp_seconds",
            "When a tick, or a share of a long one, last finished well, in Unix time; at first, when ticking began.",
            registry=registry,
        )
        self._late = Gauge("roadmate_tick_late_seconds", "How late the last tick began, in seconds.", registry=registry)
        self._seconds = Histogram(
            "roadmate_tick_seconds", "Time that ticks took, in seconds.", buckets=TICK_BUCKETS, registry=registry
        )

    def note_begin(self, late: float) -> None:
        """Note how late a tick began."""
        self._late.set(max(0.0, late))

    def note_end(self, at: float, seconds: float) -> None:
        """Note that a tick finished well at this Unix time, after so many seconds."""
        self._finished.set(at)
        self._seconds.observe(seconds)

    def note_progress(self, at: float) -> None:
        """Note that this process begins to tick, or has done a share of a long one."""
        self._finished.set(at)


class JobMetrics:
    """Counts of the runs of jobs; the names are those of our code."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._tick: TickMetrics | None = None
        self._known: set[str] = set()
        self._runs = Counter(
            "roadmate_job_runs",
            "Runs of regular jobs, by name and outcome: ok, database, broken (our own mistake).",
            ("name", "outcome"),  # Prometheus has a label `job` of its own
            registry=registry,
        )

    @property
    def tick(self) -> TickMetrics:
        """The metrics of the tick; nothing is shown of it before the first use."""
        if self._tick is None:
            self._tick = TickMetrics(self._registry)
        return self._tick

    def count_run(self, name: str, outcome: str) -> None:
        """Count a run of a job and how it ended; from its first run on all outcomes are shown."""
        if name not in self._known:
            self._known.add(name)
            for each in OUTCOMES:
                self._runs.labels(name, each)
        self._runs.labels(name, outcome).inc()
