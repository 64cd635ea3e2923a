"""Kinds of lines: each is a plain line but for one thing, now and then for two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from tests.features.hours.lines.composing import NO_DAY, NOTHING, ORDERS, line
from tests.features.hours.lines.pieces import beside, days, dress, lengths, subjects
from tests.features.hours.lines.pieces.beside import Beside
from tests.features.hours.lines.pieces.chooser import Chooser
from tests.features.hours.lines.pieces.days import Day
from tests.features.hours.lines.pieces.lengths import Length
from tests.features.hours.lines.pieces.meaning import (
    TODAY,
    Dimension,
    EntryMeaning,
    Line,
    Meaning,
    Said,
    clear,
    likely,
    unknown,
)
from tests.features.hours.lines.pieces.subjects import Name


def plain_length(choose: Chooser) -> Length:
    """Return a length of the forms in docs/hours.md."""
    return choose.one(lengths.PLAIN)(choose)


def plain_name(choose: Chooser) -> Name:
    """Return an exact name."""
    return choose.one(subjects.PLAIN)(choose)


def plain_day(choose: Chooser) -> Day:
    """Return no day, or one of the forms in docs/hours.md."""
    return choose.one(days.PLAIN)(choose) if choose.maybe(30) else NO_DAY


def _plain(choose: Chooser, kind: str) -> Line:
    return line(kind, plain_length(choose), plain_name(choose), plain_day(choose))


def _of_length(choose: Chooser, kind: str, family: lengths.Family) -> Line:
    length, day = family(choose), plain_day(choose)
    can_stand_anywhere = family not in (lengths.bare, lengths.loosely_joined)  # not `docker 2 3 days ago`
    order = choose.one(ORDERS[: 3 if day.text else 2]) if can_stand_anywhere and choose.maybe(40) else ORDERS[0]
    return line(kind, length, plain_name(choose), day, order=order)


def _of_day(choose: Chooser, kind: str, family: days.Family) -> Line:
    order = choose.one(ORDERS[:4]) if choose.maybe(60) else ORDERS[0]
    is_clock_near = family in (days.with_clock, days.other_languages)  # not `2pm 4:05`, `4:05 am Freitag`
    length = lengths.short(choose) if is_clock_near else plain_length(choose)
    return line(kind, length, plain_name(choose), family(choose), order=order)


def _of_several_days(choose: Chooser, kind: str) -> Line:
    """Return one length on several days, which may be meant for each of them or in all."""
    text, back = choose.one(tuple(days.SEVERAL.items()))
    day = Said(text, unknown(), frozenset({Dimension.DAY}), must_ask=True)
    typed = line(kind, lengths.short(choose), plain_name(choose), day, order=choose.one(ORDERS[:2]))
    ((meant,),) = typed.meaning.readings
    (minutes,) = meant.minutes.right
    share = minutes // len(back)
    dated = [replace(meant, day=clear(TODAY - timedelta(days=each))) for each in back]
    shared = tuple(replace(each, minutes=clear(share, share + 1)) for each in dated)
    return replace(typed, meaning=replace(typed.meaning, readings=(tuple(dated), shared)))


def _in_january(choose: Chooser, kind: str) -> Line:
    order = choose.one(ORDERS[:4]) if choose.maybe(60) else ORDERS[0]
    typed = line(kind, plain_length(choose), plain_name(choose), days.across_new_year(choose), order=order)
    return replace(typed, today=days.IN_JANUARY)


def _of_name(choose: Chooser, kind: str, family: subjects.Family) -> Line:
    day = plain_day(choose)
    extra = beside.colon(choose) if choose.maybe(20) else NOTHING
    return line(kind, plain_length(choose), family(choose), day, extra)


def _of_beside(choose: Chooser, kind: str, family: beside.Family) -> Line:
    return line(kind, plain_length(choose), plain_name(choose), plain_day(choose), family(choose))


def _of_place(choose: Chooser, kind: str) -> Line:
    """Return a line with a link, a colleague, a channel, an emoji or a word in front or in the middle."""
    word = choose.one(beside.note_words())
    (member, name), url = choose.one(beside.PEOPLE), "https://example.org/gitops"
    extra = choose.one(
        (
            *(Beside(":tada:", absent=("tada",)), Beside(f"<@{member}|{name}>", people=(member,))),
            *(Beside(url, links=(url,)), Beside(f"<{url}|example.org/gitops>", links=(url,))),
            *(Beside("<#C0LEARNING|learning>", ("learning",)), Beside(word, (word,))),
        )
    )
    order = choose.one(
        ("{extra} {length} {name} {day}", "{length} {extra} {name} {day}", "{length} {name} {extra} {day}")
    )
    order = order.replace("{extra}", extra.text)
    return line(kind, plain_length(choose), plain_name(choose), plain_day(choose), replace(extra, text=""), order=order)


def _of_dress(choose: Chooser, kind: str, family: dress.Family) -> Line:
    extra = beside.colon(choose) if choose.maybe(20) else NOTHING
    undressed = line(kind, plain_length(choose), plain_name(choose), plain_day(choose), extra)
    return replace(undressed, text=family(choose, undressed.text))


def _of_order(choose: Chooser, kind: str) -> Line:
    day = choose.one(days.PLAIN)(choose)
    extra = beside.FAMILIES[choose.one(("colon", "dash", "parentheses"))](choose) if choose.maybe(25) else NOTHING
    return line(kind, plain_length(choose), plain_name(choose), day, extra, order=choose.one(ORDERS))


def _mixed(choose: Chooser, kind: str) -> Line:
    """Return a line of which everything is out of the ordinary."""
    length = choose.one(list(lengths.FAMILIES.values()))(choose)
    name = choose.one(list(subjects.FAMILIES.values()))(choose)
    day = choose.one(list(days.FAMILIES.values()))(choose)
    extra = choose.one(list(beside.FAMILIES.values()))(choose)
    mixed = line(kind, length, name, day, extra)
    return (
        replace(mixed, text=choose.one(list(dress.FAMILIES.values()))(choose, mixed.text))
        if choose.maybe(30)
        else mixed
    )


def _several(choose: Chooser, kind: str) -> Line:
    """Return two or three entries."""
    joint = choose.one((", ", " and ", "\n", "\nlog ", "; ", ",\n", "\n- ", "\n\n", " &amp; ", ",", " + "))
    make_length = lengths.short if joint == "," else plain_length  # `1,5h` is a number there as well
    order = choose.one((ORDERS[0], ORDERS[0], ORDERS[1], "{length} on {name} {day}", "{name}: {length} {day}"))
    parts = [
        line(kind, make_length(choose), plain_name(choose), plain_day(choose), order=order)
        for _ in range(choose.number(2, 3))
    ]
    if choose.maybe(25):
        extra = beside.colon(choose)
        keep = tuple(word for word in extra.keep if word.isalpha())
        last = parts[-1].meaning.readings[0][0]
        parts[-1] = Line(kind, f"{parts[-1].text}: {' '.join(keep)}", Meaning(((replace(last, keep=keep),),)))
    entries = [part.meaning.readings[0][0] for part in parts]
    lead = "- " if joint == "\n- " else ""
    if parts[-1].meaning.readings[0][0].day.right != {TODAY}:
        last_day = entries[-1].day.right  # `1h aws, 2h docker yesterday`: the day may be meant for both
        entries = [
            replace(each, day=likely(TODAY, *last_day)) if each.day.right == {TODAY} else each for each in entries
        ]
    return Line(kind, lead + joint.join(part.text for part in parts), Meaning((tuple(entries),)))


def _joined(choose: Chooser, kind: str) -> Line:
    """Return a line with one length and two names: two entries of it or of its half, or one with a note, as asked."""
    first, second = plain_name(choose), plain_name(choose)
    if first.part.right == second.part.right:
        return _plain(choose, kind)
    hours = choose.number(1, 4)
    joint = choose.one((", ", " and ", " + ", " &amp; ", " / "))
    readings = [
        tuple(EntryMeaning(clear(minutes), name.part, clear(TODAY)) for name in (first, second))
        for minutes in (hours * 60, hours * 30)
    ]
    right = first.part.right | second.part.right
    is_clear = first.part.is_clear and second.part.is_clear
    subject = clear(*right) if is_clear else likely(*right)  # as of each by itself, others may be offered
    one = EntryMeaning(clear(hours * 60), subject, clear(TODAY), said=f"{first.text} {second.text}")
    return Line(kind, f"{hours}h {first.text}{joint}{second.text}", Meaning((*readings, (one,)), must_ask=True))


def _no_length(choose: Chooser, kind: str) -> Line:
    """Return a line that counts something, or has no length at all."""
    name = plain_name(choose)
    refusals = frozenset({Dimension.LENGTH})
    counted = beside.count(choose)
    counted = replace(counted, text=f" {' '.join(counted.keep)}")
    if choose.maybe(30):
        bare_line = line(kind, Said("", unknown()), name, plain_day(choose), order="{name} {day}")
        return replace(bare_line, meaning=replace(bare_line.meaning, must_ask=True, refusals=refusals))
    if choose.maybe(50):
        order, length = "{name} {day}", Said("", unknown())
        return line(
            kind, replace(length, must_ask=True, refusals=refusals), name, plain_day(choose), counted, order=order
        )
    typed = Said(counted.text.strip(), unknown(), refusals, must_ask=True)
    return line(kind, typed, name, plain_day(choose), replace(counted, text=""))


def _two_lengths(choose: Chooser, kind: str) -> Line:
    """Return a line with two lengths, which has to be asked about."""
    first, second = lengths.short(choose), lengths.short(choose)
    (one,), (two,) = first.part.right, second.part.right
    length = Said(first.text, likely(one, two, one + two), frozenset({Dimension.LENGTH}), must_ask=one != two)
    return line(kind, length, plain_name(choose), NO_DAY, Beside(f" {second.text}"))


def _mentoring(choose: Chooser, kind: str) -> Line:
    """Return hours for somebody else's learning."""
    word = choose.one(("mentoring", "talk", "tech talk", "coaching", "workshop", "mentored"))
    name = Said(word, clear("area:soft-skills"))
    extra = choose.one((beside.person, beside.colon, beside.dash, beside.loose))(choose)
    return line(kind, plain_length(choose), name, plain_day(choose), extra)


