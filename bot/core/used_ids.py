"""Ids of the content that rows name: what people have logged, handed in or said points at them, so they may not go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, func, literal, select, true

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import ContentProblem
from bot.clock import Clock
from bot.core.ledger.rollups import ALL_TIME
from bot.db.engine import Database
from bot.db.renamed_ids import AS_BOOKED
from bot.db.tables import (
    anonymous_totals,
    assigned_next_steps,
    assignment_progress,
    entries,
    help_requests,
    helpful_links,
    levels,
    pairs,
    plan_choices,
    target_days,
    ticks,
    topic_state_acts,
    totals,
    workspaces,
)
from bot.slack.mrkdwn import format_count

READ_AGAIN_SECONDS: Final = 60  # as long as content waits for rows to go, which are many to read
MAX_NAMED: Final = 8  # ids in one line
AREAS: Final = "areas"
ROADMAPS: Final = "roadmaps"
TOPICS: Final = "topics"
ASSIGNMENTS: Final = "assignments"
SUBTOPICS: Final = "subtopics"
EVERYTHING: Final = (AREAS, ROADMAPS, TOPICS, ASSIGNMENTS, SUBTOPICS)

_EVERY_ROW: Final = true()

IdsByKind = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class MissingId:
    """An id that rows name and the content does not have, with the number of people and their minutes on it."""

    id: str
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A column that holds ids, of which kinds, in which rows; `is_scan` where all of a large table has to be read.

    `counted` says which of the rows with a missing id count; asked of every row, it would take more than an index.
    """

    column: Column[Any]
    kinds: tuple[str, ...]
    rows: ColumnElement[bool]
    is_scan: bool = False
    counted: ColumnElement[bool] = _EVERY_ROW


_ALL_WORKSPACES: Final = select(workspaces.c.id).scalar_subquery()
_IS_NEWEST: Final = topic_state_acts.c.id.in_(  # what was set back or set anew holds nothing
    select(func.max(topic_state_acts.c.id)).group_by(
        topic_state_acts.c.workspace, topic_state_acts.c.member, topic_state_acts.c.subject
    )
)
_SOURCES: Final = (
    # Hours by area and topic; the index begins with the workspace, and the ledger is not read.
    _Source(
        totals.c.subject,
        (AREAS, TOPICS),
        totals.c.workspace.in_(_ALL_WORKSPACES) & (totals.c.period == ALL_TIME),
        counted=totals.c.minutes > 0,
    ),
    _Source(entries.c.roadmap, (ROADMAPS,), entries.c.roadmap.is_not(None), is_scan=True),
    _Source(anonymous_totals.c.area, (AREAS,), _EVERY_ROW),
    _Source(target_days.c.area, (AREAS,), _EVERY_ROW),
    _Source(plan_choices.c.area, (AREAS,), _EVERY_ROW),
    _Source(pairs.c.area, (AREAS,), pairs.c.ended_at.is_(None)),
    _Source(ticks.c.assignment, (ASSIGNMENTS,), _EVERY_ROW),
    _Source(assignment_progress.c.assignment, (ASSIGNMENTS,), _EVERY_ROW),
    _Source(levels.c.roadmap, (ROADMAPS,), _EVERY_ROW),
    _Source(help_requests.c.subject, EVERYTHING, help_requests.c.over_at.is_(None)),
    _Source(helpful_links.c.subject, (AREAS, ROADMAPS, TOPICS), _EVERY_ROW),
    _Source(assigned_next_steps.c.subject, (TOPICS, ASSIGNMENTS), _EVERY_ROW),
    _Source(topic_state_acts.c.subject, (TOPICS, SUBTOPICS), topic_state_acts.c.state != "", counted=_IS_NEWEST),
)


def ids_of(catalog: Catalog) -> IdsByKind:
    """Return the ids of a catalog that rows can name, by kind."""
    return {
        AREAS: frozenset(area.id for area in catalog.areas),
        ROADMAPS: frozenset(roadmap.id for roadmap in catalog.roadmaps),
        TOPICS: frozenset([*(topic.id for topic in catalog.topics), *(part.id for part in catalog.parts)]),
        ASSIGNMENTS: frozenset(assignment.id for area in catalog.areas for assignment in area.assignments),
        SUBTOPICS: frozenset(part.id for topic in catalog.topics for part in topic.topic.subtopics),
    }


