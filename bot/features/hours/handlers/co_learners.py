"""Hours spent with others: each of them is asked once whether to book them too, and does so with one click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.core.people import members
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch.request import Ask, Named
from bot.dispatch.request import people_in as named_in
from bot.dispatch.router import Doors
from bot.features.hours.rules import line_parser
from bot.features.hours.views import co_learners
from bot.slack.message import Answer
from bot.slack.payloads import Pending

MOST: Final = 10  # people in one line
WORTH: Final = timedelta(days=7)  # later than that nobody remembers the hour


def register(app: Doors, deps: Deps) -> None:
    """The button that declines; the one that books belongs to `/log`."""
    app.on_click(deps, "offer.drop", drop)


def people_in(text: str) -> tuple[str, tuple[Named, ...]]:
    """A line without the people named before its note, and those people; most lines name none."""
    if "@" not in text:
        return text, ()
    head, note = line_parser.split_note(text)
    words, people = named_in(head)
    return (f"{words}: {note.strip()}" if note.strip() else words), people[:MOST]


def asked(deps: Deps, ask: Ask, people: Sequence[Named]) -> tuple[str, str]:
    """The ids of those who are to be asked, and what is said of the others: oneself, and us."""
    ids = [person.id for person in people if person.id != ask.member]
    ours = deps.people.us(ask.workspace) if ids else ""
    others = [each for each in ids if each != ours]
    return " ".join(others), co_learners.not_asked(oneself=len(ids) < len(people), us=len(others) < len(ids))


def told(deps: Deps, session: Connection, ask: Ask, people: str) -> str:
    """Whom we ask, in words; empty for nobody."""
    if not people:
        return ""
    find, default = members.find, deps.settings.timezone
    known = [find(session, workspace=ask.workspace, member=each, default=default) for each in people.split()]
    return co_learners.asked(len(known), [member.name for member in known if member])


def put(deps: Deps, session: Connection, ask: Ask, entry: int, pending: Pending) -> None:
    """Write the questions to the people of a booking, in the booking's own transaction."""
    if not pending.people:
        return
    now = deps.clock.now()
    booker = members.find(session, workspace=ask.workspace, member=ask.member, default=deps.settings.timezone)
    for person in pending.people.split():
        message = co_learners.offer(booker.name if booker else ask.name, pending, key=f"offer:{entry}", day=pending.day)
        outbox.put(
            session,
            workspace=ask.workspace,
            kind=Kind.OFFER,
            period=f"e{entry}",
            recipient=person,
            message=message.payload(),
            due_at=now,
            expires_at=now + WORTH,
            now=now,
            names={ask.member: booker.name if booker else ask.name},
        )


def drop(_deps: Deps, _ask: Ask) -> Answer:
    """They do not want to book it."""
    return co_learners.declined()
