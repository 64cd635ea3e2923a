"""The sender: once, at Slack's pace, and honest about how it ended."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.db import migrate
from bot.db.engine import DatabaseUnavailable, DatabaseUpgraded
from bot.delivery import leases, outbox
from bot.delivery.held_leases import LEASE_TIME
from bot.delivery.outbox import MessageState
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import ACCESS_RETRY, OutboxSender
from bot.feature import Feature, MessageKind
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from tests import faults
from tests.faults import Fault
from tests.fixtures.installed import install_workspace
from tests.fixtures.team import Team

POST = "chat.postMessage"
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
MESSAGE = {"text": "Hello", "blocks": [{"type": "divider"}]}


@pytest.fixture
def queue(team: Team) -> Team:
    """A team with nothing in its outbox, at ten on a Thursday."""
    team.turn_to(NOW)
    return team


def put(
    team: Team,
    recipient: str = "C0LEARNING",
    *,
    kind: str = "digest",
    hours: float = 6,
    workspace: str = TEAM_ID,
    period: str = "2026-W47",
    follows: int | None = None,
) -> int:
    with team.deps.database.begin() as conn:
        install_workspace(conn, workspace=workspace, now=NOW)
        number = outbox.put_message(
            conn,
            workspace=workspace,
            kind=kind,
            period=period,
            recipient=recipient,
            message=MESSAGE,
            due_at=NOW,
            expires_at=NOW + timedelta(hours=hours),
            now=NOW,
            follows=follows,
        )
    assert number is not None
    return number


def test_what_a_newer_release_queued_stays_for_its_senders(queue: Team) -> None:
    put(queue, kind="hologram", period="2026-W46", hours=1)
    with queue.deps.database.begin() as conn:
        conn.execute(text("UPDATE outbox SET state = 'sending'"))  # its sender has died
    put(queue, kind="hologram", hours=1)
    before = queue.outbox_rows()
    assert queue.sender().send_due(NOW) == []
    put(queue)
    [sent] = queue.sender().send_due(queue.turn_to(NOW + timedelta(hours=2)))  # both would have expired
    assert sent.kind == "digest"
    assert queue.outbox_rows()[:2] == before


def begin(team: Team) -> None:
    """Go as far as a sender does before its call, and die."""
    with team.deps.database.begin() as conn:
        [row] = leases.lease_messages(conn, workspace=TEAM_ID, at=NOW, now=NOW, until=NOW + LEASE_TIME, limit=1)
    with team.deps.database.begin() as conn:
        assert leases.mark_sending(conn, queued=row, at=NOW, until=NOW + LEASE_TIME)


def test_a_message_is_sent_once_and_its_ts_is_kept(queue: Team) -> None:
    put(queue)
    [sent] = queue.sender().send_due(NOW)
    assert (sent.recipient, sent.state, sent.message.text) == ("C0LEARNING", MessageState.SENT, "Hello")
    assert queue.sender().send_due(NOW) == []
    [row] = queue.outbox_rows()
    assert (row.state, row.attempts) == ("sent", 1)
    assert row.sent_ts in queue.slack.workspace.messages["C0LEARNING"]


@pytest.mark.parametrize(
    ("fault", "state", "error"),
    [
        (faults.rate_limited(7), "waiting", "ratelimited"),
        (faults.unavailable(), "waiting", "status_503"),
        (faults.error("service_unavailable"), "waiting", "service_unavailable"),
        (faults.error("channel_not_found"), "failed", "channel_not_found"),
        (faults.error("not_in_channel"), "failed", "not_in_channel"),
        (faults.token_revoked(), "waiting", "token_revoked"),
        (faults.error("invalid_arguments"), "failed", "invalid_arguments"),
        (faults.error("internal_error"), "unknown", "internal_error"),
        (faults.broken(), "unknown", "status_500"),
    ],
    ids=lambda value: value.error or value.wrong if isinstance(value, Fault) else None,
)
def test_each_ending_has_its_state(queue: Team, fault: Fault, state: str, error: str) -> None:
    put(queue, kind="nudge")
    queue.slack.faults.add(POST, fault)
    [sent] = queue.sender().send_due(NOW)
    assert (sent.state.value, sent.error) == (state, error)
    assert queue.states() == [state]
    assert queue.posts() == []


@pytest.mark.parametrize("error", ["not_in_channel", "missing_scope", "invalid_auth", "channel_not_found"])
def test_a_digest_that_is_refused_comes_once_the_bot_is_let_in(
    queue: Team, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(queue, hours=48)
    queue.slack.faults.add(POST, faults.error(error), times=3)
    for attempt in range(3):
        [sent] = queue.sender().send_due(queue.turn_to(NOW + attempt * ACCESS_RETRY))
        assert (sent.state, sent.error) == (MessageState.WAITING, error)
        assert queue.sender().send_due(queue.turn_to(NOW + (attempt + 1) * ACCESS_RETRY - timedelta(seconds=1))) == []
    levels = [record.levelname for record in caplog.records if f"error={error}" in record.getMessage()]
    assert levels == ["WARNING"] * 3
    [sent] = queue.sender().send_due(queue.turn_to(NOW + 3 * ACCESS_RETRY))
    assert (sent.state, queue.posts()) == (MessageState.SENT, [("C0LEARNING", "Hello")])


def test_a_digest_that_is_refused_to_the_end_expires(queue: Team) -> None:
    put(queue, hours=3)
    queue.slack.faults.add(POST, faults.error("not_in_channel"), times=faults.ALWAYS)
    tries = 0
    while queue.states() == ["waiting"]:
        tries += len(queue.sender().send_due(queue.turn_to(NOW + tries * ACCESS_RETRY)))
    assert (queue.states(), tries) == (["expired"], 3 * 4)
    assert queue.outbox_rows()[0].error == "not_in_channel"


def test_a_digest_that_is_our_own_mistake_is_not_tried_again(queue: Team) -> None:
    put(queue, hours=48)
    queue.slack.faults.add(POST, faults.error("invalid_arguments"))
    queue.sender().send_due(NOW)
    assert queue.states() == ["failed"]


def test_a_lost_answer_is_unknown_and_never_sent_again(queue: Team) -> None:
    put(queue)
    queue.slack.faults.add(POST, faults.close_after_processing())
    queue.sender().send_due(NOW)
    queue.sender().send_due(queue.turn_to(NOW + timedelta(hours=1)))
    assert (queue.states(), len(queue.posts())) == (["unknown"], 1)


def test_a_kind_whose_own_sending_breaks_is_unknown_and_not_tried_again(queue: Team) -> None:
    calls = []

    def break_down(*_: Any) -> str:
        calls.append(1)
        raise KeyError("the message has no such part")

    broken = Feature(name="broken", deliveries=(MessageKind("broken", send=break_down),))
    deps = replace(queue.deps, features=(*queue.deps.features, broken))
    put(queue, kind="broken")
    sender = OutboxSender(deps, RateLimit(queue.clock.monotonic, interval=0))
    for hour in range(2):
        sender.send_due(queue.turn_to(NOW + timedelta(hours=hour)))
    assert [(row.kind, row.state, row.error) for row in queue.outbox_rows()] == [("broken", "unknown", "KeyError")]
    assert calls == [1]


def test_a_message_at_which_our_code_breaks_keeps_no_other_waiting(queue: Team) -> None:
    put(queue, kind="nudge", period="no week")
    put(queue)
    queue.tick(NOW)
    assert [call.payload["text"] for call in queue.slack.workspace.journal.calls] == ["Hello"]
    assert queue.states() == ["waiting", "sent"]
    assert queue.outbox_rows()[0].due_at > NOW, "it is tried later, and expires in the end"


def test_refused_blocks_go_out_as_plain_sections(queue: Team) -> None:
    put(queue)
    queue.slack.faults.add(POST, faults.invalid_blocks())
    queue.sender().send_due(NOW)
    assert (queue.states(), queue.posts()) == (["sent"], [("C0LEARNING", "Hello")])


def test_retry_after_is_kept_to_by_the_whole_workspace(queue: Team) -> None:
    put(queue, "U0SANDANA")
    put(queue, "U0SANDMEI")
    put(queue, "C0LEARNING", workspace="T2")
    queue.slack.faults.add(POST, faults.rate_limited(90))
    queue.sender().send_due(NOW)
    assert queue.posts() == [("C0LEARNING", "Hello")], "another workspace has limits of its own"
    assert queue.sender().send_due(queue.turn_to(NOW + timedelta(seconds=89))) == []
    queue.sender().send_due(queue.turn_to(NOW + timedelta(seconds=90)))
    assert queue.states() == ["sent", "sent", "sent"]


def test_after_a_short_pause_the_rest_leaves_at_once(queue: Team) -> None:
    for recipient in ("U0SANDANA", "U0SANDMEI", "C0LEARNING"):
        put(queue, recipient)
    queue.slack.faults.add(POST, faults.rate_limited(2))
    queue.sender().send_due(NOW)
    assert queue.posts() == []
    assert timedelta(seconds=2) < LEASE_TIME, "so that one which nobody has given back would still be leased"
    queue.sender().send_due(queue.turn_to(NOW + timedelta(seconds=2)), 2)
    assert queue.states() == ["waiting", "sent", "sent"], "the one that was refused comes after them"


def test_a_pause_is_for_what_comes_later_too_and_for_every_sender(queue: Team) -> None:
    put(queue, "U0SANDANA")
    queue.slack.faults.add(POST, faults.rate_limited(90))
    queue.sender().send_due(NOW)
    put(queue, "U0SANDMEI")
    assert queue.sender().send_due(queue.turn_to(NOW + timedelta(seconds=89))) == []
    assert len(queue.sender().send_due(queue.turn_to(NOW + timedelta(seconds=90)))) == 2


def test_while_slack_is_down_few_messages_are_tried(queue: Team) -> None:
    people = [f"U{number:02}" for number in range(30)]
    for person in people:
        queue.join(person)
        put(queue, person)
    queue.slack.faults.add(POST, faults.unavailable(), times=faults.ALWAYS)
    sender = queue.sender()
    for minute in range(60):
        sender.send_due(queue.turn_to(NOW + timedelta(minutes=minute)))
    tried = [call for call in queue.slack.workspace.journal.calls if call.method == POST]
    assert len(tried) < 20, "an hour"
    queue.slack.faults.clear()
    for minute in range(60, 66):
        sender.send_due(queue.turn_to(NOW + timedelta(minutes=minute)), 100)
    queue.sender().send_due(queue.turn_to(NOW + timedelta(minutes=120)), 100)
    assert queue.states() == ["sent"] * 30


def test_while_answers_are_lost_few_messages_are_given_up(queue: Team) -> None:
    for number in range(30):
        put(queue, f"U{number:02}")
    queue.slack.faults.add(POST, faults.broken(), times=faults.ALWAYS)
    sender = queue.sender()
    for minute in range(60):
        sender.send_due(queue.turn_to(NOW + timedelta(minutes=minute)))
    assert queue.states().count("unknown") < 20
    assert queue.states().count("waiting") > 10


def test_a_token_that_is_not_accepted_is_tried_now_and_then(queue: Team) -> None:
    for number in range(10):
        queue.join(f"U{number:02}", at=NOW)
        put(queue, f"U{number:02}", kind="nudge")
    queue.slack.faults.add(POST, faults.token_revoked(), times=faults.ALWAYS)
    for minute in range(60):
        queue.sender().send_due(queue.turn_to(NOW + timedelta(minutes=minute)))
    tried = [call for call in queue.slack.workspace.journal.calls if call.method == POST]
    assert (len(tried), set(queue.states())) == (4, {"waiting"})
    queue.slack.faults.clear()
    queue.sender().send_due(queue.turn_to(NOW + timedelta(hours=2)))
    assert set(queue.states()) == {"sent"}, "nothing is thrown away while the app may be installed again"


def test_workspaces_take_turns(queue: Team) -> None:
    for number in range(6):
        put(queue, f"U{number:02}", workspace="T1")
    put(queue, "C0LEARNING", workspace="T2")
    sender = queue.sender()
    turns = []
    while batch := sender.lease_batch(NOW, 2):
        turns.append(batch[0].workspace)
        sender.send_batch(batch, NOW)
    assert turns == ["T1", "T2", "T1", "T1"]


def test_what_follows_a_message_goes_into_its_thread(queue: Team) -> None:
    first = put(queue, "C0LEARNING")
    put(queue, "C0LEARNING", period="2026-W47.1", follows=first)
    assert len(queue.sender().send_due(NOW)) == 2
    ts, thread = queue.slack.workspace.messages["C0LEARNING"].values()
    assert thread["thread_ts"] == ts["ts"]


def test_what_follows_a_message_that_is_unknown_is_let_go(queue: Team) -> None:
    first = put(queue, "C0LEARNING")
    put(queue, "C0LEARNING", period="2026-W47.1", follows=first)
    queue.slack.faults.add(POST, faults.close_after_processing())
    queue.sender().send_due(NOW)
    queue.sender().send_due(queue.turn_to(NOW + timedelta(minutes=1)))
    assert queue.states() == ["unknown", "expired"]
    assert queue.outbox_rows()[1].error == "lapsed"


def test_quiet_hours_that_begin_during_a_turn_are_kept(queue: Team) -> None:
    put(queue, "U0SANDANA", hours=1)
    put(queue, "U0SANDMEI", hours=1)
    at = queue.turn_to(NOW + timedelta(minutes=59, seconds=30))
    pace = RateLimit(queue.clock.monotonic, sleep=lambda _: queue.clock.advance(timedelta(seconds=40)))
    assert len(OutboxSender(queue.deps, pace).send_due(at)) == 1
    queue.sender().send_due(queue.turn_to(NOW + timedelta(hours=2)))
    assert queue.states() == ["sent", "expired"]


def test_other_retries_wait_longer_each_time(queue: Team) -> None:
    put(queue, hours=48)
    queue.slack.faults.add(POST, faults.unavailable(), times=4)
    waits = []
    for _ in range(4):
        moment = queue.clock.now()
        queue.sender().send_due(moment)
        [row] = queue.outbox_rows()
        waits.append((row.due_at - moment).total_seconds())
        queue.turn_to(row.due_at)
    assert waits == [15, 30, 60, 120]
    queue.sender().send_due(queue.clock.now())
    assert queue.states() == ["sent"]


def test_a_retry_after_its_time_is_let_go(queue: Team) -> None:
    put(queue, hours=0.01)
    queue.slack.faults.add(POST, faults.rate_limited(60))
    [sent] = queue.sender().send_due(NOW)
    assert sent.state is MessageState.EXPIRED
    queue.sender().send_due(queue.turn_to(NOW + timedelta(hours=1)))
    assert queue.posts() == []


def test_what_nobody_sent_in_time_expires(queue: Team) -> None:
    put(queue, hours=1)
    queue.sender().send_due(queue.turn_to(NOW + timedelta(hours=1)))
    assert (queue.states(), queue.posts()) == (["expired"], [])


@pytest.mark.parametrize("kind", ["digest", "nudge"])
def test_a_crash_during_the_call_is_never_sent_again(queue: Team, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    put(queue, kind=kind)
    begin(queue)
    queue.sender().send_due(queue.turn_to(NOW + LEASE_TIME - timedelta(seconds=1)))
    assert queue.states() == ["sending"], "it may still be on its way"
    queue.sender().send_due(queue.turn_to(NOW + LEASE_TIME))
    assert (queue.states(), queue.posts()) == (["unknown"], [])
    assert f"not sent again, it may have arrived: kind={kind}" in caplog.text


def test_a_crash_between_claim_and_send_loses_nothing(queue: Team) -> None:
    queue.join("U1")
    queue.change_workspace(digest_on=False)
    due.queue_due(queue.deps, queue.turn_to(NOW + timedelta(hours=6)))
    assert queue.states() == ["waiting"]
    queue.tick(NOW + timedelta(hours=6, minutes=1))
    assert [recipient for recipient, _ in queue.posts()] == ["U1"]


def test_a_crash_after_the_lease_only_delays(queue: Team) -> None:
    put(queue)
    with queue.deps.database.begin() as conn:
        leases.lease_messages(conn, workspace=TEAM_ID, at=NOW, now=NOW, until=NOW + LEASE_TIME, limit=1)
    assert queue.sender().send_due(NOW) == []
    queue.sender().send_due(queue.turn_to(NOW + LEASE_TIME))
    assert queue.states() == ["sent"]


def test_senders_at_the_same_time_send_each_message_once(queue: Team) -> None:
    for number in range(40):
        queue.join(f"U{number:02}")
        put(queue, f"U{number:02}")
    together = threading.Barrier(3)

    def run() -> None:
        sender = queue.sender()
        together.wait()
        while sender.send_due(NOW, 7):
            pass

    senders = [threading.Thread(target=run) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    recipients = [recipient for recipient, _ in queue.posts()]
    assert (len(recipients), len(set(recipients))) == (40, 40)
    assert set(queue.states()) == {"sent"}


def test_one_that_stops_gives_back_what_it_has_not_sent(queue: Team) -> None:
    put(queue, "U0SANDANA")
    put(queue, "U0SANDMEI")
    stopping = threading.Event()
    pace = RateLimit(queue.clock.monotonic, sleep=lambda _: stopping.set())
    assert len(OutboxSender(queue.deps, pace, stopping.is_set).send_due(NOW)) == 1
    assert queue.states() == ["sent", "waiting"]
    queue.sender().send_due(NOW)
    assert queue.states() == ["sent", "sent"]


def test_messages_of_a_workspace_leave_a_second_apart(queue: Team) -> None:
    for recipient in ("U0SANDANA", "U0SANDBEN", "U0SANDMEI"):
        put(queue, recipient)
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        queue.clock.advance(timedelta(seconds=seconds))

    OutboxSender(queue.deps, RateLimit(queue.clock.monotonic, wait)).send_due(NOW)
    assert waits == [1, 1]


def test_a_database_that_fails_after_the_call_leaves_it_unknown(queue: Team) -> None:
    put(queue)

    def fail(*args: Any) -> None:
        if "sent_ts" in args[2] and args[2].startswith("UPDATE"):
            raise DatabaseUnavailable("gone")

    event.listen(queue.deps.database.engine, "before_cursor_execute", fail)
    with pytest.raises(DatabaseUnavailable):
        queue.sender().send_due(NOW)
    event.remove(queue.deps.database.engine, "before_cursor_execute", fail)
    queue.sender().send_due(queue.turn_to(NOW + LEASE_TIME))
    assert (queue.states(), len(queue.posts())) == (["unknown"], 1)


def test_a_newer_release_gets_the_rest_and_the_outcome_of_what_was_sent(queue: Team) -> None:
    for member in ("U1", "U2", "U3"):
        queue.join(member)
        put(queue, member, kind="nudge")
    database = queue.deps.database

    def upgrade_meanwhile(_seconds: float) -> None:
        with database.begin() as conn:
            conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(DatabaseUpgraded):
            database.check_schema()

    database.expect_schema(migrate.LATEST_REVISION)
    sender = OutboxSender(queue.deps, RateLimit(queue.clock.monotonic, upgrade_meanwhile))
    sent = sender.send_batch(sender.lease_batch(NOW), NOW)
    with pytest.raises(DatabaseUpgraded):
        sender.lease_batch(NOW)
    with database.engine.connect() as conn:
        rows = conn.execute(text("SELECT state, leased_until FROM outbox ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("sent", None), ("waiting", None), ("waiting", None)]
    assert len(sent) == len(queue.posts()) == 1


def test_an_idle_sender_only_looks(queue: Team) -> None:
    statements: list[str] = []
    event.listen(queue.deps.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    queue.sender().send_due(NOW)
    assert len(statements) == 1
