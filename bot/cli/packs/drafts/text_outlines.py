"""Read an outline from text: Markdown with headings and lists, lines that are indented, or OPML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from bot.cli.packs.drafts.outline import Outline, OutlineItem, OutlineLine, nest_lines, take_title
from bot.lazy_pattern import lazy_pattern
from bot.slack.mrkdwn import format_count

LIST_DEPTH: Final = 10  # of lists, below every heading
TAB_WIDTH: Final = 4

_HEADING: Final = lazy_pattern(r"(#{1,6})\s+(.*?)\s*#*")
_LIST_ITEM: Final = lazy_pattern(r"(\s*)(?:[-*+•]|\d{1,3}[.)])\s+(.+)")
_FENCE: Final = lazy_pattern(r"\s*(```|~~~)")
_TABLE_ROW: Final = lazy_pattern(r"\s*\|")
_RULE: Final = lazy_pattern(r"\s*(?:[-*_=]\s*){3,}")
_COMMENT: Final = lazy_pattern(r"<!--.*?-->", re.DOTALL)
_FRONT_MATTER: Final = lazy_pattern(r"\A---\n.*?\n---\n", re.DOTALL)
_UNDERLINED: Final = lazy_pattern(r"^(?![#>|\s]|[-*+] )(\S.*)\n(=+|-{3,})[ ]*$", re.MULTILINE)
_CHECKBOX: Final = lazy_pattern(r"^\[[ xX]\]\s+")
_IMAGE: Final = lazy_pattern(r"!\[[^\]]*\]\([^)]*\)")
_LINK: Final = lazy_pattern(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])")
_ADDRESS: Final = lazy_pattern(r"<?https?://\S+>?")
_MARKS: Final = lazy_pattern(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|</?\w[^>]*>")
_MENTION: Final = lazy_pattern(r"@(here|channel|everyone|group)\b", re.IGNORECASE)
_NO_MARKUP: Final = str.maketrans("<>", "‹›")
_NUMBER: Final = lazy_pattern(r"^(?:\d{1,3}[.)]\s+|\d{1,3}(?:\.\d{1,3})+\.?\s+)")


def read_text_outline(text: str) -> Outline:
    """Return the outline of Markdown, or of plain text whose lines are indented where it has no heading and no list."""
    reader = _MarkdownReader()
    text = _COMMENT.sub("", _FRONT_MATTER.sub("", text.replace("\r\n", "\n")))
    text = _UNDERLINED.sub(lambda found: f"{'#' if found[2][0] == '=' else '##'} {found[1]}", text)
    lines = list(reader.read(text)) if _is_markdown(text) else list(_indented_lines(text))
    return take_title(nest_lines(lines), reader.left_out())


def _is_markdown(text: str) -> bool:
    return any(_HEADING.fullmatch(line) or _LIST_ITEM.fullmatch(line) for line in text.split("\n"))


def _indented_lines(text: str) -> Iterator[OutlineLine]:
    for line in text.split("\n"):
        bare = line.expandtabs(TAB_WIDTH)
        if name := plain_name(line):
            yield OutlineLine(len(bare) - len(bare.lstrip()), OutlineItem(name))


class _MarkdownReader:
    """Reads headings and lists; other text belongs to the name before it."""

    def __init__(self) -> None:
        self._skipped: Counter[str] = Counter()
        self._item: OutlineItem | None = None

    def read(self, text: str) -> Iterator[OutlineLine]:
        fence = ""
        for line in text.split("\n"):
            mark = _FENCE.match(line)
            if mark or fence:
                self._skipped["line of code"] += not mark
                fence = ("" if mark[1] == fence else fence or mark[1]) if mark else fence
            elif found := self._line(line):
                self._item = found.item
                yield found

    def _line(self, line: str) -> OutlineLine | None:
        line = _IMAGE.sub("", line)
        self._skipped["link"] += len(_LINK.findall(line)) + len(_ADDRESS.findall(_LINK.sub("", line)))
        if heading := _HEADING.fullmatch(line):
            return _named_line(len(heading[1]), heading[2])
        if listed := _LIST_ITEM.fullmatch(line):
            return _named_line(LIST_DEPTH + len(listed[1].expandtabs(TAB_WIDTH)), listed[2])
        if _TABLE_ROW.match(line):
            self._skipped["line of a table"] += 1
        elif not _RULE.fullmatch(line) and (text := plain_name(line)):
            self._add_text(text)
        return None

    def _add_text(self, text: str) -> None:
        if self._item is None:
            self._skipped["line before the first heading"] += 1
        else:
            self._item.text = f"{self._item.text} {text}".strip()

    def left_out(self) -> tuple[str, ...]:
        """Return what was skipped, in words."""
        plurals = {
            "line of code": "lines of code",
            "line of a table": "lines of tables",
            "line before the first heading": "lines before the first heading",
        }
        return tuple(format_count(number, what, plurals.get(what)) for what, number in self._skipped.items() if number)


def _named_line(depth: int, text: str) -> OutlineLine | None:
    name = plain_name(text)
    return OutlineLine(depth, OutlineItem(name)) if name else None


def plain_name(text: str) -> str:
    """Return a name without Markdown's marks, addresses and numbers in front."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", _CHECKBOX.sub("", text.strip())))
    text = _NUMBER.sub("", _MARKS.sub("", _ADDRESS.sub("", text))).translate(_NO_MARKUP)
    text = _MENTION.sub(r"\1", text)
    return " ".join("".join(each for each in text if each.isprintable()).split()).strip(" :-–—")


def read_opml(text: str) -> Outline:
    """Return the outline of an OPML file."""
    reader = _OpmlReader()
    reader.feed(text)
    reader.close()
    outline = take_title(nest_lines(reader.lines))
    return Outline(outline.title or plain_name(reader.title), outline.items, outline.left_out)


class _OpmlReader(HTMLParser):
    """Reads `outline` elements; it knows no entities but the usual ones, so a file can't blow itself up."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[OutlineLine] = []
        self.title = ""
        self._depth = 0
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "outline":
            self._depth += 1
            values = dict(attrs)
            name = plain_name(values.get("text") or values.get("title") or "")
            if name:
                self.lines.append(OutlineLine(self._depth, OutlineItem(name, plain_name(values.get("_note") or ""))))
        self._is_title = tag == "title"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "outline"
        self._is_title = False

    def handle_data(self, data: str) -> None:
        self.title += data if self._is_title else ""
