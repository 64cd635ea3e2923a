"""Find who has the same next topic, and half an hour that suits both."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.knowing.states import TopicState
from bot.core.knowing.team_states import read_team_states
from bot.core.people.member import Member
from bot.core.plan import member_plan, next_moves, refreshers
from bot.features.ideas.rules import find_meeting_times
from bot.features.ideas.service import read_availability
from bot.features.learning_together.rules import Match

MAX_LOOKED_AT: Final = 60  # members whose next topic is read, at most
MAX_SUGGESTED: Final = 3


def find_next_topic(conn: Connection, *, member: Member, catalog: Catalog, now: datetime) -> TopicReference | None:
    """Return the topic that comes next for a member; None where it is an assignment, or nothing.

    One to look at again is nobody else's business, so it counts as none.
    """
    record = member_plan.read_learning_record(conn, workspace=member.workspace, member=member.id, now=now)
    step = next_moves.choose_next_step(catalog, refreshers.hide_refresher(record))
    if step is None or step.is_refresher:
        return None
    return step.subject if isinstance(step.subject, TopicReference) else None


def find_matches(
    conn: Connection,
    *,
    reader: Member,
    topic: TopicReference,
    shown: tuple[Member, ...],
    catalog: Catalog,
    now: datetime,
) -> tuple[Match, ...]:
    """Return some of the shown members who have the same next topic, the soonest first, with a time for both.

    They are looked for from the reader on, so that nobody is always the first or never found.
    """
    mine, found = read_availability(conn, person=reader, now=now), []
    for person in list_candidates(conn, reader, topic, shown)[:MAX_LOOKED_AT]:
        if find_next_topic(conn, member=person, catalog=catalog, now=now) != topic:
            continue
        if times := find_meeting_times((mine, read_availability(conn, person=person, now=now)), now):
            found.append(Match(person, times[0]))
        if len(found) == MAX_SUGGESTED:
            break
    return tuple(sorted(found, key=lambda each: (each.starts_at, each.person.name.casefold())))


def list_candidates(conn: Connection, reader: Member, topic: TopicReference, shown: tuple[Member, ...]) -> list[Member]:
    """Return the others in turn, from the reader on, without those who know the topic or set it aside."""
    at = [each.id for each in shown].index(reader.id)
    others = [*shown[at + 1 :], *shown[:at]]
    ids = [each.id for each in others]
    states = read_team_states(conn, workspace=reader.workspace, member_ids=ids, subjects=[topic.id])
    return [each for each in others if states.get(each.id, {}).get(topic.id) in (None, TopicState.LEARNING)]
