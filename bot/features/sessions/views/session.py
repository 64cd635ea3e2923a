"""Sessions as one plans them and joins them: what only the reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.core.people.member import Member
from bot.features.sessions.rules.session import Coming, Gathering, Sketch
from bot.features.sessions.views import announcements
from bot.features.sessions.views.announcements import JOIN, LEAVE, LIST, local
from bot.features.sessions.views.form import ticket
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import MAX_TEXT, Message, compose
from bot.slack.mrkdwn import bare, clip, count, escape, short_person

LISTED: Final = 10
PLAN: Final = Press("Plan a session", "session.form")
ALL: Final = Press("All sessions", LIST)
_ACTING: Final = (
    "Move and Cancel stand below the sessions that you hold. To plan one whose title begins so, put it in quotes."
)


def preview(
    of: Gathering, sketch: Sketch, *, host: Member, key: str, here: str, absent: bool, now: datetime
) -> Message:
    """What everybody in the channel would see, and the question whether they should; `absent`: I am not in there."""
    carried = ticket(replace(sketch, channel=of.channel), key, here)
    ask = compose(section(_absent(of) if absent else _question(of)))
    page = announcements.announcement(of, host=host.name, zone=host.zone, shown=False)
    asides = f"{_skipped(of, sketch, host.zone)}{_assumed(sketch, host.zone, now)}"
    go = Press("Try again", "session.preview", carried) if absent else Press("Announce", "session.announce", carried)
    own = compose(
        context(f"For you that is {local(of, host.zone, now)}, {host.zone.key}.{asides}"),
        actions(
            replace(go, style="primary"),
            Press("Change", "session.form", carried),
            Press("Forget it", "session.drop"),
        ),
    )
    text = clip(f"{ask.text}\n{page.text}\n{own.text}", MAX_TEXT)
    return Message(text, (*ask.blocks, *page.blocks, *own.blocks))


def _question(of: Gathering) -> str:
    return f"*Announce this in <#{of.channel}>?* Only you see it so far, then all there do."


def _absent(of: Gathering) -> str:
    there = f"<#{of.channel}>"
    return f"*I am not in {there}*, so this cannot be announced yet. Type `/invite @Roadmate` there, then try again."


def _assumed(sketch: Sketch, zone: ZoneInfo, now: datetime) -> str:
    """What was not typed, or not heeded."""
    day = "today" if sketch.day == now.astimezone(zone).date() else "tomorrow"
    missing = "" if sketch.has_day else f" No day given, so {day}."
    return f"{missing} “{escape(sketch.zone)}” is left out: times are your own." if sketch.zone else missing


def _skipped(of: Gathering, sketch: Sketch, zone: ZoneInfo) -> str:
    """That the clocks leave that time out, where they do."""
    if sketch.at is None or of.starts_at.astimezone(zone).time() == sketch.at:
        return ""
    return f" The clocks change that day, and leave out {sketch.at:%H:%M}."


def announced(of: Gathering, *, host: Member, now: datetime) -> Message:
    """It is on its way to its channel."""
    return compose(
        section(
            f"*Announced* in <#{of.channel}>: {escape(of.title)}, "
            f"{local(of, host.zone, now)}, {announcements.lasts(of)}."
        ),
        actions(ALL),
        context(
            "I remind you 10 minutes before, and ask you afterwards whether to book it. "
            "Where to meet is best said in the thread of the announcement."
        ),
    )


def announced_before() -> Message:
    """The same button was pressed twice."""
    return compose(section("You have announced this already, so it was not announced again."), actions(ALL))


def dropped() -> Message:
    """The host decided against it."""
    return compose(section("Nothing was announced."), actions(PLAN))


def listing(found: Sequence[Coming], *, reader: Member, now: datetime, acting: bool = False) -> Message:
    """Sessions that are not over, with what the reader can do about each; one more than shown says there are.

    `acting`: they typed what they want to do with one.
    """
    rows = [block for one in found[:LISTED] for block in _row(one, reader, now)]
    more = context("There are more, later than these.") if len(found) > LISTED else None
    plan, how = actions(None if reader.is_guest else PLAN), context(_ACTING) if acting else None
    if not rows:
        return compose(section("*Coming sessions*: none yet. Share what you know, for an hour."), how, plan)
    return compose(section(f"*Coming sessions*, in your time ({reader.zone.key})"), rows, more, how, plan)


def _row(one: Coming, reader: Member, now: datetime) -> list[Block]:
    of, value = one.gathering, str(one.gathering.id)
    is_host = of.host == reader.id
    others = count(one.joined, "person joins", "people join") if one.joined else "nobody has joined yet"
    yours = ", you among them" if one.is_in else ""
    made = section(f"{line(one, reader.zone, now)}\nin <#{of.channel}>, {others}{yours}")
    attend = _leave(of) if one.is_in else Press("Join", JOIN, value, style="primary")
    return [made, *_some(None if is_host else attend, _move(of) if is_host else None, _cancel(one, reader))]


def line(one: Coming, zone: ZoneInfo, now: datetime) -> str:
    """`GitOps intro, Thu 26 Nov 15:00, 1 h, with Ana`."""
    of = one.gathering
    return f"*{escape(of.title)}*, {local(of, zone, now)}, {announcements.lasts(of)}, with {short_person(one.host)}"


def _leave(of: Gathering) -> Press:
    effect = Confirm("Leave the session?", f"You are not in “{bare(clip(of.title, 150))}” any more.", "Leave")
    return Press("Leave", LEAVE, str(of.id), confirm=effect)


def _move(of: Gathering) -> Press:
    return Press("Move", "session.move", str(of.id))


def _cancel(one: Coming, reader: Member) -> Press | None:
    if one.gathering.host != reader.id and not reader.is_admin:
        return None
    told = f" Who joined ({one.joined}) is told." if one.joined else ""
    title = bare(clip(one.gathering.title, 150))
    effect = Confirm("Cancel the session?", f"“{title}” will not take place.{told}", "Cancel it")
    return Press("Cancel", "session.cancel", str(one.gathering.id), style="danger", confirm=effect)


def _some(*presses: Press | None) -> list[Block]:
    made = actions(*presses)
    return [made] if made else []


def joined(of: Gathering, *, reader: Member, fresh: bool, now: datetime) -> Message:
    """The reader takes part; no way out stands where Join stood, under the same finger."""
    lead = "You are in" if fresh else "You are in already"
    soon = of.starts_at <= now
    then = "It has begun." if soon else f"{local(of, reader.zone, now)} in your time ({reader.zone.key})."
    return compose(section(f"*{lead}*: {escape(of.title)}. {then}"), actions(ALL, _leave(of)))


def left(of: Gathering, *, fresh: bool, again: bool) -> Message:
    """The reader takes no part; `again`: here is a place from which they could."""
    words = f"You are not in *{escape(of.title)}* any more." if fresh else f"You are not in *{escape(of.title)}*."
    back = Press("Join again" if fresh else "Join", JOIN, str(of.id)) if again else None
    return compose(section(words), actions(back, ALL))


def own(of: Gathering) -> Message:
    """The host pressed Join."""
    return compose(section(f"*{escape(of.title)}* is yours to hold, so you are in it."), actions(_move(of), ALL))


def full(of: Gathering) -> Message:
    """There is no room."""
    return compose(section(f"*{escape(of.title)}* is full, so you were not put in. Ask its host."), actions(ALL))


def closed(of: Gathering) -> Message:
    """Nothing can be done about it any more."""
    what = "did not take place" if of.was_missed else "was cancelled" if of.cancelled_at else "is over"
    return compose(section(f"*{escape(of.title)}* {what}, so nothing was changed."), actions(ALL))


def hostless(of: Gathering, *, host: str) -> Message:
    """Its host's account is not there any more, which the list learns within the hour."""
    who = short_person(host)
    return compose(
        section(f"*{escape(of.title)}* does not take place: {who} is no member here any more."), actions(ALL)
    )


