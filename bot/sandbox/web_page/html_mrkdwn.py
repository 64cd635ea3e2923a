"""Slack's markup as HTML that is safe to show: nothing that was typed becomes a tag."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

from markupsafe import Markup, escape

from bot.sandbox.rendering.mrkdwn import MessageReader, mrkdwn_to_text, unescape

_HOLD: Final = "\ue000{}\ue001"
_HELD: Final = re.compile("\ue000([0-9]+)\ue001")
_PRE: Final = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_CODE: Final = re.compile(r"`([^`\n]+)`")
_ANGLES: Final = re.compile(r"<([^<>\n]+)>")
_STYLES: Final = tuple(
    (re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]+?)(?<=\S){mark}(?![\w{mark}])"), tag)
    for mark, tag in ((r"\*", "strong"), ("_", "em"), ("~", "s"))
)
_QUOTED: Final = re.compile(r"&gt; ?")
_LINKS: Final = ("https://", "http://", "mailto:")


def mrkdwn_html(text: str, reader: MessageReader) -> Markup:
    """Return text with Slack's markup as HTML, links only where they lead to the web or to mail."""
    held: list[Markup] = []

    def hold(fragment: Markup) -> str:
        held.append(fragment)
        return _HOLD.format(len(held) - 1)

    text = text.replace("\ue000", "").replace("\ue001", "")
    text = _PRE.sub(lambda found: hold(Markup("<pre>{}</pre>").format(unescape(found[1]))), text)
    text = _CODE.sub(lambda found: hold(Markup("<code>{}</code>").format(unescape(found[1]))), text)
    text = _ANGLES.sub(lambda found: hold(_resolved(found[1], reader)), text)
    safe = str(escape(unescape(text)))
    for pattern, tag in _STYLES:
        safe = pattern.sub(rf"<{tag}>\1</{tag}>", safe)
    return Markup(_put_back(_in_lines(safe), held))  # noqa: S704 - escaped above, held fragments are safe themselves


def plain_html(text: str) -> Markup:
    """Return text without markup as HTML, its lines kept."""
    return Markup("<br>").join(unescape(text).split("\n"))


def _resolved(inside: str, reader: MessageReader) -> Markup:
    """Return what stands in angle brackets: a link, or the name of somebody or something."""
    target, _, label = inside.partition("|")
    if target.startswith(_LINKS):
        href, words = unescape(target), unescape(label or target.removeprefix("mailto:"))
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(href, words)
    words = mrkdwn_to_text(f"<{inside}>", reader)
    is_name = inside.startswith(("@", "#")) or (inside.startswith("!") and not inside.startswith("!date"))
    return Markup('<span class="mention">{}</span>').format(words) if is_name else escape(words)


def _in_lines(safe: str) -> str:
    """Return lines as lines, those that begin with > as a quotation."""
    parts: list[str] = []
    for quoted, group in groupby(safe.split("\n"), key=lambda line: bool(_QUOTED.match(line))):
        lines = [_QUOTED.sub("", line, count=1) if quoted else line for line in group]
        joined = "<br>".join(lines)
        parts.append(f"<blockquote>{joined}</blockquote>" if quoted else joined)
    return "".join(parts)


def _put_back(text: str, held: list[Markup]) -> str:
    """Put fragments in their places; one may hold another."""
    while _HELD.search(text):
        text = _HELD.sub(lambda found: str(held[int(found[1])]), text)
    return text
