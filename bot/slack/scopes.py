"""The permissions (Slack's scopes) that Roadmate asks for: what for, and what is missing without an optional one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from bot.slack.mrkdwn import join_words

SCOPES: Final = {
    "commands": "the slash commands",
    "chat:write": "answers, nudges and the digest",
    "users:read": "names and time zones",
    "app_mentions:read": "@Roadmate in a channel",
    "im:history": "direct messages to Roadmate",
    "channels:history": "lines such as `log 2h networking` in channels that Roadmate is in; all else is left alone",
    "groups:history": "the same in private ones",
    "reactions:write": "the check mark on a message that was booked",
    "channels:read": "whether Roadmate is in the learning channel, and a host where they announce",
    "groups:read": "the same for a private one",
    "files:read": "a table of hours that somebody sends to Roadmate directly",
    "files:write": "one's own data, sent as files",
}
WITHOUT_OPTIONAL: Final = {
    "channels:history": "lines in public channels are not read; mentions and direct messages are",
    "groups:history": "lines in private channels are not read; mentions and direct messages are",
    "reactions:write": "messages that were logged get no check mark",
    "channels:read": "nobody can be told whether Roadmate is in a public channel before it posts there",
    "groups:read": "nobody can be told whether Roadmate is in a private channel before it posts there",
    "files:read": "hours cannot be imported from a file in Slack; `roadmate import` still can",
    "files:write": "data cannot be sent as files in Slack; `roadmate export` still can",
}
REQUIRED_SCOPES: Final = tuple(scope for scope in SCOPES if scope not in WITHOUT_OPTIONAL)


def missing_scopes(granted: Collection[str]) -> tuple[str, ...]:
    """Return the scopes that are asked for and were not granted, required ones first."""
    return tuple(scope for scope in SCOPES if scope not in granted)


def relevant_scopes(needed: str) -> tuple[str, ...]:
    """Return the scopes of Slack's answer `missing_scope` that we ask for: any of them may do; all if none is ours."""
    named = tuple(part for part in needed.replace(" ", "").split(",") if part)
    return tuple(scope for scope in named if scope in SCOPES) or named


def how_to_grant(scopes: Iterable[str]) -> str:
    """Return a sentence on what has to be done for a permission that is missing, and by whom."""
    names = join_words([f"`{scope}`" for scope in scopes] or ["it"])
    return f"An admin of this workspace can install Roadmate again and allow {names}."
