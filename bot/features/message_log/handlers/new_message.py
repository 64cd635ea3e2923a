"""Lines for the ledger that stand in messages: in a channel, where most is talk, and where Roadmate is spoken to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core.ledger import activity, queries
from bot.deps import Deps
from bot.dispatch import event_store
from bot.dispatch.event_store import StaleVersion
from bot.dispatch.message_event import ConversationKind, MessageEvent
from bot.features.hours.handlers import co_learners as hours_co_learners
from bot.features.hours.handlers import interpret_line as hours_interpret_line
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.hours.rules import line_parser as hours_line_parser
from bot.features.hours.rules import multi_entry as hours_multi_entry
from bot.features.hours.rules.line_parser import ParsedEntry
from bot.features.hours.views import booking_result as hours_booking_result
from bot.features.message_log import rules
from bot.slack.message import AnyMessage
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import PendingEntryPayload
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

_SCHEDULE_WORDS: Final = frozenset(
    {"in", "within", "every", "after", "until", "last", "next"}
)  # "in 2h" is when, not how long


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A line that a channel message is; `nearly` is set where its subject is not named exactly and has to be asked."""

    line: str
    entry: ParsedEntry
    near_subject: Subject | None = None


def find_direct_line(text: str, find_command: Callable[[str], str]) -> str | None:
    """The line for the ledger that is said to us, or None; `command` tells which command a word names."""
    first, _, rest = text.strip().partition(" ")
    if find_command(first) == hours_log_command.NAME:
        rest = rest.strip()
        return rest if rest[:1] in tuple("+-.:0123456789") or parse.find(tidy(rest), bare=False) else None
    return text.strip().removeprefix("+").strip() if _begins_with_hours(text) else None


def find_minutes(text: str) -> int:
    """The minutes that words said to us speak of, 0 for none."""
    found = parse.find(tidy(unescape(text)), bare=False)
    return found.minutes if isinstance(found, parse.Duration) else 0


def reports_hours(catalog: Catalog, text: str, today: date) -> bool:
    """Whether a sentence tells of hours on something it names exactly: "I spent 2h on networking today"."""
    pieces = hours_multi_entry.split_entries(unescape(text), lambda what: _names_subject(catalog, what))
    told = [_parse_report(hours_co_learners.split_people(piece)[0], today) for piece in pieces]
    return all(draft and _names_subject_exactly(catalog, draft.what) for draft in told)


def detect_channel_line(catalog: Catalog, text: str, today: date) -> ChannelLine | None:
    """What a channel message asks to book, or None for talk; `text` is as typed."""
    said = rules.detect_line(text, today, lambda what: _names_subject(catalog, what))
    if said is None:
        return None
    exact = [_names_subject_exactly(catalog, draft.what) for draft in said.entries]
    if not said.is_explicit:
        doubts = (rules.is_everyday_name(draft.what) or rules.is_system_event(draft.what) for draft in said.entries)
        plain = all(exact) and not any(doubts)
        return ChannelLine(said.line, said.entries[0]) if plain else None
    near = [subjects.find_likely_subject(catalog, draft.what) for draft in said.entries]
    everyday = len(exact) == 1 and _is_everyday_topic(catalog, said.entries[0].what)
    if (all(exact) and not everyday) or (len(exact) > 1 and any(exact) and all(near)):
        return ChannelLine(said.line, said.entries[0])
    if len(near) > 1 or near[0] is None:
        return None
    return ChannelLine(
        said.line,
        said.entries[0],
        None if isinstance(near[0], SubjectOptions) or not said.has_bookable_days else near[0],
    )


def may_be_line(deps: Deps, message: MessageEvent) -> bool:
    """Whether a channel message asks to book on any day it can be to its author, about whom nothing is looked up."""
    text = unescape(message.request.text)
    if not rules.has_line_opening(text):
        return False
    day, catalog = message.written_at.astimezone(UTC).date(), deps.catalog.current()
    return any(detect_channel_line(catalog, text, day + timedelta(days=ahead)) for ahead in (0, 1, -1))


def book_direct_line(deps: Deps, message: MessageEvent, line: str) -> AnyMessage | None:
    """Book a line that was said to us, or ask about it; None where the message was changed or deleted meanwhile."""
    try:
        return hours_log_command.book_line(
            deps, replace(message.request, text=line, message_version=message.message_version), message.local_day(deps)
        )
    except StaleVersion:
        return None


