"""The page of the metrics, from what a process with every part really exports."""

from __future__ import annotations

from prometheus_client.metrics_core import Metric

from bot.metrics.figures import OutboxDepth, ProcessState
from bot.metrics.metrics import Metrics
from reference.markdown import code, page, table

INTRODUCTION = """\
`GET /metrics` gives these in the text format of Prometheus: on `PORT` of `roadmate serve`, or on `ROADMATE_STATUS_PORT`
of all three processes. Figures only: no ids, no names, no words. `GET /healthz` says that the process answers,
`GET /readyz` that the database takes entries. [Operate](../operating.md#watching) says which of them to watch, and how
those of several processes go together. `process_...` are about the process as the system sees it."""


def render_metrics() -> str:
    """Return the page of all metrics with their types and labels."""
    rows = [
        (code(_name(each)), each.type, ", ".join(map(code, _labels(each))), each.documentation)
        for each in collect_every_metric()
    ]
    return page("Metrics", INTRODUCTION, table(("metric", "type", "labels", "what it says"), rows))


def collect_every_metric() -> list[Metric]:
    """Return every metric, with those that only show once something has happened."""
    metrics = Metrics(("log",), release="0.1.0")
    metrics.socket.count_reconnect()
    metrics.requests.count_refused("signature")
    metrics.requests.count_error("database")
    metrics.slack.count_call("chat.postMessage", "ok", 0.1)
    metrics.delivery.count_message("digest", "sent")
    metrics.delivery.observe_delay("digest", 1.0)
    metrics.delivery.count_pause("ratelimited", 30.0)
    metrics.jobs.count_run("tick", "ok")
    metrics.jobs.tick.note_begin(0.0)
    metrics.render(ProcessState(OutboxDepth(scheduled=0, due=0, sending=0, oldest_due=0.0)))
    return sorted(metrics.collect(), key=lambda each: each.name)


def _name(metric: Metric) -> str:
    suffix = {"counter": "_total", "info": "_info"}.get(metric.type, "")
    return f"{metric.name}{suffix}"


def _labels(metric: Metric) -> list[str]:
    return sorted({label for sample in metric.samples for label in sample.labels if label != "le"})
