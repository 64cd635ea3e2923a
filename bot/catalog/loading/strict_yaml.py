"""Read YAML without its surprises: the text means what it says, or is an error with line and column.

Built from parser events, so that depth, aliases and tags are refused before anything is constructed.
libyaml's parser gives the same events twenty times as fast as PyYAML's own. What it refuses, or what has a flaw, is
read again by PyYAML's, whose words say what is wrong. It is never asked to compose: that recurses, and deep text
kills it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from bot.catalog.loading.content_files import MAX_FILE_BYTES
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

MAX_DEPTH: Final = 20
MAX_PROBLEMS: Final = 50

YamlPath = tuple[str | int, ...]

_FAST_LOADER: Final[Callable[[str], Any] | None] = getattr(yaml, "CSafeLoader", None)
"""None where PyYAML was built without libyaml."""

_INTEGER: Final = lazy_pattern(r"-?(0|[1-9][0-9]{0,17})")
_DAY: Final = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYWORDS: Final = {"true": True, "false": False, "null": None}
_CONTROL: Final = lazy_pattern("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LEFT_OF_A_MERGE: Final = lazy_pattern(r"^<{7} ", re.MULTILINE)
_READ_DIFFERENTLY: Final = lazy_pattern("[\t\x85\u2028\u2029\ufeff]")  # libyaml takes tabs and ends lines elsewhere
_AMBIGUOUS: Final = lazy_pattern(
    r"""~ | = | <<
      | (?i: y | n | yes | no | on | off | true | false | null )
      | [-+]? \.? [0-9] [0-9_]* \.? [0-9_]* ( [eE] [-+]? [0-9]+ )?
      | [-+]? \. (?i: inf ) | \. (?i: nan )
      | [-+]? 0 [box] [0-9a-fA-F_]+
      | [-+]? [0-9] [0-9_]* ( : [0-9]{1,2} )+ ( \. [0-9_]* )?
      | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} ( ( [Tt] | [ \t]+ ) [0-9]{1,2} : .* )?
    """,
    re.VERBOSE,
)


@frozen
class YamlFlaw:
    """One thing wrong with a text; line and column are counted from 1."""

    line: int
    column: int
    message: str


class YamlError(ValueError):
    """A text that is not the YAML we accept, with everything wrong with it."""

    def __init__(self, name: str, flaws: tuple[YamlFlaw, ...]) -> None:
        self.name = name
        self.flaws = flaws
        super().__init__("\n".join(f"{name}:{flaw.line}:{flaw.column}: {flaw.message}" for flaw in flaws))


@frozen
class YamlReading:
    """A text as far as it could be read: data, the line of each path, and what is wrong."""

    data: Any
    lines: dict[YamlPath, int]
    flaws: tuple[YamlFlaw, ...]
    is_whole: bool
    """False where reading had to stop, so that what is missing from `data` means nothing."""


def load_yaml(text: str, *, name: str) -> tuple[Any, dict[YamlPath, int]]:
    """Return the data and the line of each path in it.

    Raises:
        YamlError: names everything wrong with the text.
    """
    reading = read_yaml(text)
    if reading.flaws:
        raise YamlError(name, reading.flaws)
    return reading.data, reading.lines


def read_yaml(text: str, *, with_days: bool = False) -> YamlReading:
    """Read as much as possible and never raise for what the text holds. With days, `2026-11-30` is text unquoted."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_FILE_BYTES:
        return YamlReading(None, {}, (YamlFlaw(1, 1, f"larger than {MAX_FILE_BYTES // 1024} KiB"),), is_whole=False)
    if _FAST_LOADER and not _READ_DIFFERENTLY.search(text):
        reading = _read_events(text, _FAST_LOADER, with_days=with_days)
        if reading.is_whole and not reading.flaws:
            return reading
    reading = _read_events(text, yaml.SafeLoader, with_days=with_days)
    if not reading.is_whole and (left := _LEFT_OF_A_MERGE.search(text)):
        flaw = YamlFlaw(text.count("\n", 0, left.start()) + 1, 1, "a merge left both sides here: keep one of them")
        return YamlReading(None, reading.lines, (flaw,), is_whole=False)
    return reading


def _read_events(text: str, loader: Callable[[str], Any], *, with_days: bool = False) -> YamlReading:
    builder = _YamlBuilder(with_days=with_days)
    try:
        data = builder.build(loader(text))
    except _StopReading:
        return YamlReading(None, builder.lines, tuple(builder.flaws), is_whole=False)
    except yaml.MarkedYAMLError as error:
        return YamlReading(None, builder.lines, (*builder.flaws, _syntax_flaw(error)), is_whole=False)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        flaw = YamlFlaw(line, column, "a character that YAML doesn't allow")
        return YamlReading(None, builder.lines, (*builder.flaws, flaw), is_whole=False)
    except (ValueError, OverflowError):  # PyYAML lets chr() and int() fail on absurd escapes and directives
        flaw = YamlFlaw(builder.line, builder.column, "an escape or number that YAML doesn't allow")
        return YamlReading(None, builder.lines, (*builder.flaws, flaw), is_whole=False)
    return YamlReading(data, builder.lines, tuple(builder.flaws), is_whole=True)


