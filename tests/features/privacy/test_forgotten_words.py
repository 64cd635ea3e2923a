"""Nothing that somebody typed anywhere is left in any table once they are forgotten, stored digests included."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction
from bot.core.plan.member_plan import AssignedNextStep
from bot.db import tables
from bot.delivery.rate_limit import RateLimit
from bot.features.one_on_one.service import next_step, notes
from bot.sandbox.slack_api.fixtures import BEN, MEI, TEAM_ID
from bot.worker import run_once
from tests.features.privacy.service.test_erasure import dump
from tests.slack_driver import Driver

MARKER = "xyzzy"
TYPED = (
    "/log 2h networking: {}",
    "/log talk 1h: {}",
    "/log 1h mentoring @mei: {}",
    "/log 1h blockchain with @mei: {}",
    "/roadmate stuck networking: {}",
    "/roadmate stuck {}",
    "/roadmate away 7-11 dec: {}",
    "/roadmap {}",
    "/roadmate who {}",
)


def test_no_word_of_theirs_is_left_anywhere(driver: Driver) -> None:
    word = (f"{MARKER}{number} of mine" for number in count())
    driver.say("ana", "/plan")
    driver.say("mei", "/log 3h networking")
    for typed in TYPED:
        driver.say("ben", typed.format(next(word)))
    announcement = driver.say("ben", f'/roadmate session "{next(word)}" tue 15:00')
    driver.press("ben", announcement, "Announce")
    write_to_others(driver, word)
    deliver_for_days(driver, 10)
    before = stored(driver)
    assert [name for name, rows in before.items() if MARKER in rows] == [
        *("assigned_next_steps", "assignment_steps", "entries", "help_requests", "mentor_notes", "outbox", "sessions"),
        "time_off",
    ]
    assert f"👏 Ben gave a talk: {MARKER}1 of mine" in digests(driver)
    driver.press("ben", driver.say("ben", "/roadmate forget me"), "Forget me")
    left = {name: rows.count(MARKER) for name, rows in stored(driver).items() if MARKER in rows}
    assert left == {"assigned_next_steps": 1}  # what he wrote to Mei, without his name: so says PRIVACY.md
    assert "\na session, <!date" in digests(driver)
    assert "somebody" in digests(driver)


@pytest.mark.parametrize("typed", ["/log 2h networking: with {}", "log 2h networking: with {}"])
def test_a_mention_in_the_note_of_another_is_forgotten(driver: Driver, typed: str) -> None:
    driver.say("mei", "/log 3h networking")
    send = driver.say if typed.startswith("/") else driver.delivery.direct_message
    send("ben", typed.format(f"<@{MEI.id}> and @meister"))
    assert "with @Mei and @meister" in stored(driver)["entries"]
    driver.press("mei", driver.say("mei", "/roadmate forget me"), "Forget me")
    assert "with somebody and @meister" in stored(driver)["entries"]


def write_to_others(driver: Driver, word: object) -> None:
    """What he writes as a mentor, and with his assignment."""
    now, text = driver.clock.now(), lambda: next(word)  # type: ignore[call-overload]
    with driver.roadmate.deps.database.begin() as conn:
        who = {"workspace": TEAM_ID, "member": BEN.id, "assignment": "a", "actor": BEN.id, "now": now}
        assignments.apply_action(conn, **who, action=AssignmentAction.START)
        assignments.apply_action(conn, **who, action=AssignmentAction.HAND_IN, link=f"https://x/{MARKER}", note=text())
        for shared in (True, False):
            notes.add_note(
                conn,
                workspace=TEAM_ID,
                author=BEN.id,
                member=MEI.id,
                words=text(),
                is_shared=shared,
                key=f"{shared}",
                now=now,
            )
        step = AssignedNextStep(BEN.id, "a", text(), now)
        next_step.assign_next_step(conn, workspace=TEAM_ID, member=MEI.id, next_step=step, minutes=0)


def deliver_for_days(driver: Driver, days: int) -> None:
    end = driver.clock.now() + timedelta(days=days)
    for moment in run_once.list_due_moments(driver.roadmate.deps, driver.clock.now(), end):
        driver.turn(seconds=(moment - driver.clock.now()).total_seconds())
        rate_limit = RateLimit(driver.clock.monotonic, interval=0)
        run_once.deliver_due(driver.roadmate.deps, moment, rate_limit=rate_limit)


def stored(driver: Driver) -> dict[str, str]:
    with driver.roadmate.deps.database.read() as conn:
        return dict(sorted((name, "\n".join(rows)) for name, rows in dump(conn).items()))


def digests(driver: Driver) -> str:
    with driver.roadmate.deps.database.read() as conn:
        rows = conn.execute(select(tables.outbox.c.message).where(tables.outbox.c.kind == "digest"))
        return "\n".join(str(row.message["text"]) for row in rows)
