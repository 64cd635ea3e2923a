"""Ids of the content that rows name: what people have logged, handed in or said points at them, so they may not go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, func, literal, select, true

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.placed_items import list_placed_items
from bot.clock import Clock
from bot.core.content.seen_ids import SeenItem, find_seen_items
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
from bot.frozen import frozen
from bot.slack.mrkdwn import format_count

READ_AGAIN_SECONDS: Final = 60  # as long as content waits for rows to go, which are many to read
MAX_NAMED: Final = 8  # ids, each in a line
AREAS: Final = "areas"
ROADMAPS: Final = "roadmaps"
TOPICS: Final = "topics"
ASSIGNMENTS: Final = "assignments"
SUBTOPICS: Final = "subtopics"
EVERYTHING: Final = (AREAS, ROADMAPS, TOPICS, ASSIGNMENTS, SUBTOPICS)

_EVERY_ROW: Final = true()

IdsByKind = dict[str, frozenset[str]]


@frozen
class MissingId:
    """An id that rows name and the content does not have, with the number of people and their minutes on it."""

    id: str
    people: int
    minutes: int


@frozen
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
    """Return the ids of a catalog that rows can name, by kind; those of what layers hide too."""
    index = catalog.index
    return {
        AREAS: frozenset(index.areas),
        ROADMAPS: frozenset(index.roadmaps),
        TOPICS: frozenset([*index.topics, *index.parts]),
        ASSIGNMENTS: frozenset(index.assignments),
        SUBTOPICS: frozenset(index.subtopics),
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


def missing_ids_problems(
    conn: Connection | None, missing: tuple[MissingId, ...], *, before: Catalog | None = None
) -> tuple[ContentProblem, ...]:
    """Return a line about each id that is gone: where it was, how many people have data on it, and what to do.

    Where it was is known of the catalog before and, with a connection, of all that was ever in force.
    """
    if not missing:
        return ()
    named = {each.id for each in missing[:MAX_NAMED]}
    places = find_seen_items(conn, ids=named) if conn else {}
    for item in list_placed_items(before) if before else ():
        if item.id in named:
            places[item.id] = SeenItem(item.name, item.file, item.line)
    problems = tuple(_missing_id_problem(each, places.get(each.id)) for each in missing[:MAX_NAMED])
    more = len(missing) - MAX_NAMED
    if more > 0:
        count = format_count(more, "more id that people's data names is", "more ids that people's data names are")
        problems += (ContentProblem("content", 0, f"{count} gone"),)
    return problems


def _missing_id_problem(missing: MissingId, seen: SeenItem | None) -> ContentProblem:
    hours = f" ({missing.minutes / 60:.0f} h)" if missing.minutes else ""
    people = format_count(missing.people, "person has", "people have")
    text = f"and {people} data on it{hours}: put it back, or name what took its place in renames.yaml"
    if seen is None:
        return ContentProblem("content", 0, f"'{missing.id}' is gone, {text}")
    return ContentProblem(seen.file, seen.line, f"'{missing.id}' ({seen.name}) was here and is gone, {text}")


class LostIdGuard:
    """Objects to content that has lost ids which rows name; a minute later the rows are read again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._version = ""
        self._read_at = 0.0
        self._problems: tuple[ContentProblem, ...] = ()

    def __call__(self, current: Catalog, new: Catalog) -> tuple[ContentProblem, ...]:
        """Return a line about each id that `new` has lost and `current` has. Raises DatabaseUnavailable."""
        now = self._clock.monotonic()
        if self._version != new.version or now - self._read_at >= READ_AGAIN_SECONDS:
            with self._database.read() as conn:
                missing = find_missing_ids(conn, catalog=new, before=current)
                self._problems = missing_ids_problems(conn, missing, before=current)
            self._version, self._read_at = new.version, now
        return self._problems
