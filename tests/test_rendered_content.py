"""`roadmate content check` renders every page of the content as Slack would get it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.content_inputs import ContentFolders
from bot.cli import rendered_content
from bot.sandbox.validation.errors import RefusedError

CONTENT = Path(__file__).parent.parent / "content"


def test_slack_takes_every_page_that_we_ship(catalog: Catalog) -> None:
    assert list(rendered_content.find_refused_pages(catalog, ContentFolders(CONTENT).read_text)) == []


def test_a_page_that_slack_refuses_is_told_with_its_line(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []

    def refuse_some(payload: Mapping[str, Any], *, posted: bool) -> None:
        assert posted
        text = payload["text"]
        looked_at.append(text)
        if text.startswith(("RDS Proxy\n", "The path of Linux")):
            raise RefusedError("invalid_blocks", "must be less than 3001 characters")

    monkeypatch.setattr(rendered_content, "check_message", refuse_some)
    found = list(rendered_content.find_refused_pages(catalog, ContentFolders(CONTENT).read_text))
    lines = (CONTENT / "roadmaps/aws.yaml").read_text(encoding="utf-8").splitlines()
    at = 1 + next(at for at, line in enumerate(lines) if line.strip() == "- id: aws.rds-proxy")
    [proxy] = [each for each in found if "rds-proxy" in each.message]
    assert (proxy.file, proxy.line) == ("roadmaps/aws.yaml", at)
    assert proxy.message.startswith("Slack would refuse the page 'aws.rds-proxy': ")
    assert "less than 3001 characters" in proxy.message
    assert {each.message.split("'")[1] for each in found} == {"aws.rds-proxy", "linux path"}
    assert len(looked_at) > len(catalog.topics)
