"""Messages that were edited or deleted: their entries follow them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.people import members
from bot.db.engine import connect_database
from bot.db.tables import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.sandbox.slack_api.fixtures import BEN, BOT, LEARNING, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownKind
from bot.sandbox.slack_api.messages import reaction_names
from tests import faults
from tests.features.hours.ledger_driver import list_entries
from tests.features.message_log.channel_driver import (
    DM,
    LEARNING_CHANNEL,
    booked,
    delete,
    edit,
    marks,
    replies,
    write,
)
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 21)  # a Saturday


def reactions(driver: Driver, ts: str) -> tuple[str, ...]:
    return reaction_names(driver.slack.workspace.messages[LEARNING.id][ts])


def asked_people(driver: Driver) -> list[str]:
    with driver.roadmate.deps.database.read() as conn:
        query = select(outbox.c.recipient).where(outbox.c.kind == DeliveryKind.CO_LEARNER_OFFER).order_by(outbox.c.id)
        return list(conn.execute(query).scalars())


def test_several_entries_of_a_message_follow_its_edits(driver: Driver) -> None:
    first = write(driver, "log 1h networking, 30m aws yesterday, 2h k8s: operators")
    assert len(replies(first)) == 1
    assert marks(first) == [":white_check_mark:"]
    assert sorted(booked(driver)) == [(30, "aws"), (60, "networking"), (120, "kubernetes")]
    edit(driver, first.ts, "log 90m networking, 2h k8s: operators")
    assert sorted(booked(driver)) == [(90, "networking"), (120, "kubernetes")]
    edit(driver, first.ts, "log 90m networking, 2h k8s: operators, 15m docker")
    assert sorted(booked(driver)) == [(15, "docker"), (90, "networking"), (120, "kubernetes")]
    assert delete(driver, first.ts).text.count("\n") >= 2
    assert booked(driver) == []


@pytest.mark.parametrize("conversation", ["channel", "direct", "mention"])
def test_a_message_that_changes_changes_its_entry(driver: Driver, conversation: str) -> None:
    channel = DM if conversation == "direct" else LEARNING_CHANNEL
    lead = f"<@{BOT.id}> " if conversation == "mention" else "" if conversation == "direct" else "log "
    ts = driver.delivery.channel_message("ben", channel, f"{lead}2h networking").ts
    driver.turn(days=3)
    corrected = edit(driver, ts, f"{lead}90m aws today: IAM", channel)
    assert "2 h on Networking" in corrected.text
    assert "1 h 30 min on Cloud Computing: AWS" in corrected.text
    (entry,) = list_entries(driver)
    assert (entry.minutes, entry.roadmap, entry.day, entry.note) == (90, "aws", TODAY, "IAM")
    driver.turn(minutes=1)
    again = driver.delivery.repeat_event(seen_by=BEN.id)
    assert (again.status, again.calls) == (200, ())
    deleted = delete(driver, ts, channel)
    assert list_entries(driver) == ()
    assert len(replies(deleted)) == 1
    driver.turn(minutes=1)
    again = driver.delivery.repeat_event(seen_by=BEN.id)
    assert (again.status, again.calls) == (200, ())
    driver.press("ben", replies(deleted)[0], "Undo")
    assert booked(driver) == [(90, "aws")]


@SQLITE
@pytest.mark.parametrize(
    "text", ["never mind", "log 2h monitoring", "log 2h zanzibar", "log 2h networking 31 feb", "+x"]
)
def test_a_message_edited_into_nonsense_keeps_its_entry_and_says_so(driver: Driver, text: str) -> None:
    first = write(driver, "log 2h networking")
    kept = edit(driver, first.ts, text)
    assert "this entry stays as it is" in kept.text
    assert booked(driver) == [(120, "networking")]
    assert button_labels(replies(kept)[0]) == ["Edit", "Delete"]
    driver.press("ben", replies(kept)[0], "Delete")
    assert list_entries(driver) == ()


@SQLITE
def test_every_edit_of_a_message_that_has_booked_is_answered(driver: Driver) -> None:
    ts = write(driver, "log 2h networking").ts
    edit(driver, ts, "never mind")
    assert "this entry stays as it is" in edit(driver, ts, "never ever mind").text
    message = {"user": BEN.id, "ts": ts, "text": "what?", "edited": {"user": BEN.id, "ts": "1795262500.000100"}}
    assert "this entry stays as it is" in send_change(driver, subtype="message_changed", message=message).text
    assert booked(driver) == [(120, "networking")]


@SQLITE
def test_an_edit_of_a_message_whose_hours_were_taken_back_offers_to_book_again(driver: Driver) -> None:
    first = write(driver, "log 2h networking")
    driver.press("ben", replies(first)[0], "Undo")
    outcome = edit(driver, first.ts, "log 3h networking: BGP")
    assert "You undid the hours of this message. It says 3 h now" in outcome.text
    assert (list_entries(driver), marks(outcome)) == ((), [])
    driver.turn(days=2)
    assert "3 h on Networking (Sat 21 Nov)" in driver.press("ben", replies(outcome)[0], "Log 3 h").text
    assert booked(driver) == [(180, "networking")]
    edit(driver, first.ts, "log 4h networking: BGP")
    assert booked(driver) == [(240, "networking")]


@SQLITE
def test_the_check_mark_goes_with_the_last_of_the_hours(driver: Driver) -> None:
    first = write(driver, "log 2h networking, 1h aws")
    driver.press("ben", replies(first)[0], "Undo")
    assert reactions(driver, first.ts) == ()
    second, third = write(driver, "+1h docker"), write(driver, "+1h kubernetes")
    driver.delivery.command("ben", "/log", "undo")
    assert (reactions(driver, second.ts), reactions(driver, third.ts)) == (("white_check_mark",), ())
    driver.slack.faults.add("reactions.remove", faults.error("missing_scope"))
    assert "Undone: " in driver.delivery.command("ben", "/log", "undo").text
    assert list_entries(driver) == ()


@SQLITE
def test_people_named_by_an_edit_are_asked_once(driver: Driver) -> None:
    ts = write(driver, "log 1h mentoring <@U0SANDMEI>: VPC").ts
    assert asked_people(driver) == ["U0SANDMEI"]
    outcome = edit(driver, ts, "log 1h mentoring <@U0SANDMEI> <@U0SANDCHIDI>: VPC")
    assert "With: <@U0SANDMEI> and <@U0SANDCHIDI>" in replies(outcome)[0].text
    assert "whether to log it too" in outcome.text
    assert asked_people(driver) == ["U0SANDMEI", "U0SANDCHIDI"]
    assert "With: nobody" in edit(driver, ts, "log 1h mentoring: VPC").text
    edit(driver, ts, "log 1h mentoring <@U0SANDCHIDI>: VPC")
    assert asked_people(driver) == ["U0SANDMEI", "U0SANDCHIDI"]


@SQLITE
def test_nonsense_that_is_deleted_takes_its_entry_along(driver: Driver) -> None:
    ts = write(driver, "+2h networking").ts
    edit(driver, ts, "never mind")
    assert booked(driver) == [(120, "networking")]
    assert len(replies(delete(driver, ts))) == 1
    assert list_entries(driver) == ()


@SQLITE
def test_a_busy_database_is_told_and_an_edit_is_delivered_again(driver: Driver) -> None:
    ts = write(driver, "+1h networking").ts
    other = connect_database(driver.roadmate.deps.settings.database_url)
    with other.begin():
        refused = write(driver, "+2h networking")
        assert "Not logged, please try again." in refused.text
        assert [each.kind for each in replies(refused)] == [ShownKind.EPHEMERAL]
        assert driver.delivery.edit_message("ben", LEARNING_CHANNEL, ts, "+3h networking").status == 500
    other.close()
    driver.turn(minutes=1)
    assert "3 h on Networking" in driver.delivery.repeat_event(seen_by=BEN.id).text
    assert booked(driver) == [(180, "networking")]


@SQLITE
def test_an_edit_with_more_hours_than_a_day_has_changes_nothing(driver: Driver) -> None:
    first = write(driver, "log 12h networking")
    kept = edit(driver, first.ts, "log 12h networking, 12h aws, 1h docker")
    assert "The day has no room for what your message says now, so this entry stays as it is" in kept.text
    assert booked(driver) == [(720, "networking")]


@SQLITE
def test_an_edit_makes_a_line_of_what_was_none(driver: Driver) -> None:
    first = write(driver, "log 2h netw")
    assert list_entries(driver) == ()
    driver.turn(days=1)
    outcome = edit(driver, first.ts, "log 2h networking")
    assert "Logged 2 h on Networking (Sat 21 Nov)" in outcome.text
    assert marks(outcome) == [":white_check_mark:"]
    late = write(driver, "hello")
    driver.turn(days=33)
    assert edit(driver, late.ts, "+2h networking").calls == ()
    assert booked(driver) == [(120, "networking")]


@SQLITE
def test_an_edit_of_talk_or_of_nothing_that_counts_is_ignored(driver: Driver) -> None:
    talk_ts = write(driver, "see you in 2h").ts
    assert edit(driver, talk_ts, "see you in 3h").calls == ()
    assert delete(driver, talk_ts).calls == ()
    ts = write(driver, "+2h networking").ts
    assert edit(driver, ts, "+2h Networking").calls == ()
    assert edit(driver, ts, "+2h Networking").calls == ()  # an unfurled link comes as such
    assert booked(driver) == [(120, "networking")]


def test_what_slack_delivers_twice_counts_once(driver: Driver) -> None:
    driver.slack.faults.add(faults.EVENTS, faults.duplicate_event())
    first = write(driver, "+2h networking")
    assert (len(replies(first)), booked(driver)) == (1, [(120, "networking")])
    driver.slack.faults.add(faults.EVENTS, faults.duplicate_event())
    assert len(replies(edit(driver, first.ts, "+3h networking"))) == 1
    driver.slack.faults.add(faults.EVENTS, faults.duplicate_event())
    assert len(replies(delete(driver, first.ts))) == 1
    assert list_entries(driver) == ()


def test_edits_in_the_wrong_order_leave_the_newest_text(driver: Driver) -> None:
    driver.slack.faults.add(faults.EVENTS, faults.reordered_event())
    ts = driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+1h networking").ts
    edit(driver, ts, "+2h networking")  # arrives before the message itself
    assert booked(driver) == [(120, "networking")]
    driver.slack.faults.add(faults.EVENTS, faults.reordered_event())
    driver.delivery.edit_message("ben", LEARNING_CHANNEL, ts, "+3h networking")
    edit(driver, ts, "+4h networking")
    assert booked(driver) == [(240, "networking")]


def send_change(driver: Driver, **event: Any) -> ActionResult:
    """Deliver a message event of our own making."""
    base = {"type": "message", "channel": LEARNING.id, "channel_type": "channel", "ts": "1795262500.000100"}
    outcome: ActionResult = driver.delivery.event({**base, **event}, seen_by=BEN.id)
    assert outcome.status == 200
    return outcome


@SQLITE
def test_a_forged_or_malformed_change_touches_no_entry(driver: Driver) -> None:
    ts = write(driver, "+2h networking").ts
    own = {"user": BEN.id, "ts": ts, "text": "+9h networking", "edited": {"user": BEN.id, "ts": "1795262500.000100"}}
    for message in (
        {**own, "user": "U0SANDMEI", "edited": {"user": "U0SANDMEI", "ts": "1795262500.000100"}},
        {**own, "edited": {"user": "U0SANDMEI", "ts": "1795262500.000100"}},
        {**own, "edited": None},
        {**own, "edited": {"user": BEN.id, "ts": "soon"}},
        {**own, "bot_id": "B0OTHER"},
        {**own, "user": BOT.id},
        "+9h networking",
        None,
    ):
        send_change(driver, subtype="message_changed", message=message, previous_message={"text": "+2h networking"})
        assert booked(driver) == [(120, "networking")], message
    for before in ({"user": "U0SANDMEI", "ts": ts, "text": "+2h networking"}, None, {}, "x"):
        send_change(driver, subtype="message_deleted", deleted_ts=ts, previous_message=before)
        assert booked(driver) == [(120, "networking")], before


@SQLITE
def test_a_deleted_message_with_replies_loses_its_entry(driver: Driver) -> None:
    ts = write(driver, "+2h networking").ts
    tombstone = {"subtype": "tombstone", "user": "USLACKBOT", "ts": ts, "text": "This message was deleted."}
    before = {"user": BEN.id, "ts": ts, "text": "+2h networking", "thread_ts": ts}
    send_change(driver, subtype="message_changed", message=tombstone, previous_message=before)
    assert list_entries(driver) == ()


@SQLITE
def test_an_edited_mention_that_comes_as_two_events_is_answered_once(driver: Driver) -> None:
    ts = write(driver, "hello").ts
    text = f"<@{BOT.id}> 2h networking"
    assert len(replies(edit(driver, ts, text))) == 1
    edited = driver.slack.workspace.messages[LEARNING.id][ts]["edited"]
    event = {"type": "app_mention", "user": BEN.id, "text": text, "ts": ts, "channel": LEARNING.id}
    assert driver.delivery.event({**event, "edited": edited}, seen_by=BEN.id).calls == ()
    assert booked(driver) == [(120, "networking")]


def move_to(driver: Driver, zone: str) -> None:
    deps = driver.roadmate.deps
    deps.directory.ensure_member(TEAM_ID, BEN.id)
    with deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=BEN.id, timezone=zone)
    deps.directory.invalidate(TEAM_ID, BEN.id)


@SQLITE
def test_an_edit_moves_no_entry_to_the_day_of_another_zone(driver: Driver) -> None:
    move_to(driver, "Pacific/Apia")
    ts, dated = write(driver, "log 2h networking").ts, write(driver, "log 1h aws yesterday").ts
    days = {each.area: each.day for each in list_entries(driver)}
    move_to(driver, "Pacific/Pago_Pago")
    driver.turn(minutes=1)
    edit(driver, ts, "log 3h networking: BGP")
    edit(driver, dated, "log 2h aws yesterday")
    assert {each.area: each.day for each in list_entries(driver)} == days
    assert sorted(each.minutes for each in list_entries(driver)) == [120, 180]
    edit(driver, ts, "log 3h networking today: BGP")
    assert {each.day for each in list_entries(driver) if each.area == "networking"} == {date(2026, 11, 20)}
