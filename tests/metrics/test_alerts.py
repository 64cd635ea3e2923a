"""The alert rules and the dashboard: they name metrics that there are, and each rule fires where it should.

The pages are real ones, of a `Metrics` that is driven into the state; how they're evaluated, `promql.py` says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dispatch.errors import OUTCOMES
from bot.metrics.figures import DatabaseLoad, OutboxDepth, ProcessState
from bot.metrics.metrics import Metrics
from bot.web.checks import RefusalReason
from reference.metrics import collect_every_metric
from tests.metrics.promql import Evaluation, Page, Selector, read_page

ROOT = Path(__file__).parents[2]
RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"][0]["rules"]
DASHBOARD = json.loads((ROOT / "deploy/grafana/roadmate.json").read_text())
OF_PROMETHEUS = {"up": {"job", "instance"}}  # what it adds itself
START = 1_800_000_000.0
STEP = 60.0  # seconds between two looks at the process
WELL = ProcessState(
    OutboxDepth(scheduled=3, due=0, sending=0, oldest_due=0.0),
    is_writable=True,
    load=DatabaseLoad(connections_in_use=2, connections=20),
    content_version="abc",
)


class Watched:
    """A process as Prometheus sees it, looked at each minute; `state` and `metrics` are its own."""

    def __init__(self) -> None:
        self.metrics = Metrics(("log", "button"), reasons=OUTCOMES, kinds=("digest", "nudge"), release="1")
        self.state = WELL
        self.now = START
        self.is_up = self.has_worker = self.ticks = True
        self.other_content = ""
        self.metrics.socket.set_connected(True)
        self.pages: list[tuple[float, Page]] = []

    def look(self, minutes: int = 1) -> None:
        """Let so many minutes pass, in which it answers and sends a little."""
        for _ in range(minutes):
            self.now += STEP
            self.metrics.requests.count_answered("slack", "log", 200, 0.004)
            self.metrics.slack.count_call("chat.postMessage", "ok", 0.2)
            self.metrics.delivery.count_message("digest", "sent")
            self.metrics.delivery.observe_delay("digest", 3.0)
            self.metrics.jobs.count_run("tick", "ok")
            if self.ticks:
                self.metrics.jobs.tick.note_end(self.now, 0.1)
            self.pages.append((self.now, self._page()))

    def _page(self) -> Page:
        page = dict(read_page(self.metrics.render(self.state).decode()))
        if not self.is_up:
            return {"up": {frozenset({("job", "roadmate")}): 0.0}}
        if not self.has_worker:
            page = {name: samples for name, samples in page.items() if "tick" not in name}
        if self.other_content:
            page["roadmate_content_info"] |= {frozenset({("version", self.other_content)}): 1.0}
        return page | {"up": {frozenset({("job", "roadmate")}): 1.0}}

    def firing(self) -> set[str]:
        """The alerts whose expressions give anything now."""
        return {rule["alert"] for rule in RULES if Evaluation(rule["expr"], self.pages).run()}


def change(**state: Any) -> Callable[[Watched], None]:
    def drive(it: Watched) -> None:
        it.state = ProcessState(**({name: getattr(WELL, name) for name in ProcessState.__match_args__} | state))

    return drive


def repeat(number: int, what: Callable[[Metrics], None]) -> Callable[[Watched], None]:
    def drive(it: Watched) -> None:
        for _ in range(number):
            what(it.metrics)

    return drive


def put(name: str, value: Any) -> Callable[[Watched], None]:
    return lambda it: setattr(it, name, value)


def late(seconds: float) -> OutboxDepth:
    return OutboxDepth(scheduled=0, due=5, sending=0, oldest_due=seconds)


# By alert what goes wrong, and what else says so.
FAULTS: dict[str, tuple[Callable[[Watched], None], set[str]]] = {
    "RoadmateDown": (put("is_up", False), {"RoadmateNoWorker"}),
    "RoadmateDatabaseDown": (change(outbox=None, is_writable=False), set()),
    "RoadmateDatabaseNotWritable": (change(is_writable=False), set()),
    "RoadmateSchemaRefused": (change(is_schema_expected=False), set()),
    "RoadmateConnectionsUsedUp": (change(load=DatabaseLoad(connections_in_use=20, connections=20)), set()),
    "RoadmateRequestsFail": (lambda it: it.metrics.requests.count_error("broken"), set()),
    "RoadmateSlow": (repeat(30, lambda it: it.requests.count_answered("slack", "button", 200, 2.0)), set()),
    "RoadmateRequestsRefused": (repeat(30, lambda it: it.requests.count_refused("signature")), set()),
    "RoadmateSocketDown": (lambda it: it.metrics.socket.set_connected(False), set()),
    "RoadmateNoWorker": (put("has_worker", False), set()),
    "RoadmateNotTicking": (put("ticks", False), set()),
    "RoadmateJobsFail": (lambda it: it.metrics.jobs.count_run("tick", "broken"), set()),
    "RoadmateMessagesLate": (change(outbox=late(700.0)), set()),
    "RoadmateDigestLate": (repeat(50, lambda it: it.delivery.observe_delay("digest", 3000.0)), set()),
    "RoadmateMessagesLost": (repeat(7, lambda it: it.delivery.count_message("nudge", "failed")), set()),
    "RoadmateSlackErrors": (repeat(40, lambda it: it.slack.count_call("chat.postMessage", "status_5xx", 0.1)), set()),
    "RoadmateRateLimited": (repeat(12, lambda it: it.delivery.count_pause("ratelimited", 30.0)), set()),
    "RoadmateContentProblems": (change(content_problems=2), set()),
    "RoadmateContentDiffers": (put("other_content", "def"), set()),
}


@pytest.mark.parametrize("alert", FAULTS)
def test_an_alert_fires_for_its_fault_and_stays_silent_before(alert: str) -> None:
    fault, others = FAULTS[alert]
    watched = Watched()
    watched.metrics.requests.count_refused("signature")  # a stranger tries now and then
    watched.metrics.slack.count_call("chat.postMessage", "status_5xx", 0.1)
    watched.look(20)
    assert watched.firing() == set()
    fault(watched)
    watched.look(5)
    assert watched.firing() == {alert} | others


def test_every_rule_has_its_fault() -> None:
    assert [rule["alert"] for rule in RULES] == list(FAULTS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_a_rule_says_how_bad_it_is_for_whom_and_where_to_read_on(rule: dict[str, Any]) -> None:
    assert rule["labels"] in ({"severity": "critical"}, {"severity": "warning"})
    assert re.fullmatch(r"\d+m", rule["for"])
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["annotations"]["runbook"] == f"docs/operating.md#{rule['alert'].lower()}"


def test_every_alert_has_its_section_and_no_section_is_about_none() -> None:
    """In the rules' order, each with what it means, why, what to do and when it is over."""
    page = (ROOT / "docs/operating.md").read_text()
    sections = re.split(r"^#+ ", page, flags=re.MULTILINE)
    of_alerts = [each for each in sections if re.match(r"Roadmate[A-Z]\w+\n", each)]
    assert [each.partition("\n")[0] for each in of_alerts] == [rule["alert"] for rule in RULES]
    for section in of_alerts:
        assert [f"**{part}**" in section for part in ("Means", "Causes", "Do", "Over")] == [True] * 4, section


