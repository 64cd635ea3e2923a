"""Messages as logs: booked with a check mark and a private line, followed when they change; talk is left alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.catalog.catalog import Catalog
from bot.core.ledger import queries, rollups
from bot.core.ledger.rules import Entry
from bot.core.people import members
from bot.db.engine import connect_database
from bot.db.tables import outbox
from bot.delivery.occurrences import DeliveryKind as Occasion
from bot.dispatch import event_store
from bot.dispatch.request import Request
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.message_log.handlers import new_message
from bot.sandbox.slack_api.fixtures import BEN, BOT, LEARNING, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.slack_api.messages import reaction_names
from bot.sandbox.validation.interactive_elements import interactive_elements
from tests import faults
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVERYDAY = Path(__file__).parent / "everyday.txt"
TODAY = date(2026, 11, 21)  # a Saturday
FRIDAY = date(2026, 11, 20)
LEARNING_CHANNEL = "#learning"
DM = "D0SANDBEN"


def entries(driver: Driver, user: str = BEN.id) -> tuple[Entry, ...]:
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        return queries.list_entries(conn, workspace=TEAM_ID, member=user, limit=50).entries[::-1]


def booked(driver: Driver) -> list[tuple[int, str]]:
    return [(each.minutes, each.topic or each.roadmap or each.area) for each in entries(driver)]


def write(driver: Driver, text: str, user: str = "ben", thread: str = "") -> ActionResult:
    outcome: ActionResult = driver.delivery.channel_message(user, LEARNING_CHANNEL, text, thread)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def edit(driver: Driver, ts: str, text: str, channel: str = LEARNING_CHANNEL) -> ActionResult:
    outcome: ActionResult = driver.delivery.edit_message("ben", channel, ts, text)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def delete(driver: Driver, ts: str, channel: str = LEARNING_CHANNEL) -> ActionResult:
    outcome: ActionResult = driver.delivery.delete_message("ben", channel, ts)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def replies(outcome: ActionResult) -> list[ShownItem]:
    """What Roadmate said, without what the person did themselves."""
    return [
        each for each in outcome.shown if each.kind in (ShownKind.MESSAGE, ShownKind.EPHEMERAL) and each.user == BOT.id
    ]


def marks(outcome: ActionResult) -> list[str]:
    return [each.text for each in outcome.shown if each.kind is ShownKind.REACTION]


def labels(shown: ShownItem) -> list[str]:
    return [field.element["text"]["text"] for field in interactive_elements(shown.blocks)]


def press(driver: Driver, shown: ShownItem, label: str) -> ActionResult:
    outcome: ActionResult = driver.delivery.click("ben", shown, labels(shown).index(label) + 1)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def reactions(driver: Driver, ts: str) -> tuple[str, ...]:
    return reaction_names(driver.slack.workspace.messages[LEARNING.id][ts])


def offered(driver: Driver) -> list[str]:
    with driver.roadmate.deps.database.read() as conn:
        query = select(outbox.c.recipient).where(outbox.c.kind == Occasion.CO_LEARNER_OFFER).order_by(outbox.c.id)
        return list(conn.execute(query).scalars())


def wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not there() and time.monotonic() < end:
        time.sleep(0.01)


LINES = {
    "log 2h networking": (120, "networking"),
    "Log 2h Networking": (120, "networking"),
    "LOG 90m aws": (90, "aws"),
    "log  45m kubernetes": (45, "kubernetes"),
    "log 1:30 networking": (90, "networking"),
    "log 1h30 networking": (90, "networking"),
    "log 1h 30m terraform": (90, "terraform"),
    "log 1.5h docker": (90, "docker"),
    "log 1,5h docker": (90, "docker"),
    "log half an hour networking": (30, "networking"),
    "log an hour of kubernetes": (60, "kubernetes"),
    "log 2 hours vpc flow logs": (120, "aws.vpc-flow-logs"),
    "log 2h vpc endpoints yesterday": (120, "aws.vpc-endpoints"),
    "log 2h terraform modules yesterday: state locking": (120, "terraform.modules"),
    "log 2h networking mon: bgp": (120, "networking"),
    "log 2h networking: what is a vpc? see https://example.com": (120, "networking"),
    "log 2h ci/cd": (120, "devops-cicd"),
    "log 2h rest api": (120, "rest-api"),
    "log 2h rest api.": (120, "rest-api"),
    "log 2h soft skills": (120, "soft-skills"),
    "log 2h hands-on practice": (120, "hands-on-practice"),
    "log 3h certifications": (180, "certifications"),
    "log 2h infrastructure as code": (120, "infrastructure-as-code"),
    "log 2h on networking": (120, "networking"),
    "log 2h learning kubernetes": (120, "kubernetes"),
    "log 1h terraform testing": (60, "terraform.testing"),
    "log 1h mentoring <@U0SANDMEI>: reviewed the VPC design": (60, "soft-skills"),
    "log 1h talk: GitOps intro": (60, "soft-skills"),
    "+2h networking": (120, "networking"),
    "+90m aws": (90, "aws"),
    "+1:30 networking": (90, "networking"),
    "+1h30 kubernetes": (90, "kubernetes"),
    "+2 hours terraform": (120, "terraform"),
    "+45 min docker": (45, "docker"),
    "+2h k8s": (120, "kubernetes"),
    "+2h terraform modules yesterday: state locking": (120, "terraform.modules"),
    "+2h vpc flow logs": (120, "aws.vpc-flow-logs"),
    "+30m rest api": (30, "rest-api"),
    "+1h blockchain": (60, "blockchain"),
    "+1h system design": (60, "system_design"),
    "+2h networking 3 days ago": (120, "networking"),
    "+2h networking: read the chapter\nand the exercises": (120, "networking"),
    "+2h on networking": (120, "networking"),
}


@SQLITE
def test_a_line_in_a_channel_books_with_a_mark_and_a_private_line(driver: Driver) -> None:
    assert len(LINES) >= 40
    for text, (minutes, what) in LINES.items():
        outcome = write(driver, text)
        assert "Booked: " in outcome.text, text
        assert [(each.kind, each.channel, each.to) for each in replies(outcome)] == [
            (ShownKind.EPHEMERAL, LEARNING.id, BEN.id)
        ], text
        assert marks(outcome) == [":white_check_mark:"], text
        assert booked(driver) == [(minutes, what)], text
        delete(driver, outcome.ts)
        assert booked(driver) == [], text


def test_everyday_talk_is_left_alone(catalog: Catalog) -> None:
    lines = [line for line in EVERYDAY.read_text().splitlines() if line and not line.startswith("#")]
    assert len(lines) >= 150
    assert [line for line in lines if new_message.detect_channel_line(catalog, line, TODAY)] == []


@SQLITE
def test_of_everyday_talk_nothing_is_kept_logged_or_answered(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        for text in (
            "see you in 2h",
            "+1h please",
            "+1h zanzibar",
            "log 2h zanzibar is down",
            "2h networking",
            "+1h api",
        ):
            outcome = write(driver, text)
            assert (outcome.calls, outcome.shown) == ((), ()), text
    assert "zanzibar" not in caplog.text
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        assert members.find_member(conn, workspace=TEAM_ID, member=BEN.id, default_zone=deps.settings.timezone) is None


def test_several_at_once_are_booked_and_follow_in_order(driver: Driver) -> None:
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


@SQLITE
@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("log 2h netwroking", "Do you mean Networking by", "Networking"),
        (
            "log 2h terraform state locking",
            "Do you mean State Management (Terraform) by",
            "State Management (Terraform)",
        ),
        ("log 1h testing", "Do you mean Testing (Terraform) by", "Testing (Terraform)"),
        ("log 2h storage", "Do you mean Storage (Kubernetes) by", "Storage (Kubernetes)"),
        ("log 5m flow logs", "Do you mean VPC Flow Logs (AWS) by", "VPC Flow Logs (AWS)"),
        ("log 2h monitoring: NOTE", "Which “monitoring” do you mean?", "Monitoring & Logging (AWS)"),
    ],
)
def test_log_with_nearly_a_name_asks_privately(driver: Driver, text: str, words: str, label: str) -> None:
    outcome = write(driver, text)
    assert words in outcome.text
    assert [each.kind for each in replies(outcome)] == [ShownKind.EPHEMERAL]
    assert (entries(driver), marks(outcome)) == ((), [])
    driver.turn(days=2)
    assert "Booked: " in press(driver, replies(outcome)[0], label).text
    (entry,) = entries(driver)
    assert (entry.day, entry.note) == (TODAY, "NOTE" if "NOTE" in text else "")
    assert write(driver, text.replace("log ", "+")).calls == ()


@SQLITE
def test_a_day_that_cannot_be_is_told_privately(driver: Driver) -> None:
    outcome = write(driver, "log 2h networking 31 feb")
    assert "There is no such day as “31 feb”." in outcome.text
    assert [each.kind for each in replies(outcome)] == [ShownKind.EPHEMERAL]
    assert entries(driver) == ()


@SQLITE
def test_a_mention_is_answered_once_though_it_comes_as_two_events(driver: Driver) -> None:
    outcome = write(driver, f"<@{BOT.id}> 2h terraform modules yesterday: state locking")
    assert len(replies(outcome)) == 1
    assert marks(outcome) == [":white_check_mark:"]
    (entry,) = entries(driver)
    assert (entry.minutes, entry.topic, entry.day, entry.note) == (120, "terraform.modules", FRIDAY, "state locking")
    assert "Corrected" in edit(driver, outcome.ts, f"<@{BOT.id}> 1h terraform modules yesterday: state locking").text
    assert booked(driver) == [(60, "terraform.modules")]


@SQLITE
def test_a_line_in_a_thread_is_answered_in_it_and_one_that_begins_a_thread_outside(driver: Driver) -> None:
    parent = write(driver, "+1h networking")
    inside = write(driver, "+2h aws", thread=parent.ts)
    assert [each.thread_ts for each in replies(inside)] == [parent.ts]
    assert [each.thread_ts for each in replies(edit(driver, inside.ts, "+3h aws"))] == [parent.ts]
    assert [each.thread_ts for each in replies(parent)] == [""]


@SQLITE
@pytest.mark.parametrize("fault", [faults.error("missing_scope"), faults.error("already_reacted"), faults.broken()])
def test_a_mark_that_cannot_be_left_spoils_nothing(driver: Driver, fault: faults.Fault) -> None:
    driver.slack.faults.add("reactions.add", fault)
    outcome = driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+2h networking")
    assert "Booked: 2 h on Networking" in outcome.text
    assert booked(driver) == [(120, "networking")]


@pytest.mark.parametrize("place", ["channel", "direct", "mention"])
def test_a_message_that_changes_changes_its_entry(driver: Driver, place: str) -> None:
    channel = DM if place == "direct" else LEARNING_CHANNEL
    lead = f"<@{BOT.id}> " if place == "mention" else "" if place == "direct" else "log "
    ts = driver.delivery.channel_message("ben", channel, f"{lead}2h networking").ts
    driver.turn(days=3)
    corrected = edit(driver, ts, f"{lead}90m aws today: IAM", channel)
    assert "2 h on Networking" in corrected.text
    assert "1 h 30 min on Cloud Computing: AWS" in corrected.text
    (entry,) = entries(driver)
    assert (entry.minutes, entry.roadmap, entry.day, entry.note) == (90, "aws", TODAY, "IAM")
    driver.turn(minutes=1)
    again = driver.delivery.repeat_event(seen_by=BEN.id)
    assert (again.status, again.calls) == (200, ())
    gone = delete(driver, ts, channel)
    assert entries(driver) == ()
    assert len(replies(gone)) == 1
    driver.turn(minutes=1)
    again = driver.delivery.repeat_event(seen_by=BEN.id)
    assert (again.status, again.calls) == (200, ())
    press(driver, replies(gone)[0], "Undo")
    assert booked(driver) == [(90, "aws")]


@SQLITE
@pytest.mark.parametrize(
    "text", ["never mind", "log 2h monitoring", "log 2h zanzibar", "log 2h networking 31 feb", "+x"]
)
def test_a_message_edited_into_nonsense_keeps_its_entry_and_says_so(driver: Driver, text: str) -> None:
    first = write(driver, "log 2h networking")
    kept = edit(driver, first.ts, text)
    assert "this entry stays as it was" in kept.text
    assert booked(driver) == [(120, "networking")]
    assert labels(replies(kept)[0]) == ["Edit", "Delete"]
    press(driver, replies(kept)[0], "Delete")
    assert entries(driver) == ()


@SQLITE
def test_every_edit_of_a_message_that_has_booked_is_answered(driver: Driver) -> None:
    ts = write(driver, "log 2h networking").ts
    edit(driver, ts, "never mind")
    assert "this entry stays as it was" in edit(driver, ts, "never ever mind").text
    mine = {"user": BEN.id, "ts": ts, "text": "what?", "edited": {"user": BEN.id, "ts": "1795262500.000100"}}
    assert "this entry stays as it was" in changed(driver, subtype="message_changed", message=mine).text
    assert booked(driver) == [(120, "networking")]


@SQLITE
def test_an_edit_of_what_was_taken_back_offers_to_book_what_it_says_now(driver: Driver) -> None:
    first = write(driver, "log 2h networking")
    press(driver, replies(first)[0], "Undo")
    outcome = edit(driver, first.ts, "log 3h networking: BGP")
    assert "What your message had booked was taken back. It says 3 h now" in outcome.text
    assert (entries(driver), marks(outcome)) == ((), [])
    driver.turn(days=2)
    assert "3 h on Networking, Sat 21 Nov" in press(driver, replies(outcome)[0], "Book 3 h").text
    assert booked(driver) == [(180, "networking")]
    edit(driver, first.ts, "log 4h networking: BGP")
    assert booked(driver) == [(240, "networking")]


@SQLITE
def test_the_mark_goes_with_the_last_of_the_hours(driver: Driver) -> None:
    first = write(driver, "log 2h networking, 1h aws")
    press(driver, replies(first)[0], "Undo")
    assert reactions(driver, first.ts) == ()
    second, third = write(driver, "+1h docker"), write(driver, "+1h kubernetes")
    driver.delivery.command("ben", "/log", "undo")
    assert (reactions(driver, second.ts), reactions(driver, third.ts)) == (("white_check_mark",), ())
    driver.slack.faults.add("reactions.remove", faults.error("missing_scope"))
    assert "It no longer counts" in driver.delivery.command("ben", "/log", "undo").text
    assert entries(driver) == ()


@SQLITE
def test_who_is_named_by_an_edit_is_asked_once(driver: Driver) -> None:
    ts = write(driver, "log 1h mentoring <@U0SANDMEI>: VPC").ts
    assert offered(driver) == ["U0SANDMEI"]
    outcome = edit(driver, ts, "log 1h mentoring <@U0SANDMEI> <@U0SANDCHIDI>: VPC")
    assert "With: <@U0SANDMEI> and <@U0SANDCHIDI>" in replies(outcome)[0].text
    assert "whether to book it too" in outcome.text
    assert offered(driver) == ["U0SANDMEI", "U0SANDCHIDI"]
    assert "With: nobody" in edit(driver, ts, "log 1h mentoring: VPC").text
    edit(driver, ts, "log 1h mentoring <@U0SANDCHIDI>: VPC")
    assert offered(driver) == ["U0SANDMEI", "U0SANDCHIDI"]


@SQLITE
def test_nonsense_that_is_deleted_takes_its_entry_along(driver: Driver) -> None:
    ts = write(driver, "+2h networking").ts
    edit(driver, ts, "never mind")
    assert booked(driver) == [(120, "networking")]
    assert len(replies(delete(driver, ts))) == 1
    assert entries(driver) == ()


@SQLITE
def test_a_database_that_is_busy_is_told_of_and_an_edit_waits_for_it(driver: Driver) -> None:
    ts = write(driver, "+1h networking").ts
    other = connect_database(driver.roadmate.deps.settings.database_url)
    with other.begin():
        refused = write(driver, "+2h networking")
        assert "Not booked, try again." in refused.text
        assert [each.kind for each in replies(refused)] == [ShownKind.EPHEMERAL]
        assert driver.delivery.edit_message("ben", LEARNING_CHANNEL, ts, "+3h networking").status == 500
    other.close()
    driver.turn(minutes=1)
    assert "3 h on Networking" in driver.delivery.repeat_event(seen_by=BEN.id).text
    assert booked(driver) == [(180, "networking")]


@SQLITE
def test_an_edit_that_no_day_can_hold_changes_nothing(driver: Driver) -> None:
    first = write(driver, "log 12h networking")
    kept = edit(driver, first.ts, "log 12h networking, 12h aws, 1h docker")
    assert "The day cannot hold what your message says now, so this entry stays as it was" in kept.text
    assert booked(driver) == [(720, "networking")]


@SQLITE
def test_an_edit_makes_a_line_of_what_was_none(driver: Driver) -> None:
    first = write(driver, "log 2h netw")
    assert entries(driver) == ()
    driver.turn(days=1)
    outcome = edit(driver, first.ts, "log 2h networking")
    assert "Booked: 2 h on Networking, Sat 21 Nov" in outcome.text
    assert marks(outcome) == [":white_check_mark:"]
    late = write(driver, "hello")
    driver.turn(days=33)
    assert edit(driver, late.ts, "+2h networking").calls == ()
    assert booked(driver) == [(120, "networking")]


@SQLITE
def test_an_edit_of_talk_or_of_nothing_that_counts_is_passed_over(driver: Driver) -> None:
    talk_ts = write(driver, "see you in 2h").ts
    assert edit(driver, talk_ts, "see you in 3h").calls == ()
    assert delete(driver, talk_ts).calls == ()
    line = write(driver, "+2h networking").ts
    assert edit(driver, line, "+2h Networking").calls == ()
    assert edit(driver, line, "+2h Networking").calls == ()  # an unfurled link comes as such
    assert booked(driver) == [(120, "networking")]


def test_what_slack_delivers_twice_counts_once(driver: Driver) -> None:
    driver.slack.faults.add(faults.EVENTS, faults.duplicate_event())
    first = write(driver, "+2h networking")
    assert (len(replies(first)), booked(driver)) == (1, [(120, "networking")])
    driver.slack.faults.add(faults.EVENTS, faults.duplicate_event())
    assert len(replies(edit(driver, first.ts, "+3h networking"))) == 1
    driver.slack.faults.add(faults.EVENTS, faults.duplicate_event())
    assert len(replies(delete(driver, first.ts))) == 1
    assert entries(driver) == ()


def test_a_deletion_that_overtakes_its_message_keeps_it_from_being_booked(driver: Driver) -> None:
    driver.slack.faults.add(faults.EVENTS, faults.reordered_event())
    ts = driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+2h networking").ts
    delete(driver, ts)
    assert entries(driver) == ()


@pytest.mark.parametrize("channel", [LEARNING_CHANNEL, DM])
def test_a_message_deleted_while_its_author_is_looked_up_is_not_booked(driver: Driver, channel: str) -> None:
    driver.slack.faults.add("users.info", faults.slow(1))
    writing = threading.Thread(target=driver.delivery.channel_message, args=("ben", channel, "log 2h networking"))
    writing.start()
    where = LEARNING.id if channel == LEARNING_CHANNEL else channel
    wait_until(lambda: bool(driver.slack.workspace.messages[where]))
    ts = max(driver.slack.workspace.messages[where])
    time.sleep(0.3)
    driver.delivery.delete_message("ben", channel, ts)
    writing.join()
    assert entries(driver) == ()


@SQLITE
def test_a_change_that_comes_while_a_line_is_being_booked_wins(driver: Driver) -> None:
    deps = driver.roadmate.deps
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    deps.directory.ensure_member(TEAM_ID, BEN.id)
    with deps.database.begin() as conn:
        event_store.record_change(
            conn, message_key=f"{TEAM_ID}:msg:C0LEARNING:1.2", changed_at=at + timedelta(seconds=1)
        )
    for text in ("2h networking", "2h networking, 1h aws"):
        ask = Request(TEAM_ID, BEN.id, text, LEARNING.id, "msg:C0LEARNING:1.2", "message")
        with pytest.raises(event_store.StaleVersion):
            hours_log_command.book_line(
                deps, replace(ask, message_version=event_store.MessageVersion(f"{TEAM_ID}:{ask.key}", at))
            )
    assert entries(driver) == ()


def test_edits_in_the_wrong_order_leave_the_newest_text(driver: Driver) -> None:
    driver.slack.faults.add(faults.EVENTS, faults.reordered_event())
    ts = driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+1h networking").ts
    edit(driver, ts, "+2h networking")  # arrives before the message itself
    assert booked(driver) == [(120, "networking")]
    driver.slack.faults.add(faults.EVENTS, faults.reordered_event())
    driver.delivery.edit_message("ben", LEARNING_CHANNEL, ts, "+3h networking")
    edit(driver, ts, "+4h networking")
    assert booked(driver) == [(240, "networking")]


@SQLITE
def test_an_answer_that_failed_comes_with_the_next_delivery(driver: Driver) -> None:
    driver.slack.faults.add("chat.postEphemeral", faults.rate_limited())
    assert driver.delivery.channel_message("ben", LEARNING_CHANNEL, "+2h networking").status == 500
    driver.turn(days=1)
    again = driver.delivery.repeat_event(seen_by=BEN.id)
    assert "2 h on Networking, Sat 21 Nov" in again.text
    assert marks(again) == [":white_check_mark:"]
    assert booked(driver) == [(120, "networking")]


def changed(driver: Driver, **inner: Any) -> ActionResult:
    base = {"type": "message", "channel": LEARNING.id, "channel_type": "channel", "ts": "1795262500.000100"}
    outcome: ActionResult = driver.delivery.event({**base, **inner}, seen_by=BEN.id)
    assert outcome.status == 200
    return outcome


@SQLITE
def test_a_forged_or_strange_change_touches_nobodys_entry(driver: Driver) -> None:
    ts = write(driver, "+2h networking").ts
    mine = {"user": BEN.id, "ts": ts, "text": "+9h networking", "edited": {"user": BEN.id, "ts": "1795262500.000100"}}
    for message in (
        {**mine, "user": "U0SANDMEI", "edited": {"user": "U0SANDMEI", "ts": "1795262500.000100"}},
        {**mine, "edited": {"user": "U0SANDMEI", "ts": "1795262500.000100"}},
        {**mine, "edited": None},
        {**mine, "edited": {"user": BEN.id, "ts": "soon"}},
        {**mine, "bot_id": "B0OTHER"},
        {**mine, "user": BOT.id},
        "+9h networking",
        None,
    ):
        changed(driver, subtype="message_changed", message=message, previous_message={"text": "+2h networking"})
        assert booked(driver) == [(120, "networking")], message
    for before in ({"user": "U0SANDMEI", "ts": ts, "text": "+2h networking"}, None, {}, "x"):
        changed(driver, subtype="message_deleted", deleted_ts=ts, previous_message=before)
        assert booked(driver) == [(120, "networking")], before


@SQLITE
def test_a_message_with_replies_that_is_deleted_leaves_a_stone(driver: Driver) -> None:
    ts = write(driver, "+2h networking").ts
    stone = {"subtype": "tombstone", "user": "USLACKBOT", "ts": ts, "text": "This message was deleted."}
    before = {"user": BEN.id, "ts": ts, "text": "+2h networking", "thread_ts": ts}
    changed(driver, subtype="message_changed", message=stone, previous_message=before)
    assert entries(driver) == ()


@SQLITE
def test_an_edited_mention_that_comes_as_a_mention_too_says_nothing_more(driver: Driver) -> None:
    ts = write(driver, "hello").ts
    text = f"<@{BOT.id}> 2h networking"
    assert len(replies(edit(driver, ts, text))) == 1
    found = driver.slack.workspace.messages[LEARNING.id][ts]
    event = {"type": "app_mention", "user": BEN.id, "text": text, "ts": ts, "channel": LEARNING.id}
    assert driver.delivery.event({**event, "edited": found["edited"]}, seen_by=BEN.id).calls == ()
    assert booked(driver) == [(120, "networking")]
