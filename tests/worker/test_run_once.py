"""Delivering by hand: the same once as the worker's, and a dry run that leaves no trace."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.people import members
from bot.delivery import leases, outbox
from bot.delivery.held_leases import LEASE_TIME
from bot.delivery.outbox import MessageState
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import SendResult
from bot.features.mentorship.service import pairs as mentorship_pairs
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from bot.worker.run_once import delete_outdated, deliver_due, list_due_moments
from tests import faults
from tests.fixtures.team import Team

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


@pytest.fixture
def pair(team: Team) -> Team:
    """Two people in two zones; one of them learned."""
    team.join("U0ANA", "Europe/Lisbon", "Ana")
    team.join("U0MEI", "Asia/Singapore", "Mei")
    team.book("U0ANA", 120, date(2026, 11, 18))
    return team


def run(team: Team, at: datetime, *, dry_run: bool = False) -> list[SendResult]:
    return deliver_due(team.deps, at, dry_run, rate_limit=RateLimit(team.clock.monotonic, interval=0))


def test_it_sends_what_is_due_once_also_at_a_moment_to_come(pair: Team) -> None:
    sent = run(pair, MONDAY)
    assert {(one.kind, one.recipient, one.state) for one in sent} == {("digest", "C0LEARNING", MessageState.SENT)}
    assert sent[0].period == "2026-W47"
    assert run(pair, MONDAY) == []
    assert run(pair, MONDAY + timedelta(hours=1)) == []
    assert len(pair.posts()) == len(sent)


def test_it_also_does_what_a_worker_looks_after_each_hour(pair: Team) -> None:
    two = {"mentor": "U0ANA", "mentee": "U0MEI"}
    with pair.deps.database.begin() as conn:
        mentorship_pairs.create_pair(
            conn, workspace=TEAM_ID, **two, area="", asked_by="U0ANA", agreed=two.values(), now=MONDAY
        )
        members.update_member(conn, workspace=TEAM_ID, member="U0ANA", is_guest=True)
    for dry_run in (True, False):
        run(pair, MONDAY, dry_run=dry_run)
        with pair.deps.database.read() as conn:
            is_open = mentorship_pairs.find_open_pair(conn, workspace=TEAM_ID, **two) is not None
        assert is_open is dry_run, "a pair with a guest is ended"


def test_a_dry_run_shows_it_and_leaves_no_trace(pair: Team) -> None:
    foreseen = run(pair, MONDAY, dry_run=True)
    assert (pair.claims(), pair.outbox_rows(), pair.posts()) == ([], [], [])
    assert {(one.recipient, one.state) for one in foreseen} == {("C0LEARNING", MessageState.WAITING)}
    assert [one.message.text for one in run(pair, MONDAY)] == [one.message.text for one in foreseen]
    assert run(pair, MONDAY, dry_run=True) == []


def test_a_dry_run_shows_what_waits_already(pair: Team) -> None:
    due.queue_due(pair.deps, pair.turn_to(MONDAY))
    assert {sent.recipient for sent in run(pair, MONDAY, dry_run=True)} == {"C0LEARNING"}
    assert set(pair.states()) == {"waiting"}


def test_a_dry_run_leaves_out_who_gets_nothing_any_more(pair: Team) -> None:
    due.queue_due(pair.deps, pair.turn_to(THURSDAY))
    assert "U0ANA" in {sent.recipient for sent in run(pair, THURSDAY, dry_run=True)}
    with pair.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U0ANA", is_active=False)
    assert "U0ANA" not in {sent.recipient for sent in run(pair, THURSDAY, dry_run=True)}


def test_it_says_what_could_not_be_sent(pair: Team) -> None:
    pair.slack.faults.add("chat.postMessage", faults.error("not_in_channel"))
    [sent] = run(pair, MONDAY)
    assert (sent.state, sent.error) == (MessageState.WAITING, "not_in_channel")


def test_what_slack_puts_off_does_not_keep_it_waiting(pair: Team) -> None:
    pair.slack.faults.add("chat.postMessage", faults.rate_limited(30), times=faults.ALWAYS)
    assert [sent.state for sent in run(pair, MONDAY)] == [MessageState.WAITING]
    letter = pair.outbox_rows()[0]
    assert letter.due_at == MONDAY + timedelta(seconds=30)


def test_it_leaves_alone_what_another_sender_has_in_hand(pair: Team) -> None:
    now = pair.clock.now()
    with pair.deps.database.begin() as conn:
        outbox.put_message(
            conn,
            workspace=TEAM_ID,
            kind="digest",
            period="2026-W46",
            recipient="C0LEARNING",
            message={"text": "x", "blocks": []},
            due_at=now,
            expires_at=now + timedelta(days=30),
            now=now,
        )
        [letter] = leases.lease_messages(conn, workspace=TEAM_ID, at=now, now=now, until=now + LEASE_TIME, limit=1)
        assert leases.mark_sending(conn, queued=letter, at=now, until=now + LEASE_TIME)
    run(pair, MONDAY)
    assert pair.states()[0] == "sending", "its lease goes by the clock, not by the moment asked for"
    assert set(pair.states()[1:]) == {"waiting"}, "one sender at a time has a workspace"


def test_beside_a_running_ticker_everything_goes_out_once(pair: Team) -> None:
    for number in range(20):
        pair.join(f"U{number:02}")
    pair.turn_to(THURSDAY)
    together = threading.Barrier(2)

    def other() -> None:
        together.wait()
        due.queue_due(pair.deps, THURSDAY)
        while pair.sender().send_due(THURSDAY, 3):
            pass

    worker = threading.Thread(target=other)
    worker.start()
    together.wait()
    run(pair, THURSDAY)
    worker.join()
    recipients = [recipient for recipient, _ in pair.posts()]
    assert len(recipients) == len(set(recipients)) == 21, "twenty and Ana; it is midnight where Mei is"


def test_moments_are_every_slot_in_every_zone_in_order(pair: Team) -> None:
    week = list_due_moments(pair.deps, MONDAY - timedelta(hours=1), MONDAY + timedelta(days=7))
    assert week == [MONDAY, THURSDAY - timedelta(hours=8), THURSDAY, MONDAY + timedelta(days=7)]


def test_pairs_are_looked_at_twice_a_day_while_there_are_any(pair: Team) -> None:
    with pair.deps.database.begin() as conn:
        two = {"mentor": "U0ANA", "mentee": "U0MEI"}
        mentorship_pairs.create_pair(
            conn, workspace=TEAM_ID, **two, area="", asked_by="U0ANA", agreed=two.values(), now=MONDAY
        )
    found = list_due_moments(pair.deps, MONDAY, MONDAY + timedelta(days=2))
    assert [each - MONDAY for each in found] == [timedelta(hours=number) for number in (5, 24, 29, 48)]


def test_moments_leave_out_the_first_and_what_is_turned_off(pair: Team) -> None:
    assert list_due_moments(pair.deps, MONDAY, MONDAY + timedelta(hours=1)) == []
    pair.change_workspace(digest_on=False, nudge_on=False)
    assert list_due_moments(pair.deps, MONDAY - timedelta(hours=1), MONDAY + timedelta(days=7)) == []


def test_moments_know_of_messages_that_were_put_off(pair: Team) -> None:
    pair.slack.faults.add("chat.postMessage", faults.rate_limited(30))
    run(pair, pair.turn_to(MONDAY))
    assert list_due_moments(pair.deps, MONDAY, MONDAY + timedelta(hours=1)) == [MONDAY + timedelta(seconds=30)]


def test_stepping_through_the_moments_is_a_week_of_life(pair: Team) -> None:
    sent = [
        (moment, one.kind, one.recipient)
        for moment in list_due_moments(pair.deps, pair.clock.now(), pair.clock.now() + timedelta(days=7))
        for one in run(pair, pair.turn_to(moment))
    ]
    assert list(dict.fromkeys(sent)) == [
        (MONDAY, "digest", "C0LEARNING"),
        (THURSDAY - timedelta(hours=8), "nudge", "U0MEI"),
        (THURSDAY, "nudge", "U0ANA"),
    ]


def test_after_weeks_of_downtime_only_the_newest_is_sent(pair: Team) -> None:
    pair.join("U0ZOE", "Europe/Lisbon", "Zoe", summary_on=True)
    for week in range(4):
        pair.book("U0ZOE", 60, date(2026, 11, 18) + timedelta(weeks=week))
    due.queue_due(pair.deps, pair.turn_to(MONDAY))  # and then nothing runs for three weeks
    back = pair.turn_to(MONDAY + timedelta(weeks=3, hours=3))
    sent = {(one.kind, one.period.partition(".")[0]) for one in run(pair, back)}
    assert sent == {("digest", "2026-W50"), ("summary", "2026-W50")}
    assert {letter.state for letter in pair.outbox_rows() if letter.period.startswith("2026-W47")} == {"expired"}
    assert run(pair, pair.turn_to(back + timedelta(hours=1))) == []


def test_it_deletes_what_the_worker_deletes_by_the_clock_alone(pair: Team) -> None:
    run(pair, MONDAY)
    late = run(pair, MONDAY + timedelta(days=364))
    assert delete_outdated(pair.deps) == 0, "however late the moment is that was asked for"
    before = len(pair.outbox_rows())
    pair.clock.advance(timedelta(days=50))
    assert delete_outdated(pair.deps) >= before - len(late) > 0
    assert len(pair.outbox_rows()) == len(late)
    assert delete_outdated(pair.deps) == 0
