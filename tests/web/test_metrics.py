from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.web.metrics import Metrics


def read(metrics: Metrics) -> dict[tuple[str, tuple[str, ...]], float]:
    """Each sample by its name and label values."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(metrics.render({("digest", "sent"): 7}, 2).decode())
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def test_everything_that_is_counted() -> None:
    metrics = Metrics()
    metrics.count_refused("replay")
    metrics.count_refused("replay")
    metrics.count_answered(200, 0.002)
    metrics.count_answered(404, 0.2)
    found = read(metrics)
    assert found["roadmate_requests_total", ("guard", "replay")] == 2
    assert found["roadmate_requests_total", ("slack", "2xx")] == 1
    assert found["roadmate_requests_total", ("slack", "4xx")] == 1
    assert found["roadmate_request_seconds_count", ()] == 2
    assert found["roadmate_request_seconds_bucket", ("0.0025",)] == 1
    assert found["roadmate_outbox_messages", ("digest", "sent")] == 7
    assert found["roadmate_content_problems", ()] == 2


@pytest.mark.parametrize("status", [100, 200, 302, 404, 500, 599])
def test_every_status_has_its_outcome(status: int) -> None:
    metrics = Metrics()
    metrics.count_answered(status, 0)
    assert read(metrics)["roadmate_requests_total", ("slack", f"{status // 100}xx")] == 1


def test_two_apps_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.count_refused("replay")
    assert read(one)["roadmate_requests_total", ("guard", "replay")] == 1
    assert ("roadmate_requests_total", ("guard", "replay")) not in read(other)


def test_what_left_the_outbox_is_no_longer_shown() -> None:
    metrics = Metrics()
    metrics.render({("nudge", "waiting"): 3}, 0)
    assert b"nudge" not in metrics.render({}, 0)


def test_a_database_that_does_not_answer_leaves_the_rest() -> None:
    metrics = Metrics("1.2.3")
    metrics.render({("nudge", "waiting"): 3}, 0)
    away = metrics.render(None, 2).decode()
    assert "roadmate_database_up 0.0" in away
    assert "nudge" not in away
    assert "roadmate_content_problems 2.0" in away
    assert 'roadmate_build_info{version="1.2.3"} 1.0' in away
    assert b"roadmate_database_up 1.0" in metrics.render({}, 0)


def test_socket_mode_is_shown_by_who_uses_it() -> None:
    metrics = Metrics()
    assert b"roadmate_socket" not in metrics.render({}, 0)
    metrics.set_socket_connected(False)
    assert ("roadmate_socket_connected", ()) in read(metrics)
    metrics.set_socket_connected(True)
    metrics.count_reconnect()
    metrics.count_reconnect()
    assert read(metrics)["roadmate_socket_connected", ()] == 1
    assert read(metrics)["roadmate_socket_reconnects_total", ()] == 2
