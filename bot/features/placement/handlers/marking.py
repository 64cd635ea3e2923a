"""Mark topics as known in one act, whichever way that is said."""

from __future__ import annotations

from collections.abc import Iterable

from bot.catalog.models import TopicReference
from bot.core.knowing.state_acts import set_states
from bot.core.knowing.states import StateSource, TopicState, read_states
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.features.placement.rules.known import MarkedTopics, count_known, is_known


def mark_known(
    deps: Deps, conn: Connection, reader: Member, topics: Iterable[TopicReference], *, by: StateSource, key: str
) -> MarkedTopics:
    """Mark those topics as known that aren't yet, in one act, which one press undoes; once for each key."""
    catalog, named = deps.catalog.of(reader.workspace), tuple(topics)
    states = read_states(conn, workspace=reader.workspace, member=reader.id)
    act = set_states(
        conn,
        workspace=reader.workspace,
        member=reader.id,
        states={each.id: TopicState.KNOWN for each in named if not is_known(each, states)},
        by=by,
        actor=reader.id,
        now=deps.clock.now(),
        day=reader.today(deps.clock.now()),
        request=key,
    )
    after = read_states(conn, workspace=reader.workspace, member=reader.id)
    marked = tuple(filter(None, (catalog.find_topic(each.subject) for each in act.changes)))
    roadmaps = {each.roadmap.id: each.roadmap for each in (*marked, *named)}
    return MarkedTopics(
        topics=marked,
        before=tuple(each for each in named if each not in marked),
        act=act,
        is_undone=bool(marked) and not any(is_known(each, after) for each in marked),
        counts=tuple(count_known(catalog, each, after) for each in roadmaps.values()),
    )
