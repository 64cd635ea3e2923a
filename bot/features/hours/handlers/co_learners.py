"""Hours spent with others: each of them is asked once whether to book them too, and does so with one click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.core.people import members
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.request import MentionedPerson, Request
from bot.dispatch.request import extract_people as named_in
from bot.dispatch.router import Router
from bot.features.hours.rules import line_parser
from bot.features.hours.views import co_learners
from bot.slack.message import AnyMessage
from bot.slack.payloads import PendingEntryPayload

MAX_PEOPLE: Final = 10  # people in one line
QUESTION_LIFETIME: Final = timedelta(days=7)  # later than that nobody remembers the hour


def register(app: Router, deps: Deps) -> None:
    """The button that declines; the one that books belongs to `/log`."""
    app.on_click(deps, "offer.drop", decline_co_booking)


def split_people(text: str) -> tuple[str, tuple[MentionedPerson, ...]]:
    """A line without the people named before its note, and those people; most lines name none."""
    if "@" not in text:
        return text, ()
    head, note = line_parser.split_note(text)
    words, people = named_in(head)
    return (f"{words}: {note.strip()}" if note.strip() else words), people[:MAX_PEOPLE]


def choose_co_learners(deps: Deps, request: Request, people: Sequence[MentionedPerson]) -> tuple[str, str]:
    """The ids of those who are to be asked, and what is said of the others: oneself, and us."""
    ids = [person.id for person in people if person.id != request.member]
    ours = deps.directory.own_user_id(request.workspace) if ids else ""
    others = [each for each in ids if each != ours]
    return " ".join(others), co_learners.not_asked_text(
        includes_self=len(ids) < len(people), includes_bot=len(others) < len(ids)
    )


def describe_asked_people(deps: Deps, conn: Connection, request: Request, people: str) -> str:
    """Whom we ask, in words; empty for nobody."""
    if not people:
        return ""
    find, default = members.find_member, deps.settings.timezone
    known = [find(conn, workspace=request.workspace, member=each, default_zone=default) for each in people.split()]
    return co_learners.asked_people_text(len(known), [member.name for member in known if member])


def ask_co_learners(deps: Deps, conn: Connection, request: Request, entry: int, pending: PendingEntryPayload) -> None:
    """Write the questions to the people of a booking, in the booking's own transaction."""
    if not pending.people:
        return
    now = deps.clock.now()
    booker = members.find_member(
        conn, workspace=request.workspace, member=request.member, default_zone=deps.settings.timezone
    )
    for person in pending.people.split():
        message = co_learners.render_co_learner_question(
            booker.name if booker else request.name, pending, key=f"offer:{entry}", day=pending.day
        )
        outbox.put_message(
            conn,
            workspace=request.workspace,
            kind=DeliveryKind.CO_LEARNER_OFFER,
            period=f"e{entry}",
            recipient=person,
            message=message.post_arguments(),
            due_at=now,
            expires_at=now + QUESTION_LIFETIME,
            now=now,
            names={request.member: booker.name if booker else request.name},
        )


def decline_co_booking(_deps: Deps, _request: Request) -> AnyMessage:
    """They do not want to book it."""
    return co_learners.render_co_booking_declined()
