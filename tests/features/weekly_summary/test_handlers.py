"""`/roadmate summary`, and the checkbox on the Home tab that means the same."""

from __future__ import annotations

from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.dispatch.request import Request
from bot.features.weekly_summary import handlers
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.worker import due
from tests.slack_driver import Driver, message_text


def answer(driver: Driver, typed: str) -> str:
    """Answer what is typed after `/roadmate summary`."""
    driver.roadmate.deps.directory.ensure_member(TEAM_ID, BEN.id, "ben")
    request = Request(TEAM_ID, BEN.id, typed, "C0LEARNING", f"r{typed}", "command", name="ben")
    return message_text(handlers.answer_summary(driver.roadmate.deps, request).to_message())


def ben(driver: Driver) -> Member:
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        return members.read_requester(conn, workspace=TEAM_ID, member=BEN.id, settings=deps.settings)


def open_settings(driver: Driver) -> None:
    home = ShownItem(ShownKind.HOME, to=BEN.id, view=driver.slack.workspace.views.homes[BEN.id])
    driver.press("ben", home, "Settings")


def test_the_summary_is_switched_by_words(driver: Driver) -> None:
    assert answer(driver, "on").startswith("Your weekly summary is on. The next one comes on Mon 23 Nov 09:00")
    assert ben(driver).summary_on
    assert "is off." in answer(driver, "OFF")
    assert not ben(driver).summary_on
    assert "I don't know “maybe” here." in answer(driver, "maybe")


def test_it_shows_the_last_full_week_at_any_time(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking 13 nov")
    driver.say("mei", "/log 5h networking 13 nov")
    text = answer(driver, "")
    assert text.startswith("Your week, 9-15 Nov\n1 h of 2 h.\nBy area: Networking 1 h\n")
    assert "/roadmate summary on sends it every Monday." in text
    answer(driver, "on")
    assert "/roadmate summary off stops it." in answer(driver, "show")


def test_an_empty_week_is_one_kind_line(driver: Driver) -> None:
    assert answer(driver, "now").startswith("Quiet week (9-15 Nov).")


def test_the_home_tab_switches_it_too(driver: Driver) -> None:
    driver.delivery.home_opened("ben")
    for wants, is_on in ((["nudge", "board", "summary"], True), (["nudge", "board"], False)):
        open_settings(driver)
        driver.delivery.submit("ben", {"wants": wants})
        assert ben(driver).summary_on is is_on


def test_switched_on_on_a_monday_the_first_one_comes_a_week_later(driver: Driver) -> None:
    driver.turn(days=2, hours=4)  # Monday 11:00 in New York
    assert "Mon 30 Nov 09:00" in answer(driver, "on")
    with driver.roadmate.deps.database.read() as conn:
        workspace = workspaces.read_workspace(conn, workspace=TEAM_ID, settings=driver.roadmate.deps.settings)
        found = due.find_due(driver.roadmate.deps, conn, workspace, driver.clock.now())
    assert "summary" not in {each.kind for each in found}
