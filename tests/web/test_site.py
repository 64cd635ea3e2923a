from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from werkzeug.test import Client

from bot.metrics.figures import ProcessState
from bot.metrics.metrics import Metrics
from bot.web.site import StatusPage, alive_page, build_site, build_status_pages, metrics_page, ready_page


def slack(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b"slack"]


@pytest.fixture
def rejected() -> list[str]:
    return []


@pytest.fixture
def client(rejected: list[str]) -> Client:
    render = Metrics().render
    pages = build_status_pages(checks={"database": lambda: None}, render_metrics=lambda: render(ProcessState()))
    return Client(build_site(slack, pages=pages, on_refused=rejected.append))


def test_without_pages_there_is_slack_alone(rejected: list[str]) -> None:
    client = Client(build_site(slack, pages={}, on_refused=rejected.append))
    assert client.post("/slack/events").data == b"slack"
    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [404] * 3


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_slack_decides_on_its_own_requests(client: Client, method: str) -> None:
    assert client.open("/slack/events", method=method).data == b"slack"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_three_pages(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_pages_are_only_read(client: Client, rejected: list[str], path: str) -> None:
    response = client.post(path)
    assert (response.status_code, response.headers["allow"], rejected) == (405, "GET, HEAD", ["method"])


@pytest.mark.parametrize("path", ["/", "/slack", "/slack/events/x", "/healthz/", "/.env", "/metrics.json"])
def test_all_else_is_not_found(
    client: Client, rejected: list[str], path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        response = client.post(path, data=b"anything")
    assert (response.status_code, response.data, rejected) == (404, b"not found\n", ["path"])
    assert len(caplog.records) == 1


def test_metrics_are_shown(client: Client) -> None:
    assert b"roadmate_content_problems" in client.get("/metrics").data


def fetch(page: StatusPage) -> tuple[str, dict[str, str], bytes]:
    """Status line, headers and body of a page."""
    seen: list[Any] = []
    body = b"".join(page(lambda line, headers, *rest: seen.extend((line, dict(headers)))))  # type: ignore[arg-type, return-value]
    return seen[0], seen[1], body


def locked() -> str | None:
    raise OSError("postgresql://roadmate:password@db is locked")


def test_alive() -> None:
    status, headers, body = fetch(alive_page)
    assert (status, body, headers["content-length"]) == ("200 OK", b"ok\n", "3")
    assert headers["cache-control"] == "no-store"


def test_ready_when_every_check_is_well() -> None:
    status, headers, body = fetch(ready_page({"database": lambda: None, "content": lambda: None}))
    assert (status, json.loads(body)) == ("200 OK", {"database": "ok", "content": "ok"})
    assert headers["content-type"] == "application/json"


def test_not_ready_says_which_check_and_why() -> None:
    status, _, body = fetch(ready_page({"database": lambda: None, "content": lambda: "no roadmaps"}))
    assert (status, json.loads(body)) == ("503 Service Unavailable", {"database": "ok", "content": "no roadmaps"})


def test_a_check_that_raises_tells_only_its_kind(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        status, _, body = fetch(ready_page({"database": locked}))
    assert (status, json.loads(body)) == ("503 Service Unavailable", {"database": "failed: OSError"})
    assert "password" not in caplog.text


def test_checks_run_anew_each_time() -> None:
    answers = iter([None, "down", None])
    page = ready_page({"database": lambda: next(answers)})
    assert [fetch(page)[0][:3] for _ in range(3)] == ["200", "503", "200"]


def test_counted() -> None:
    status, headers, body = fetch(metrics_page(lambda: b"roadmate 1\n"))
    assert (status, body) == ("200 OK", b"roadmate 1\n")
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
