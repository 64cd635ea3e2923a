"""Notices to admins: once for a cause in a week, with what can be done; and who is told nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.core.people import members
from bot.db.tables import outbox as outbox_table
from bot.delivery import leases, outbox, records
from bot.delivery.held_leases import LEASE_TIME
from bot.delivery.sender import ACCESS_RETRY
from bot.delivery.undelivered_messages import admin_notices
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests import faults
from tests.fixtures.team import Team

POST = "chat.postMessage"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)


@pytest.fixture
def queue(make_team: Team) -> Team:
    """Two admins, one of them by the settings, and somebody else."""
    team = make_team(ROADMATE_ADMINS="UBEN")
    team.join("UANA", name="Ana", is_admin=True)
    team.join("UBEN", name="Ben")
    team.join("UMEI", name="Mei")
    team.turn_to(NOW)
    return team


def put(team: Team, kind: str = "digest", recipient: str = "C0LEARNING", period: str = "2026-W47", **other: Any) -> int:
    now = team.clock.now()
    with team.deps.database.begin() as conn:
        number = outbox.put_message(
            conn,
            workspace=TEAM_ID,
            kind=kind,
            period=period,
            recipient=recipient,
            message={"text": "Hello", "blocks": []},
            due_at=now,
            expires_at=now + 2 * DAY,
            now=now,
            **other,
        )
    assert number is not None
    return number


def fail(team: Team, fault: faults.Fault, *args: Any, **other: Any) -> list[Any]:
    """Put a message whose sending goes wrong, and send all that is due then; returns the notices there are."""
    team.slack.faults.add(POST, fault)
    put(team, *args, **other)
    team.sender().send_due(team.clock.now(), 100)
    team.sender().send_due(team.turn_to(team.clock.now() + timedelta(minutes=6)), 100)
    return notices(team)


def notices(team: Team) -> list[Any]:
    return [letter for letter in team.outbox_rows() if letter.kind == "notice"]


def test_each_admin_is_notified_of_a_lost_answer_with_what_can_be_done(queue: Team) -> None:
    told = fail(queue, faults.close_after_processing())
    assert [letter.recipient for letter in told] == ["UANA", "UBEN"]
    assert queue.states() == ["unknown", "sent", "sent"]
    assert (
        told[0]
        .message["text"]
        .startswith("The digest of 16-22 Nov may not have arrived in <#C0LEARNING>: Slack's answer got lost.")
    )
    buttons = next(block for block in told[0].message["blocks"] if block["type"] == "actions")["elements"]
    assert [button["text"]["text"] for button in buttons] == ["Resend", "Leave it"]


@pytest.mark.parametrize("kind", ["nudge", "again", "summary", "mentor"])
def test_so_is_that_of_a_message_to_one_person(queue: Team, kind: str) -> None:
    text = fail(queue, faults.broken(), kind, "UMEI")[0].message["text"]
    assert "may not have arrived to Mei" in text


def test_admins_are_notified_of_a_call_that_a_crash_cut_short(queue: Team) -> None:
    put(queue)
    with queue.deps.database.begin() as conn:
        [letter] = leases.lease_messages(conn, workspace=TEAM_ID, at=NOW, now=NOW, until=NOW + LEASE_TIME, limit=1)
        leases.mark_sending(conn, queued=letter, at=NOW, until=NOW + LEASE_TIME)
    queue.sender().send_due(queue.turn_to(NOW + LEASE_TIME), 100)
    assert queue.states() == ["unknown", "sent", "sent"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("is_archived", "the channel is archived"),
        ("not_in_channel", "I'm not in that channel"),
        ("restricted_action_read_only_channel", "this workspace doesn't let me (restricted_action_read_only_channel)"),
    ],
)
def test_admins_are_notified_of_a_refused_digest_at_once_and_once(queue: Team, error: str, words: str) -> None:
    queue.slack.faults.add(POST, faults.error(error))
    put(queue)
    queue.sender().send_due(NOW, 100)
    queue.slack.faults.add(POST, faults.error(error))
    queue.sender().send_due(queue.turn_to(NOW + ACCESS_RETRY), 100)
    told = notices(queue)
    assert [letter.recipient for letter in told] == ["UANA", "UBEN"]
    assert words in told[0].message["text"]
    assert "I try again until Wed 25 Nov, 09:00." in told[0].message["text"]


def test_admins_are_notified_of_our_own_mistake_as_one(queue: Team) -> None:
    [told, _] = fail(queue, faults.error("invalid_arguments"))
    assert "That's my mistake" in told.message["text"]
    assert "try again" not in told.message["text"]


def labels(notice: Any) -> list[str]:
    blocks = [block for block in notice.message["blocks"] if block["type"] == "actions"]
    return [button["text"]["text"] for block in blocks for button in block["elements"]]


def test_one_notice_names_all_that_may_not_have_arrived(queue: Team) -> None:
    people = ("UMEI", "UANA", "UBEN")
    queue.slack.faults.add(POST, faults.broken(), times=3)
    for person in people:
        put(queue, "nudge", person)
    put(queue, "digest", "C0LEARNING", "2026-W46")  # arrives, and is not named
    for minutes in range(0, 90, 6):
        queue.sender().send_due(queue.turn_to(NOW + timedelta(minutes=minutes)), 100)
    told = [each for each in notices(queue) if each.recipient == "UANA" and each.state == "sent"]
    words = told[-1].message["text"]
    assert "3 messages may not have arrived: Slack's answers got lost." in words
    for name in ("Mei", "Ana", "Ben"):
        assert f"The nudge of 16-22 Nov to {name}, Mon 23 Nov, 09:" in words
    assert "digest" not in words
    assert labels(told[-1]) == ["Resend all 3", "Leave all"]


def test_a_notice_that_has_not_left_is_written_anew_with_what_is_added(queue: Team) -> None:
    queue.turn_to(NOW.replace(hour=22))
    for person in ("UMEI", "UANA", "UBEN"):
        number = put(queue, "nudge", person)
        with queue.deps.database.begin() as conn:
            conn.execute(update(outbox_table).where(outbox_table.c.id == number).values(state="unknown"))
            assert admin_notices.queue_notices(queue.deps, conn, TEAM_ID, queue.clock.now()) == 2
            assert admin_notices.queue_notices(queue.deps, conn, TEAM_ID, queue.clock.now()) == 0, "told of it"
        assert [each.recipient for each in notices(queue)] == ["UANA", "UBEN"], "not a new letter for each"
    assert all("3 messages may not have arrived" in each.message["text"] for each in notices(queue))


def test_what_is_added_later_is_told_an_hour_after_the_first_notice(queue: Team) -> None:
    assert len(fail(queue, faults.broken(), "nudge", "UMEI")) == 2
    queue.join("UPRI")
    assert len(fail(queue, faults.broken(), "nudge", "UPRI")) == 4
    assert [each.state for each in notices(queue)] == ["sent", "sent", "waiting", "waiting"]
    at = queue.turn_to(NOW + timedelta(hours=1, minutes=13))
    queue.sender().send_due(at, 100)
    assert [each.state for each in notices(queue)] == ["sent"] * 4
    assert "2 messages may not have arrived" in notices(queue)[-1].message["text"]
    queue.join("UZOE")
    assert len(fail(queue, faults.error("no_permission"), "nudge", "UZOE")) == 6, "another cause has its own"


def test_what_was_refused_and_then_lost_is_told_as_both(queue: Team) -> None:
    assert len(fail(queue, faults.error("is_archived"))) == 2
    queue.slack.faults.add(POST, faults.broken())
    queue.sender().send_due(queue.turn_to(NOW + timedelta(hours=2)), 100)
    assert [each.period for each in notices(queue)] == ["arc1", "arc1", "los1", "los1"]


def test_admins_who_come_later_are_told_then(team: Team, caplog: pytest.LogCaptureFixture) -> None:
    team.turn_to(NOW)
    team.join("UMEI", name="Mei")
    assert fail(team, faults.broken(), "nudge", "UMEI") == []
    assert "no admin to tell" in caplog.text
    assert admin_notices.queue_missing_notices(team.deps, team.clock.now()) == 0
    team.join("UANA", name="Ana", is_admin=True)
    assert [admin_notices.queue_missing_notices(team.deps, team.clock.now()) for _ in range(2)] == [1, 0]
    [notice] = notices(team)
    assert "to Mei" in notice.message["text"]
    assert admin_notices.queue_missing_notices(team.deps, NOW + timedelta(days=9)) == 0, "too old to tell"


def test_an_admin_of_the_settings_whom_nobody_has_met_is_told(make_team: Any) -> None:
    team = make_team(ROADMATE_ADMINS="U0SANDBEN,U0NOWHERE")
    team.turn_to(NOW.replace(hour=15))  # ten in New York
    told = fail(team, faults.error("is_archived"))
    assert {(each.recipient, each.state) for each in told} == {("U0SANDBEN", "sent"), ("U0NOWHERE", "failed")}
    assert [recipient for recipient, _ in team.posts()] == ["U0SANDBEN"]


def test_an_admin_not_met_yet_is_not_woken(make_team: Any) -> None:
    team = make_team(ROADMATE_ADMINS="U0SANDBEN")
    team.turn_to(NOW)  # four in the night in New York
    [told] = fail(team, faults.error("is_archived"))
    assert (told.state, told.due_at) == ("waiting", NOW.replace(hour=13))


def test_a_notice_of_what_was_decided_meanwhile_does_not_leave(queue: Team) -> None:
    queue.turn_to(NOW.replace(hour=21))
    queue.slack.faults.add(POST, faults.broken())
    number = put(queue)
    queue.sender().send_due(queue.clock.now(), 100)
    with queue.deps.database.begin() as conn:
        assert records.record_decision(conn, message_id=number, error=outbox.NOT_RESENT)
    queue.sender().send_due(queue.turn_to(NOW + DAY), 100)
    assert [each.state for each in notices(queue)] == ["expired", "expired"]


def test_nobody_is_woken_by_it(queue: Team) -> None:
    queue.join("UPRI", "Asia/Singapore", is_admin=True)
    queue.join("UZOE", "America/New_York", is_admin=True)
    queue.turn_to(NOW + timedelta(hours=5))
    due = {letter.recipient: letter.due_at for letter in fail(queue, faults.broken())}
    at = NOW + timedelta(hours=5, minutes=6)  # when they left
    assert due == {"UANA": at, "UBEN": at, "UZOE": at, "UPRI": datetime(2026, 11, 24, 0, 0, tzinfo=UTC)}


def test_nobody_can_be_notified_of_a_token_that_is_gone(queue: Team, caplog: pytest.LogCaptureFixture) -> None:
    assert fail(queue, faults.token_revoked(), "nudge", "UMEI") == []
    assert f"token not accepted workspace={TEAM_ID} reason=token_revoked" in caplog.text


@pytest.mark.parametrize("error", ["user_not_found", "channel_not_found"])
def test_a_person_who_is_gone_gets_nothing_more_and_no_admin_is_notified(queue: Team, error: str) -> None:
    assert fail(queue, faults.error(error), "nudge", "UMEI") == []
    with queue.deps.database.read() as conn:
        found = members.find_member(conn, workspace=TEAM_ID, member="UMEI", default_zone=queue.deps.settings.timezone)
        assert found is not None
        assert not found.is_active
        long_ago = queue.clock.now() - timedelta(days=1)
        assert (TEAM_ID, "UMEI") in members.list_stale_profiles(conn, before=long_ago, limit=99), "Slack is asked soon"


@pytest.mark.parametrize("kind", ["notice", "export", "offer"])
def test_admins_are_not_notified_of_other_kinds(queue: Team, kind: str) -> None:
    before = 1 if kind == "notice" else 0
    assert len(fail(queue, faults.broken(), kind, "UMEI")) == before


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.error("no_permission"), []),
        (faults.broken(), ["The thread below the digest of 16-22 Nov may not have arrived in <#C0LEARNING>"] * 2),
    ],
)
def test_admins_are_notified_of_the_lost_message_of_a_thread_only(
    queue: Team, fault: faults.Fault, words: list[str]
) -> None:
    first = put(queue)
    queue.sender().send_due(NOW)
    told = fail(queue, fault, period="2026-W47.1", follows=first)
    assert [letter.message["text"].partition(":")[0] for letter in told] == words


def test_without_any_admin_the_log_has_it(team: Team, caplog: pytest.LogCaptureFixture) -> None:
    team.turn_to(NOW)
    assert fail(team, faults.broken()) == []
    assert f"no admin to tell workspace={TEAM_ID} kind=digest" in caplog.text
