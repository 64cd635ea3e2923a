"""Buttons that hold one person's day, pressed by somebody for whom it is another."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

import pytest

from bot.sandbox.slack_api.fixtures import BEN, MEI, SlackUser
from bot.sandbox.slack_api.journal import ShownItem
from bot.slack.payloads import EntryDraftPayload, LogLinePayload, PendingEntryPayload
from tests.features.hours.ledger_driver import list_entries, make_sender, messages_to, press_forged
from tests.slack_driver import Driver
from tests.slack_world import add_person

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
THURSDAY_MORNING_IN_SINGAPORE = datetime.fromisoformat("2026-11-26T08:30+08:00")  # Wednesday evening in New York
WEDNESDAY = date(2026, 11, 25)
ZONES = ("Pacific/Kiritimati", "Asia/Singapore", "UTC", "America/New_York", "Etc/GMT+12")


def offer_to(driver: Driver, person: SlackUser) -> ShownItem:
    """Return the offer, which may have waited for their morning."""
    sender = make_sender(driver)
    for hours in range(0, 30, 2):
        sender.send_due(driver.clock.now() + timedelta(hours=hours))
    return messages_to(driver, person)[-1]


@SQLITE
def test_an_offer_from_a_day_ahead_is_booked_on_the_pressers_own_day(driver: Driver) -> None:
    driver.say("ben", "/plan")
    driver.clock.advance_to(THURSDAY_MORNING_IN_SINGAPORE)
    driver.say("mei", "/log 1h mentoring @ben")
    offer = offer_to(driver, BEN)
    assert "Wed 25 Nov" in offer.text
    driver.turn(seconds=1)
    assert "Logged 1 h" in driver.press("ben", offer, "Log 1 h too").text
    assert [(each.minutes, each.day) for each in list_entries(driver)] == [(60, WEDNESDAY)]
    assert list_entries(driver, MEI.id)[0].day == date(2026, 11, 26)


@SQLITE
def test_an_offer_to_somebody_not_met_yet_is_booked_on_their_own_day(driver: Driver) -> None:
    driver.clock.advance_to(THURSDAY_MORNING_IN_SINGAPORE)
    driver.say("mei", "/log 1h mentoring @ben")
    assert "Logged 1 h" in driver.press("ben", offer_to(driver, BEN), "Log 1 h too").text
    assert [each.day for each in list_entries(driver)] == [WEDNESDAY]


@SQLITE
@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("log.book", PendingEntryPayload(key="k", minutes=60, area="networking", day=date(2026, 11, 26))),
        ("log.line", LogLinePayload(key="k", day=date(2026, 11, 26), text="1h networking")),
        ("session.book", PendingEntryPayload(key="session:9", minutes=60, area="networking", day=date(2026, 11, 26))),
        ("card.log", PendingEntryPayload(key="k", minutes=60, area="networking", day=date(2026, 11, 26))),
    ],
)  # fmt: skip
def test_every_button_with_a_day_books_on_the_pressers_own(
    driver: Driver, action: str, payload: PendingEntryPayload | LogLinePayload
) -> None:
    driver.clock.advance_to(THURSDAY_MORNING_IN_SINGAPORE)
    press_forged(driver, action, payload.encode())
    assert [each.day for each in list_entries(driver)] == [WEDNESDAY]


@SQLITE
def test_a_form_opens_on_the_pressers_own_day(driver: Driver) -> None:
    driver.clock.advance_to(THURSDAY_MORNING_IN_SINGAPORE)
    draft = EntryDraftPayload(minutes=60, day=date(2026, 11, 26))
    assert "'initial_date': '2026-11-25'" in str(press_forged(driver, "log.form", draft.encode()).last.view)


@SQLITE
def test_an_offer_can_be_taken_in_every_pair_of_zones_at_any_hour(driver: Driver) -> None:
    people = [
        SlackUser(f"U0ZONE{number}", f"zone{number}", f"Zone {number}", zone) for number, zone in enumerate(ZONES)
    ]
    for person in people:
        add_person(driver.slack.workspace, person)
        driver.say(person.name, "/plan")
    for asker, asked in itertools.permutations(people, 2):
        driver.turn(hours=5, minutes=7)
        driver.say(asker.name, f"/log 20m networking @{asked.name}")
        before = len(list_entries(driver, asked.id))
        assert "Logged 20 min" in driver.press(asked.name, offer_to(driver, asked), "Log 20 min too").text
        newest, today = list_entries(driver, asked.id), today_of(driver, asked)
        assert len(newest) == before + 1
        assert max(newest, key=lambda each: each.id).day == today


def today_of(driver: Driver, person: SlackUser) -> date:
    deps = driver.roadmate.deps
    return deps.directory.ensure_member("T0SANDBOX", person.id, "").today(deps.clock.now())


@SQLITE
def test_an_offer_outlives_a_press_that_fails(driver: Driver) -> None:
    driver.say("ana", "/log 2h networking @ben")
    offer = offer_to(driver, BEN)
    driver.press("ben", driver.say("ben", "/log 23h aws"), "Yes, log it")
    refused = driver.press("ben", offer, "Log 2 h too")
    assert "a day only has 24 hours" in refused.text
    driver.say("ben", "/log undo")
    assert "Logged 2 h" in driver.press("ben", offer, "Log 2 h too").text