def book_channel_line(deps: Deps, message: MessageEvent) -> AnyMessage | None:
    """Book what a channel message says, or ask its author; None for talk."""
    day = message.local_day(deps)
    heard = detect_channel_line(deps.catalog.current(), unescape(message.request.text), day)
    if heard is None:
        return None
    if heard.near_subject is None:
        return book_direct_line(deps, message, _channel_line_text(message))
    pending = hours_interpret_line.build_pending(message.request, heard.entry, heard.near_subject)
    return hours_booking_result.render_subject_choice(
        SubjectOptions(heard.entry.what, (heard.near_subject,)), (pending,), day
    )


def parse_message_pendings(
    deps: Deps, message: MessageEvent, line: str | None
) -> tuple[PendingEntryPayload, ...] | None:
    """What a message says without any doubt; `line` is None where it stands in a channel."""
    now = find_message_line(deps, message, line)
    if now is None:
        return None
    found = hours_log_command.parse_pendings(deps, message.request, unescape(now), message.local_day(deps))
    return found if isinstance(found, tuple) else None


def find_message_line(deps: Deps, message: MessageEvent, line: str | None) -> str | None:
    """The line that a message is, still as Slack delivered it; `line` is None where it stands in a channel."""
    if message.conversation is not ConversationKind.CHANNEL:
        return line
    heard = detect_channel_line(deps.catalog.current(), unescape(message.request.text), message.local_day(deps))
    return _channel_line_text(message) if heard and heard.near_subject is None else None


def is_stale(deps: Deps, message: MessageEvent) -> bool:
    """Whether the message was changed or deleted since, as far as we have heard once its author is known."""
    deps.directory.ensure_member(message.request.workspace, message.request.member)
    with deps.database.read() as conn:
        last = event_store.last_change(conn, message_key=message.message_version.message_key)
    return last is not None and last >= message.changed_at


def has_booked_entries(deps: Deps, message: MessageEvent) -> bool:
    """Whether hours of this message are in force."""
    ask = message.request
    with deps.database.read() as conn:
        return bool(queries.list_entries_of_request(conn, workspace=ask.workspace, member=ask.member, request=ask.key))


def _channel_line_text(message: MessageEvent) -> str:
    """A channel's line as `/log` takes it, still as Slack delivered it."""
    text = message.request.text
    return text[1:].lstrip() if text.startswith("+") else text[3:].lstrip()


def _parse_report(words: str, today: date) -> ParsedEntry | None:
    """What a sentence tells of hours that were spent: no question, and nothing that begins "in 2 h"."""
    head, _ = hours_line_parser.split_note(words)
    length = parse.find(tidy(head), bare=False)
    draft = hours_line_parser.parse_line(words, today)
    if "?" in head or not isinstance(length, parse.Duration) or not isinstance(draft, ParsedEntry):
        return None
    before = tidy(head).partition(length.got)[0].split()
    return None if before and before[-1].casefold() in _SCHEDULE_WORDS else draft


def _is_everyday_topic(catalog: Catalog, subject_words: str) -> bool:
    """Whether a topic is called by an everyday word, or by everyday words that are not its name."""
    found = subjects.find_exact_subject(catalog, subject_words)
    if found is None or found.topic_ref is None or not rules.is_everyday_name(subject_words):
        return False
    return " " not in subject_words or subject_words.casefold() != found.name.casefold()


def _begins_with_hours(text: str) -> bool:
    """Whether a text begins with a length of time; a bare number counts only after a plus."""
    line = tidy(text)
    if line.startswith("+"):
        return parse.take(line) is not None
    found = parse.find(line, bare=False)
    return found is not None and line.startswith(found.got)


def _names_subject(catalog: Catalog, subject_words: str) -> bool:
    return activity.parse_activity(subject_words) is not None or isinstance(
        subjects.find_subject(catalog, subject_words), Subject
    )


def _names_subject_exactly(catalog: Catalog, subject_words: str) -> bool:
    return (
        activity.parse_activity(subject_words) is not None
        or subjects.find_exact_subject(catalog, subject_words) is not None
    )
