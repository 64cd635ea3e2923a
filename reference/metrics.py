"""The page of the metrics, from what a process with every part really exports."""

from __future__ import annotations

from prometheus_client.metrics_core import Metric

from bot.web.metrics import Metrics
from reference.markdown import code, page, table

INTRODUCTION = """\
`GET /metrics` gives these in the text format of Prometheus: on `PORT` of `roadmate serve`, or on `ROADMATE_STATUS_PORT`
of all three processes. Counts only: no ids, no names, no words. `GET /healthz` says that the process answers,
`GET /readyz` that the database takes entries."""


def render_metrics() -> str:
    """Return the page of all metrics with their types and labels."""
    rows = [
        (code(_name(each)), each.type, ", ".join(map(code, _labels(each))), each.documentation)
        for each in _collect_metrics()
    ]
    return page("Metrics", INTRODUCTION, table(("metric", "type", "labels", "what it says"), rows))


def _collect_metrics() -> list[Metric]:
    """Return every metric, with those that only show once something has happened."""
    metrics = Metrics("0.1.0")
    metrics.set_socket_connected(True)
    metrics.count_reconnect()
    metrics.count_refused("signature")
    metrics.render({("digest", "sent"): 1}, 0)
    return sorted(metrics.collect(), key=lambda each: each.name)


def _name(metric: Metric) -> str:
    return f"{metric.name}_total" if metric.type == "counter" else metric.name


def _labels(metric: Metric) -> list[str]:
    return sorted({label for sample in metric.samples for label in sample.labels if label != "le"})
