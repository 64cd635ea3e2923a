"""The worker's step: who left long ago is forgotten, a workspace that threw us out is erased, and others stay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from bot.core import audit_log
from bot.core.ledger import rollups
from bot.core.people import members, workspaces
from bot.db import tables
from bot.features.privacy import jobs
from bot.features.privacy.service import erasure
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from tests import faults
from tests.db.newer_schema import OWN, take_back, upgrade_underneath
from tests.slack_driver import Driver

LENA = "U0SANDLENA"


def ids(driver: Driver) -> set[str]:
    with driver.roadmate.deps.database.read() as conn:
        return set(conn.execute(select(tables.members.c.id)).scalars())


def mark_left(driver: Driver, member: str) -> None:
    deps = driver.roadmate.deps
    with deps.database.begin() as conn:
        who = {"workspace": TEAM_ID, "member": member, "name": "Lena", "timezone": None, "is_admin": False}
        members.save_profile(conn, **who, is_active=False, profile_at=driver.clock.now(), now=driver.clock.now())


def test_who_left_is_forgotten_after_the_retention_and_hours_of_others_stay(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.say("ana", "/roadmate settings retention 3 months")
    driver.say("ben", "/log 2h networking")
    mark_left(driver, LENA)
    assert jobs.run_retention(deps, driver.clock.now()) == 0
    driver.turn(days=100)
    assert jobs.run_retention(deps, driver.clock.now()) > 0
    assert LENA not in ids(driver)
    assert jobs.run_retention(deps, driver.clock.now()) == 0
    with deps.database.read() as conn:
        assert rollups.read_minutes_by_subject(conn, workspace=TEAM_ID, member=BEN.id)["networking"] == 120
    driver.say("ana", "/roadmate settings retention off")
    mark_left(driver, LENA)
    driver.turn(days=4000)
    jobs.run_retention(deps, driver.clock.now())
    assert LENA in ids(driver)


def test_what_the_retention_deletes_is_not_left_in_the_file(driver: Driver) -> None:
    deps = driver.roadmate.deps
    file = deps.database.engine.url.database if deps.database.engine.dialect.name == "sqlite" else None
    driver.say("ana", "/roadmate settings retention 3 months")
    mark_left(driver, LENA)
    with deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=LENA, name="Xyzzyname")
    driver.turn(days=100)
    assert jobs.run_retention(deps, driver.clock.now()) > 0
    if file:
        assert not [end for end in ("", "-wal") if b"Xyzzyname" in Path(file + end).read_bytes()]


def test_a_workspace_that_threw_us_out_is_erased_unless_slack_lets_us_in(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.say("ben", "/log 2h networking")
    for reason, left in (("ratelimited", True), (None, True), ("account_inactive", False)):
        with deps.database.begin() as conn:
            conn.execute(update(tables.workspaces).values(gone_at=driver.clock.now() - timedelta(days=31)))
        if reason:
            driver.slack.faults.add("auth.test", faults.error(reason))
        jobs.run_retention(deps, driver.clock.now())
        assert (BEN.id in ids(driver)) is left, reason
    with deps.database.read() as conn:
        assert workspaces.find_workspace(conn, workspace=TEAM_ID, settings=deps.settings) is None
    assert "Logged" in driver.say("ben", "/log 1h networking").text


def test_old_rows_are_looked_for_until_none_is_left_and_then_on_the_next_day(driver: Driver) -> None:
    deps, swept = driver.roadmate.deps, jobs.SweptDays()
    found = []
    driver.say("ben", "/log 2h networking")
    for old_rows, hours in ((1, 1), (0, 1), (1, 24), (0, 1)):
        now = driver.clock.now()
        with deps.database.begin() as conn:
            for _ in range(old_rows):
                old = {"now": now - timedelta(days=4000), "subject": LENA}
                audit_log.record_act(conn, workspace=TEAM_ID, actor=BEN.id, act="look.plan", **old)
        found.append(jobs.run_retention(deps, now, swept))
        driver.turn(hours=hours)
    assert found == [1, 0, 0, 1]


def test_hours_that_reached_another_process_meanwhile_have_somebody_again(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.say("ben", "/log 2h networking")
    with deps.database.begin() as conn:
        conn.execute(tables.members.delete())
    jobs.run_retention(deps, driver.clock.now())
    assert ids(driver) == {BEN.id}


def test_what_a_crash_left_of_an_erasure_is_finished_and_the_person_is_told_the_truth(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.say("ben", "/log 2h networking: xyzzy")
    with deps.database.begin() as conn:
        began = {"workspace": TEAM_ID, "member": BEN.id, "reason": erasure.ASKED_BY_MEMBER}
        assert erasure.begin_erasure(conn, **began, now=driver.clock.now())
    deps.directory.invalidate(TEAM_ID, BEN.id)
    for typed in ("/log 1h networking", "/plan", "/roadmate goal 3h", "/roadmate privacy"):
        assert "still deleting everything I keep about you" in driver.say("ben", typed).text, typed
    assert jobs.finish_erasures(deps, driver.clock.now()) == 0  # who began it may be at it
    driver.turn(seconds=30)
    assert [jobs.finish_erasures(deps, driver.clock.now()) for _ in range(2)] == [1, 0]
    with deps.database.read() as conn:
        assert conn.execute(select(tables.entries.c.id)).all() == []
        assert rollups.count_drifted_members(conn) == 0
    assert "Logged" in driver.say("ben", "/log 1h networking").text


def test_over_the_schema_of_a_newer_release_that_one_finishes_what_is_deleted(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.say("ben", "/log 2h networking: xyzzy")
    driver.say("ana", "/log 2h networking")
    upgrade_underneath(deps.database, compatible_since=OWN)
    deps.database.check_schema()
    assert "is being deleted now" in driver.press("ben", driver.say("ben", "/roadmate forget me"), "Forget me").text
    with deps.database.begin() as conn:
        assert len(conn.execute(select(tables.entries.c.id)).all()) == 1  # what we know of is gone at once
        conn.execute(update(tables.workspaces).values(gone_at=driver.clock.now()))
    driver.turn(days=40)
    assert jobs.finish_erasures(deps, driver.clock.now()) == 0  # and not tried again and again
    jobs.run_retention(deps, driver.clock.now())
    with deps.database.read() as conn:
        assert erasure.count_left_to_newer(conn) == 1
        assert len(conn.execute(select(tables.entries.c.id)).all()) == 1
    take_back(deps.database)  # to the newer release the schema is its own
    assert [jobs.finish_erasures(deps, driver.clock.now()) for _ in range(2)] == [1, 0]


def test_a_leftover_is_erased_in_batches_to_the_last_row_and_one_that_is_installed_stays(
    driver: Driver,
) -> None:
    deps = driver.roadmate.deps
    for number in range(1, 6):
        driver.say("ben", f"/log {number}h networking")
    driver.say("ben", "/log undo")
    with deps.database.begin() as conn:
        installed = {"workspace": TEAM_ID, "secret": "sealed", "installed_at": driver.clock.now()}
        conn.execute(delete(tables.installations).where(tables.installations.c.workspace == TEAM_ID))
        conn.execute(insert(tables.installations).values(installed))
    assert jobs.erase_leftover(deps.database, TEAM_ID, driver.clock.now()) == 0
    assert ids(driver)
    with deps.database.begin() as conn:
        conn.execute(delete(tables.installations))
    assert jobs.erase_leftover(deps.database, TEAM_ID, driver.clock.now()) > 6
    with deps.database.read() as conn:
        for table in tables.metadata.sorted_tables:
            if "workspace" in table.c:
                assert conn.execute(select(table).where(table.c.workspace == TEAM_ID)).first() is None
        assert conn.execute(select(tables.workspaces)).first() is None
