"""Messages about days away and holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.core.time_off import TimeOff
from bot.features.time_off import views
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import split_state
from bot.slack.message import Message
from bot.timeexpr.range_ends import RangeError, RangeProblem
from bot.ui import time_off_text
from tests.slack_driver import label_of, message_text

TODAY = date(2026, 11, 21)


def absence(first: str, last: str | None, label: str = "", number: int = 7) -> TimeOff:
    return TimeOff(date.fromisoformat(first), date.fromisoformat(last) if last else None, label, number, "U1")


def buttons(message: Message) -> list[dict[str, Any]]:
    """Return all buttons of a message, which is checked."""
    check_message(message.post_arguments())
    rows = [block.get("elements", [block.get("accessory")]) for block in message.blocks]
    return [each for row in rows for each in row if each and each["type"] == "button"]


def saved_text(first: str, last: str | None, goals: dict[str, tuple[int, int]]) -> str:
    message = views.render_away_saved(absence(first, last), goals, today=TODAY)
    assert [label_of(each) for each in buttons(message)] == ["Remove", "My time off"]
    return message.text


def test_the_effect_of_being_away_takes_two_lines() -> None:
    goals = {"2026-W49": (0, 120), "2026-W50": (0, 120), "2026-W51": (96, 120)}
    assert saved_text("2026-11-28", "2026-12-14", goals) == (
        "✅ Saved: away Sat 28 Nov-Mon 14 Dec. No nudges, and your streak is safe.\n"
        "🎯 Goal: none in 30 Nov-13 Dec, 1 h 36 min in 14-20 Dec."
    )


def test_goals_are_named_in_the_order_of_the_weeks() -> None:
    goals = {"2026-W48": (48, 120), "2026-W49": (0, 120), "2026-W50": (120, 120), "2026-W51": (0, 120)}
    assert saved_text("2026-11-26", "2026-12-20", {**goals, "2026-W52": (96, 120)}).endswith(
        "🎯 Goal: 48 min in 23-29 Nov, none in 30 Nov-6 Dec, none in 14-20 Dec, 1 h 36 min in 21-27 Dec."
    )
    assert saved_text("2026-11-26", None, goals).endswith(", none in 30 Nov-6 Dec, none from Mon 14 Dec on.")
    many = {f"2026-W{week}": (24, 120) for week in range(48, 53)}
    assert saved_text("2026-11-26", "2026-12-30", many).endswith("24 min in 14-20 Dec, and less in later weeks.")


def test_the_list_says_until_when_overlapping_days_away_last() -> None:
    own = [absence("2026-11-16", "2026-11-23", "", 1), absence("2026-11-20", "2026-11-27", "sick", 2)]
    text = views.render_time_off(own, [], today=TODAY).text
    assert text.startswith("You're away Mon 16 Nov-Fri 27 Nov.")


def test_days_that_lower_no_goal_name_none() -> None:
    assert (
        saved_text("2026-11-21", "2026-11-22", {})
        == "✅ Saved: away Sat 21 Nov-Sun 22 Nov. No nudges, and your streak is safe."
    )
    assert saved_text("2026-11-09", "2026-11-09", {}) == "✅ Saved: away Mon 9 Nov. Your streak is safe."


def test_an_open_end_says_how_it_ends() -> None:
    text = saved_text("2026-11-23", None, {"2026-W48": (0, 120), "2026-W49": (0, 120)})
    assert text.startswith("✅ Saved: away from Mon 23 Nov until you say “away off”.")
    assert text.endswith("🎯 Goal: none from Mon 23 Nov on.")


def test_own_days_have_a_confirmed_remove_and_holidays_none() -> None:
    own = [absence("2026-11-02", "2026-11-06", "sick <b>", 1), absence("2026-11-20", "2026-11-27", "", 2)]
    team = [absence("2026-12-24", "2027-01-01", "Christmas", 3)]
    message = views.render_time_off(own, team, today=TODAY)
    assert message.text.startswith("You're away Fri 20 Nov-Fri 27 Nov.")
    assert "Mon 2 Nov-Fri 6 Nov: sick &lt;b&gt; (over)" in message.text
    assert "Team holidays: Thu 24 Dec-Fri 1 Jan 2027: Christmas" in message.text
    assert [split_state(each["value"]) for each in buttons(message)] == [
        ("1", "2026-11-02.2026-11-06"),
        ("2", "2026-11-20.2026-11-27"),
    ]
    assert all("count as usual again" in each["confirm"]["text"]["text"] for each in buttons(message))


def test_many_absences_are_counted() -> None:
    message = views.render_time_off([absence("2026-12-01", "2026-12-01")] * 70, [], today=TODAY)
    assert len(buttons(message)) == views.MAX_ABSENCES_LISTED
    assert "And 50 more." in message.text


def test_removed_days_can_be_set_again() -> None:
    [again, _] = buttons(views.render_absence_removed(absence("2026-12-01", "2026-12-03", "trip"), today=TODAY))
    assert (again["action_id"], again["value"]) == ("away.set#1", "from 2026-12-01 to 2026-12-03: trip")
    [again, _] = buttons(views.render_absence_removed(absence("2026-12-01", None), today=TODAY))
    assert again["value"] == "from 2026-12-01"
    [only] = buttons(views.render_absence_removed(absence("2026-09-01", "2026-12-03"), today=TODAY))
    assert only["action_id"] == "away.show#1"
    assert "Nothing changed" in views.render_absence_removed(None, today=TODAY).text


@pytest.mark.parametrize("why", list(RangeProblem))
def test_every_refusal_is_one_harmless_line_with_an_example(why: RangeProblem) -> None:
    message = views.render_range_error(RangeError(why, "<!here>" * 30, TODAY), today=TODAY)
    check_message(message.post_arguments())
    assert "<!here>" not in message.text
    assert "\n" not in message.text
    assert "/team-roadmate away 3-14 aug" in message_text(message, "team-")


def test_holidays_have_buttons_for_admins_only() -> None:
    christmas = [absence("2026-12-24", "2027-01-01", "Christmas")]
    for_admins = views.render_holidays(christmas, None, today=TODAY)
    assert [each["action_id"] for each in buttons(for_admins)] == ["holiday.drop#0"]
    for_others = views.render_holidays(christmas, ["Ana"], today=TODAY)
    assert buttons(for_others) == []
    assert "Christmas" in for_others.text
    assert "ask Ana." in for_others.text
    assert "No team holidays" in views.render_holidays([], None, today=TODAY).text


def test_a_few_holidays_fit_a_line() -> None:
    holidays = [absence(f"2026-12-0{day}", f"2026-12-0{day}") for day in range(1, 6)]
    assert time_off_text.time_off_summary(holidays, TODAY) == "Tue 1 Dec; Wed 2 Dec; Thu 3 Dec; 2 more"
    assert time_off_text.time_off_summary([], TODAY) == "none"
