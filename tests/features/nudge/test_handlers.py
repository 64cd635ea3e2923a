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
from bot.sandbox.rendering.shown_text import usable_elements
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
    """Ana joined last week with a goal of her own, and has just been nudged."""
    driver.say(ANA.id, "/roadmate goal 2h")
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


def choose(driver: Driver, words: str) -> ActionResult:
    """Choose from the menu behind three dots of the newest message that Ana has seen, by the words behind it."""
    shown = driver.slack.workspace.seen_by(ANA.id)[-1]
    number = next(n for n, each in enumerate(usable_elements(shown), start=1) if each.element["type"] == "overflow")
    return driver.delivery.click(ANA.id, shown, number, words)


def answer(driver: Driver, typed: str) -> str:
    """Answer what is typed after `/roadmate nudge`."""
    request = Request(TEAM_ID, ANA.id, typed, "C0LEARNING", f"r{typed}", "command", name="ana")
    return handlers.answer_nudge(driver.roadmate.deps, request).to_message().text


def press_snooze_day(driver: Driver, week: str = "2026-W48") -> str:
    """Press “Remind me tomorrow” of a week's nudge that is not shown any more."""
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
    outcome = nudged.say(ANA.id, "/roadmate nudge skip")
    assert "no nudge in the week of 30 Nov-6 Dec. The next one can come Thu 10 Dec." in outcome.text
    assert ana(nudged).snoozed_until == date(2026, 12, 7)
    assert run(nudged, THURSDAY + timedelta(days=7)) == []
    assert [sent.recipient for sent in run(nudged, THURSDAY + timedelta(days=14))] == [ANA.id]


def test_stop_ends_the_nudges(nudged: Driver) -> None:
    outcome = choose(nudged, "nudge off")
    assert "Done, no more nudges." in outcome.text
    assert not ana(nudged).nudged
    assert run(nudged, THURSDAY + timedelta(days=7)) == []


