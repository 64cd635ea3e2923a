"""Check and show the links that people give as evidence."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from bot.lazy_pattern import lazy_pattern
from bot.slack.mrkdwn import clip, escape

MAX_LINK_LENGTH: Final = 500
_WEB_LINK = lazy_pattern(r"https?://(?P<host>[^\s/<>|?#]+)[^\s<>|]*")


def evidence_link(link: str) -> str:
    """Return an entry's evidence as a link that shows its host; empty for what is no web address."""
    match = _WEB_LINK.fullmatch(link)
    return (
        f"\nEvidence: <{link.replace('&', '&amp;')}|{escape(clip(match['host'].rpartition('@')[2], 60))}>"
        if match
        else ""
    )


def is_link(text: str) -> bool:
    """Tell whether a text is the address of a page, with nothing in it that could end a link where it is shown."""
    if len(text) > MAX_LINK_LENGTH or not text.isprintable() or set(text) & set(' <>|"'):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