def list_panels(panels: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for panel in panels:
        yield panel
        yield from list_panels(panel.get("panels", []))


def list_expressions() -> list[str]:
    panels = [target["expr"] for panel in list_panels(DASHBOARD["panels"]) for target in panel.get("targets", [])]
    fixed = [expression.replace("$__rate_interval", "5m").replace("$job", "roadmate") for expression in panels]
    return [*(rule["expr"] for rule in RULES), *fixed]


@cache
def labels_by_metric() -> dict[str, set[str]]:
    """Every name that a sample of ours has, with its labels; Prometheus adds two to each."""
    found: dict[str, set[str]] = dict(OF_PROMETHEUS)
    for metric in collect_every_metric():
        for sample in metric.samples:
            found.setdefault(sample.name, {"job", "instance"}).update(sample.labels)
    return found


@pytest.mark.parametrize("expression", list_expressions())
def test_rules_and_panels_name_metrics_and_labels_that_there_are(expression: str) -> None:
    evaluation = Evaluation(expression, [(START, {})])
    evaluation.run()
    assert evaluation.selectors
    for selector in evaluation.selectors:
        assert selector.metric in labels_by_metric()
        assert {name for name, *_ in selector.matchers} <= labels_by_metric()[selector.metric], selector
        assert evaluation.grouping <= labels_by_metric()[selector.metric]
        assert is_counted_right(selector), selector


def is_counted_right(selector: Selector) -> bool:
    """Whether a counter is looked at by its change, and nothing else is."""
    is_counter = selector.metric.endswith(("_total", "_bucket", "_sum", "_count"))
    return is_counter == bool(selector.seconds)


def test_reasons_of_refusals_that_a_rule_names_are_those_of_the_guard() -> None:
    assert {"signature", "stale"} <= {each.value for each in RefusalReason}


def test_the_dashboard_can_be_imported_as_it_is() -> None:
    panels = list(list_panels(DASHBOARD["panels"]))
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["title"]
        assert set(panel["gridPos"]) == {"h", "w", "x", "y"}
        if panel["type"] != "row":
            assert panel["targets"]
            assert panel["description"].endswith(".")
            assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
    assert {each["name"] for each in DASHBOARD["templating"]["list"]} == {"datasource", "job"}
    assert "id" not in DASHBOARD or DASHBOARD["id"] is None
