"""Book lines in messages: in a channel, where most is talk, and in direct messages and mentions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, timedelta

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core.ledger import activity, queries
from bot.core.ledger.rules import Entry
from bot.deps import Deps
from bot.dispatch import event_store
from bot.dispatch.event_store import StaleVersion
from bot.dispatch.message_event import ConversationKind, MessageEvent
from bot.features.hours.handlers import interpret_line as hours_interpret_line
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.hours.handlers.interpret_line import InterpretedEntry
from bot.features.hours.rules.line_parts import ParsedEntry
from bot.features.hours.views import clarifications as hours_clarifications
from bot.features.message_log.rules import channel_lines
from bot.frozen import frozen
from bot.slack.message import AnyMessage
from bot.slack.typed_text import split_first_word
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy


@frozen
class ChannelLine:
    """A channel message that is a line; `near_subject` is set if it has to be asked about, as the name is not exact."""

    line: str
    entry: ParsedEntry
    near_subject: Subject | None = None


def find_direct_line(text: str, find_command: Callable[[str], str]) -> str | None:
    """Return the line in a message to Roadmate, or None; `find_command` tells which command a word names."""
    first, rest = split_first_word(text)
    if find_command(first) == hours_log_command.NAME:
        return rest if rest[:1] in tuple("+-.:0123456789") or parse.find(tidy(rest), bare=False) else None
    return text.strip().removeprefix("+").strip() if _begins_with_hours(text) else None


def detect_channel_line(catalog: Catalog, text: str, today: date) -> ChannelLine | None:
    """Return what a channel message asks to book, or None for talk; `text` is as typed."""
    detected = channel_lines.detect_line(text, today, lambda what: _names_subject(catalog, what))
    if detected is None:
        return None
    names = [entry.what for entry in detected.entries]
    if any(map(channel_lines.is_unlearned, names)):
        return None
    exact = [_names_subject_exactly(catalog, name) for name in names]
    line = ChannelLine(detected.line, detected.entries[0])
    if not detected.is_explicit:
        is_doubtful = any(channel_lines.is_everyday_name(name) or channel_lines.is_system_event(name) for name in names)
        return line if all(exact) and not is_doubtful else None
    near = [_find_near_subject(catalog, name) for name in names]
    is_everyday = len(exact) == 1 and _is_everyday_topic(catalog, names[0])
    if (all(exact) and not is_everyday) or (len(exact) > 1 and any(exact) and all(near)):
        return line
    if not (detected.is_plain or is_everyday) or not (all(near) or all(map(channel_lines.is_short, names))):
        return None
    if len(near) == 1 and isinstance(near[0], Subject) and detected.has_bookable_days:
        return replace(line, near_subject=near[0])
    return line


def may_be_line(deps: Deps, message: MessageEvent) -> bool:
    """Tell whether a channel message is a line on any day it can be for its author, who is not looked up for that."""
    text = message.request.text
    if not channel_lines.has_line_opening(text):
        return False
    day, catalog = message.written_at.astimezone(UTC).date(), deps.catalog.of(message.request.workspace)
    return any(detect_channel_line(catalog, text, day + timedelta(days=ahead)) for ahead in (0, 1, -1))


def book_direct_line(deps: Deps, message: MessageEvent, line: str) -> AnyMessage | None:
    """Book a line, or ask about it; None if its message was changed or deleted meanwhile."""
    try:
        return hours_log_command.book_line(
            deps, replace(message.request, text=line, message_version=message.message_version), message.local_day(deps)
        )
    except StaleVersion:
        return None


def book_channel_line(deps: Deps, message: MessageEvent) -> AnyMessage | None:
    """Book what a channel message says, or ask its author; None for talk."""
    day = message.local_day(deps)
    found = detect_channel_line(deps.catalog.of(message.request.workspace), message.request.text, day)
    if found is None:
        return None
    if found.near_subject is None:
        return book_direct_line(deps, message, found.line)
    pending = hours_interpret_line.build_pending(message.request, found.entry, found.near_subject)
    options = SubjectOptions(found.entry.what, (found.near_subject,))
    return hours_clarifications.render_subject_question(
        found.entry, options, options.options, (pending,), typed=found.line, today=day
    )


def interpret_message(deps: Deps, message: MessageEvent, line: str | None) -> tuple[InterpretedEntry, ...]:
    """Return what a message books without any doubt, else nothing; `line` is None for a channel message."""
    current_line = find_message_line(deps, message, line)
    if current_line is None:
        return ()
    result = hours_interpret_line.interpret_line(deps, message.request, current_line, message.local_day(deps))
    return result if isinstance(result, tuple) else ()


def find_message_line(deps: Deps, message: MessageEvent, line: str | None) -> str | None:
    """Return the line that a message is; `line` is None for a channel message."""
    if message.conversation is not ConversationKind.CHANNEL:
        return line
    found = detect_channel_line(
        deps.catalog.of(message.request.workspace), message.request.text, message.local_day(deps)
    )
    return found.line if found and found.near_subject is None else None


def is_stale(deps: Deps, message: MessageEvent) -> bool:
    """Tell whether the message was changed or deleted since, as far as is known after its author was looked up."""
    deps.directory.ensure_member(message.request.workspace, message.request.member)
    with deps.database.read() as conn:
        last = event_store.last_change(conn, message_key=message.message_version.message_key)
    return last is not None and last >= message.changed_at


def has_booked_entries(deps: Deps, message: MessageEvent) -> bool:
    """Tell whether hours of this message are in force."""
    return bool(list_message_entries(deps, message))


def list_message_entries(deps: Deps, message: MessageEvent) -> tuple[Entry, ...]:
    """Return the entries of this message that are in force."""
    request = message.request
    with deps.database.read() as conn:
        return queries.list_entries_of_request(
            conn, workspace=request.workspace, member=request.member, request=request.key
        )


def _is_everyday_topic(catalog: Catalog, subject_words: str) -> bool:
    """Tell whether a topic is called by an everyday word, or by everyday words that are not its name."""
    subject = subjects.find_exact_subject(catalog, subject_words)
    if subject is None or subject.topic_ref is None or not channel_lines.is_everyday_name(subject_words):
        return False
    return " " not in subject_words or subject_words.casefold() != subject.name.casefold()


def _begins_with_hours(text: str) -> bool:
    """Tell whether a text begins with a duration; a bare number counts only after a plus."""
    line = tidy(text)
    if line.startswith("+"):
        return parse.take(line) is not None
    duration = parse.find(line, bare=False)
    return duration is not None and line.startswith(duration.got)


def _find_near_subject(catalog: Catalog, subject_words: str) -> Subject | SubjectOptions | None:
    """Return what may be meant; of few words also what a part of them names, the others being its rest."""
    found = subjects.find_likely_subject(catalog, subject_words)
    if found is None and channel_lines.is_short(subject_words):
        found = subjects.find_whole_subject(catalog, subject_words)
    return found.options[0] if isinstance(found, SubjectOptions) and len(found.options) == 1 else found


def _names_subject(catalog: Catalog, subject_words: str) -> bool:
    is_activity = activity.parse_activity(subject_words) is not None
    return is_activity or isinstance(subjects.find_whole_subject(catalog, subject_words), Subject)


def _names_subject_exactly(catalog: Catalog, subject_words: str) -> bool:
    is_activity = activity.parse_activity(subject_words) is not None
    return is_activity or subjects.find_exact_subject(catalog, subject_words) is not None
