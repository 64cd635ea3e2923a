"""An id that people's rows name does not go unnoticed, and one that nobody uses may go."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from bot.catalog import source as catalog_source
from bot.catalog.catalog import Catalog
from bot.catalog.loading import loader
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.core import used_ids
from bot.core.content import seen_ids
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.people import workspaces
from bot.core.used_ids import LostIdGuard, MissingId
from bot.db import tables
from bot.db.engine import Database

AREA, ROADMAP, TOPIC, ASSIGNMENT = "weather", "marina", "marina.knots", "seamanship.crossing"
RENAMED = {AREA: "skies", ROADMAP: "harbour", TOPIC: "marina.bends", ASSIGNMENT: "seamanship.passage"}


def rename(directory: Path, old: str) -> None:
    """Rename an id wherever it stands, with the ids that begin with it and the file of a roadmap: a valid edit."""
    for path in [*directory.glob("*.yaml"), *directory.glob("roadmaps/*.yaml")]:
        pattern = rf"(?<![\w.-]){re.escape(old)}(?=[\s,\].}}]|\.[a-z]|$)"
        path.write_text(re.sub(pattern, RENAMED[old], path.read_text("utf-8")), "utf-8")
        if path.stem == old:
            path.rename(path.with_stem(RENAMED[old]))


@pytest.fixture
def rows(database: Database, clock: AdjustableClock) -> Callable[..., None]:
    """Add a row of two people to a table, with what each needs besides."""
    at = clock.now()
    needed: dict[str, dict[str, Any]] = {
        "target_days": {"day": date(2026, 12, 1)},
        "pairs": {"mentor": "U9", "asked_by": "U9", "created_at": at},
        "ticks": {"ticked_at": at},
        "assignment_progress": {"state": "started", "step": 1, "changed_at": at},
        "levels": {"claimed": "beginner", "claimed_at": at},
        "help_requests": {"words": "", "at": at},
        "topic_state_acts": {"state": "known", "since": date(2026, 12, 1), "source": "self", "actor": "U1", "at": at},
        "assigned_next_steps": {"mentor": "U9", "minutes": 0, "at": at},
    }

    def add(table: str, **named: Any) -> None:
        with database.begin() as conn:
            workspaces.ensure_workspace(conn, workspace="T1", now=at)
            for member in ("U1", "U2"):
                person = {"mentee" if table == "pairs" else "member": member}
                values = {"workspace": "T1", **person, **needed[table], **named}
                conn.execute(insert(tables.metadata.tables[table]).values(values))

    return add


def book(database: Database, clock: AdjustableClock, **more: Any) -> None:
    fields = {"minutes": 90, "area": "seamanship", "roadmap": None, "topic": None, "day": date(2026, 11, 21)}
    with database.begin() as conn:
        workspaces.ensure_workspace(conn, workspace="T1", now=clock.now())
        for member in ("U1", "U2"):
            booking = Booking(**{**fields, **more}, note="", source="command", request=member)
            booked = ledger_booking.book_entry(conn, workspace="T1", member=member, booking=booking, now=clock.now())
            assert isinstance(booked, BookedEntry)


NAMED = [
    ("target_days", {"area": AREA}),
    ("pairs", {"area": AREA}),
    ("ticks", {"assignment": ASSIGNMENT}),
    ("assignment_progress", {"assignment": ASSIGNMENT}),
    ("levels", {"roadmap": ROADMAP}),
    *(("help_requests", {"subject": each}) for each in (AREA, ROADMAP, TOPIC, ASSIGNMENT)),
    *(("assigned_next_steps", {"subject": each}) for each in (TOPIC, ASSIGNMENT)),
    ("topic_state_acts", {"subject": TOPIC}),
]


@pytest.mark.parametrize(("table", "named"), NAMED)
def test_a_row_that_names_an_id_keeps_it(
    table: str, named: dict[str, str], rows: Callable[..., None], directory: Path, database: Database
) -> None:
    [used] = named.values()
    before = Catalog.from_content(loader.load_directory(directory))
    rename(directory, used)
    after = Catalog.from_content(loader.load_directory(directory))
    with database.read() as conn:
        assert used_ids.find_missing_ids(conn, catalog=after, before=before) == ()
    rows(table, **named)
    with database.read() as conn:
        assert used_ids.find_missing_ids(conn, catalog=before) == ()
        for found in (
            used_ids.find_missing_ids(conn, catalog=after, before=before),
            used_ids.find_missing_ids(conn, catalog=after),
        ):
            assert found == (MissingId(used, 2, 0),)


@pytest.mark.parametrize(
    ("named", "used", "minutes"),
    [
        ({"area": AREA}, AREA, 180),
        ({"roadmap": ROADMAP, "topic": TOPIC}, TOPIC, 180),
        ({"roadmap": ROADMAP}, ROADMAP, 0),
    ],
)
def test_hours_keep_what_they_were_logged_on(
    named: dict[str, str],
    used: str,
    minutes: int,
    directory: Path,
    database: Database,
    clock: AdjustableClock,
) -> None:
    book(database, clock, **named)
    rename(directory, used)
    with database.read() as conn:
        after = Catalog.from_content(loader.load_directory(directory))
        assert used_ids.find_missing_ids(conn, catalog=after) == (MissingId(used, 2, minutes),)


def test_hours_keep_the_part_of_a_roadmap_that_they_were_logged_on(
    directory: Path, database: Database, clock: AdjustableClock
) -> None:
    book(database, clock, roadmap=ROADMAP, topic=f"{ROADMAP}/ropes")
    with database.read() as conn:
        assert used_ids.find_missing_ids(conn, catalog=Catalog.from_content(loader.load_directory(directory))) == ()
        file = directory / "roadmaps" / "marina.yaml"
        file.write_text(file.read_text("utf-8").replace("{id: ropes,", "{id: cables,").replace("[ropes]", "[cables]"))
        after = Catalog.from_content(loader.load_directory(directory))
        assert used_ids.find_missing_ids(conn, catalog=after) == (MissingId(f"{ROADMAP}/ropes", 2, 180),)


def test_every_column_that_holds_an_id_is_looked_at() -> None:
    holding = {
        column
        for table in tables.metadata.sorted_tables
        for column in table.columns
        if column.name in {"area", "roadmap", "topic", "assignment", "subject"}
    }
    elsewhere = {
        tables.entries.c.area,  # in the totals
        tables.entries.c.topic,  # in the totals
        tables.assignment_steps.c.assignment,  # in the progress
        tables.audit_log.c.subject,  # tells what was done once
        tables.milestones.c.subject,  # tells what was reached once
        tables.digest_ideas.c.command,  # tells what was suggested once, and leads nowhere where it is gone
        tables.offered_steps.c.subject,  # tells what was offered once, and leads nowhere where it is gone
        tables.placement_answers.c.roadmap,  # of a placement that is running, and stops where it is gone
        tables.question_cards.c.topic,  # what is remembered of a topic counts again once that is back
        tables.import_names.c.area,  # an answer whose subject is gone is asked for anew
        tables.import_names.c.roadmap,
        tables.import_names.c.topic,
    }
    assert {source.column for source in used_ids._SOURCES} == holding - elsewhere


def test_a_running_process_keeps_what_rows_name_until_they_are_gone(
    rows: Callable[..., None],
    directory: Path,
    database: Database,
    clock: AdjustableClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    source, guard = CatalogSource(directory), LostIdGuard(database, clock)
    before = source.current()
    rows("assignment_progress", assignment=ASSIGNMENT)
    rename(directory, ASSIGNMENT)
    with caplog.at_level(logging.WARNING, catalog_source.__name__):
        assert [source.refresh(guard) for _ in range(3)] == [False] * 3
    line = (
        f"plan.yaml:10: '{ASSIGNMENT}' (A crossing) was here and is gone, and 2 people have data on it: "
        "put it back, or name what took its place in renames.yaml"
    )
    assert caplog.messages == [f"kept the old content: {line}"], "once"
    assert [str(each) for each in source.problems] == [line]
    assert source.current() is before
    with database.begin() as conn:
        conn.execute(tables.assignment_progress.delete())
    assert not source.refresh(guard), "the rows are read once a minute"
    clock.advance(timedelta(minutes=1))
    assert source.refresh(guard)
    assert source.problems == ()
    assert source.current().find_assignment(RENAMED[ASSIGNMENT])


def test_an_edit_that_puts_the_id_back_is_taken_over_at_once(
    rows: Callable[..., None], directory: Path, database: Database, clock: AdjustableClock
) -> None:
    source, guard = CatalogSource(directory), LostIdGuard(database, clock)
    rows("levels", roadmap=ROADMAP)
    plan = (directory / "plan.yaml").read_text("utf-8")
    files = {path: path.read_text("utf-8") for path in directory.rglob("*.yaml")}
    rename(directory, ROADMAP)
    assert not source.refresh(guard)
    (directory / "roadmaps" / f"{RENAMED[ROADMAP]}.yaml").unlink()
    for path, text in files.items():
        path.write_text(text, "utf-8")
    (directory / "plan.yaml").write_text(plan.replace("name: Weather\n", "name: The weather\n"), "utf-8")
    assert source.refresh(guard)
    assert source.problems == ()
    assert source.current().area(AREA).name == "The weather"


def test_an_id_that_nobody_uses_may_go_and_no_row_is_read_for_other_edits(
    rows: Callable[..., None], directory: Path, database: Database, clock: AdjustableClock
) -> None:
    source, guard = CatalogSource(directory), LostIdGuard(database, clock)
    rows("levels", roadmap="gone-long-ago")
    rename(directory, ASSIGNMENT)
    assert source.refresh(guard), "what was missing before is no fault of this edit"


def test_the_first_eight_have_a_line_each(database: Database) -> None:
    missing = tuple(MissingId(f"a{number}", 1, 60 * number) for number in range(10))
    with database.read() as conn:
        lines = [str(each) for each in used_ids.missing_ids_problems(conn, missing)]
    todo = "put it back, or name what took its place in renames.yaml"
    assert lines[:2] == [
        f"content: 'a0' is gone, and 1 person has data on it: {todo}",
        f"content: 'a1' is gone, and 1 person has data on it (1 h): {todo}",
    ]
    assert lines[8:] == ["content: 2 more ids that people's data names are gone"]


def test_what_layers_hide_is_not_missing(rows: Callable[..., None], directory: Path, database: Database) -> None:
    rows("levels", roadmap=ROADMAP)
    rows("topic_state_acts", subject=TOPIC)
    hidden = loader.load_directory(directory).model_copy(update={"hidden": frozenset([ROADMAP])})
    with database.read() as conn:
        assert used_ids.find_missing_ids(conn, catalog=Catalog.from_content(hidden)) == ()


def test_what_is_gone_has_the_place_and_name_that_it_had_last(
    rows: Callable[..., None], directory: Path, database: Database, clock: AdjustableClock
) -> None:
    rows("levels", roadmap=ROADMAP)
    with database.begin() as conn:
        seen_ids.record_items(conn, catalog=Catalog.from_content(loader.load_directory(directory)), now=clock.now())
    rename(directory, ROADMAP)
    after = Catalog.from_content(loader.load_directory(directory))
    with database.read() as conn:
        [problem] = used_ids.missing_ids_problems(conn, used_ids.find_missing_ids(conn, catalog=after))
    assert str(problem).startswith("roadmaps/marina.yaml:1: 'marina' (Marina) was here and is gone, and 2 people have")


def test_an_id_that_content_has_renamed_is_not_missing_until_it_forgets_that(
    people: Database, rows: Callable[..., None], sample: Catalog
) -> None:
    """Rows keep the old id, so the line that says what it's called now may not go either."""
    rows("target_days", area="meteorology")
    renamed = Catalog.from_content(sample.content.model_copy(update={"renamed": {"meteorology": AREA}}))
    missing = (MissingId("meteorology", 2, 0),)
    for in_force in (sample, renamed):
        people.rename_ids(in_force.renamed_ids)
        with people.read() as conn:
            assert used_ids.find_missing_ids(conn, catalog=renamed) == ()
            assert used_ids.find_missing_ids(conn, catalog=renamed, before=sample) == ()
            assert used_ids.find_missing_ids(conn, catalog=sample, before=renamed) == missing
            assert used_ids.find_missing_ids(conn, catalog=sample) == missing
            assert used_ids.find_missing_ids(conn, catalog=sample, before=sample) == ()  # it was missing already
