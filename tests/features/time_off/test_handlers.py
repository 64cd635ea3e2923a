"""Days away, one's own and the team's, through the whole app."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db.tables import outbox, time_off
from bot.delivery import outbox as delivery_outbox
from bot.dispatch.request import Request
from bot.features.time_off.handlers import away, holidays
from bot.slack.payloads import PayloadError
from tests.slack_driver import Driver, button_labels


def rows(driver: Driver) -> list[tuple[str, str, str | None]]:
    with driver.roadmate.deps.database.read() as conn:
        absences = conn.execute(select(time_off).order_by(time_off.c.first))
        return [(row.member, str(row.first), str(row.last) if row.last else None) for row in absences]


def outbox_states(driver: Driver) -> list[str]:
    with driver.roadmate.deps.database.read() as conn:
        return list(conn.execute(select(outbox.c.state)).scalars())


def forged(text: str, member: str = "U0SANDBEN") -> Request:
    return Request("T0SANDBOX", member, text, "C0LEARNING", "r", "button")


def test_being_away_spares_nudges_and_lowers_goals(driver: Driver) -> None:
    saved = driver.say("ben", "/roadmate away 23-27 nov")
    assert saved.text.startswith(
        "✅ Saved: away Mon 23 Nov-Fri 27 Nov. No nudges, and your streak is safe.\n🎯 Goal: none in 23-29 Nov."
    )
    driver.say("ben", "/roadmate goal 2h")
    assert "Next nudge: Thu 3 Dec 16:00" in driver.say("ben", "/roadmate nudge").text
    driver.say("ben", "/roadmate away 18 nov")
    assert "0 h of 1 h 36 min (lower for 1 day off)." in driver.say("ben", "/roadmate goal").text
    assert "0 h of 2 h." in driver.say("mei", "/roadmate goal").text


def test_the_same_days_are_kept_once_and_overlaps_merge(driver: Driver) -> None:
    for words in ("23-27 nov", "23-27 nov", "26 nov - 4 dec"):
        driver.say("ben", f"/roadmate away {words}")
    assert rows(driver) == [("U0SANDBEN", "2026-11-23", "2026-12-04")]


@pytest.mark.parametrize("words", ["banana", "31 nov", "27 nov - 23 nov", "2026-12-01 to 2028-12-01", "<!channel>"])
def test_words_that_name_no_days_change_nothing(driver: Driver, words: str) -> None:
    text = driver.say("ben", f"/roadmate away {words}").text
    assert "/roadmate away 3-14 aug" in text
    assert "<!" not in text
    assert rows(driver) == []


def test_off_ends_the_running_days_and_names_those_ahead(driver: Driver) -> None:
    driver.say("ben", "/roadmate away 16-27 nov: trip")
    driver.say("ben", "/roadmate away 3-4 dec")
    off = driver.say("ben", "/roadmate away off")
    assert off.text.startswith("👋 Welcome back! Today counts again.\nStill planned:\nThu 3 Dec-Fri 4 Dec")
    assert rows(driver) == [("U0SANDBEN", "2026-11-16", "2026-11-20"), ("U0SANDBEN", "2026-12-03", "2026-12-04")]
    driver.press("ben", off, "I'm still away")
    assert rows(driver)[0] == ("U0SANDBEN", "2026-11-16", "2026-11-27")
    assert "You aren't away today." in driver.say("mei", "/roadmate away off").text


def test_off_leaves_days_that_were_planned_before_an_open_absence(driver: Driver) -> None:
    driver.say("ben", "/roadmate away 3-4 dec")
    driver.say("ben", "/roadmate away until further notice")
    text = driver.say("ben", "/roadmate away 10 dec").text
    assert "You're also away from Sat 21 Nov until you say “away off”." in text
    off = driver.say("ben", "/roadmate away off")
    assert off.text.startswith("👋 Welcome back! Today counts again.\nStill planned:\nThu 3 Dec-Fri 4 Dec\nThu 10 Dec")
    assert rows(driver) == [("U0SANDBEN", "2026-12-03", "2026-12-04"), ("U0SANDBEN", "2026-12-10", "2026-12-10")]


def test_removed_days_can_be_set_again(driver: Driver) -> None:
    assert driver.say("ben", "/roadmate away").text.startswith("No time off planned.")
    driver.say("ben", "/roadmate away until fri 27 nov: private")
    listed = driver.say("ben", "/roadmate away")
    assert "You're away Sat 21 Nov-Fri 27 Nov." in listed.text
    removed = driver.press("ben", listed, "Remove")
    assert "Removed: away Sat 21 Nov-Fri 27 Nov." in removed.text
    assert rows(driver) == []
    driver.press("ben", removed, "Set it again")
    assert "Sat 21 Nov-Fri 27 Nov: private" in driver.say("ben", "/roadmate away").text


def test_a_forged_number_removes_nothing_of_others(driver: Driver) -> None:
    driver.say("mei", "/roadmate away today")
    driver.say("ben", "/plan")
    with driver.roadmate.deps.database.read() as conn:
        number = conn.execute(select(time_off.c.id)).scalar_one()
    answer = away.remove_absence(driver.roadmate.deps, forged(str(number))).to_message()
    assert "Nothing changed" in answer.text
    assert len(rows(driver)) == 1
    for words in ("x", "", "9" * 30, "-1"):
        with pytest.raises(PayloadError):
            away.remove_absence(driver.roadmate.deps, forged(words))


def test_a_waiting_nudge_is_withdrawn_from_a_member_who_is_away_today(driver: Driver) -> None:
    driver.say("ben", "/plan")
    due = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with driver.roadmate.deps.database.begin() as conn:
        message = {"workspace": "T0SANDBOX", "recipient": "U0SANDBEN", "message": {"text": "x", "blocks": []}}
        times = {"due_at": due, "expires_at": due.replace(hour=18), "now": due}
        delivery_outbox.put_message(conn, kind="nudge", period="2026-W47", **message, **times)
    driver.say("ben", "/roadmate away tomorrow")
    assert outbox_states(driver) == ["waiting"]
    driver.say("ben", "/roadmate away today")
    assert outbox_states(driver) == ["expired"]


def test_mentors_see_who_is_away_and_not_why(driver: Driver) -> None:
    driver.say("ben", "/roadmate away until 27 nov: private")
    text = driver.say("ana", "/team").text
    assert "away until Fri 27 Nov" in text
    assert "private" not in text


def test_admins_keep_the_teams_holidays(driver: Driver) -> None:
    added = driver.say("ana", "/roadmate settings holidays 24 nov - 27 nov Feast")
    assert added.text.startswith("✅ Saved: team holiday Tue 24 Nov-Fri 27 Nov: Feast. No nudges then")
    driver.say("ben", "/roadmate goal 2h")
    assert "Next nudge: Thu 3 Dec" in driver.say("ben", "/roadmate nudge").text
    assert "Team holidays: Tue 24 Nov-Fri 27 Nov: Feast" in driver.say("ben", "/roadmate settings").text
    assert "Team holidays: Tue 24 Nov-Fri 27 Nov: Feast" in driver.say("ben", "/roadmate away").text
    assert button_labels(driver.say("ben", "/roadmate settings holidays")) == []
    removed = driver.press("ana", driver.say("ana", "/roadmate settings holidays"), "Remove")
    assert rows(driver) == []
    driver.press("ana", removed, "Set it again")
    assert rows(driver) == [("", "2026-11-24", "2026-11-27")]


def test_members_change_no_holidays_by_words_or_forged_buttons(driver: Driver) -> None:
    driver.say("ana", "/roadmate settings holidays 24 dec Eve")
    refused = driver.say("ben", "/roadmate settings holidays 25 dec").text
    assert refused.startswith("Nothing was changed. Only admins")
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        number = conn.execute(select(time_off.c.id)).scalar_one()
    for handler, text in (
        (holidays.remove_holiday, str(number)),
        (holidays.add_holiday, "25 dec"),
        (away.remove_absence, str(number)),
    ):
        assert "othing" in handler(deps, forged(text)).to_message().text
    assert rows(driver) == [("", "2026-12-24", "2026-12-24")]


def test_a_refused_holiday_comes_with_an_example(driver: Driver) -> None:
    text = driver.say("ana", "/roadmate settings holidays 31 nov Party").text
    assert "“31 nov” has a day that doesn't exist." in text
    assert "/roadmate settings holidays 24 dec - 1 jan Christmas" in text