@pytest.mark.parametrize(
    "end",
    [lambda driver: choose(driver, "nudge off"), lambda driver: driver.say(ANA.id, "/roadmate nudge off")],
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
    outcome = press(nudged, "Log 30 min of TCP/IP & the Layers (Networking)")
    assert "Logged 30 min on " in outcome.text
    assert booked_minutes(nudged) == [30]


def test_a_double_click_books_once(nudged: Driver) -> None:
    """Both clicks leave before the answer has replaced the message."""
    shown = nudged.slack.workspace.seen_by(ANA.id)[-1]
    [row] = [block for block in shown.blocks if block["type"] == "actions"]
    value = row["elements"][0]["value"]
    requests = [Request(TEAM_ID, ANA.id, value, shown.channel, f"trigger{number}", "button") for number in range(2)]
    answers = [hours_log_command.press_book(nudged.roadmate.deps, each).to_message().text for each in requests]
    assert answers[0].startswith("✅ Logged 30 min")
    assert answers[1].startswith("✅ Already logged: 30 min")
    assert booked_minutes(nudged) == [30]


def test_a_snooze_goes_by_the_workspaces_own_nudge_time(nudged: Driver) -> None:
    with nudged.roadmate.deps.database.begin() as conn:
        workspaces.update_workspace(conn, workspace=TEAM_ID, nudge="fri 10:00")
    assert "no nudge in the week of 23-29 Nov. The next one can come Fri 4 Dec." in answer(nudged, "skip")


def test_a_snoozed_nudge_comes_a_day_later_and_cannot_be_snoozed_a_day_again(nudged: Driver) -> None:
    text = press(nudged, "Remind me tomorrow").text
    assert text == "OK, I'll remind you Fri 27 Nov at 16:00 if needed."
    assert "This week's comes Fri 27 Nov at 16:00." in answer(nudged, "")
    assert run(nudged, FRIDAY - timedelta(minutes=1)) == []
    assert [sent.kind for sent in run(nudged, FRIDAY)] == ["again"]
    shown = nudged.slack.workspace.seen_by(ANA.id)[-1]
    assert "Remind me tomorrow" not in str(shown.blocks)
    assert "No other nudge this week. Next nudge: Thu 3 Dec 16:00" in press_snooze_day(nudged)
    assert run(nudged, FRIDAY + timedelta(days=1)) == []


def test_a_second_press_snoozes_no_further(nudged: Driver) -> None:
    first = press_snooze_day(nudged)
    nudged.clock.advance_to(FRIDAY - timedelta(hours=1))
    assert first.startswith("OK, I'll remind you Fri 27 Nov at 16:00")
    assert press_snooze_day(nudged) == first
    assert ana(nudged).nudge_again == date(2026, 11, 27)


def test_a_snoozed_nudge_does_not_come_once_the_goal_is_met(nudged: Driver) -> None:
    press(nudged, "Remind me tomorrow")
    nudged.say(ANA.id, "/log 2h networking")
    assert run(nudged, FRIDAY) == []


def test_the_button_of_an_old_nudge_snoozes_nothing(nudged: Driver) -> None:
    nudged.clock.advance_to(THURSDAY + timedelta(days=5))
    assert "Next nudge: Thu 3 Dec 16:00" in press_snooze_day(nudged)
    assert ana(nudged).nudge_again is None


def test_a_forged_week_is_refused(nudged: Driver) -> None:
    for value in ("-", "2026-W99", "tomorrow"):
        with pytest.raises(PayloadError):
            press_snooze_day(nudged, value)


def test_until_a_date_is_chosen_in_a_form(nudged: Driver) -> None:
    choose(nudged, "nudge until")
    opened = press(nudged, "Pick a day")
    assert "No nudge before" in str(opened.last.view)
    refused = nudged.delivery.submit(ANA.id, {"until": "2026-11-26"})
    assert "Pick a day from tomorrow to a year ahead." in str(refused.last)
    saved = nudged.delivery.submit(ANA.id, {"until": "2026-12-04"})
    assert "OK, no nudge before Fri 4 Dec. Next nudge: Thu 10 Dec 16:00" in str(saved.last.view)
    assert run(nudged, THURSDAY + timedelta(days=7)) == []
    assert len(run(nudged, THURSDAY + timedelta(days=14))) == 1


def test_until_a_date_is_typed(nudged: Driver) -> None:
    assert "no nudge before Mon 14 Dec. Next nudge: Thu 17 Dec" in answer(nudged, "until 14 dec")
    assert ana(nudged).snoozed_until == date(2026, 12, 14)
    assert "“&lt;!here&gt;” isn't a day in the year ahead." in answer(nudged, "until <!here>")
    assert "Until when?" in answer(nudged, "until")
    assert ana(nudged).snoozed_until == date(2026, 12, 14)


def test_nudges_are_switched_by_words(nudged: Driver) -> None:
    press(nudged, "Remind me tomorrow")
    assert answer(nudged, "off").startswith("Done, no more nudges.")
    assert run(nudged, FRIDAY) == []
    assert answer(nudged, "ON").startswith("✅ Saved: nudges come every week, Thu 16:00")
    assert answer(nudged, "status").startswith("Your nudges come every week, Thu 16:00 (team default).")
    assert "I don't know “maybe” here." in answer(nudged, "maybe")


def test_an_own_day_and_hour_hold_from_the_next_moment_on(nudged: Driver) -> None:
    assert answer(nudged, "tue 10:00").startswith("✅ Saved: nudges come every week, Tue 10:00 (your own).")
    assert run(nudged, datetime(2026, 12, 1, 9, 59, tzinfo=UTC)) == []
    assert len(run(nudged, datetime(2026, 12, 1, 10, 0, tzinfo=UTC))) == 1
    assert run(nudged, THURSDAY + timedelta(days=7)) == []
    assert "Next nudge: Tue 15 Dec 10:00" in answer(nudged, ""), "two have had no answer"
    assert "Next nudge: Tue 8 Dec 10:00" in nudged.say(ANA.id, "/roadmate nudge").text, "asking is one"


def test_a_day_or_an_hour_alone_keeps_the_rest(nudged: Driver) -> None:
    assert "Thu 10:30 (your own)" in answer(nudged, "10:30")
    assert "Mon 10:30 (your own)" in answer(nudged, "mondays")
    assert "Thu 16:00 (team default)" in answer(nudged, "default")


def test_a_time_at_night_gets_a_clear_word_and_the_nearest_times(nudged: Driver) -> None:
    shown = nudged.say(ANA.id, "/roadmate nudge tue 23:00")
    assert "“tue 23:00” is at night, and I don't write between 20:00 and 08:00." in shown.text
    assert button_labels(shown) == ["Tue 19:00", "Wed 08:00"]
    assert "Thu 16:00 (team default)" in answer(nudged, "")
    assert "Wed 08:00 (your own)" in nudged.press(ANA.id, shown, "Wed 08:00").text


def test_unknown_words_change_nothing_and_are_quoted(nudged: Driver) -> None:
    assert "I don't know “<b> & tuesday 31:00” here." in answer(nudged, "<b> & tuesday 31:00").replace(
        "&lt;", "<"
    ).replace("&gt;", ">").replace("&amp;", "&")
    assert "Thu 16:00 (team default)" in answer(nudged, "")


def test_every_two_weeks_skips_the_week_between(nudged: Driver) -> None:
    shown = choose(nudged, "nudge time").last
    assert nudged.choose(ANA.id, shown, "Every two weeks").text.startswith("✅ Saved: nudges come every two weeks")
    sent = [len(run(nudged, THURSDAY + timedelta(days=7 * week))) for week in (1, 2, 3, 4)]
    assert sent == [0, 1, 0, 1]


def nudge_weekly(driver: Driver, weeks: int) -> list[str]:
    """Let weeks pass in which Ana does nothing; return what came."""
    sent = [run(driver, THURSDAY + timedelta(days=7 * week)) for week in range(1, weeks + 1)]
    return [result.message.text for each in sent for result in each]


def test_silence_is_met_with_fewer_nudges_then_a_question_then_silence(nudged: Driver) -> None:
    weeks = [len(run(nudged, THURSDAY + timedelta(days=7 * week))) for week in range(1, 20)]
    assert [number for number, count in enumerate(weeks, start=1) if count] == [1, 3, 5, 7]
    question = nudged.slack.workspace.seen_by(ANA.id)[-1]
    assert question.text.startswith("Still useful, ")
    assert button_labels(question) == ["Every two weeks", "Monthly", "Stop", "I learn elsewhere"]


def test_whatever_they_do_starts_it_afresh(nudged: Driver) -> None:
    assert len(nudge_weekly(nudged, 12)) == 4
    nudged.say(ANA.id, "/plan")
    assert ana(nudged).unanswered_nudges == 0
    assert len(run(nudged, THURSDAY + timedelta(days=7 * 13))) == 1


@pytest.mark.drawn(2)
@pytest.mark.parametrize(
    ("label", "words", "is_on", "every"),
    [
        ("Every two weeks", "✅ Saved: nudges come every two weeks", True, 2),
        ("Monthly", "✅ Saved: nudges come every four weeks", True, 4),
        ("Stop", "Done, no more nudges.", False, 1),
        ("I learn elsewhere", "Good to know. I won't nudge you.", False, 1),
    ],
)
def test_the_question_is_answered_by_a_press(
    nudged: Driver, label: str, words: str, every: int, *, is_on: bool
) -> None:
    nudge_weekly(nudged, 12)
    assert press(nudged, label).text.startswith(words)
    assert (ana(nudged).nudged, ana(nudged).nudge_every) == (is_on, every)


def test_nobody_is_nudged_for_a_goal_that_nobody_set(driver: Driver) -> None:
    driver.say(ANA.id, "/plan")
    assert run(driver, THURSDAY) == []
    assert "No nudges for now: you have no goal of your own and nothing assigned." in answer(driver, "")
    assert "No nudges for now:" in driver.say("ana", "/roadmate goal").text
    assert "Next nudge" in driver.say("ana", "/roadmate goal 2h").text
