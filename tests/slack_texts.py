"""A walk over every text of a message or view as Slack gets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack_api.workspace import SlackWorkspace


def mrkdwn_texts(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yield each text with markup in blocks, options and confirm dialogs, however deep."""
    if isinstance(part, Mapping):
        if part.get("type") == "mrkdwn":
            yield part
        for inner in part.values():
            yield from mrkdwn_texts(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from mrkdwn_texts(inner)


def texts_that_slack_would_rewrite(workspace: SlackWorkspace) -> list[str]:
    """Return the texts of ours that people were shown in which Slack would turn names and addresses into links."""
    shown = [
        text
        for item in workspace.journal.shown
        for text in mrkdwn_texts([item.blocks, item.attachments, item.view or {}])
    ]
    return [str(text.get("text")) for text in shown if text.get("verbatim") is not True]