def _family(make: Callable[..., Line], kind: str, family: object) -> Callable[[Chooser], Line]:
    return lambda choose: make(choose, kind, family)


def _single(make: Callable[[Chooser, str], Line], kind: str) -> Callable[[Chooser], Line]:
    return lambda choose: make(choose, kind)


KINDS: Final[dict[str, Callable[[Chooser], Line]]] = {
    "plain": _single(_plain, "plain"),
    **{f"length:{name}": _family(_of_length, f"length:{name}", each) for name, each in lengths.FAMILIES.items()},
    **{f"day:{name}": _family(_of_day, f"day:{name}", each) for name, each in days.FAMILIES.items()},
    "day:several": partial(_of_several_days, kind="day:several"),
    **{f"subject:{name}": _family(_of_name, f"subject:{name}", each) for name, each in subjects.FAMILIES.items()},
    **{f"beside:{name}": _family(_of_beside, f"beside:{name}", each) for name, each in beside.FAMILIES.items()},
    **{f"dress:{name}": _family(_of_dress, f"dress:{name}", each) for name, each in dress.FAMILIES.items()},
    **{
        kind: _single(make, kind)
        for kind, make in (
            *(
                ("order", _of_order),
                ("place", _of_place),
                ("mixed", _mixed),
                ("several", _several),
                ("joined", _joined),
            ),
            *(
                ("day:across_new_year", _in_january),
                ("no_length", _no_length),
                ("two_lengths", _two_lengths),
                ("mentoring", _mentoring),
            ),
        )
    },
}


def any_line(choose: Chooser) -> Line:
    """Return a line of any kind."""
    return KINDS[choose.one(list(KINDS))](choose)
