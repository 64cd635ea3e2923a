"""What a team has not touched for weeks, as far as digests show, and who may be asked about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import days_of, shift
from bot.catalog.catalog import Catalog
from bot.catalog.entries import TITLES, Place
from bot.catalog.models import Roadmap
from bot.core.ledger.rollups import batches
from bot.core.people.digest_scope import Scope
from bot.db.tables import entries
from bot.features.digest.rules.content import Suggestion
from bot.features.digest.service.aggregates import Sums
from bot.features.help_requests.rules.experts import LEAST as KNOWS
from bot.features.help_requests.service import experts as help_requests_experts

WEEKS: Final = 4  # without hours make something worth suggesting


@dataclass(frozen=True, slots=True)
class _Group:
    """Topics of a roadmap that belong together: those of a facet or, where it has none, of a category."""

    name: str
    topics: frozenset[str]


def suggest(session: Connection, *, scope: Scope, catalog: Catalog, weeks: Sequence[Sums]) -> Suggestion | None:
    """The area of highest priority without hours in these weeks; else a roadmap, or a part of one."""
    touched = set().union(*(sums.touched() for sums in weeks))
    area = next((area for area in catalog.areas if not area.optional and area.id not in touched), None)
    if area:
        found = Suggestion(area.name, f"plan {area.id}", area.priority)
        return _with_knower(session, scope, found, [area.id])
    people = {who for sums in weeks for who in sums.of(scope.names)}
    group = _untouched(catalog, *_seen(session, scope, catalog, people))
    if group is None:
        return None
    return _with_knower(session, scope, Suggestion(group.name, f"roadmap {group.name.lower()}"), group.topics)


def _seen(
    session: Connection, scope: Scope, catalog: Catalog, people: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The roadmaps and the topics that people who may be shown have hours on."""
    first, last = days_of(shift(scope.week, 1 - WEEKS))[0], days_of(scope.week)[1]
    roadmaps: set[str] = set()
    topics: set[str] = set()
    for some in batches(people):
        rows = session.execute(
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


def _untouched(catalog: Catalog, roadmaps: Collection[str], topics: frozenset[str]) -> _Group | None:
    """In the plan's order a roadmap that nobody touched, else a group of one of which topics were.

    Where no hours name a roadmap at all, people here do not book like that, and it would say nothing.
    """
    order = sorted(catalog.roadmaps, key=lambda roadmap: catalog.area(roadmap.area).priority)
    whole = next((each for each in order if each.id not in roadmaps), None) if roadmaps else None
    if whole:
        return _Group(whole.name, frozenset(place.id for place in catalog.topics_in(whole.id)))
    for roadmap in order:
        groups = tuple(_groups(roadmap, catalog.topics_in(roadmap.id)))
        if any(group.topics & topics for group in groups):
            found = next((group for group in groups if group.topics and not group.topics & topics), None)
            if found:
                return found
    return None


def _groups(roadmap: Roadmap, places: Sequence[Place]) -> Iterator[_Group]:
    for facet in roadmap.facets.items if roadmap.facets else ():
        held = (place.id for place in places if facet.id in place.topic.facets)
        yield _Group(f"{roadmap.name} {facet.name}", frozenset(held))
    for category in () if roadmap.facets else roadmap.categories:
        held = (place.id for place in places if place.category == category)
        yield _Group(f"{roadmap.name} {TITLES[category]}", frozenset(held))


def _with_knower(session: Connection, scope: Scope, found: Suggestion, subjects: Collection[str]) -> Suggestion:
    """The same with who has the most hours there, of those who agreed to be asked and may be shown."""
    booked = help_requests_experts.minutes(session, workspace=scope.workspace, subjects=subjects)
    known = {member: total for member, total in booked.items() if member in scope.names and total >= KNOWS}
    if not known:
        return found
    most = min(known, key=lambda who: (-known[who], scope.order(who)))
    return replace(found, knows=scope.names[most], minutes=known[most])
