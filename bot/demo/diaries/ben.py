"""Ben's sittings: observability, incidents, and how to lead."""

from __future__ import annotations

from typing import Final

DIARY: Final = (
    "1h slis, slos & error budgets: one SLO for checkout, latency at the 99th, nobody argues with it so far",
    "45m alert rules & alertmanager: deleted nine alerts that nobody had acted on all year",
    "1h design documents and rfcs: review of the paging RFC with two teams",
    "1h promql: rate before sum, wrote it on the wall",
    "30m leadership delegation",
    "1h15 opentelemetry sdk & collector: tail sampling in the gateway collectors",
    "1h blameless postmortems: rewrote the template, first question is what made sense at the time",
    "1h trace sampling",
    "45m cardinality & telemetry costs: one label with user ids was a third of the bill",
    "1h on-call & incident command: game day, 40 minutes, I only listened",
    "1h coaching questions: tried three with Hanna instead of answering",
    "1h dashboards with grafana",
    "1h long-term metric storage: downsampling after 40 days",
    "45m giving feedback",
    "1h exporters & instrumentation: histograms with native buckets",
    "1h stakeholder communication: one page on the outage for people who don't know what a pod is",
    "1h distributed tracing: the 400 ms were DNS, as always",
    "50m continuous profiling",
    "1h decision records: found the one from 2022 that explains the odd port",
    "1h slis, slos & error budgets: burn rate alerts in place of thresholds",
    "1h incident response: wrote the first ten minutes as a checklist",
    "45m estimation and planning",
    "1h log pipelines: dropped debug at the edge, 70 percent less",
    "1h ebpf-based observability: watched retransmits without touching the app",
    "1h leading without authority",
    "1h dora metrics: lead time only, for one quarter",
    "45m hiring interviews: same four questions for everybody",
    "1h structured logging",
)
