"""The audit log in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import dates, weeks
from bot.domain.audit import Record
from bot.views.message import Message, compose
from bot.views.parts import Press, actions, context, section
from bot.views.text import clip, escape

SHOWN: Final = 20
_CHANNEL: Final = re.compile(r"[CG][A-Z0-9]{2,30}")
_SETTINGS: Final[Mapping[str, str]] = {
    "digest": "the digest",
    "channel": "the learning channel",
    "digest parts": "what goes into the digest",
    "nudge": "the nudge",
    "timezone": "the time zone",
    "goal": "the weekly goal",
    "board": "the leaderboard",
    "board by": "what the leaderboard ranks by",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes it is for: their zone and day, and the names of people by id."""

    zone: ZoneInfo
    today: date
    names: Mapping[str, str]

    def name(self, person: str) -> str:
        """A person's name; their id for somebody we do not know."""
        return escape(clip(self.names.get(person, person), 60))

    def week(self, period: str) -> str:
        """A week in words, whatever stands behind it."""
        try:
            return weeks.spell(period[: len("2026-W47")], self.today)
        except ValueError:
            return escape(clip(period, 60))


def page(records: Sequence[Record], reader: Reader, *, offset: int) -> Message:
    """The newest acts, or older ones, with the way to those before and after; one more than shown says there are."""
    lines = [line(record, reader) for record in records[:SHOWN]]
    newer = Press("Newer", "audit.show", str(max(0, offset - SHOWN))) if offset else None
    older = Press("Older", "audit.show", str(offset + SHOWN)) if len(records) > SHOWN else None
    return compose(
        section("*Audit log*, newest first\n" + "\n".join(lines) if lines else "*Audit log*: nothing stands here."),
        actions(newer, older),
        context(f"What admins do that concerns others, times in {reader.zone.key}. Only admins see this."),
    )


def line(record: Record, reader: Reader) -> str:
    """`Sat 21 Nov 12:00 Ana: changed the weekly goal, 2 h -> 3 h`."""
    at = record.at.astimezone(reader.zone)
    words = _ACTS.get(record.act, _plain)(record, reader)
    return clip(f"{dates.spell(at.date(), reader.today)} {at:%H:%M} {reader.name(record.actor)}: {words}", 140)


def _setting(record: Record, _: Reader) -> str:
    values = [f"<#{each}>" if _CHANNEL.fullmatch(each) else escape(each) for each in record.detail.split(" -> ")]
    return f"changed {_SETTINGS.get(record.subject, escape(record.subject))}, {' → '.join(values)}"


def _made(record: Record, reader: Reader) -> str:
    return f"made {reader.name(record.subject)} a mentor"


def _unmade(record: Record, reader: Reader) -> str:
    return f"ended that {reader.name(record.subject)} is a mentor"


def _preview(record: Record, reader: Reader) -> str:
    return f"looked at the digest of {reader.week(record.subject)} before others"


def _again(record: Record, reader: Reader) -> str:
    return f"sent {_letter(record, reader)} once more"


def _left(record: Record, reader: Reader) -> str:
    return f"left {_letter(record, reader)} as it is"


def _letter(record: Record, reader: Reader) -> str:
    """`the digest of 16-22 Nov to #learning`, from `digest 2026-W47+1 to C0LEARNING`."""
    kind, _, rest = record.detail.partition(" ")
    period, _, to = rest.partition(" to ")
    return f"the {escape(kind)} of {reader.week(period)} to {f'<#{to}>' if _CHANNEL.fullmatch(to) else reader.name(to)}"


def _free(record: Record, reader: Reader) -> str:
    return f"added a team holiday, {_days(record, reader)}"


def _worked(record: Record, reader: Reader) -> str:
    return f"removed a team holiday, {_days(record, reader)}"


def _days(record: Record, reader: Reader) -> str:
    try:
        first, last = (date.fromisoformat(each) for each in record.subject.split("/"))
    except ValueError:
        return escape(record.subject)
    return dates.spell(first, reader.today) + (f"-{dates.spell(last, reader.today)}" if last > first else "")


def _plain(record: Record, reader: Reader) -> str:
    """An act that has no words of its own."""
    subject = reader.name(record.subject) if record.subject in reader.names else escape(record.subject)
    return " ".join(filter(None, (escape(record.act).replace(".", " "), subject, escape(record.detail))))


_ACTS: Final[Mapping[str, Callable[[Record, Reader], str]]] = {
    "settings.change": _setting,
    "mentor.on": _made,
    "mentor.off": _unmade,
    "digest.preview": _preview,
    "message.resend": _again,
    "message.leave": _left,
    "holiday.add": _free,
    "holiday.remove": _worked,
}
