"""Messages that were edited or deleted: what they had booked follows them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_bolt import BoltResponse

from bot.core.ledger import booking, queries
from bot.core.ledger.rules import Booking, Entry, EntryChange, FullDay, LedgerAct
from bot.db.engine import Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.dispatch import event_dedup, event_store, message_event
from bot.dispatch.event_store import StaleVersion
from bot.dispatch.message_event import ConversationKind, MessageEvent
from bot.dispatch.request import requester_today
from bot.features.entries import handlers as entries_handlers
from bot.features.hours.handlers import co_learners as hours_co_learners
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.message_log import views
from bot.features.message_log.handlers import new_message
from bot.slack.message import AnyMessage
from bot.slack.payloads import LogLinePayload, PendingEntryPayload
from bot.timeexpr.past_days import OLDEST

log = logging.getLogger(__name__)

LineFinder = Callable[[str], str | None]  # the line for the ledger in what was said to us


def handle_message_change(deps: Deps, body: Mapping[str, Any], find_line: LineFinder) -> BoltResponse:
    """A message was changed; 500 has Slack tell again what could not be written down."""
    try:
        return (
            _follow_deletion(deps, body, find_line)
            if message_event.is_deletion(body["event"])
            else _follow_edit(deps, body, find_line)
        )
    except StaleVersion:
        return event_dedup.acknowledge()
    except DatabaseUnavailable:
        log.warning("change put off event=%s reason=database", body.get("event_id"))
        return BoltResponse(status=500, body="")


def _follow_deletion(deps: Deps, body: Mapping[str, Any], find_line: LineFinder) -> BoltResponse:
    message = message_event.read_deletion(deps, body)
    if message is None or not (_may_be_line(deps, message, find_line) or _find_entries(deps, message)):
        return event_dedup.acknowledge()
    if not _advance_version(deps, message):
        return event_dedup.acknowledge()
    done = _revise_entries(deps, message, (), f"gone:{message.request.channel}:{message.ts}")
    return _answer_change(deps, message, done) if isinstance(done, LedgerAct) else event_dedup.acknowledge()


def _follow_edit(deps: Deps, body: Mapping[str, Any], find_line: LineFinder) -> BoltResponse:
    found = message_event.read_edit(deps, body)
    if found is None:
        return event_dedup.acknowledge()
    message = found[1]
    if not (any(_may_be_line(deps, each, find_line) for each in found if each) or _find_entries(deps, message)):
        return event_dedup.acknowledge()  # most edits are none of ours
    if not _advance_version(deps, message):
        return event_dedup.acknowledge()
    line = None if message.conversation is ConversationKind.CHANNEL else find_line(message.request.text)
    standing = _find_entries(deps, message)
    return _correct_entries(deps, message, line, standing) if standing else _book_edited(deps, message, line)


def _correct_entries(
    deps: Deps, message: MessageEvent, line: str | None, booked_entries: Sequence[Entry]
) -> BoltResponse:
    """Make the entries say what the message says now; they stay where it says nothing that can be booked."""
    pendings = new_message.parse_message_pendings(deps, message, line)
    done = _revise_entries(deps, message, pendings, _edit_key(message)) if pendings else None
    if isinstance(done, LedgerAct):
        return _answer_change(deps, message, done)
    today = requester_today(deps, message.request)
    words = views.render_kept_entries(
        booked_entries, deps.catalog.current(), today, is_day_full=isinstance(done, FullDay)
    )
    return event_dedup.respond_once(deps, message, words)


def _book_edited(deps: Deps, message: MessageEvent, line: str | None) -> BoltResponse:
    """Nothing of the message is in force: it books as if just written like this, unless that is long ago."""
    if (deps.clock.now() - message.written_at).days > OLDEST:
        return event_dedup.acknowledge()
    answer: AnyMessage | None = _offer_rebooking(deps, message, line)
    if answer is None and message.conversation is ConversationKind.CHANNEL:
        answer = new_message.book_channel_line(deps, message)
    elif answer is None and line is not None:
        answer = new_message.book_direct_line(deps, message, line)
    return (
        event_dedup.respond_once(deps, message, answer, with_check_mark=new_message.has_booked_entries(deps, message))
        if answer
        else event_dedup.acknowledge()
    )


def _offer_rebooking(deps: Deps, message: MessageEvent, line: str | None) -> AnyMessage | None:
    """What had been booked was taken back: offer to book what the message says now; None where it is no such one."""
    ask, now = message.request, new_message.find_message_line(deps, message, line)
    with deps.database.read() as conn:
        roots = queries.list_roots_of_request(conn, workspace=ask.workspace, member=ask.member, request=ask.key)
    pendings = new_message.parse_message_pendings(deps, message, line) if roots else None
    if not pendings or now is None:
        return None
    ticket = LogLinePayload.model_construct(key=_edit_key(message), day=message.local_day(deps), text=now)
    return views.render_rebook_question(sum(pending.minutes for pending in pendings), ticket)


def _may_be_line(deps: Deps, message: MessageEvent, find_line: LineFinder) -> bool:
    if message.conversation is ConversationKind.CHANNEL:
        return new_message.may_be_line(deps, message)
    return find_line(message.request.text) is not None


def _advance_version(deps: Deps, message: MessageEvent) -> bool:
    """Whether this is the newest that is known of the message; what is older comes late and changes nothing."""
    with deps.database.begin() as conn:
        return event_store.record_change(
            conn, message_key=message.message_version.message_key, changed_at=message.message_version.changed_at
        )


def _find_entries(deps: Deps, message: MessageEvent) -> tuple[Entry, ...]:
    ask = message.request
    with deps.database.read() as conn:
        return queries.list_entries_of_request(conn, workspace=ask.workspace, member=ask.member, request=ask.key)


def _revise_entries(
    deps: Deps, message: MessageEvent, pendings: Sequence[PendingEntryPayload], request: str
) -> LedgerAct | FullDay | None:
    ask = message.request
    bookings = [hours_log_command.booking_from_pending(ask, pending) for pending in pendings]
    with deps.database.begin() as conn:
        done = booking.revise_request(
            conn,
            workspace=ask.workspace,
            member=ask.member,
            original_request=ask.key,
            bookings=bookings,
            request=request,
            now=deps.clock.now(),
        )
        event_store.check_version(conn, message.message_version)
        if isinstance(done, LedgerAct) and done.is_new:
            _ask_new_people(deps, conn, message, done, dict(zip(bookings, pendings, strict=True)))
    return done


def _ask_new_people(
    deps: Deps,
    conn: Connection,
    message: MessageEvent,
    done: LedgerAct,
    pendings: Mapping[Booking, PendingEntryPayload],
) -> None:
    """Ask those whom only the message's new form names whether to book it too; of one entry each is asked once."""
    for change in done.changes:
        new, named = change.after, _new_people(change)
        pending = next((pendings[each] for each in pendings if new and new.has_same_content(each)), None)
        if new and pending and named:
            asked = pending.model_copy(update={"people": " ".join(named)})
            hours_co_learners.ask_co_learners(deps, conn, message.request, new.root, asked)


def _new_people(change: EntryChange) -> list[str]:
    """Those who take part in an entry since this change."""
    before = change.before.people.split() if change.before else []
    return [each for each in (change.after.people.split() if change.after else ()) if each not in before]


def _edit_key(message: MessageEvent) -> str:
    """The request that an edit of a message is: it begins with the message's own, so that both are found together."""
    return f"{message.request.key}@{message.version_ts}"


def _answer_change(deps: Deps, message: MessageEvent, done: LedgerAct) -> BoltResponse:
    """Say what changed; a new space or a capital letter changes nothing."""
    if not done.changes:
        return event_dedup.acknowledge()
    people = " ".join(dict.fromkeys(each for change in done.changes for each in _new_people(change)))
    with deps.database.read() as conn:
        asked = hours_co_learners.describe_asked_people(deps, conn, message.request, people)
    return event_dedup.respond_once(
        deps, message, entries_handlers.describe_change(deps, message.request, done, corrections=asked)
    )
