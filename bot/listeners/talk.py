"""Lines for the ledger that stand in messages: in a channel, where most is talk, and where Roadmate is spoken to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from bot.catalog import naming, subjects
from bot.catalog.catalog import Catalog
from bot.catalog.subjects import Subject, Subjects
from bot.deps import Deps
from bot.domain import activity, durations, spoken
from bot.domain.logline import Draft
from bot.domain.words import tidy
from bot.listeners import log
from bot.listeners.said import Place, Said
from bot.services import ledger, versions
from bot.views import hours as views
from bot.views.message import Answer
from bot.views.text import unescape
from bot.views.tickets import Pending


@dataclass(frozen=True, slots=True)
class Heard:
    """A line that a channel message is; `nearly` is set where its subject is not named exactly and has to be asked."""

    line: str
    draft: Draft
    nearly: Subject | None = None


def line_of(text: str, command: Callable[[str], str]) -> str | None:
    """The line for the ledger that is said to us, or None; `command` tells which command a word names."""
    first, _, rest = text.strip().partition(" ")
    if command(first) == log.NAME:
        rest = rest.strip()
        return rest if rest[:1] in tuple("+-.:0123456789") or durations.find(tidy(rest), bare=False) else None
    return text.strip().removeprefix("+").strip() if _begins_with_hours(text) else None


def overheard(catalog: Catalog, text: str, today: date) -> Heard | None:
    """What a channel message asks to book, or None for talk; `text` is as typed."""
    said = spoken.heard(text, today, lambda what: _is_subject(catalog, what))
    if said is None:
        return None
    exact = [_is_exact(catalog, draft.what) for draft in said.drafts]
    if not said.asked:
        plain = all(exact) and not any(spoken.is_everyday(draft.what) for draft in said.drafts)
        return Heard(said.line, said.drafts[0]) if plain else None
    near = [naming.nearly(catalog, draft.what) for draft in said.drafts]
    if all(exact) or (len(exact) > 1 and any(exact) and all(near)):
        return Heard(said.line, said.drafts[0])
    if len(near) > 1 or near[0] is None:
        return None
    return Heard(said.line, said.drafts[0], None if isinstance(near[0], Subjects) or not said.fits else near[0])


def may_be_line(deps: Deps, said: Said) -> bool:
    """Whether a channel message asks to book on any day it can be to its author, about whom nothing is looked up."""
    text = unescape(said.ask.text)
    if not spoken.opens(text):
        return False
    day, catalog = said.written.astimezone(UTC).date(), deps.catalog.current()
    return any(overheard(catalog, text, day + timedelta(days=ahead)) for ahead in (0, 1, -1))


def book(deps: Deps, said: Said, line: str) -> Answer:
    """Book a line that was said to us, or ask about it."""
    return log.book(deps, said.ask.saying(line), said.day(deps))


def book_overheard(deps: Deps, said: Said) -> Answer | None:
    """Book what a channel message says, or ask its author; None for talk."""
    day = said.day(deps)
    heard = overheard(deps.catalog.current(), unescape(said.ask.text), day)
    if heard is None:
        return None
    if heard.nearly is None:
        return book(deps, said, _line(said))
    pending = _pending(said, heard.draft, heard.nearly)
    return views.which_subject(Subjects(heard.draft.what, (heard.nearly,)), (pending,), day)


def understood(deps: Deps, said: Said, line: str | None) -> tuple[Pending, ...] | None:
    """What a message says without any doubt; `line` is None where it stands in a channel."""
    day = said.day(deps)
    if said.place is Place.CHANNEL:
        heard = overheard(deps.catalog.current(), unescape(said.ask.text), day)
        line = _line(said) if heard and heard.nearly is None else None
    if line is None:
        return None
    found = log.understood(deps, said.ask, unescape(line), day)
    return found if isinstance(found, tuple) else None


def is_overtaken(deps: Deps, said: Said) -> bool:
    """Whether the message was changed or deleted since, as far as we have heard."""
    with deps.sessions.read() as session:
        last = versions.last(session, message=key_of(said))
    return last is not None and last >= said.at


def key_of(said: Said) -> str:
    """The message among those of all workspaces."""
    return f"{said.ask.workspace}:{said.ask.request}"


def has_booked(deps: Deps, said: Said) -> bool:
    """Whether hours of this message are in force."""
    ask = said.ask
    with deps.sessions.read() as session:
        return bool(ledger.booked_under(session, workspace=ask.workspace, member=ask.member, request=ask.request))


def _line(said: Said) -> str:
    """A channel's line as `/log` takes it, still as Slack delivered it."""
    text = said.ask.text
    return text[1:].lstrip() if text.startswith("+") else text[3:].lstrip()


def _pending(said: Said, draft: Draft, subject: Subject) -> Pending:
    return Pending(
        key=said.ask.request,
        minutes=draft.minutes,
        area=subject.area.id,
        roadmap=subject.roadmap.id if subject.roadmap else None,
        topic=subject.place.id if subject.place else None,
        day=draft.day,
        note=draft.note,
    )


def _begins_with_hours(text: str) -> bool:
    """Whether a text begins with a length of time; a bare number counts only after a plus."""
    line = tidy(text)
    if line.startswith("+"):
        return durations.take(line) is not None
    found = durations.find(line, bare=False)
    return found is not None and line.startswith(found.got)


def _is_subject(catalog: Catalog, what: str) -> bool:
    return activity.read(what) is not None or isinstance(subjects.find(catalog, what), Subject)


def _is_exact(catalog: Catalog, what: str) -> bool:
    return activity.read(what) is not None or naming.exactly(catalog, what) is not None
