from __future__ import annotations

import logging
from typing import Any

import pytest
from werkzeug.test import Client

from bot.web.metrics import Metrics
from bot.web.site import build


def slack(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b"slack"]


@pytest.fixture
def rejected() -> list[str]:
    return []


@pytest.fixture
def client(rejected: list[str]) -> Client:
    checks = {"database": lambda: None}
    return Client(build(slack, checks=checks, render=lambda: Metrics().render({}, 0), rejected=rejected.append))


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
