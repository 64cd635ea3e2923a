"""Parse a typed line of hours: DURATION WHAT [WHEN] [: NOTE], in any order that is clear.

Every character of a line is read as part of a length, a day or the subject, kept in the note or as evidence, or it is
what the problem is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.core.ledger.note import MAX_NOTE_LENGTH, tidy_note
from bot.features.hours.rules.line_parts import (
    ABOUT_DAYS,
    LineChoice,
    LineParts,
    LineProblem,
    LineProblemCode,
    ParsedEntry,
    Spread,
    join_lines,
    join_notes,
    spread_choices,
)
from bot.features.hours.rules.line_places import MASK, Place, find_places, place_start, trim_words, words_outside
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations.parse import FoundLength, find_lengths
from bot.timeexpr.durations.patterns import DAY
from bot.timeexpr.normalize import EMOJI_ALIAS, tidy
from bot.timeexpr.past_days import DateProblem, FoundDay

MAX_LINE_LENGTH: Final = 3000
MAX_EVIDENCE_LENGTH: Final = 500


_LINK = lazy_pattern(r"https?://[^\s<>|\"]*[^\s<>|\".,;:!?)']", re.IGNORECASE)
_PERSON = lazy_pattern(r"<@[UW][A-Z0-9]{1,62}(?:\|[^<>]*)?>|(?<!\S)@(?![0-9])\S+")
_OPAQUE = lazy_pattern(  # holds no colon that begins a note
    rf"<[^<>\s]+>|:-?[()DP](?!\w)|https?://\S*[^\s:：]|://|{EMOJI_ALIAS.pattern}", re.IGNORECASE
)
_UNIT_END = lazy_pattern(r"[0-9] ?h[a-z]{0,5}$", re.IGNORECASE)  # of "2h:30"
_RANGE_WORD = lazy_pattern(r"(?<!\S)(?:since|until|till|before|after|every|each|by) $", re.IGNORECASE)
_CLOCK_MINUTES = lazy_pattern(r"[:：][0-9]{2}(?!\w)")
_PLAIN_SIGNS: Final = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")"})
_MINUS = lazy_pattern(r"\b(?:minus|less|without)\b", re.IGNORECASE)
_MAX_LENGTHS: Final = 3  # of which one or all may be meant
_MAX_SEPARATORS: Final = 3  # colons before the hours are complete
_INCOMPLETE: Final = frozenset({LineProblemCode.NO_DURATION, LineProblemCode.NO_SUBJECT})


def parse_line(text: str, today: date) -> ParsedEntry | LineProblem:
    """Parse the hours that a line says, or the one thing that keeps it from being booked; never raises."""
    parsed = _parse(text, today)
    if isinstance(parsed, ParsedEntry) or not parsed.choices:
        return parsed
    return replace(parsed, choices=tuple(each for each in parsed.choices if each.spread or _is_read_so(each, today)))


def _is_read_so(choice: LineChoice, today: date) -> bool:
    """Tell whether the line of a choice says what its button does: "20m ago" says no length."""
    again = _parse(choice.line, today)
    if isinstance(again, LineProblem):
        return again.code in ABOUT_DAYS and not choice.day
    return again.minutes == (choice.minutes or again.minutes) and again.day == (choice.day or again.day)


def _parse(text: str, today: date) -> ParsedEntry | LineProblem:
    """Parse a line whose words end at the first colon behind a length and a subject; one before is a separator."""
    if len(text) > MAX_LINE_LENGTH:
        return LineProblem(LineProblemCode.TOO_LONG_TEXT, text[:50], LineParts(words=text))
    head, note = split_note(text)
    first = parsed = _parse_head(head, note, today)
    for _ in range(_MAX_SEPARATORS):
        if not note or not isinstance(parsed, LineProblem) or parsed.code not in _INCOMPLETE:
            break
        more, note = split_note(note)
        if parsed.code is LineProblemCode.NO_DURATION and not _has_length_at_edge(tidy(more)):
            break
        head = f"{head} {more}"
        parsed = _parse_head(head, note, today)
    return first if isinstance(parsed, LineProblem) and parsed.code in _INCOMPLETE else parsed


def _has_length_at_edge(words: str) -> bool:
    return any(each.start == 0 or each.end == len(words) for each in find_lengths(words))


def _has_unit(words: str) -> bool:
    """Tell whether a length with its unit stands among words, so that another one behind them is a note."""
    return any(each.has_unit for each in find_lengths(tidy(words)))


def without_people(words: str) -> str:
    """Return the words without the people named among them."""
    return " ".join(_PERSON.sub(" ", words).split())


def split_note(text: str) -> tuple[str, str]:
    """Split words and note at the first colon that belongs to no duration, date, link or emoji."""
    if ":" not in text and "：" not in text:
        return text, ""
    opaque = {index for found in _OPAQUE.finditer(text) for index in range(found.start(), found.end())}
    for index, char in enumerate(text):
        if char in ":：" and index not in opaque and _starts_note(text, index):
            return text[:index], text[index + 1 :]
    return text, ""


def _parse_head(raw: str, raw_note: str, today: date) -> ParsedEntry | LineProblem:
    """Parse the words before the note: all lengths and days with their places; what is left is the subject."""
    plain = EMOJI_ALIAS.sub(" ", raw) if ":" in raw else raw
    head, note = tidy(plain.strip().replace("\n", " - ").translate(_PLAIN_SIGNS)), tidy_note(raw_note)
    if len(head) > MAX_LINE_LENGTH:
        return LineProblem(LineProblemCode.TOO_LONG_TEXT, head[:50], LineParts(words=raw))
    if not head and not note:
        return LineProblem(LineProblemCode.EMPTY, "")
    links = tuple(_LINK.findall(head)) if "://" in head else ()
    people = " ".join(_PERSON.findall(head)) if "@" in head else ""
    masked = _PERSON.sub(_mask, _LINK.sub(_mask, head)) if links or people else head
    lengths, times, days = find_places(masked, today)
    words = trim_words(words_outside(masked, [*lengths, *times, *days]))
    length = f"{lengths[0].minutes}m" if len(lengths) == 1 and not lengths[0].problem else ""
    parts = LineParts(length, people, words, _typed(head, days), links, join_notes(_typed(head, times), note))
    return _build_entry(head, lengths, days, parts, today)


def _mask(found: re.Match[str]) -> str:
    """Hide a link or a person, in which no length and no day stands."""
    return MASK * len(found[0])


def _build_entry(
    head: str, lengths: Sequence[FoundLength], days: Sequence[FoundDay], parts: LineParts, today: date
) -> ParsedEntry | LineProblem:
    """Build the entry from its length, its day and the words of the subject, each checked."""
    day = (days[0].day if days and not days[0].problem else None) or today
    if not lengths:
        return LineProblem(LineProblemCode.NO_DURATION, "", parts, day)
    if problem := _length_problem(head, lengths, days, parts):
        return replace(problem, day=day)
    minutes = lengths[0].minutes
    if problem := _day_problem(head, days, parts, minutes):
        return problem
    if not any(char.isalnum() for char in parts.words):
        return LineProblem(LineProblemCode.NO_SUBJECT, "", parts, day)
    if len(parts.note) > MAX_NOTE_LENGTH:
        return LineProblem(LineProblemCode.NOTE_TOO_LONG, parts.note, replace(parts, note=""))
    note, links = parts.note, parts.links
    if not links and _LINK.fullmatch(note):
        note, links = "", (note,)
    evidence, *more = links or ("",)
    if len(evidence) > MAX_EVIDENCE_LENGTH:
        evidence, more = "", list(links)
    note = join_notes(" ".join(more), note)
    return ParsedEntry(minutes, parts.words, day, note, evidence, parts.people, bool(days), lengths[0].has_unit)


def _length_problem(
    head: str, lengths: Sequence[FoundLength], days: Sequence[FoundDay], parts: LineParts
) -> LineProblem | None:
    """Return the problem of the lengths: several, of which one may hold or all together, or a single unclear one."""
    first, *others = lengths
    if not others:
        if first.problem is None:
            return None
        choices = [LineChoice(replace(parts, length=f"{each}m").line, each) for each in first.choices]
        return LineProblem(LineProblemCode(first.problem.value), _typed(head, lengths), parts, choices=tuple(choices))
    fragment = " ... ".join(head[each.start : each.end] for each in lengths[: _MAX_LENGTHS + 1])
    is_clear = len(lengths) <= _MAX_LENGTHS and len(days) < 2 and not any(each.problem for each in lengths)
    several = tuple(_choices_of_lengths(head, lengths, parts)) if is_clear else ()
    return LineProblem(LineProblemCode.TWO_DURATIONS, fragment, parts, choices=several)


def _choices_of_lengths(head: str, lengths: Sequence[FoundLength], parts: LineParts) -> Iterator[LineChoice]:
    """Yield what several lengths may come to: a difference, two entries, one of them or all together."""
    first, second = lengths[:2]
    difference, total = first.minutes - second.minutes, sum(each.minutes for each in lengths)
    if len(lengths) == 2 and difference > 0 and _MINUS.search(head, first.end, second.start):
        yield LineChoice(replace(parts, length=f"{difference}m").line, difference)
        return
    if len(lengths) == 2 and not parts.note and not head[: first.start].strip():
        names = (head[first.end : second.start], head[second.end :])
        if all(any(map(str.isalpha, trim_words(each))) for each in names):
            lines = (head[: second.start].strip(), head[second.start :])
            yield LineChoice(join_lines(lines), total, spread=Spread.APART)
    seen = set[int]()
    for chosen in lengths:
        rest = parts.with_note(_typed(head, [each for each in lengths if each is not chosen]))
        if chosen.minutes not in seen:
            yield LineChoice(replace(rest, length=f"{chosen.minutes}m").line, chosen.minutes)
        seen.add(chosen.minutes)
    if total <= DAY and total not in seen:
        yield LineChoice(replace(parts, length=f"{total}m").line, total)


def _day_problem(head: str, days: Sequence[FoundDay], parts: LineParts, minutes: int) -> LineProblem | None:
    """Return the problem of the days: one that cannot be taken, or several."""
    if not days:
        return None
    undated = replace(parts, day="")
    unclear = next((each for each in days if each.problem), None)
    if unclear is None and (led := next((each for each in days if _RANGE_WORD.search(head[: each.start])), None)):
        return LineProblem(LineProblemCode.VAGUE_DAY, _typed(head, [led]), undated)
    several = list(dict.fromkeys(each.day for each in days if each.day))
    if unclear and unclear.problem is not DateProblem.SEVERAL:
        choices = tuple(LineChoice(replace(parts, day=each.isoformat()).line, day=each) for each in unclear.choices)
        code = LineProblemCode(unclear.problem.value) if unclear.problem else LineProblemCode.UNCLEAR_DAY
        return LineProblem(code, _typed(head, [unclear]), undated, unclear.day, choices)
    if unclear:
        several = list(dict.fromkeys((*several, *unclear.choices)))
    if len(several) < 2 and not unclear:
        return None
    fragment = " ... ".join(head[each.start : each.end] for each in days)
    spread = spread_choices([replace(parts, day=each.isoformat()) for each in sorted(several)], minutes)
    return LineProblem(LineProblemCode.SEVERAL_DAYS, fragment, undated, choices=spread)


def _typed(head: str, places: Iterable[Place]) -> str:
    return " ".join([head[each.start : each.end] for each in sorted(places, key=place_start)]) if places else ""


def _starts_note(text: str, position: int) -> bool:
    """Tell whether the colon here ends the words: with a space on one side, or a word before and no digit after."""
    before, after = text[position - 1 : position] if position else " ", text[position + 1 : position + 2]
    if not after or after.isspace():
        return True
    if before.isspace():
        return not (_CLOCK_MINUTES.match(text, position) and not _has_unit(text[:position]))
    return not after.isdigit() or (before.isalpha() and not _UNIT_END.search(text, max(0, position - 12), position))
