"""Ask the people of a booking whether to book the hours too; each is asked once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

from bot.calendar.own_day import same_day_for
from bot.core.ledger import queries
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.dispatch.request import MentionedPerson, Request, extract_people, mentions_as_handles
from bot.dispatch.router import Router
from bot.features.hours.views import co_learners
from bot.slack.message import AnyMessage
from bot.slack.payloads import PendingEntryPayload

MAX_PEOPLE: Final = 10  # people in one line
QUESTION_LIFETIME: Final = timedelta(days=7)  # later than that nobody remembers the hour


def register(app: Router, deps: Deps) -> None:
    """Register the button that declines; the one that books belongs to `log_command`."""
    app.on_click(deps, "offer.drop", decline_co_booking)


def choose_co_learners(deps: Deps, request: Request, people: Sequence[MentionedPerson]) -> tuple[str, str]:
    """Return the ids of the people to ask, and the note about those who are not asked: the booker and the bot."""
    ids = [person.id for person in people if person.id != request.member]
    bot_id = deps.directory.own_user_id(request.workspace) if ids else ""
    asked = [each for each in ids if each != bot_id]
    return " ".join(asked), co_learners.not_asked_text(
        includes_self=len(ids) < len(people), includes_bot=len(asked) < len(ids)
    )


def name_people(deps: Deps, request: Request, words: str) -> str:
    """Return the words with `@name` in place of each mention; Slack is asked about those whom we have not met.

    It is the name by which they are known here, so that it is found again when they want to be forgotten.
    """
    if "<@" not in words:
        return words
    people = extract_people(words)[1]
    ids = {person.id for person in people if person.id}
    names = _read_names(deps, request, ids)
    for unknown in {person.id for person in people if person.id and not person.name} - names.keys():
        deps.directory.refresh_profile(request.workspace, unknown)
    return mentions_as_handles(words, names if ids <= names.keys() else _read_names(deps, request, ids))


def _read_names(deps: Deps, request: Request, ids: Collection[str]) -> dict[str, str]:
    with deps.database.read() as conn:
        return members.read_names(conn, workspace=request.workspace, member_ids=ids)


def describe_asked_people(deps: Deps, conn: Connection, request: Request, people: str) -> str:
    """Return who is asked, in words; empty for nobody. `people` are ids with spaces between them."""
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
    name = booker.name if booker else request.name
    for person in pending.people.split():
        day = _day_of_asked(deps, conn, booker, person, pending.day)
        message = co_learners.render_co_learner_question(name, pending, key=f"offer:{entry}", day=day)
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
            names={request.member: name},
        )


def is_offer_moot(_deps: Deps, conn: Connection, queued: OutboxMessage) -> bool:
    """Return whether the hours that an offer is about were undone or deleted before it could leave."""
    entry = queued.period.removeprefix("e")
    return entry.isdecimal() and not queries.has_version_in_force(conn, workspace=queued.workspace, root=int(entry))


def _day_of_asked(deps: Deps, conn: Connection, booker: Member | None, person: str, day: date) -> date:
    """Return the day of the hours as it was for the one who is asked; the booker's for somebody not met yet."""
    workspace = booker.workspace if booker else ""
    asked = members.find_member(conn, workspace=workspace, member=person, default_zone=deps.settings.timezone)
    if booker is None or asked is None:
        return day
    now = deps.clock.now()
    return same_day_for(day, writer_today=booker.today(now), reader_today=asked.today(now))


def decline_co_booking(_deps: Deps, _request: Request) -> AnyMessage:
    """Confirm that nothing is booked for the person who was asked."""
    return co_learners.render_co_booking_declined()
