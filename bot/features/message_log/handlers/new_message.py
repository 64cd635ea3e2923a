"""Lines for the ledger that stand in messages: in a channel, where most is talk, and where Roadmate is spoken to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import exact_names, subjects
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.core.ledger import activity, queries
from bot.deps import Deps
from bot.dispatch import message_versions
from bot.dispatch.message_event import Place, Said
from bot.dispatch.message_versions import Overtaken
from bot.features.hours.handlers import co_learners as hours_co_learners
from bot.features.hours.handlers import interpret_line as hours_interpret_line
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.hours.rules import line_parser as hours_line_parser
from bot.features.hours.rules import multi_entry as hours_multi_entry
from bot.features.hours.rules.line_parser import Draft
from bot.features.hours.views import booked as hours_booked
from bot.features.message_log import rules
from bot.slack.message import Answer
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import Pending
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

_AHEAD: Final = frozenset({"in", "within", "every", "after", "until", "last", "next"})  # "in 2h" is when, not how long


@dataclass(frozen=True, slots=True)
class Heard:
    """A line that a channel message is; `nearly` is set where its subject is not named exactly and has to be asked."""

    line: str
    draft: Draft
    nearly: Subject | None = None


def line_of(text: str, command: Callable[[str], str]) -> str | None:
    """The line for the ledger that is said to us, or None; `command` tells which command a word names."""
    first, _, rest = text.strip().partition(" ")
    if command(first) == hours_log_command.NAME:
        rest = rest.strip()
        return rest if rest[:1] in tuple("+-.:0123456789") or parse.find(tidy(rest), bare=False) else None
    return text.strip().removeprefix("+").strip() if _begins_with_hours(text) else None


def length_in(text: str) -> int:
    """The minutes that words said to us speak of, 0 for none."""
    found = parse.find(tidy(unescape(text)), bare=False)
    return found.minutes if isinstance(found, parse.Duration) else 0


def is_told(catalog: Catalog, text: str, today: date) -> bool:
    """Whether a sentence tells of hours on something it names exactly: "I spent 2h on networking today"."""
    pieces = hours_multi_entry.pieces(unescape(text), lambda what: _is_subject(catalog, what))
    told = [_told(hours_co_learners.people_in(piece)[0], today) for piece in pieces]
    return all(draft and _is_exact(catalog, draft.what) for draft in told)


def overheard(catalog: Catalog, text: str, today: date) -> Heard | None:
    """What a channel message asks to book, or None for talk; `text` is as typed."""
    said = rules.heard(text, today, lambda what: _is_subject(catalog, what))
    if said is None:
        return None
    exact = [_is_exact(catalog, draft.what) for draft in said.drafts]
    if not said.asked:
        doubts = (rules.is_everyday(draft.what) or rules.happens(draft.what) for draft in said.drafts)
        plain = all(exact) and not any(doubts)
        return Heard(said.line, said.drafts[0]) if plain else None
    near = [exact_names.nearly(catalog, draft.what) for draft in said.drafts]
    everyday = len(exact) == 1 and _is_everyday(catalog, said.drafts[0].what)
    if (all(exact) and not everyday) or (len(exact) > 1 and any(exact) and all(near)):
        return Heard(said.line, said.drafts[0])
    if len(near) > 1 or near[0] is None:
        return None
    return Heard(said.line, said.drafts[0], None if isinstance(near[0], Subjects) or not said.fits else near[0])


def may_be_line(deps: Deps, said: Said) -> bool:
    """Whether a channel message asks to book on any day it can be to its author, about whom nothing is looked up."""
    text = unescape(said.ask.text)
    if not rules.opens(text):
        return False
    day, catalog = said.written.astimezone(UTC).date(), deps.catalog.current()
    return any(overheard(catalog, text, day + timedelta(days=ahead)) for ahead in (0, 1, -1))


def book(deps: Deps, said: Said, line: str) -> Answer | None:
    """Book a line that was said to us, or ask about it; None where the message was changed or deleted meanwhile."""
    try:
        return hours_log_command.book(deps, replace(said.ask, text=line, edition=said.edition), said.day(deps))
    except Overtaken:
        return None


def book_overheard(deps: Deps, said: Said) -> Answer | None:
    """Book what a channel message says, or ask its author; None for talk."""
    day = said.day(deps)
    heard = overheard(deps.catalog.current(), unescape(said.ask.text), day)
    if heard is None:
        return None
    if heard.nearly is None:
        return book(deps, said, _line(said))
    pending = hours_interpret_line.pending(said.ask, heard.draft, heard.nearly)
    return hours_booked.which_subject(Subjects(heard.draft.what, (heard.nearly,)), (pending,), day)


def understood(deps: Deps, said: Said, line: str | None) -> tuple[Pending, ...] | None:
    """What a message says without any doubt; `line` is None where it stands in a channel."""
    now = line_now(deps, said, line)
    if now is None:
        return None
    found = hours_log_command.understood(deps, said.ask, unescape(now), said.day(deps))
    return found if isinstance(found, tuple) else None


def line_now(deps: Deps, said: Said, line: str | None) -> str | None:
    """The line that a message is, still as Slack delivered it; `line` is None where it stands in a channel."""
    if said.place is not Place.CHANNEL:
        return line
    heard = overheard(deps.catalog.current(), unescape(said.ask.text), said.day(deps))
    return _line(said) if heard and heard.nearly is None else None


def is_overtaken(deps: Deps, said: Said) -> bool:
    """Whether the message was changed or deleted since, as far as we have heard once its author is known."""
    deps.people.meet(said.ask.workspace, said.ask.member)
    with deps.sessions.read() as session:
        last = message_versions.last(session, message=said.edition.message)
    return last is not None and last >= said.at


def has_booked(deps: Deps, said: Said) -> bool:
    """Whether hours of this message are in force."""
    ask = said.ask
    with deps.sessions.read() as session:
        return bool(queries.booked_under(session, workspace=ask.workspace, member=ask.member, request=ask.request))


def _line(said: Said) -> str:
    """A channel's line as `/log` takes it, still as Slack delivered it."""
    text = said.ask.text
    return text[1:].lstrip() if text.startswith("+") else text[3:].lstrip()


def _told(words: str, today: date) -> Draft | None:
    """What a sentence tells of hours that were spent: no question, and nothing that begins "in 2 h"."""
    head, _ = hours_line_parser.split_note(words)
    length = parse.find(tidy(head), bare=False)
    draft = hours_line_parser.parse(words, today)
    if "?" in head or not isinstance(length, parse.Duration) or not isinstance(draft, Draft):
        return None
    before = tidy(head).partition(length.got)[0].split()
    return None if before and before[-1].casefold() in _AHEAD else draft


def _is_everyday(catalog: Catalog, what: str) -> bool:
    """Whether a topic is called by an everyday word, or by everyday words that are not its name."""
    found = exact_names.exactly(catalog, what)
    if found is None or found.place is None or not rules.is_everyday(what):
        return False
    return " " not in what or what.casefold() != found.name.casefold()


def _begins_with_hours(text: str) -> bool:
    """Whether a text begins with a length of time; a bare number counts only after a plus."""
    line = tidy(text)
    if line.startswith("+"):
        return parse.take(line) is not None
    found = parse.find(line, bare=False)
    return found is not None and line.startswith(found.got)


def _is_subject(catalog: Catalog, what: str) -> bool:
    return activity.read(what) is not None or isinstance(subjects.find(catalog, what), Subject)


def _is_exact(catalog: Catalog, what: str) -> bool:
    return activity.read(what) is not None or exact_names.exactly(catalog, what) is not None
