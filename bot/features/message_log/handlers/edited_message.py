"""Messages that were edited or deleted: what they had booked follows them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_bolt import BoltResponse

from bot.core.ledger import booking, queries
from bot.core.ledger.rules import Booking, Change, Done, Entry, FullDay
from bot.db.engine import Connection, Unavailable
from bot.deps import Deps
from bot.dispatch import event_dedup, message_event, message_versions
from bot.dispatch.message_event import Place, Said
from bot.dispatch.message_versions import Overtaken
from bot.dispatch.request import today_of
from bot.features.entries.handlers import changes as entries_changes
from bot.features.hours.handlers import co_learners as hours_co_learners
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.message_log.handlers import new_message
from bot.features.message_log.views import kept_entries, replies
from bot.slack.message import Answer
from bot.slack.payloads import Line, Pending
from bot.timeexpr.past_days import OLDEST

log = logging.getLogger(__name__)

Finder = Callable[[str], str | None]  # the line for the ledger in what was said to us


def heard(deps: Deps, body: Mapping[str, Any], line_of: Finder) -> BoltResponse:
    """A message was changed; 500 has Slack tell again what could not be written down."""
    try:
        return _gone(deps, body, line_of) if message_event.is_gone(body["event"]) else _edited(deps, body, line_of)
    except Overtaken:
        return event_dedup.noted()
    except Unavailable:
        log.warning("change put off event=%s reason=database", body.get("event_id"))
        return BoltResponse(status=500, body="")


def _gone(deps: Deps, body: Mapping[str, Any], line_of: Finder) -> BoltResponse:
    message = message_event.deleted(deps, body)
    if message is None or not (_is_line(deps, message, line_of) or _standing(deps, message)):
        return event_dedup.noted()
    if not _follow(deps, message):
        return event_dedup.noted()
    done = _revise(deps, message, (), f"gone:{message.ask.channel}:{message.ts}")
    return _told(deps, message, done) if isinstance(done, Done) else event_dedup.noted()


def _edited(deps: Deps, body: Mapping[str, Any], line_of: Finder) -> BoltResponse:
    found = message_event.edited(deps, body)
    if found is None:
        return event_dedup.noted()
    message = found[1]
    if not (any(_is_line(deps, each, line_of) for each in found if each) or _standing(deps, message)):
        return event_dedup.noted()  # most edits are none of ours
    if not _follow(deps, message):
        return event_dedup.noted()
    line = None if message.place is Place.CHANNEL else line_of(message.ask.text)
    standing = _standing(deps, message)
    return _correct(deps, message, line, standing) if standing else _book(deps, message, line)


def _correct(deps: Deps, message: Said, line: str | None, standing: Sequence[Entry]) -> BoltResponse:
    """Make the entries say what the message says now; they stay where it says nothing that can be booked."""
    pendings = new_message.understood(deps, message, line)
    done = _revise(deps, message, pendings, _key(message)) if pendings else None
    if isinstance(done, Done):
        return _told(deps, message, done)
    today = today_of(deps, message.ask)
    words = kept_entries.entries(standing, deps.catalog.current(), today, full=isinstance(done, FullDay))
    return event_dedup.answer(deps, message, words)


def _book(deps: Deps, message: Said, line: str | None) -> BoltResponse:
    """Nothing of the message is in force: it books as if just written like this, unless that is long ago."""
    if (deps.clock.now() - message.written).days > OLDEST:
        return event_dedup.noted()
    answer: Answer | None = _again(deps, message, line)
    if answer is None and message.place is Place.CHANNEL:
        answer = new_message.book_overheard(deps, message)
    elif answer is None and line is not None:
        answer = new_message.book(deps, message, line)
    return (
        event_dedup.answer(deps, message, answer, mark=new_message.has_booked(deps, message))
        if answer
        else event_dedup.noted()
    )


def _again(deps: Deps, message: Said, line: str | None) -> Answer | None:
    """What had been booked was taken back: offer to book what the message says now; None where it is no such one."""
    ask, now = message.ask, new_message.line_now(deps, message, line)
    with deps.sessions.read() as session:
        roots = queries.roots_under(session, workspace=ask.workspace, member=ask.member, request=ask.request)
    pendings = new_message.understood(deps, message, line) if roots else None
    if not pendings or now is None:
        return None
    ticket = Line.model_construct(key=_key(message), day=message.day(deps), text=now)
    return replies.taken_back(sum(pending.minutes for pending in pendings), ticket)


def _is_line(deps: Deps, message: Said, line_of: Finder) -> bool:
    if message.place is Place.CHANNEL:
        return new_message.may_be_line(deps, message)
    return line_of(message.ask.text) is not None


def _follow(deps: Deps, message: Said) -> bool:
    """Whether this is the newest that is known of the message; what is older comes late and changes nothing."""
    with deps.sessions.begin() as session:
        return message_versions.advance(session, message=message.edition.message, to=message.edition.at)


def _standing(deps: Deps, message: Said) -> tuple[Entry, ...]:
    ask = message.ask
    with deps.sessions.read() as session:
        return queries.booked_under(session, workspace=ask.workspace, member=ask.member, request=ask.request)


def _revise(deps: Deps, message: Said, pendings: Sequence[Pending], request: str) -> Done | FullDay | None:
    ask = message.ask
    bookings = [hours_log_command.booking(ask, pending) for pending in pendings]
    with deps.sessions.begin() as session:
        done = booking.revise(
            session,
            workspace=ask.workspace,
            member=ask.member,
            key=ask.request,
            bookings=bookings,
            request=request,
            now=deps.clock.now(),
        )
        message_versions.hold(session, message.edition)
        if isinstance(done, Done) and done.fresh:
            _offer(deps, session, message, done, dict(zip(bookings, pendings, strict=True)))
    return done


def _offer(deps: Deps, session: Connection, message: Said, done: Done, pendings: Mapping[Booking, Pending]) -> None:
    """Ask those whom only the message's new form names whether to book it too; of one entry each is asked once."""
    for change in done.changes:
        new, named = change.after, _named(change)
        pending = next((pendings[each] for each in pendings if new and new.says(each)), None)
        if new and pending and named:
            asked = pending.model_copy(update={"people": " ".join(named)})
            hours_co_learners.put(deps, session, message.ask, new.root, asked)


def _named(change: Change) -> list[str]:
    """Those who take part in an entry since this change."""
    before = change.before.people.split() if change.before else []
    return [each for each in (change.after.people.split() if change.after else ()) if each not in before]


def _key(message: Said) -> str:
    """The request that an edit of a message is: it begins with the message's own, so that both are found together."""
    return f"{message.ask.request}@{message.version}"


def _told(deps: Deps, message: Said, done: Done) -> BoltResponse:
    """Say what changed; a new space or a capital letter changes nothing."""
    if not done.changes:
        return event_dedup.noted()
    people = " ".join(dict.fromkeys(each for change in done.changes for each in _named(change)))
    with deps.sessions.read() as session:
        asked = hours_co_learners.told(deps, session, message.ask, people)
    return event_dedup.answer(deps, message, entries_changes.told(deps, message.ask, done, took=asked))
