from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from bot.web.health import Page, alive, counted, ready


def fetch(page: Page) -> tuple[str, dict[str, str], bytes]:
    """Status line, headers and body of a page."""
    seen: list[Any] = []
    body = b"".join(page(lambda line, headers, *rest: seen.extend((line, dict(headers)))))  # type: ignore[arg-type, return-value]
    return seen[0], seen[1], body


def locked() -> str | None:
    raise OSError("postgresql://roadmate:password@db is locked")


def test_alive() -> None:
    status, headers, body = fetch(alive)
    assert (status, body, headers["content-length"]) == ("200 OK", b"ok\n", "3")
    assert headers["cache-control"] == "no-store"


def test_ready_when_every_check_is_well() -> None:
    status, headers, body = fetch(ready({"database": lambda: None, "content": lambda: None}))
    assert (status, json.loads(body)) == ("200 OK", {"database": "ok", "content": "ok"})
    assert headers["content-type"] == "application/json"


def test_not_ready_says_which_check_and_why() -> None:
    status, _, body = fetch(ready({"database": lambda: None, "content": lambda: "no roadmaps"}))
    assert (status, json.loads(body)) == ("503 Service Unavailable", {"database": "ok", "content": "no roadmaps"})


def test_a_check_that_raises_tells_only_its_kind(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        status, _, body = fetch(ready({"database": locked}))
    assert (status, json.loads(body)) == ("503 Service Unavailable", {"database": "failed: OSError"})
    assert "password" not in caplog.text


def test_checks_run_anew_each_time() -> None:
    answers = iter([None, "down", None])
    page = ready({"database": lambda: next(answers)})
    assert [fetch(page)[0][:3] for _ in range(3)] == ["200", "503", "200"]


def test_counted() -> None:
    status, headers, body = fetch(counted(lambda: b"roadmate 1\n"))
    assert (status, body) == ("200 OK", b"roadmate 1\n")
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