def early(of: Gathering) -> Message:
    """What is said after a session was said before its end."""
    return compose(section(f"*{escape(of.title)}* is not over yet, so nothing was changed."), actions(ALL))


def missed(of: Gathering) -> Message:
    """Its host said that it did not take place."""
    return compose(
        section(
            f"Noted: *{escape(of.title)}* did not take place. Nothing was booked for you, and who presses to book it "
            "from now on is told so."
        ),
        actions(PLAN),
    )


def not_held(of: Gathering) -> Message:
    """A guest wanted to book it."""
    return compose(section(f"The host says *{escape(of.title)}* did not take place, so nothing was booked."))


def not_there() -> Message:
    """A session that there is not, or that is not for the reader."""
    return compose(section("I know no such session that is open to you."), actions(ALL))


def cancelled(of: Gathering, *, told: int) -> Message:
    """It does not take place."""
    others = f" {count(told, 'person is', 'people are')} told." if told else ""
    return compose(section(f"*Cancelled*: {escape(of.title)}.{others}"), actions(PLAN, ALL))


def moved(of: Gathering, *, host: Member, told: int, now: datetime) -> Message:
    """It takes place then."""
    stay = count(told, "person who joined is told and stays", "people who joined are told and stay")
    others = f" {stay} in." if told else ""
    words = f"*Moved*: {escape(of.title)} is {local(of, host.zone, now)}, {announcements.lasts(of)}.{others}"
    return compose(section(words), actions(ALL))


def unmoved(of: Gathering, *, host: Member, now: datetime) -> Message:
    """The form says what was so before."""
    return compose(section(f"Nothing was changed: {escape(of.title)} is {local(of, host.zone, now)}."), actions(ALL))
