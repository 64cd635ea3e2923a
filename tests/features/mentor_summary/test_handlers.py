"""`/roadmate mentoring`, and the buttons of the message, through the whole app."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.people import members
from bot.core.people.roles import MentorRole
from bot.delivery import outbox
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import Request
from bot.features.mentor_summary import handlers
from bot.features.mentorship.handlers import roles as mentorship_roles
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, TEAM_ID
from bot.slack.payloads import PlanPagePayload
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver, button_labels

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # in New York, where Ben is, 10:00
REFUSED = "The mentor's summary is for admins and mentors. An admin can give you access."


def test_the_summary_is_for_mentors_and_admins(driver: Driver) -> None:
    assert driver.say("ben", "/roadmate mentoring on").text == REFUSED
    assert "is off for you." in driver.say("ana", "/roadmate mentoring").text
    assert driver.say("ana", "/roadmate mentoring on").text.startswith("The mentor's summary is now on for you")
    assert driver.say("ana", "/roadmate mentoring").text.startswith("The mentor's summary is on for you")
    assert "The mentor's summary is now off" in driver.say("ana", "/roadmate mentoring OFF").text
    assert "I don't know “maybe” here." in driver.say("ana", "/roadmate mentoring maybe").text


def test_the_summary_is_on_for_mentors_until_they_turn_it_off(driver: Driver) -> None:
    driver.say("ben", "/plan")
    driver.say("ana", "/team lead @ben")
    assert "is on for you: who needs a word and why. Next: Mon 23 Nov 09:30." in (
        driver.say("ben", "/roadmate mentoring").text
    )
    driver.say("ben", "/roadmate mentoring off")
    assert "is off for you." in driver.say("ben", "/roadmate mentoring").text


def test_the_buttons_open_the_card_in_a_window_and_the_message_stays(driver: Driver) -> None:
    for person in ("ben", "mei"):
        driver.say(person, "/plan")
    driver.say("ana", "/team lead @ben")
    deps = driver.roadmate.deps
    with deps.database.begin() as conn:
        long_ago = datetime(2026, 9, 7, tzinfo=UTC)
        members.update_member(conn, workspace=TEAM_ID, member=MEI.id, created_at=long_ago, goal_minutes=120)
    driver.clock.advance_to(MONDAY)
    deliver_due(deps, MONDAY, rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    shown = next(each for each in driver.slack.workspace.seen_by(BEN.id)[::-1] if "Your team, Mon 23 Nov" in each.text)
    assert "Mei: no entry yet in 77 days, 0 h of 8 h in four weeks" in shown.text
    assert button_labels(shown) == ["Their card"]
    outcome = driver.press(BEN.id, shown, "Their card")
    assert outcome.last.view
    assert "Mei" in str(outcome.last.view)
    assert "Praise" in str(outcome.last.view)
    assert any("Your team, Mon 23 Nov" in each.text for each in driver.slack.workspace.seen_by(BEN.id))


def test_a_message_that_waits_is_withdrawn_with_the_role(driver: Driver) -> None:
    for person in ("ben", "mei"):
        driver.say(person, "/plan")
    driver.say("ana", "/team lead @ben")
    deps, now = driver.roadmate.deps, driver.clock.now()
    with deps.database.begin() as conn:
        key = {"workspace": TEAM_ID, "kind": "mentor", "period": "2026-W46", "recipient": BEN.id}
        outbox.put_message(conn, **key, message={}, due_at=now, expires_at=MONDAY, now=now)
    request = Request(TEAM_ID, ANA.id, BEN.id, "C0LEARNING", "r", "button")
    mentorship_roles.press_role(deps, request, role=MentorRole.MENTOR, is_given=False)
    with deps.database.read() as conn:
        assert [each for each in outbox.list_waiting(conn, at=now) if each.kind == "mentor"] == []


def test_an_old_button_shows_no_plan_to_somebody_who_is_no_mentor(driver: Driver) -> None:
    for person in ("ben", "mei"):
        driver.say(person, "/plan")
    request = Request(TEAM_ID, BEN.id, PlanPagePayload(member=MEI.id).encode(), "D0BEN", "r", "button")
    view = handlers.open_member_plan(driver.roadmate.deps, request)
    assert "Another member's plan is for admins and mentors." in str(view.blocks)