def find_missing_ids(
    conn: Connection, *, catalog: Catalog, before: Catalog | None = None, with_scans: bool = True
) -> tuple[MissingId, ...]:
    """Return the ids that rows name and the catalog does not have, those of most people first.

    With `before` only those count that this catalog has: what was missing already is no fault of a change.
    """
    content = _Content(catalog, before)
    if content.has_all_of(EVERYTHING):
        return ()
    people: dict[str, set[tuple[str, str]]] = {}
    minutes: dict[str, int] = {}
    for source in _SOURCES:
        if source.is_scan and (not with_scans or content.has_all_of(source.kinds)):
            continue
        for each, workspace, member, logged in _missing_rows(conn, source, content):
            people.setdefault(each, set()).update({(workspace, member)} if member else ())
            minutes[each] = minutes.get(each, 0) + logged
    found = (MissingId(each, len(people[each]), minutes[each]) for each in people)
    return tuple(sorted(found, key=lambda each: (-each.people, each.id)))


class _Content:
    """A catalog and, if there is one, the one before it: which ids of rows are missing in it, also renamed ones."""

    def __init__(self, catalog: Catalog, before: Catalog | None) -> None:
        self._catalog, self._before = catalog, before
        self._known = ids_of(catalog)
        self._had = ids_of(before) if before else None
        renamed_before = before.renamed_ids.keys() if before else ()
        self._has_old_ids = all(each in catalog.renamed_ids for each in renamed_before)

    def has_all_of(self, kinds: tuple[str, ...]) -> bool:
        """Return whether nothing of these kinds can be missing that the catalog before had."""
        return (
            self._had is not None and self._has_old_ids and all(self._had[kind] <= self._known[kind] for kind in kinds)
        )

    def is_missing(self, item_id: str, kinds: tuple[str, ...]) -> bool:
        """Return whether rows name an id in vain; with a catalog before only if that had it."""
        if any(self._catalog.current_id(item_id) in self._known[kind] for kind in kinds):
            return False
        if self._had is None or self._before is None:
            return True
        return any(self._before.current_id(item_id) in self._had[kind] for kind in kinds)


def _missing_rows(conn: Connection, source: _Source, content: _Content) -> Iterator[tuple[str, str, str, int]]:
    """Yield id, workspace, member (empty where nobody's) and minutes of each row whose id is missing."""
    ids = select(source.column).where(source.rows).distinct()
    named = conn.execute(ids.execution_options(**AS_BOOKED)).scalars().all()
    missing = [each for each in named if each and content.is_missing(each, source.kinds)]
    if not missing:
        return
    columns = source.column.table.c
    member = columns.mentee if source.column.table is pairs else columns.get("member", literal(""))
    minutes = columns.minutes if source.column.table in (totals, anonymous_totals) else literal(0)
    query = select(source.column, columns.workspace, member, minutes).where(
        source.rows, source.counted, source.column.in_(missing)
    )
    yield from (tuple(row) for row in conn.execute(query.distinct().execution_options(**AS_BOOKED)))


def missing_ids_problem(missing: tuple[MissingId, ...]) -> ContentProblem:
    """Return one line about ids that are gone: which, how many people have hours or work on them, and what to do."""
    named = ", ".join(_describe(each) for each in missing[:MAX_NAMED])
    more = f" and {len(missing) - MAX_NAMED} more" if len(missing) > MAX_NAMED else ""
    return ContentProblem("content", 0, f"ids are missing that people's data points at: {named}{more}; put them back")


def _describe(each: MissingId) -> str:
    hours = f", {each.minutes / 60:.0f} h" if each.minutes else ""
    return f"{each.id} ({format_count(each.people, 'person', 'people')}{hours})"


class LostIdGuard:
    """Objects to content that has lost ids which rows name; a minute later the rows are read again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._version = ""
        self._read_at = 0.0
        self._problems: tuple[ContentProblem, ...] = ()

    def __call__(self, current: Catalog, new: Catalog) -> tuple[ContentProblem, ...]:
        """Return one line where `new` has lost ids that `current` has. Raises DatabaseUnavailable."""
        now = self._clock.monotonic()
        if self._version != new.version or now - self._read_at >= READ_AGAIN_SECONDS:
            with self._database.read() as conn:
                missing = find_missing_ids(conn, catalog=new, before=current)
            self._version, self._read_at = new.version, now
            self._problems = (missing_ids_problem(missing),) if missing else ()
        return self._problems
