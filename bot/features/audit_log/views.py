"""The audit log in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.core.audit.record import GROUPS, Record
from bot.setting_values import FORGOTTEN
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape, listed

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
    "retention": "the retention",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes it is for: their zone and day, and the names of people by id."""

    zone: ZoneInfo
    today: date
    names: Mapping[str, str]

    def name(self, person: str) -> str:
        """A person's name; their id for somebody we do not know."""
        return "somebody forgotten" if person == FORGOTTEN else escape(clip(self.names.get(person, person), 60))

    def week(self, period: str) -> str:
        """A week in words, whatever stands behind it."""
        try:
            return weeks.spell(period[: len("2026-W47")], self.today)
        except ValueError:
            return escape(clip(period, 60))


def page(records: Sequence[Record], reader: Reader, *, offset: int, kind: str = "", person: str = "") -> Message:
    """The newest acts, or older ones, with the way to those before and after; one more than shown says there are.

    All of it is of that kind, and concerns that person, where one is given.
    """
    lines = [line(record, reader) for record in records[:SHOWN]]
    value = "".join(f"{each} " for each in (kind, person) if each)
    newer = Press("Newer", "audit.show", f"{value}{max(0, offset - SHOWN)}") if offset else None
    older = Press("Older", "audit.show", f"{value}{offset + SHOWN}") if len(records) > SHOWN else None
    title = ", ".join(filter(None, ("*Audit log*", kind, reader.name(person) if person else "")))
    return compose(
        section(f"{title}, newest first\n" + "\n".join(lines) if lines else f"{title}: nothing stands here."),
        actions(newer, older),
        context(f"Who changed, signed off or saw what of others, times in {reader.zone.key}. Only admins see this."),
    )


def unknown(word: str, prefix: str) -> Message:
    """A word that names no kind of act."""
    kinds = listed([f"`{each}`" for each in GROUPS])
    said = f"I do not know “{escape(clip(word.casefold(), 60))}” here. There are {kinds}."
    return compose(section(f"{said} Or name a member, alone or with a kind: `/{prefix}roadmate audit @member looks`."))


def line(record: Record, reader: Reader) -> str:
    """`Sat 21 Nov 12:00 Ana: changed the weekly goal, 2 h -> 3 h`."""
    at = record.at.astimezone(reader.zone)
    say = _ACTS.get(record.act) or _KINDS.get(record.act.partition(".")[0], _plain)
    words = say(record, reader)
    return clip(
        f"{calendar_format.spell(at.date(), reader.today)} {at:%H:%M} {reader.name(record.actor)}: {words}", 140
    )


def _setting(record: Record, _: Reader) -> str:
    values = [f"<#{each}>" if _CHANNEL.fullmatch(each) else escape(each) for each in record.detail.split(" -> ")]
    return f"changed {_SETTINGS.get(record.subject, escape(record.subject))}, {' → '.join(values)}"


def _made(record: Record, reader: Reader) -> str:
    if record.detail:  # a pair that holds since then
        return f"by that, {reader.name(record.subject)} became a mentor"
    return f"made {reader.name(record.subject)} a mentor"


def _unmade(record: Record, reader: Reader) -> str:
    return f"ended that {reader.name(record.subject)} is a mentor"


def _leads(record: Record, reader: Reader) -> str:
    return f"made {reader.name(record.subject)} a lead mentor, who sees the whole team"


def _leads_no_more(record: Record, reader: Reader) -> str:
    return f"ended that {reader.name(record.subject)} is a lead mentor"


def _paired(words: str) -> Callable[[Record, Reader], str]:
    """An act on a pair: the subject is the mentee, the detail the mentor."""
    return lambda record, reader: f"{words} {reader.name(record.detail)} as the mentor of {reader.name(record.subject)}"


