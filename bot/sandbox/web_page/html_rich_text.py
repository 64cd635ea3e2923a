"""Slack's rich text as HTML: sections, lists, quotations and code, with their styles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from markupsafe import Markup, escape

from bot.sandbox.rendering.emoji import write_reaction
from bot.sandbox.rendering.mrkdwn import MessageReader, mrkdwn_to_text
from bot.sandbox.web_page.html_emoji import glyphs_html
from bot.sandbox.web_page.html_mrkdwn import link_html, mention_html

Json = Mapping[str, Any]

_STYLES: Final = (("code", "code"), ("strike", "s"), ("underline", "u"), ("italic", "em"), ("bold", "strong"))
_DEEPEST: Final = 8


def rich_text_html(block: Json, reader: MessageReader) -> Markup:
    """Return a `rich_text` block, or a cell of a table that is one."""
    return Markup("").join(_part(part, reader) for part in block["elements"])


def _part(part: Json, reader: MessageReader) -> Markup:
    match part["type"]:
        case "rich_text_list":
            return _list(part, reader)
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(_inline(part["elements"], reader))
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(_inline(part["elements"], reader, breaks=False))
        case _:
            return Markup('<div class="rich">{}</div>').format(_inline(part["elements"], reader))


def _list(part: Json, reader: MessageReader) -> Markup:
    items = Markup("").join(
        Markup("<li>{}</li>").format(_inline(item["elements"], reader)) for item in part["elements"]
    )
    level = min(int(part.get("indent") or 0), _DEEPEST)
    if part.get("style") != "ordered":
        return Markup('<ul class="rich level-{}">{}</ul>').format(level, items)
    first = int(part.get("offset") or 0) + 1
    return Markup('<ol class="rich level-{}" start="{}">{}</ol>').format(level, first, items)


def _inline(elements: Iterable[Json], reader: MessageReader, *, breaks: bool = True) -> Markup:
    return Markup("").join(_styled(_element(one, reader, breaks=breaks), one.get("style") or {}) for one in elements)


def _styled(html: Markup, style: Json) -> Markup:
    for name, tag in _STYLES:
        if style.get(name):
            html = Markup("<{0}>{1}</{0}>").format(Markup(tag), html)  # noqa: S704 - one of five
    return html


def _element(element: Json, reader: MessageReader, *, breaks: bool) -> Markup:
    match element["type"]:
        case "link":
            return link_html(str(element["url"]), str(element.get("text") or element["url"]))
        case "user":
            return mention_html(f"@{reader.name(str(element['user_id']))}")
        case "usergroup":
            return mention_html(f"@{reader.name(str(element['usergroup_id']))}")
        case "channel":
            return mention_html(f"#{reader.name(str(element['channel_id']))}")
        case "broadcast":
            return mention_html(f"@{element['range']}")
        case "emoji":
            tone = element.get("skin_tone")
            return glyphs_html(write_reaction(f"{element['name']}::skin-tone-{tone}" if tone else element["name"]))
        case "date":
            return _date(element, reader)
        case "color":
            return escape(str(element["value"]))
        case _:
            lines = [glyphs_html(line) for line in str(element.get("text", "")).split("\n")]
            return (Markup("<br>") if breaks else Markup("\n")).join(lines)


def _date(element: Json, reader: MessageReader) -> Markup:
    written = f"<!date^{element['timestamp']}^{element['format']}|{element.get('fallback', '')}>"
    words, url = mrkdwn_to_text(written, reader), element.get("url")
    return link_html(str(url), words) if url else escape(words)
