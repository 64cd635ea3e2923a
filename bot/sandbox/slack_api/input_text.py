"""Typed text as Slack hands it on: mentions, channels and links resolved, the rest escaped."""

from __future__ import annotations

import re
from typing import Final

from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError

_TOKEN: Final = re.compile(
    r"""<@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?>
      | <\#(?P<channel>[CG][A-Z0-9]+)(?:\|[^<>]*)?>
      | (?P<url>\bhttps?://[^\s<>]+)
      | (?<![\w@])@(?P<name>\w+(?:[.-]\w+)*)
      | (?<![\w&\#])\#(?P<room>[\w-]+)""",
    re.VERBOSE,
)
_LINK: Final = re.compile(r"<(https?://[^<>|]+)(?:\|[^<>]*)?>")
_EVERYONE: Final = frozenset({"here", "channel", "everyone"})


def escape_text(text: str) -> str:
    """Escape the three characters that Slack escapes, and no other."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encode_typed(workspace: SlackWorkspace, text: str, *, with_names: bool) -> str:
    """Return the text as an app gets it; a command with `should_escape` names people (`<@U1|ben>`)."""
    parts: list[str] = []
    end = 0
    for found in _TOKEN.finditer(text):
        parts += escape_text(text[end : found.start()]), _resolved(workspace, found, with_names=with_names)
        end = found.end()
    return "".join((*parts, escape_text(text[end:])))


def decode_typed(text: str) -> str:
    """Return a text that an app gets, as one would type it again."""
    text = _LINK.sub(r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _resolved(workspace: SlackWorkspace, found: re.Match[str], *, with_names: bool) -> str:
    if found["url"]:
        return f"<{escape_text(found['url'])}>"
    if found["user"] or found["name"]:
        if found["name"] in _EVERYONE:
            return f"<!{found['name']}>"
        person = workspace.find_person(found["user"] or found["name"])
        if person is not None:
            return f"<@{person.id}|{person.name}>" if with_names else f"<@{person.id}>"
        return escape_text(found[0]) if found["name"] else found[0]
    return _resolved_channel(workspace, found)


def _resolved_channel(workspace: SlackWorkspace, found: re.Match[str]) -> str:
    try:
        channel = workspace.channel(found["channel"] or f"#{found['room']}")
    except RefusedError:
        return escape_text(found[0])
    return f"<#{channel.id}|{'' if channel.is_private else channel.name}>"
