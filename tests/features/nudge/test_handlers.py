"""The buttons under a nudge, through the whole app: pressed in the person's own conversation, answered in its place."""

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
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)  # Lisbon is on UTC in winter
MEMBER = {"workspace": TEAM_ID, "member": ANA.id}


@pytest.fixture
def nudged(driver: Driver) -> Any:
    """Ana joined last week and has just been nudged."""
    driver.say(ANA.id, "/plan")
    run(driver, THURSDAY)
    return driver


def run(driver: Driver, moment: datetime) -> list[Any]:
    if moment > driver.clock.now():
        driver.clock.advance_to(moment)
    deps = driver.roadmate.deps
    sent = deliver_due(deps, moment, rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    return [one for one in sent if one.kind in ("nudge", "again")]


def press(driver: Driver, label: str) -> Any:
    """Press a button of the newest message in Ana's direct message."""
    shown = driver.slack.workspace.seen_by(ANA.id)[-1]
    buttons = [b for block in shown.blocks if block["type"] == "actions" for b in block["elements"]]
    [button] = [button for button in buttons if button["text"]["text"] == label]
    return driver.delivery.click(ANA.id, shown, button["action_id"])


def booked(driver: Driver) -> list[int]:
    with driver.roadmate.deps.database.read() as conn:
        return list(conn.execute(select(entries.c.minutes)).scalars())


def known(driver: Driver) -> Member:
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        found = members.find_member(conn, **MEMBER, default_zone=deps.settings.timezone)
    assert found is not None
    return found


def test_snooze_answers_in_place_and_skips_next_weeks_nudge_only(nudged: Any) -> None:
    outcome = press(nudged, "Snooze a week")
    assert "no nudge in the week 30 Nov-6 Dec. The next one can come on Thu 10 Dec." in outcome.text
    assert known(nudged).snoozed_until == date(2026, 12, 7)
    assert run(nudged, THURSDAY + timedelta(days=7)) == []
    assert [sent.recipient for sent in run(nudged, THURSDAY + timedelta(days=14))] == [ANA.id]


def test_stop_ends_them(nudged: Any) -> None:
    outcome = press(nudged, "Stop")
    assert "Stopped: you will get no more nudges." in outcome.text
    assert not known(nudged).nudged
    assert run(nudged, THURSDAY + timedelta(days=7)) == []


@pytest.mark.parametrize(
    "end",
    [lambda driver: press(driver, "Stop"), lambda driver: driver.say(ANA.id, "/roadmate nudge off")],
    ids=["button", "command"],
)
def test_ending_them_also_ends_the_one_that_has_not_left_yet(nudged: Any, end: Callable[[Any], Any]) -> None:
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
    assert not known(nudged).nudged
    assert run(nudged, THURSDAY + timedelta(days=7)) == []


def test_one_press_books_and_the_answer_takes_its_place(nudged: Any) -> None:
    outcome = press(nudged, "Log 1 h")
    assert "Booked: 1 h on " in outcome.text
    assert booked(nudged) == [60]


def test_a_double_click_books_once(nudged: Any) -> None:
    """Both clicks leave before the answer has replaced the message."""
    shown = nudged.slack.workspace.seen_by(ANA.id)[-1]
    row, _ = [block for block in shown.blocks if block["type"] == "actions"]
    value = row["elements"][1]["value"]
    asks = [Request(TEAM_ID, ANA.id, value, shown.channel, f"trigger{number}", "button") for number in range(2)]
    answers = [hours_log_command.press_book(nudged.roadmate.deps, ask).to_message().text for ask in asks]
    assert answers[0].startswith("Booked: 2 h")
    assert answers[1].startswith("Already booked, once: 2 h")
    assert booked(nudged) == [120]


def test_a_press_in_a_workspace_with_its_own_hour_goes_by_that(nudged: Any) -> None:
    with nudged.roadmate.deps.database.begin() as conn:
        workspaces.update_workspace(conn, workspace=TEAM_ID, nudge="fri 10:00")
    assert "no nudge in the week 23-29 Nov. The next one can come on Fri 4 Dec." in press(nudged, "Snooze a week").text


FRIDAY = THURSDAY + timedelta(days=1)


def say(driver: Driver, words: str) -> str:
    """What is typed after `/roadmate nudge`."""
    ask = Request(TEAM_ID, ANA.id, words, "C0LEARNING", f"r{words}", "command", name="ana")
    return handlers.answer_nudge(driver.roadmate.deps, ask).to_message().text


def click(driver: Driver, action: Any, value: str = "-") -> str:
    """A button of a message that is not shown any more."""
    ask = Request(TEAM_ID, ANA.id, value, "D1", f"trigger{action}{value}", "button", name="ana")
    return str(action(driver.roadmate.deps, ask).to_message().text)


def test_a_day_later_it_comes_again_and_offers_no_third(nudged: Any) -> None:
    text = press(nudged, "Snooze a day").text
    assert text == "Put off to Fri 27 Nov 16:00. It comes then if you are still short of your goal."
    assert "This week's was put off to Fri 27 Nov 16:00." in say(nudged, "")
    assert run(nudged, FRIDAY - timedelta(minutes=1)) == []
    assert [sent.kind for sent in run(nudged, FRIDAY)] == ["again"]
    shown = nudged.slack.workspace.seen_by(ANA.id)[-1]
    assert "Snooze a day" not in str(shown.blocks)
    assert "This week brings no other nudge. Your next nudge: Thu 3 Dec 16:00" in click(
        nudged, handlers.snooze_day, "2026-W48"
    )
    assert run(nudged, FRIDAY + timedelta(days=1)) == []


def test_a_second_press_puts_it_off_no_further(nudged: Any) -> None:
    first = click(nudged, handlers.snooze_day, "2026-W48")
    nudged.clock.advance_to(FRIDAY - timedelta(hours=1))
    assert first.startswith("Put off to Fri 27 Nov 16:00.")
    assert click(nudged, handlers.snooze_day, "2026-W48") == first
    assert known(nudged).nudge_again == date(2026, 11, 27)


def test_who_meets_the_goal_meanwhile_hears_nothing(nudged: Any) -> None:
    press(nudged, "Snooze a day")
    nudged.say(ANA.id, "/log 2h networking")
    assert run(nudged, FRIDAY) == []


def test_an_old_nudge_puts_nothing_off(nudged: Any) -> None:
    nudged.clock.advance_to(THURSDAY + timedelta(days=5))
    assert "Your next nudge: Thu 3 Dec 16:00" in click(nudged, handlers.snooze_day, "2026-W48")
    assert known(nudged).nudge_again is None


def test_a_week_that_is_none_is_refused(nudged: Any) -> None:
    for value in ("-", "2026-W99", "tomorrow"):
        with pytest.raises(PayloadError):
            click(nudged, handlers.snooze_day, value)


def test_until_a_date_is_chosen_in_a_form(nudged: Any) -> None:
    opened = press(nudged, "Snooze until…")
    assert "No nudge before" in str(opened.last.view)
    refused = nudged.delivery.submit(ANA.id, {"until": "2026-11-26"})
    assert "Choose a day from tomorrow to a year ahead." in str(refused.last)
    saved = nudged.delivery.submit(ANA.id, {"until": "2026-12-04"})
    assert "Snoozed: no nudge before Fri 4 Dec. Your next nudge: Thu 10 Dec 16:00" in str(saved.last.view)
    assert run(nudged, THURSDAY + timedelta(days=7)) == []
    assert len(run(nudged, THURSDAY + timedelta(days=14))) == 1


def test_until_a_date_is_typed(nudged: Any) -> None:
    assert "no nudge before Mon 14 Dec. Your next nudge: Thu 17 Dec" in say(nudged, "until 14 dec")
    assert known(nudged).snoozed_until == date(2026, 12, 14)
    assert "“&lt;!here&gt;” is no day in the year ahead." in say(nudged, "until <!here>")
    assert "Until when?" in say(nudged, "until")
    assert known(nudged).snoozed_until == date(2026, 12, 14)


def test_it_is_switched_by_words(nudged: Any) -> None:
    press(nudged, "Snooze a day")
    assert say(nudged, "off").startswith("Changed. Your weekly nudge is off.")
    assert run(nudged, FRIDAY) == []
    assert say(nudged, "ON").startswith("Changed. Your weekly nudge is on.")
    assert say(nudged, "status").startswith("Your weekly nudge is on.")
    assert "neither on nor off" in say(nudged, "maybe")
