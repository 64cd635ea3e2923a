"""The buttons of a nudge, pressed in the member's direct message through the whole app, and `/roadmate nudge`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.db.tables import entries
from bot.delivery import outbox
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import Request
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.nudge import handlers
from bot.sandbox.slack_api.fixtures import ANA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver, button_labels

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)  # Lisbon is on UTC in winter
FRIDAY = THURSDAY + timedelta(days=1)
MEMBER = {"workspace": TEAM_ID, "member": ANA.id}


@pytest.fixture
def nudged(driver: Driver) -> Driver:
    """Ana joined last week and has just been nudged."""
    driver.say(ANA.id, "/plan")
    run(driver, THURSDAY)
    return driver


def run(driver: Driver, moment: datetime) -> list[Any]:
    if moment > driver.clock.now():
        driver.clock.advance_to(moment)
    deps = driver.roadmate.deps
    sent = deliver_due(deps, moment, rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    return [each for each in sent if each.kind in ("nudge", "again")]


def press(driver: Driver, label: str) -> ActionResult:
    """Press a button of the newest message that Ana has seen."""
    shown = driver.slack.workspace.seen_by(ANA.id)[-1]
    assert button_labels(shown).count(label) == 1
    return driver.press(ANA.id, shown, label)


def answer(driver: Driver, typed: str) -> str:
    """Answer what is typed after `/roadmate nudge`."""
    request = Request(TEAM_ID, ANA.id, typed, "C0LEARNING", f"r{typed}", "command", name="ana")
    return handlers.answer_nudge(driver.roadmate.deps, request).to_message().text


def press_snooze_day(driver: Driver, week: str = "2026-W48") -> str:
    """Press “Snooze a day” of a week's nudge that is not shown any more."""
    request = Request(TEAM_ID, ANA.id, week, "D1", f"trigger{week}", "button", name="ana")
    return handlers.snooze_day(driver.roadmate.deps, request).to_message().text


def booked_minutes(driver: Driver) -> list[int]:
    with driver.roadmate.deps.database.read() as conn:
        return list(conn.execute(select(entries.c.minutes)).scalars())


def ana(driver: Driver) -> Member:
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        found = members.find_member(conn, **MEMBER, default_zone=deps.settings.timezone)
    assert found is not None
    return found


def test_snooze_answers_in_place_and_skips_next_weeks_nudge_only(nudged: Driver) -> None:
    outcome = press(nudged, "Snooze a week")
    assert "no nudge in the week 30 Nov-6 Dec. The next one can come on Thu 10 Dec." in outcome.text
    assert ana(nudged).snoozed_until == date(2026, 12, 7)
    assert run(nudged, THURSDAY + timedelta(days=7)) == []
    assert [sent.recipient for sent in run(nudged, THURSDAY + timedelta(days=14))] == [ANA.id]


def test_stop_ends_the_nudges(nudged: Driver) -> None:
    outcome = press(nudged, "Stop")
    assert "Stopped: you will get no more nudges." in outcome.text
    assert not ana(nudged).nudged
    assert run(nudged, THURSDAY + timedelta(days=7)) == []


@pytest.mark.parametrize(
    "end",
    [lambda driver: press(driver, "Stop"), lambda driver: driver.say(ANA.id, "/roadmate nudge off")],
    ids=["button", "command"],
)
def test_ending_the_nudges_also_withdraws_one_that_waits(nudged: Driver, end: Callable[[Driver], object]) -> None:
    deps = nudged.roadmate.deps
    with deps.database.begin() as conn:
        outbox.put_message(
            conn,
            workspace=TEAM_ID,
            kind="nudge",
            period="2026-W49",
            recipient=ANA.id,
            message={"text": "x", "blocks": []},
            due_at=THURSDAY + timedelta(days=7),
            expires_at=THURSDAY + timedelta(days=8),
            now=THURSDAY,
        )
    end(nudged)
    assert not ana(nudged).nudged
    assert run(nudged, THURSDAY + timedelta(days=7)) == []


def test_a_press_books_and_is_answered(nudged: Driver) -> None:
    outcome = press(nudged, "Log 1 h")
    assert "Logged 1 h on " in outcome.text
    assert booked_minutes(nudged) == [60]


