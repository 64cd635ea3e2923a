"""Who sees what, hiding, and being forgotten, as people do it."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, text

from bot.core.people import members, visibility
from bot.db import tables
from bot.db.tables import metadata
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def press(driver: Driver, outcome: ActionResult, label: str) -> ActionResult:
    """Press a button as Ben, and confirm."""
    pressed = driver.press("ben", outcome, label)
    assert pressed.status == 200
    return pressed


def pair(driver: Driver, mentor: str, mentee: str) -> None:
    now = driver.clock.now()
    with driver.roadmate.deps.database.begin() as conn:
        members.set_mentor(conn, workspace=TEAM_ID, member=mentor, is_mentor=True, now=now)
        sides = {"mentor": mentor, "mentee": mentee, "mentor_at": now, "mentee_at": now, "asked_by": mentee}
        conn.execute(insert(tables.pairs).values(workspace=TEAM_ID, **sides, created_at=now))


def stored_data(driver: Driver) -> str:
    with driver.roadmate.deps.database.read() as conn:
        rows = [conn.execute(text(f"SELECT * FROM {table.name}")).all() for table in metadata.sorted_tables]
    return str(rows)


def test_the_page_names_those_who_may_see_the_member_by_the_rule_that_is_checked(driver: Driver) -> None:
    for user in ("ana", "ben", "mei", "chidi"):
        driver.say(user, "/plan")
    pair(driver, MEI.id, BEN.id)
    deps = driver.roadmate.deps
    for ended in (False, True):
        page = driver.say("ben", "/roadmate privacy")
        with deps.database.begin() as conn:
            scope = {"workspace": TEAM_ID, "settings": deps.settings}
            groups = visibility.list_viewers(conn, member=BEN.id, **scope)
            known = members.list_active_members(conn, workspace=TEAM_ID, default_zone=deps.settings.timezone)
            may = {each.id for each in known if members.read_requester(conn, member=each.id, **scope).may_see(BEN.id)}
            members.set_mentor(conn, workspace=TEAM_ID, member=MEI.id, is_mentor=False, now=driver.clock.now())
        assert {each.id for group in groups for each in group} | {BEN.id} == may
        assert may == {ANA.id, BEN.id} | (set() if ended else {MEI.id})
        mentors = "none yet" if ended else "Mei"
        seen = "hours, last entries, plan, levels, assignments and stuck places"
        assert f"Your mentors ({mentors}): {seen}." in page.text
        assert "Admins (Ana, and every admin" in page.text
    assert "Lead mentors (none yet): the same, for the whole team." in page.text
    assert "The leaderboard is off." in page.text


@SQLITE
def test_hiding_and_being_named_are_one_press_away(driver: Driver) -> None:
    driver.say("ana", "/roadmate settings board on")
    page = driver.say("ben", "/roadmate privacy")
    assert "The leaderboard shows your name and hours." in page.text
    hidden = press(driver, page, "Hide from boards")
    assert "The leaderboard leaves you out, because you're hidden." in hidden.text
    assert "The weekly digest leaves you out" in hidden.text
    shown = press(driver, press(driver, hidden, "Show me on boards"), "List me to ask")
    assert "The leaderboard shows" in shown.text
    assert "who lists you as someone to ask" in shown.text
    assert "who lists you as someone to ask." in driver.say("ben", "/roadmate privacy hide").text
    assert "You aren't listed as someone to ask" in press(driver, shown, "Don't list me").text
    assert "who lists you" in driver.say("ben", "/roadmate privacy named on").text
    assert "The leaderboard shows" in driver.say("ben", "/roadmate privacy show").text
    off, months = (
        driver.say("ana", f"/roadmate settings retention {each}").text.split("\n")[0] for each in ("off", "9 months")
    )
    assert off == "✅ Saved. Retention: off, I delete nothing by myself."
    assert months.endswith("so you can still change it back.")


def test_somebody_is_forgotten_and_comes_back_as_somebody_new(driver: Driver) -> None:
    driver.say("ana", "/plan")
    driver.say("ben", "/log 2h networking: first")
    driver.say("ben", "/roadmate goal 3h")
    driver.say("mei", "/log 1h mentoring @ben: VPC")
    pair(driver, MEI.id, BEN.id)
    driver.say("ana", "/plan @ben")
    assert "/roadmate forget me shows what I keep" in driver.say("ben", "/roadmate forget").text
    asked = driver.say("ben", "/roadmate forget me")
    assert "• 1 line of your log, with 2 h\n• 1 pairing\n• 2 goals" in asked.text
    assert "2 h, only in an anonymous total" in asked.text
    unconfirmed = driver.press("ben", asked, "Forget me", confirmed=False)
    assert unconfirmed.status == 0
    assert "You can't undo this." in unconfirmed.text
    assert BEN.id in stored_data(driver)
    other = driver.say("ben", "/roadmate forget me")
    done = press(driver, asked, "Forget me")
    assert done.text.startswith("All your data is deleted: 1 line of your log and everything else")
    left = stored_data(driver)
    assert BEN.id not in left
    assert "Ben" not in left
    assert "It is done" not in press(driver, other, "Forget me").text  # pressed twice
    assert BEN.id not in stored_data(driver)
    log = driver.say("ana", "/roadmate audit").text
    assert "Ana: looked at the plan of someone deleted" in log
    assert "someone deleted: all their data was deleted, as they asked" in log
    assert "hasn't used Roadmate here" in driver.say("ana", "/plan @ben").text
    assert "1 of 2 h this week" in driver.say("ben", "/log 1h networking").text
    assert "Your goal is 2 h" in driver.say("ben", "/roadmate goal").text


@SQLITE
def test_a_member_without_data_is_told_so_and_not_stored_by_that(driver: Driver) -> None:
    asked = driver.say("ben", "/roadmate forget me")
    assert "What stays\nNothing." in asked.text
    assert press(driver, asked, "Forget me").text.startswith("I keep nothing about you, so there's nothing to delete.")
    assert BEN.id not in stored_data(driver)


def test_a_look_at_another_plan_is_written_down_and_so_is_a_refusal(driver: Driver) -> None:
    driver.say("ben", "/plan")
    for user, typed in (("ana", "/plan @ben"), ("ana", "/plan networking @ben"), ("ben", "/plan"), ("ana", "/plan")):
        assert "for admins" not in driver.say(user, typed).text
    assert "for admins" in driver.say("ben", "/plan @ana").text
    lines = driver.say("ana", "/roadmate audit").text.splitlines()[1:4]
    assert [line.split(": ", 1)[1] for line in lines] == [
        "was refused the plan of Ana",
        *["looked at the plan of Ben"] * 2,
    ]
    for typed in ("looks", "look"):
        looks = driver.say("ana", f"/roadmate audit {typed}").text
        assert looks.startswith("Audit log, looks, newest first")
        assert "refused" not in looks
    for typed in ("@ben looks", "look @ben"):
        looks = driver.say("ana", f"/roadmate audit {typed}").text
        assert looks.startswith("Audit log, looks, Ben, newest first")
        assert (looks.count("looked at the plan of Ben"), "refused" in looks) == (2, False)
    assert "Try looks" in driver.say("ana", "/roadmate audit @ben nonsense").text
    assert "refused" in driver.say("ana", "/roadmate audit @ben").text
    assert "no entries yet" in driver.say("ana", "/roadmate audit @mei").text
    assert "Try looks, signoffs" in driver.say("ana", "/roadmate audit nonsense").text
    assert "for admins" in driver.say("ben", "/roadmate audit looks").text