def _syntax_flaw(error: yaml.MarkedYAMLError) -> YamlFlaw:
    mark = error.problem_mark or error.context_mark
    message = " ".join(part for part in (error.context, error.problem) if part) or "not YAML"
    if "'\\t'" in message:
        message = "a tab: indent with spaces"
    return YamlFlaw(mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, message)


class _StopReading(Exception):
    """Reading cannot go on; the flaw that says why is noted already."""


@dataclass(slots=True)
class _YamlBuilder:
    """Builds data out of parser events, noting flaws as it goes."""

    lines: dict[YamlPath, int] = field(default_factory=dict)
    flaws: list[YamlFlaw] = field(default_factory=list)
    line: int = 1
    column: int = 1
    with_days: bool = False
    loader: Any = None

    def build(self, loader: Any) -> Any:
        self.loader = loader
        self._next_event()
        event = self._next_event()
        if isinstance(event, yaml.StreamEndEvent):
            self._stop("the file is empty")
        data = self._node((), self._next_event(), 1)
        self._next_event()
        if not isinstance(self._next_event(), yaml.StreamEndEvent):
            self._stop("a second document: each file holds one")
        return data

    def _next_event(self) -> Any:
        event = self.loader.get_event()
        if event.start_mark:
            self.line, self.column = event.start_mark.line + 1, event.start_mark.column + 1
        return event

    def _add_flaw(self, message: str) -> None:
        self.flaws.append(YamlFlaw(self.line, self.column, message))
        if len(self.flaws) >= MAX_PROBLEMS:
            self.flaws.append(YamlFlaw(self.line, self.column, "too many problems, so the rest wasn't read"))
            raise _StopReading

    def _stop(self, message: str) -> None:
        self._add_flaw(message)
        raise _StopReading

    def _node(self, path: YamlPath, event: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            self._stop(f"nested deeper than {MAX_DEPTH} levels")
        self.lines.setdefault(path, self.line)
        if isinstance(event, yaml.AliasEvent):
            return self._add_flaw(f"alias *{event.anchor}: write the value out")
        if event.anchor is not None:
            self._add_flaw(f"anchor &{event.anchor}: anchors aren't allowed")
        if event.tag is not None:
            self._add_flaw(f"tag {event.tag}: tags aren't allowed")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._mapping(path, depth)

    def _sequence(self, path: YamlPath, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next_event(), yaml.SequenceEndEvent):
            items.append(self._node((*path, len(items)), event, depth + 1))
        return items

    def _mapping(self, path: YamlPath, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while not isinstance(event := self._next_event(), yaml.MappingEndEvent):
            line, key = self.line, self._key(path, event, depth)
            value_path = (*path, "?") if key is None else (*path, key)
            if key in items:
                first = self.lines[value_path]
                self._add_flaw(f"key {quote_shortened(key)} is used twice (first on line {first})")
                value_path = (*path, "?")
            self.lines.setdefault(value_path, line)
            value = self._node(value_path, self._next_event(), depth + 1)
            if key is not None:
                items.setdefault(key, value)
        return items

    def _key(self, path: YamlPath, event: Any, depth: int) -> str | None:
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            key = self._scalar(event, key=True)
            return key if isinstance(key, str) else None
        self._add_flaw("a key has to be plain text")
        flaws = self.flaws.copy()
        self._node((*path, "?"), event, depth + 1)
        self.flaws[:] = flaws  # one message about a strange key is enough
        return None

    def _scalar(self, event: yaml.ScalarEvent, *, key: bool = False) -> str | int | bool | None:
        text: str = event.value
        if has_control_characters(text):
            self._add_flaw("a control character in the text")
        if event.style or event.tag is not None:
            return text
        if not text:
            self._add_flaw('no value: write one, or "" or null')
        elif key:
            if _AMBIGUOUS.fullmatch(text):
                self._add_flaw(f"key {quote_shortened(text)} might not be read as text: quote it")
        elif text in _KEYWORDS:
            return _KEYWORDS[text]
        elif _INTEGER.fullmatch(text):
            return int(text)
        elif self.with_days and _DAY.fullmatch(text):
            return text
        elif _AMBIGUOUS.fullmatch(text):
            self._add_flaw(f"{quote_shortened(text)} might not be read as text: quote it")
        return text


def is_ambiguous(text: str) -> bool:
    """Return whether a text has to be quoted, since YAML might read it as something else."""
    return bool(_AMBIGUOUS.fullmatch(text))


def has_control_characters(text: str) -> bool:
    """Return whether a text has characters that no content may have."""
    return bool(_CONTROL.search(text))


def quote_shortened(value: object, limit: int = 60) -> str:
    """Return the value in quotes, cut so that a message stays readable."""
    text = str(value)
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
