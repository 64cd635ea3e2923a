"""Slack's markup as HTML that is safe to show: nothing that was typed becomes a tag."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

from markupsafe import Markup, escape

from bot.sandbox.rendering.mrkdwn import MessageReader, mrkdwn_to_text, unescape
from bot.sandbox.web_page.html_emoji import emoji_html

_PRIVATE: Final = re.compile(
    "[\ue000-\ue002]"
)  # stand for fragments that are done, and are taken out of what was typed
_INLINE: Final = "\ue000{}\ue001"
_BLOCK: Final = "\ue002{}\ue001"
_HELD: Final = re.compile("[\ue000\ue002]([0-9]+)\ue001")
_IS_BLOCK: Final = re.compile("\ue002[0-9]+\ue001")
_PRE: Final = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_CODE: Final = re.compile(r"`([^`\n]+)`")
_ANGLES: Final = re.compile(r"<([^<>\n]+)>")
_BARE_LINK: Final = re.compile(r"\bhttps?://[^\s<>\ue000-\ue002]*[^\s<>\ue000-\ue002.,;:!?'\"()*_~]")
_TAGS: Final = {"*": "strong", "_": "em", "~": "s"}
_STYLED: Final = re.compile(
    "|".join(rf"(?<![\w{mark}])[{mark}](?=\S)[^{mark}\n]+?(?<=\S)[{mark}](?![\w{mark}])" for mark in _TAGS)
)
_QUOTED: Final = re.compile(r"> ?")
_QUOTED_TO_THE_END: Final = re.compile(r"^>>> ?(.*)", re.DOTALL | re.MULTILINE)
_LINKS: Final = ("https://", "http://", "mailto:")
_BREAK: Final = Markup("<br>")


def mrkdwn_html(text: str, reader: MessageReader) -> Markup:
    """Return text with Slack's markup as HTML, links only where they lead to the web or to mail."""
    held: list[Markup] = []

    def hold(fragment: Markup, place: str = _INLINE) -> str:
        held.append(fragment)
        return place.format(len(held) - 1)

    text = _PRIVATE.sub("", text)
    text = _PRE.sub(lambda found: hold(Markup("<pre>{}</pre>").format(_code(found[1])), _BLOCK), text)
    text = _CODE.sub(lambda found: hold(Markup("<code>{}</code>").format(_code(found[1]))), text)
    text = _ANGLES.sub(lambda found: hold(_resolved(found[1], reader)), text)
    text = _BARE_LINK.sub(lambda found: hold(link_html(unescape(found[0]), unescape(found[0]))), text)
    return _put_back(_quotes_and_lines(unescape(text)), held)


def plain_html(text: str) -> Markup:
    """Return text without markup as HTML, its lines kept."""
    return _BREAK.join(emoji_html(line) for line in unescape(text).split("\n"))


def link_html(target: str, words: str) -> Markup:
    """Return a link that opens beside the page; what leads elsewhere than to the web or to mail stays text."""
    if not target.startswith(_LINKS):
        return escape(words if words == target else f"{words} ({target})")
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(target, emoji_html(words))


def mention_html(words: str) -> Markup:
    """Return the name of somebody or of a channel."""
    return Markup('<span class="mention">{}</span>').format(words)


def _code(typed: str) -> str:
    """Return code as it was typed: Slack puts addresses in angle brackets itself."""
    return unescape(_ANGLES.sub(lambda found: found[1] if found[1].startswith(_LINKS) else found[0], typed))


def _resolved(inside: str, reader: MessageReader) -> Markup:
    """Return what stands in angle brackets: a link, or the name of somebody or something."""
    target, _, label = inside.partition("|")
    if target.startswith(_LINKS):
        return link_html(unescape(target), unescape(label or target.removeprefix("mailto:")))
    words = mrkdwn_to_text(f"<{inside}>", reader)
    if target.startswith("!date^"):
        link = unescape("^".join(target.split("^")[3:]))
        return link_html(link, words) if link.startswith(_LINKS) else escape(words)
    return mention_html(words) if inside.startswith(("@", "#", "!")) else escape(words)


def _quotes_and_lines(text: str) -> Markup:
    """Return lines as lines, those that begin with > as a quotation, and all that follows >>>."""
    rest = _QUOTED_TO_THE_END.search(text)
    if rest:
        before = text[: rest.start()].removesuffix("\n")
        quotation = Markup("<blockquote>{}</blockquote>").format(_lines(rest[1].split("\n")))
        return (_quotes_and_lines(before) if before else Markup("")) + quotation
    parts: list[Markup] = []
    for quoted, group in groupby(text.split("\n"), key=lambda line: bool(_QUOTED.match(line))):
        if quoted:
            lines = _lines([_QUOTED.sub("", line, count=1) for line in group])
            parts.append(Markup("<blockquote>{}</blockquote>").format(lines))
        else:
            parts.append(_lines(list(group)))
    return Markup("").join(parts)


def _lines(lines: list[str]) -> Markup:
    """Return lines one below the other; a block is on a line of its own anyway."""
    html, after_line = Markup(""), False
    for line in lines:
        is_block = bool(_IS_BLOCK.fullmatch(line))
        html += (_BREAK if after_line and not is_block else Markup("")) + _styled(line)
        after_line = not is_block
    return html


def _styled(text: str) -> Markup:
    """Return a line with what is bold, italic or struck through, one inside the other where it is so."""
    parts: list[Markup] = []
    end = 0
    for found in _STYLED.finditer(text):
        tag = Markup(_TAGS[found[0][0]])  # noqa: S704 - one of three
        parts += (
            emoji_html(text[end : found.start()]),
            Markup("<{0}>{1}</{0}>").format(tag, _styled(found[0][1:-1])),
        )
        end = found.end()
    return Markup("").join([*parts, emoji_html(text[end:])])


def _put_back(html: Markup, held: list[Markup]) -> Markup:
    """Put fragments in their places; one may hold another."""
    text = str(html)
    while _HELD.search(text):
        text = _HELD.sub(lambda found: held[int(found[1])], text)
    return Markup(text)  # noqa: S704 - what was typed is escaped, held fragments are safe themselves