def _worded(done: str) -> Callable[[Record, Reader], str]:
    """A mentor's word on an assignment of the subject's, which the detail names."""

    def words(record: Record, reader: Reader) -> str:
        assignment, _, left = record.detail.partition(", ")
        who = reader.name(record.subject) + (", who has left" if left else "")
        return f"{done} “{reader.name(assignment)}” of {who}"

    return words


def _no_signoff(record: Record, reader: Reader) -> str:
    of = f" of {reader.name(record.subject)}" if record.subject else ""
    return f"was not allowed to sign off work{of}"


def _no_pairing(record: Record, reader: Reader) -> str:
    whom = reader.name(record.subject) if record.subject else "others"
    return f"was not allowed to pair {whom}, or to answer for them"


def _table(record: Record, _: Reader) -> str:
    return f"asked for the table of {'the team' if record.detail == 'team' else 'their mentees'}"


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
    return calendar_format.spell(first, reader.today) + (
        f"-{calendar_format.spell(last, reader.today)}" if last > first else ""
    )


def _through(record: Record, reader: Reader) -> str:
    return f"noted that {reader.name(record.subject)} is no longer stuck"


def _level(record: Record, reader: Reader) -> str:
    return f"confirmed the level of {reader.name(record.subject)}: {escape(record.detail)}"


def _step(record: Record, reader: Reader) -> str:
    return f"set the next step of {reader.name(record.subject)}: {escape(clip(record.detail, 60))}"


def _looked(record: Record, reader: Reader) -> str:
    what = record.act.partition(".")[2]
    return f"looked at {_SEEN.get(what, f'the {escape(what)}')} of {reader.name(record.subject)}"


def _refused(record: Record, reader: Reader) -> str:
    """Somebody asked for what is not theirs."""
    what = escape(record.act.partition(".")[2])
    return f"was refused: {what}" + (f", {reader.name(record.subject)}" if record.subject else "")


def _forgotten(record: Record, _: Reader) -> str:
    why = "long after they had left" if record.detail == "left" else "as they asked"
    return f"all about them was deleted, {why}"


def _called_off(record: Record, reader: Reader) -> str:
    return f"cancelled a session of {reader.name(record.subject)}"


def _plain(record: Record, reader: Reader) -> str:
    """An act that has no words of its own."""
    subject = reader.name(record.subject) if record.subject in reader.names else escape(record.subject)
    return " ".join(filter(None, (escape(record.act).replace(".", " "), subject, escape(record.detail))))


_SEEN: Final = {"card": "the card", "plan": "the plan", "work": "an assignment"}
_KINDS: Final[Mapping[str, Callable[[Record, Reader], str]]] = {"look": _looked, "refused": _refused}
_ACTS: Final[Mapping[str, Callable[[Record, Reader], str]]] = {
    "session.cancel": _called_off,
    "session.lapse": lambda *_: "is no member any more, which cancelled a session of theirs",
    "forget": _forgotten,
    "settings.change": _setting,
    "mentor.on": _made,
    "mentor.off": _unmade,
    "lead.on": _leads,
    "lead.off": _leads_no_more,
    "pair.ask": _paired("asked for"),
    "pair.accept": _paired("agreed to"),
    "pair.decline": _paired("declined"),
    "pair.end": _paired("ended"),
    "pair.lapse": _paired("is no member any more, which ended"),
    "refused.role": lambda record, reader: f"was not allowed to change the role of {reader.name(record.subject)}",
    "refused.pair": _no_pairing,
    "work.sign": _worded("signed off"),
    "work.back": _worded("sent back"),
    "look.work": lambda record, reader: f"looked at assignments of {reader.name(record.subject)}",
    "refused.signoff": _no_signoff,
    "export.team": _table,
    "refused.team": lambda *_: "was not allowed to see the team",
    "digest.preview": _preview,
    "message.resend": _again,
    "message.leave": _left,
    "holiday.add": _free,
    "holiday.remove": _worked,
    "stuck.over": _through,
    "level.confirm": _level,
    "step.set": _step,
}
