"""What a team has not touched for weeks, as far as digests show, and who may be asked about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import shift_week, week_bounds
from bot.catalog.catalog import Catalog
from bot.catalog.models import CATEGORY_TITLES, Roadmap, TopicReference
from bot.core.ledger.rollups import split_into_batches
from bot.core.people.digest_scope import DigestScope
from bot.db.tables import entries
from bot.features.digest.rules import DigestSuggestion
from bot.features.digest.service.aggregates import WeekTotals
from bot.features.help_requests import service as help_requests_service
from bot.features.help_requests.rules import MIN_EXPERT_MINUTES as KNOWS

UNTOUCHED_WEEKS: Final = 4  # without hours make something worth suggesting


@dataclass(frozen=True, slots=True)
class _TopicGroup:
    """Topics of a roadmap that belong together: those of a facet or, where it has none, of a category."""

    name: str
    topics: frozenset[str]


def suggest_subject(
    conn: Connection, *, scope: DigestScope, catalog: Catalog, week_totals: Sequence[WeekTotals]
) -> DigestSuggestion | None:
    """The area of highest priority without hours in these weeks; else a roadmap, or a part of one."""
    touched = set().union(*(sums.touched_areas() for sums in week_totals))
    area = next((area for area in catalog.areas if not area.optional and area.id not in touched), None)
    if area:
        found = DigestSuggestion(area.name, f"plan {area.id}", area.priority)
        return _with_expert(conn, scope, found, [area.id])
    people = {who for sums in week_totals for who in sums.minutes_of(scope.names)}
    group = _find_untouched(catalog, *_read_touched(conn, scope, catalog, people))
    if group is None:
        return None
    return _with_expert(conn, scope, DigestSuggestion(group.name, f"roadmap {group.name.lower()}"), group.topics)


def _read_touched(
    conn: Connection, scope: DigestScope, catalog: Catalog, member_ids: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The roadmaps and the topics that people who may be shown have hours on."""
    first, last = week_bounds(shift_week(scope.week, 1 - UNTOUCHED_WEEKS))[0], week_bounds(scope.week)[1]
    roadmaps: set[str] = set()
    topics: set[str] = set()
    for some in split_into_batches(member_ids):
        rows = conn.execute(
            select(entries.c.roadmap, entries.c.topic)
            .where(
                entries.c.workspace == scope.workspace,
                entries.c.member.in_(some),
                entries.c.day.between(first, last),
            )
            .group_by(entries.c.member, entries.c.roadmap, entries.c.topic)
            .having(func.sum(entries.c.minutes) > 0)
        )
        for roadmap, topic in rows:
            place = catalog.find_topic(topic) if topic else None
            topics |= {place.id} if place else set()
            roadmaps |= {place.roadmap.id} if place else {roadmap} if roadmap else set()
    return frozenset(roadmaps), frozenset(topics)


def _find_untouched(
    catalog: Catalog, touched_roadmaps: Collection[str], touched_topics: frozenset[str]
) -> _TopicGroup | None:
    """In the plan's order a roadmap that nobody touched, else a group of one of which topics were.

    Where no hours name a roadmap at all, people here do not book like that, and it would say nothing.
    """
    order = sorted(catalog.roadmaps, key=lambda roadmap: catalog.area(roadmap.area).priority)
    whole = next((each for each in order if each.id not in touched_roadmaps), None) if touched_roadmaps else None
    if whole:
        return _TopicGroup(whole.name, frozenset(place.id for place in catalog.list_topics(whole.id)))
    for roadmap in order:
        groups = tuple(_topic_groups(roadmap, catalog.list_topics(roadmap.id)))
        if any(group.topics & touched_topics for group in groups):
            found = next((group for group in groups if group.topics and not group.topics & touched_topics), None)
            if found:
                return found
    return None


def _topic_groups(roadmap: Roadmap, topics: Sequence[TopicReference]) -> Iterator[_TopicGroup]:
    for facet in roadmap.facets.items if roadmap.facets else ():
        held = (place.id for place in topics if facet.id in place.topic.facets)
        yield _TopicGroup(f"{roadmap.name} {facet.name}", frozenset(held))
    for category in () if roadmap.facets else roadmap.categories:
        held = (place.id for place in topics if place.category == category)
        yield _TopicGroup(f"{roadmap.name} {CATEGORY_TITLES[category]}", frozenset(held))


def _with_expert(
    conn: Connection, scope: DigestScope, suggestion: DigestSuggestion, subjects: Collection[str]
) -> DigestSuggestion:
    """The same with who has the most hours there, of those who agreed to be asked and may be shown."""
    booked = help_requests_service.sum_askable_minutes(conn, workspace=scope.workspace, subject_ids=subjects)
    known = {member: total for member, total in booked.items() if member in scope.names and total >= KNOWS}
    if not known:
        return suggestion
    most = min(known, key=lambda who: (-known[who], scope.name_sort_key(who)))
    return replace(suggestion, expert=scope.names[most], expert_minutes=known[most])