def test_a_double_click_books_once(nudged: Driver) -> None:
    """Both clicks leave before the answer has replaced the message."""
    shown = nudged.slack.workspace.seen_by(ANA.id)[-1]
    row, _ = [block for block in shown.blocks if block["type"] == "actions"]
    value = row["elements"][1]["value"]
    requests = [Request(TEAM_ID, ANA.id, value, shown.channel, f"trigger{number}", "button") for number in range(2)]
    answers = [hours_log_command.press_book(nudged.roadmate.deps, each).to_message().text for each in requests]
    assert answers[0].startswith("✅ Logged 2 h")
    assert answers[1].startswith("✅ Already logged: 2 h")
    assert booked_minutes(nudged) == [120]


def test_a_snooze_goes_by_the_workspaces_own_nudge_time(nudged: Driver) -> None:
    with nudged.roadmate.deps.database.begin() as conn:
        workspaces.update_workspace(conn, workspace=TEAM_ID, nudge="fri 10:00")
    assert "no nudge in the week 23-29 Nov. The next one can come on Fri 4 Dec." in press(nudged, "Snooze a week").text


def test_a_snoozed_nudge_comes_a_day_later_and_cannot_be_snoozed_a_day_again(nudged: Driver) -> None:
    text = press(nudged, "Snooze a day").text
    assert text == "Put off to Fri 27 Nov 16:00. It comes then if you are still short of your goal."
    assert "This week's was put off to Fri 27 Nov 16:00." in answer(nudged, "")
    assert run(nudged, FRIDAY - timedelta(minutes=1)) == []
    assert [sent.kind for sent in run(nudged, FRIDAY)] == ["again"]
    shown = nudged.slack.workspace.seen_by(ANA.id)[-1]
    assert "Snooze a day" not in str(shown.blocks)
    assert "This week brings no other nudge. Your next nudge: Thu 3 Dec 16:00" in press_snooze_day(nudged)
    assert run(nudged, FRIDAY + timedelta(days=1)) == []


def test_a_second_press_snoozes_no_further(nudged: Driver) -> None:
    first = press_snooze_day(nudged)
    nudged.clock.advance_to(FRIDAY - timedelta(hours=1))
    assert first.startswith("Put off to Fri 27 Nov 16:00.")
    assert press_snooze_day(nudged) == first
    assert ana(nudged).nudge_again == date(2026, 11, 27)


def test_a_snoozed_nudge_does_not_come_once_the_goal_is_met(nudged: Driver) -> None:
    press(nudged, "Snooze a day")
    nudged.say(ANA.id, "/log 2h networking")
    assert run(nudged, FRIDAY) == []


def test_the_button_of_an_old_nudge_snoozes_nothing(nudged: Driver) -> None:
    nudged.clock.advance_to(THURSDAY + timedelta(days=5))
    assert "Your next nudge: Thu 3 Dec 16:00" in press_snooze_day(nudged)
    assert ana(nudged).nudge_again is None


def test_a_forged_week_is_refused(nudged: Driver) -> None:
    for value in ("-", "2026-W99", "tomorrow"):
        with pytest.raises(PayloadError):
            press_snooze_day(nudged, value)


def test_until_a_date_is_chosen_in_a_form(nudged: Driver) -> None:
    opened = press(nudged, "Snooze until…")
    assert "No nudge before" in str(opened.last.view)
    refused = nudged.delivery.submit(ANA.id, {"until": "2026-11-26"})
    assert "Choose a day from tomorrow to a year ahead." in str(refused.last)
    saved = nudged.delivery.submit(ANA.id, {"until": "2026-12-04"})
    assert "Snoozed: no nudge before Fri 4 Dec. Your next nudge: Thu 10 Dec 16:00" in str(saved.last.view)
    assert run(nudged, THURSDAY + timedelta(days=7)) == []
    assert len(run(nudged, THURSDAY + timedelta(days=14))) == 1


def test_until_a_date_is_typed(nudged: Driver) -> None:
    assert "no nudge before Mon 14 Dec. Your next nudge: Thu 17 Dec" in answer(nudged, "until 14 dec")
    assert ana(nudged).snoozed_until == date(2026, 12, 14)
    assert "“&lt;!here&gt;” is no day in the year ahead." in answer(nudged, "until <!here>")
    assert "Until when?" in answer(nudged, "until")
    assert ana(nudged).snoozed_until == date(2026, 12, 14)


def test_nudges_are_switched_by_words(nudged: Driver) -> None:
    press(nudged, "Snooze a day")
    assert answer(nudged, "off").startswith("Changed. Your weekly nudge is off.")
    assert run(nudged, FRIDAY) == []
    assert answer(nudged, "ON").startswith("Changed. Your weekly nudge is on.")
    assert answer(nudged, "status").startswith("Your weekly nudge is on.")
    assert "neither on nor off" in answer(nudged, "maybe")
