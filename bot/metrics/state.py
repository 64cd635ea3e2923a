"""How things are at the moment they are asked about: outbox, database, content."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Info

from bot.metrics.figures import OutboxDepth, ProcessState


class StateMetrics:
    """Gauges of the state; those of the outbox are the same in every process that has the same database."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, text: str, *labels: str) -> Gauge:
            return Gauge(f"roadmate_{name}", text, labels, registry=registry)

        self._up = gauge("database_up", "1 while the database answers.")
        self._writable = gauge("database_writable", "1 while the database takes entries: a write was tried just now.")
        self._schema = gauge(
            "database_schema_expected", "1 unless another release has made a schema that this one refuses."
        )
        self._in_use = gauge("database_connections_in_use", "Connections of this process to the database in use.")
        self._connections = gauge("database_connections_limit", "How many there can be.")
        self._writers = gauge("database_waiting_writers", "Threads of this process that wait to write, on SQLite.")
        self._writes = Counter(
            "roadmate_database_writes", "Transactions that were written, on SQLite.", registry=registry
        )
        self._commits = Counter(
            "roadmate_database_commits",
            "Commits that wrote them: those who wait at the same time share one.",
            registry=registry,
        )
        self._shown = ProcessState()
        self._outbox = gauge(
            "outbox_messages",
            "Messages on their way by state: scheduled, due, sending; up to 100,000 of each. Of the whole database.",
            "state",
        )
        self._oldest = gauge(
            "outbox_oldest_due_seconds",
            "How long the oldest message has been due that nobody is sending and no pause holds back. Of the whole "
            "database.",
        )
        self._problems = gauge("content_problems", "Problems of changed content; the last good one is in force.")
        self._content = Info("roadmate_content", "The content in force.", registry=registry)

    def show(self, state: ProcessState) -> None:
        """Show this state from now on."""
        self._up.set(state.outbox is not None)
        self._writable.set(state.is_writable)
        self._schema.set(state.is_schema_expected)
        self._in_use.set(state.load.connections_in_use)
        self._connections.set(state.load.connections)
        self._writers.set(state.load.waiting_writers)
        self._writes.inc(max(0, state.load.writes - self._shown.load.writes))
        self._commits.inc(max(0, state.load.commits - self._shown.load.commits))
        self._shown = state
        self._problems.set(state.content_problems)
        self._content.info({"version": state.content_version})
        self._show_outbox(state.outbox)

    def _show_outbox(self, depth: OutboxDepth | None) -> None:
        if depth is None:  # unknown: an old figure would pass for a new one
            self._outbox.clear()
            self._oldest.set(float("nan"))
            return
        for name, number in (("scheduled", depth.scheduled), ("due", depth.due), ("sending", depth.sending)):
            self._outbox.labels(name).set(number)
        self._oldest.set(depth.oldest_due)
