"""Links that people gave as evidence."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from bot.slack.mrkdwn import clip, escape

_WEB_LINK = re.compile(r"https?://(?P<host>[^\s/<>|?#]+)[^\s<>|]*")


def evidence_link(link: str) -> str:
    """What proves an entry, as a link that shows where it leads; nothing for what is no web address."""
    found = _WEB_LINK.fullmatch(link)
    if found is None:
        return ""
    return f"\nEvidence: <{link.replace('&', '&amp;')}|{escape(clip(found['host'], 60))}>"


MAX_LINK_LENGTH: Final = 500


def is_link(text: str) -> bool:
    """Whether a text is the address of a page, with nothing in it that could end a link where it is shown."""
    if len(text) > MAX_LINK_LENGTH or not text.isprintable() or set(text) & set(' <>|"'):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
