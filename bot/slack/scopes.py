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
    "channels:history": "lines such as `log 2h networking` in channels that Roadmate is in; nothing else is read",
    "groups:history": "the same in private ones",
    "reactions:write": "the check mark on a message that was logged",
    "channels:read": "whether Roadmate is in the learning channel, and a host in the channel where they announce",
    "groups:read": "the same for a private one",
    "files:read": "a table of hours that you send to Roadmate directly",
    "files:write": "your own data, sent as files",
}
WITHOUT_OPTIONAL: Final = {
    "channels:history": "Roadmate doesn't read lines in public channels; mentions and direct messages work",
    "groups:history": "Roadmate doesn't read lines in private channels; mentions and direct messages work",
    "reactions:write": "messages that were logged get no check mark",
    "channels:read": "Roadmate can't check that it's in a public channel before it posts there",
    "groups:read": "Roadmate can't check that it's in a private channel before it posts there",
    "files:read": "nobody can import hours from a file in Slack; `roadmate import` still works",
    "files:write": "nobody gets their data as files in Slack; `roadmate export` still works",
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
