from __future__ import annotations

import math

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics.figures import DatabaseLoad, OutboxDepth, ProcessState
from bot.metrics.metrics import Metrics

Samples = dict[tuple[str, tuple[str, ...]], float]


def read(metrics: Metrics, state: ProcessState | None = None) -> Samples:
    """Each sample by its name and label values."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(metrics.render(state or ProcessState()).decode())
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def test_requests_by_door_command_and_reason() -> None:
    metrics = Metrics(("log", "button"))
    metrics.requests.count_refused("replay")
    metrics.requests.count_refused("replay")
    metrics.requests.count_answered("slack", "log", 200, 0.002)
    metrics.requests.count_answered("socket", "button", 404, 0.2)
    metrics.requests.count_error("database")
    found = read(metrics)
    assert found["roadmate_requests_total", ("guard", "replay")] == 2
    assert found["roadmate_requests_total", ("slack", "2xx")] == 1
    assert found["roadmate_requests_total", ("socket", "4xx")] == 1
    assert found["roadmate_request_seconds_count", ("log",)] == 1
    assert found["roadmate_request_seconds_bucket", ("log", "0.0025")] == 1
    assert found["roadmate_request_seconds_bucket", ("button", "0.1")] == 0
    assert found["roadmate_request_errors_total", ("database",)] == 1


def test_a_command_that_nobody_declared_makes_no_label_of_its_own() -> None:
    metrics = Metrics(("log",))
    for command in ("", "/rm -rf", "log "):
        metrics.requests.count_answered("slack", command, 200, 0.001)
    found = read(metrics)
    assert found["roadmate_request_seconds_count", ("other",)] == 3
    assert {labels for name, labels in found if name == "roadmate_request_seconds_count"} == {("log",), ("other",)}


@pytest.mark.parametrize("status", [100, 200, 302, 404, 500, 599])
def test_every_status_has_its_outcome(status: int) -> None:
    metrics = Metrics()
    metrics.requests.count_answered("slack", "", status, 0)
    assert read(metrics)["roadmate_requests_total", ("slack", f"{status // 100}xx")] == 1


def test_two_apps_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.requests.count_refused("replay")
    assert read(one)["roadmate_requests_total", ("guard", "replay")] == 1
    assert ("roadmate_requests_total", ("guard", "replay")) not in read(other)


def test_a_database_that_does_not_answer_leaves_the_rest() -> None:
    """What is unknown is left out or not a number: no old figure passes for a new one."""
    metrics = Metrics(release="1.2.3")
    depth = OutboxDepth(scheduled=5, due=3, sending=1, oldest_due=90.0)
    well = read(metrics, ProcessState(depth, is_writable=True, content_version="abc", load=DatabaseLoad(2, 20)))
    assert well["roadmate_database_up", ()] == well["roadmate_database_writable", ()] == 1
    assert [well["roadmate_outbox_messages", (state,)] for state in ("scheduled", "due", "sending")] == [5, 3, 1]
    assert well["roadmate_outbox_oldest_due_seconds", ()] == 90
    assert well["roadmate_content_info", ("abc",)] == 1
    assert well["roadmate_database_connections_in_use", ()] == 2
    away = read(metrics, ProcessState(content_problems=2, is_schema_expected=False))
    assert away["roadmate_database_up", ()] == away["roadmate_database_writable", ()] == 0
    assert away["roadmate_database_schema_expected", ()] == 0
    assert not any(name == "roadmate_outbox_messages" for name, _ in away)
    assert math.isnan(away["roadmate_outbox_oldest_due_seconds", ()])
    assert away["roadmate_content_problems", ()] == 2
    assert away["roadmate_build_info", ("1.2.3",)] == 1


def test_a_content_of_before_is_gone_from_the_page() -> None:
    metrics = Metrics()
    read(metrics, ProcessState(content_version="old"))
    found = read(metrics, ProcessState(content_version="new"))
    assert [labels for name, labels in found if name == "roadmate_content_info"] == [("new",)]


def test_socket_mode_and_ticks_are_shown_by_who_has_them() -> None:
    metrics = Metrics()
    assert not any(name.startswith(("roadmate_socket", "roadmate_tick")) for name, _ in read(metrics))
    metrics.socket.set_connected(False)
    assert read(metrics)["roadmate_socket_connected", ()] == 0
    metrics.socket.set_connected(True)
    metrics.socket.count_reconnect()
    metrics.jobs.tick.note_progress(1000.0)
    assert read(metrics)["roadmate_tick_finished_timestamp_seconds", ()] == 1000
    metrics.jobs.tick.note_begin(-0.5)
    metrics.jobs.tick.note_end(1030.0, 0.3)
    found = read(metrics)
    assert (found["roadmate_socket_connected", ()], found["roadmate_socket_reconnects_total", ()]) == (1, 1)
    assert found["roadmate_tick_finished_timestamp_seconds", ()] == 1030
    assert found["roadmate_tick_late_seconds", ()] == 0
    assert found["roadmate_tick_seconds_count", ()] == 1


def test_messages_and_pauses() -> None:
    metrics = Metrics()
    metrics.delivery.count_message("digest", "sent")
    metrics.delivery.count_expired(3)
    metrics.delivery.observe_delay("digest", -2.0)  # the clock went back
    metrics.delivery.count_pause("ratelimited", 30.0)
    metrics.delivery.set_busy(4)
    found = read(metrics)
    assert found["roadmate_messages_total", ("digest", "sent")] == 1
    assert found["roadmate_messages_total", ("any", "expired")] == 3
    assert found["roadmate_message_delay_seconds_bucket", ("digest", "1.0")] == 1
    assert found["roadmate_sending_pauses_total", ("ratelimited",)] == 1
    assert found["roadmate_sending_pause_seconds_total", ("ratelimited",)] == 30
    assert found["roadmate_senders_busy", ()] == 4
