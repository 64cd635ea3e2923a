"""A subject that a team has not touched for weeks, as far as digests show, and who may be asked about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import shift_week, week_bounds
from bot.catalog.catalog import Catalog
from bot.catalog.models import Roadmap
from bot.core.ledger.rollups import split_into_batches
from bot.core.people.digest_scope import DigestScope
from bot.core.plan import stored_choices
from bot.core.plan.plan_choices import list_chosen_areas
from bot.core.time_off import WHOLE_TEAM
from bot.db.tables import entries
from bot.features.digest.rules import DigestSuggestion
from bot.features.digest.service.aggregates import WeekTotals
from bot.features.help_requests import service as help_requests_service
from bot.features.help_requests.rules import MIN_EXPERT_MINUTES
from bot.features.ideas import service as ideas
from bot.features.ideas.rules import PLAN_WORD, choose_suggestion
from bot.frozen import frozen

UNTOUCHED_WEEKS: Final = 4  # weeks without hours make a subject worth suggesting


@frozen
class _TopicGroup:
    """What belongs together in a roadmap: a facet or, if it has none, a category; its id and those of its topics."""

    name: str
    topics: frozenset[str]


def suggest_subject(
    conn: Connection, *, scope: DigestScope, catalog: Catalog, week_totals: Sequence[WeekTotals]
) -> DigestSuggestion | None:
    """Return what has no hours in these weeks: an area, or else a roadmap or a part of one, in the plan's order.

    None of it was suggested in the last four weeks; what the week's digest suggested already stays.
    """
    posted = ideas.find_idea(conn, workspace=scope.workspace, week=scope.week)
    if posted:
        area = catalog.find_area(posted.command.removeprefix(f"{PLAN_WORD} "))
        return DigestSuggestion(posted.name, posted.command, area.priority if area else None)
    recent = ideas.list_recent_ideas(conn, workspace=scope.workspace, week=scope.week)
    candidates = list(_list_untouched(conn, scope, catalog, week_totals))
    chosen = choose_suggestion([suggestion for suggestion, _ in candidates], recent)
    subjects = next((subjects for suggestion, subjects in candidates if suggestion is chosen), frozenset[str]())
    return _with_expert(conn, scope, chosen, subjects) if chosen else None


def _list_untouched(
    conn: Connection, scope: DigestScope, catalog: Catalog, week_totals: Sequence[WeekTotals]
) -> Iterator[tuple[DigestSuggestion, frozenset[str]]]:
    """Return all that could be suggested, best first, with the ids of what belongs to it."""
    touched = set().union(*(each.touched_areas() for each in week_totals))
    last = week_bounds(scope.week)[1]
    team = stored_choices.read_own_choices(conn, workspace=scope.workspace, member=WHOLE_TEAM, today=last)
    for area in list_chosen_areas(catalog, team):
        if not area.optional and area.id not in touched:
            yield DigestSuggestion(area.name, f"{PLAN_WORD} {area.id}", area.priority), frozenset([area.id])
    member_ids = {member for each in week_totals for member in each.minutes_of(scope.names)}
    for group in _list_untouched_groups(catalog, *_read_touched(conn, scope, catalog, member_ids)):
        yield DigestSuggestion(group.name, f"roadmap {group.name.lower()}"), group.topics


def _read_touched(
    conn: Connection, scope: DigestScope, catalog: Catalog, member_ids: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Read the roadmaps and the topics that members who may be shown have hours on.

    Hours on an area alone are also on the roadmap that bears its name.
    """
    first, last = week_bounds(shift_week(scope.week, 1 - UNTOUCHED_WEEKS))[0], week_bounds(scope.week)[1]
    roadmaps: set[str] = set()
    topics: set[str] = set()
    for batch in split_into_batches(member_ids):
        rows = conn.execute(
            select(entries.c.area, entries.c.roadmap, entries.c.topic)
            .where(
                entries.c.workspace == scope.workspace,
                entries.c.member.in_(batch),
                entries.c.day.between(first, last),
            )
            .group_by(entries.c.member, entries.c.area, entries.c.roadmap, entries.c.topic)
            .having(func.sum(entries.c.minutes) > 0)
        )
        for area, roadmap, topic in rows:
            found = catalog.find_topic_or_part(topic) if topic else None
            topics |= {found.id} if found else set()
            roadmaps.add(found.roadmap.id if found else roadmap or area)
    return frozenset(roadmaps), frozenset(topics)


def _list_untouched_groups(
    catalog: Catalog, touched_roadmaps: frozenset[str], touched_topics: frozenset[str]
) -> Iterator[_TopicGroup]:
    """Return, in the plan's order, roadmaps that nobody touched, then groups of those that were touched in part.

    If no hours name a roadmap at all, people here do not log like that, and it would say nothing.
    """
    order = sorted(catalog.roadmaps, key=lambda roadmap: catalog.area(roadmap.area).priority)
    areas = {area.id for area in catalog.areas}
    for each in order if touched_roadmaps - areas else ():
        if each.id not in touched_roadmaps:
            yield _TopicGroup(each.name, frozenset(topic.id for topic in catalog.list_topics(each.id)))
    for roadmap in order:
        groups = tuple(_topic_groups(catalog, roadmap))
        if any(each.topics & touched_topics for each in groups):
            yield from (each for each in groups if not each.topics & touched_topics)


def _topic_groups(catalog: Catalog, roadmap: Roadmap) -> Iterator[_TopicGroup]:
    for part_id in [facet.id for facet in roadmap.facets.items] if roadmap.facets else roadmap.categories:
        part = catalog.find_part(roadmap, part_id)
        if part and part.topics:
            ids = (part.id, *(topic.id for topic in part.topics))
            yield _TopicGroup(f"{roadmap.name} {part.name}", frozenset(ids))


def _with_expert(
    conn: Connection, scope: DigestScope, suggestion: DigestSuggestion, subjects: Collection[str]
) -> DigestSuggestion:
    """Add who has the most hours there, of those who agreed to be asked and may be shown."""
    booked = help_requests_service.sum_askable_minutes(conn, workspace=scope.workspace, subject_ids=subjects)
    experts = {
        member: minutes for member, minutes in booked.items() if member in scope.names and minutes >= MIN_EXPERT_MINUTES
    }
    if not experts:
        return suggestion
    expert = min(experts, key=lambda member: (-experts[member], scope.name_sort_key(member)))
    return replace(suggestion, expert=scope.names[expert], expert_minutes=experts[expert])
