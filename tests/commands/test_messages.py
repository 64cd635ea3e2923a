"""Mentions, direct messages and the other events: answered like commands, once, and only to people."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text as text_of

from bot.core.ledger import queries
from bot.core.people import members
from bot.sandbox.slack_api.fixtures import BOT, LEARNING, TEAM_ID
from tests import faults
from tests.slack_driver import Driver, element_labels


def entries(driver: Driver, user: str = "U0SANDANA") -> list[int]:
    with driver.roadmate.deps.database.read() as conn:
        page = queries.list_entries(conn, workspace=TEAM_ID, member=user, limit=10)
    return [each.minutes for each in page.entries]


def dm(driver: Driver, text: str, user: str = "ana") -> Any:
    outcome = driver.delivery.direct_message(user, text)
    assert outcome.status == 200
    assert outcome.refused == ()
    return outcome


BOOKS = {
    "log 2h networking": 120,
    "/log 2h 5m networking": 125,
    "Log: 2h 10m networking": 130,
    "+3h networking": 180,
    "+2 kubernetes": 120,
    "half an hour networking": 30,
    "1:30 networking": 90,
}
ANSWERS = {
    "roadmap aws scaling": "AWS: Scaling Considerations, 10 topics",
    "/roadmap aws scaling": "AWS: Scaling Considerations, 10 topics",
    "aws scaling": "AWS: Scaling Considerations, 10 topics",
    "3 tier architecture": "tier architecture",
    "next": "Next: ",
    "undo": "Nothing to undo",
    "redo": "Nothing to redo",
    "list": "You haven't logged anything yet",
    "plan networking": "Networking",
    "leaderboard": "board",
    "help": "Five things to start with",
    "": "Five things to start with",
    "hello!": "Hi Ana, I'm Roadmate.",
    "help log": "Log hours you learned",
    "help know": "mark topics as known, many at once",
    "help coverage": "For admins and mentors: how everyone is doing",
    "help quiz": "Look up what to learn",
    "log help": "Log hours you learned",
    "help me with kubernetes": "Kubernetes",
    "roadmate help": "Five things to start with",
    "asdfgh": "Help: /roadmate help.",
}


def test_words_reach_their_feature(driver: Driver) -> None:
    for text, says in ANSWERS.items():
        assert says in dm(driver, text).text, text
    assert entries(driver) == []


def test_hours_are_booked_however_they_are_worded(driver: Driver) -> None:
    for text, minutes in BOOKS.items():
        assert "Logged " in dm(driver, text).text, text
        assert minutes in entries(driver)
    assert sorted(entries(driver)) == sorted(BOOKS.values())


@pytest.mark.parametrize("text", ["I did 2h of it", "it took me 2h"])
def test_words_with_a_length_that_name_nothing_get_one_short_line(driver: Driver, text: str) -> None:
    outcome = dm(driver, text)
    assert outcome.shown[0].text.startswith("Want me to log 2 h? Say on what, like 2h networking yesterday")
    assert element_labels(outcome.shown[0]) == ["Open the form"]
    assert entries(driver) == []
    assert "Want me to log 2 h?" in driver.delivery.mention("ana", "#learning", f"<@{BOT.id}> {text}").text


def test_what_is_ahead_is_not_offered(driver: Driver) -> None:
    outcome = dm(driver, "see you in 2h")
    assert "nothing was logged" in outcome.text
    assert element_labels(outcome.shown[0]) == []
    assert entries(driver) == []
    assert "Want me to log" not in dm(driver, "roadmap see you in 2h").text


OFFERED = {
    "I did 2 hours of networking": ("Log 2 h on Networking", 120),
    "I spent 105m on networking today": ("Log 1 h 45 min on Networking", 105),
    "spent the morning, about 90 minutes, on k8s yesterday": ("Log 1 h 30 min on Kubernetes", 90),
    "studied kubernetes for 50m yesterday: operators": ("Log 50 min on Kubernetes", 50),
}


@pytest.mark.parametrize("text", OFFERED)
def test_hours_in_a_sentence_are_offered_and_logged_by_one_press(driver: Driver, text: str) -> None:
    label, minutes = OFFERED[text]
    outcome = dm(driver, text)
    assert outcome.text.startswith("Want me to log ")
    assert element_labels(outcome.shown[0]) == [label, "No thanks"]
    assert entries(driver) == []
    driver.press("ana", outcome.shown[0], label)
    assert entries(driver) == [minutes]


def test_several_lengths_in_a_sentence_are_one_offer(driver: Driver) -> None:
    outcome = dm(driver, "I did 2h networking and 1h docker")
    assert entries(driver) == []
    driver.press("ana", outcome.shown[0], "Log all 2 (3 h)")
    assert sorted(entries(driver)) == [60, 120]


def test_a_sentence_that_was_only_offered_is_not_logged_when_its_message_changes(driver: Driver) -> None:
    ts = dm(driver, "I spent 2h on networking today").ts
    driver.delivery.edit_message("ana", "D0SANDANA", ts, "I spent 3h on networking today")
    assert entries(driver) == []


def test_a_direct_message_is_answered_with_a_message(driver: Driver) -> None:
    outcome = dm(driver, "aws")
    assert [(each.kind, each.channel) for each in outcome.shown] == [("message", "D0SANDANA")]


def test_a_mention_is_answered_for_that_person_alone_in_the_channel(driver: Driver) -> None:
    outcome = driver.delivery.mention("ana", "#learning", "log 2h networking")
    shown = [(each.kind, each.channel, each.to) for each in outcome.shown]
    assert shown == [("ephemeral", LEARNING.id, "U0SANDANA"), ("reaction", LEARNING.id, "")]
    assert "Logged 2 h on Networking" in outcome.text
    assert entries(driver) == [120]


def test_a_mention_in_a_thread_is_answered_in_the_thread(driver: Driver) -> None:
    said = driver.delivery.mention("ana", "#learning", "plan")
    outcome = driver.delivery.mention("ben", "#learning", "aws", thread_ts=said.ts)
    call = next(each for each in outcome.calls if each.method == "chat.postEphemeral")
    assert call.payload["thread_ts"] == said.ts


def test_our_name_may_stand_anywhere_and_other_names_stay(driver: Driver) -> None:
    outcome = driver.delivery.mention("ana", "#learning", f"aws <@{BOT.id}> scaling")
    assert "AWS: Scaling Considerations, 10 topics" in outcome.text
    outcome = driver.delivery.mention("ana", "#learning", f"<@{BOT.id}> plan <@U0SANDBEN>")
    assert "That person hasn't used Roadmate here" in outcome.text


def test_a_bare_mention_is_answered_with_help(driver: Driver) -> None:
    assert "Five things to start with" in driver.delivery.mention("ana", "#learning", f"<@{BOT.id}>").text


def test_a_prefix_may_be_typed_or_left_out(make_driver: Callable[..., Driver]) -> None:
    driver = make_driver(ROADMATE_COMMAND_PREFIX="team-")
    for text in ("/team-log 1h networking", "team-log 2h networking", "log 3h networking"):
        assert "Logged" in dm(driver, text).text


def test_notes_keep_their_lines(driver: Driver) -> None:
    dm(driver, "log 2h networking: one\ntwo")
    with driver.roadmate.deps.database.read() as conn:
        (entry,) = queries.list_entries(conn, workspace=TEAM_ID, member="U0SANDANA", limit=10).entries
    assert entry.note.split() == ["one", "two"]


def test_an_event_that_comes_again_is_answered_once(driver: Driver) -> None:
    outcome = dm(driver, "2h networking")
    assert [each.kind for each in outcome.shown] == ["message", "reaction"]
    driver.turn(minutes=1)
    again = driver.delivery.repeat_event()
    assert (again.status, again.shown) == (200, ())
    assert entries(driver) == [120]


def test_an_answer_that_certainly_failed_is_tried_again_with_the_next_delivery(driver: Driver) -> None:
    driver.slack.faults.add("chat.postMessage", faults.rate_limited())
    failed = driver.delivery.direct_message("ana", "2h networking")
    assert (failed.status, failed.shown) == (500, ())
    driver.turn(seconds=5)
    again = driver.delivery.repeat_event()
    assert again.status == 200
    assert "2 h on Networking" in again.text
    assert entries(driver) == [120]


def test_an_answer_that_may_have_arrived_is_not_sent_twice(driver: Driver) -> None:
    driver.slack.faults.add("chat.postMessage", faults.close_after_processing())
    first = driver.delivery.direct_message("ana", "2h networking")
    assert (first.status, [each.kind for each in first.shown]) == (200, ["message", "reaction"])
    driver.turn(seconds=5)
    again = driver.delivery.repeat_event()
    assert (again.status, again.shown) == (200, ())
    assert entries(driver) == [120]


def test_an_answer_waits_for_a_database_that_is_busy(driver: Driver) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text_of("LOCK TABLE handled_events"))
        failed = driver.delivery.direct_message("ana", "aws")
    assert (failed.status, failed.shown) == (500, ())
    driver.turn(seconds=5)
    assert "AWS, 49 topics" in driver.delivery.repeat_event().text


def test_someone_who_can_not_be_reached_stops_nothing(driver: Driver) -> None:
    driver.slack.faults.add("chat.postMessage", faults.error("channel_not_found"))
    assert driver.delivery.direct_message("ana", "aws").status == 200
    assert "AWS, 49 topics" in dm(driver, "aws").text


def event(driver: Driver, **inner: Any) -> Any:
    base = {
        "type": "message",
        "channel": "D0SANDANA",
        "channel_type": "im",
        "user": "U0SANDANA",
        "text": "aws",
        "ts": "1795262400.000100",
    }
    return driver.delivery.event({key: value for key, value in {**base, **inner}.items() if value is not None})


NOT_SAID_TO_US: tuple[dict[str, Any], ...] = (
    {"bot_id": "B0OTHER"},
    {"user": BOT.id},
    {"user": "USLACKBOT"},
    {"user": None},
    {"subtype": "bot_message"},
    {"subtype": "message_changed", "message": {"text": "aws"}},
    {"subtype": "message_deleted"},
    {"subtype": "channel_join"},
    {"channel_type": "channel", "channel": LEARNING.id},
    {"channel_type": "group", "channel": LEARNING.id},
)


def test_what_no_person_says_to_us_is_passed_over(driver: Driver) -> None:
    for inner in NOT_SAID_TO_US:
        outcome = event(driver, **inner)
        assert (outcome.status, outcome.calls) == (200, ()), inner


def test_a_message_with_a_file_keeps_its_words(driver: Driver) -> None:
    for subtype in ("file_share", "thread_broadcast", "me_message"):
        assert "AWS, 49 topics" in event(driver, subtype=subtype).text


def test_any_text_at_all_is_answered(driver: Driver) -> None:
    for text in (None, 5, ["aws"], "\ud800", "x" * 5000, "<!channel>", "\x00", "`" * 4000, "log", "log \ud800"):
        outcome = event(driver, text=text)
        assert (outcome.status, outcome.refused, len(outcome.shown)) == (200, (), 1), text
        assert "<!channel>" not in outcome.text


def test_hours_that_arrive_late_belong_to_the_day_they_were_written_on(driver: Driver) -> None:
    driver.slack.faults.add("chat.postMessage", faults.rate_limited())
    assert driver.delivery.direct_message("ana", "log 2 networking yesterday").status == 500
    driver.turn(days=2)
    assert "2 h on Networking (Fri 20 Nov)" in driver.delivery.repeat_event().text
    assert entries(driver) == [120]


def test_a_message_of_our_own_or_of_a_strange_form_is_not_followed(driver: Driver) -> None:
    dm(driver, "2h networking")
    for message in ({"user": BOT.id, "text": "3h networking", "ts": "1.2", "edited": {"user": BOT.id, "ts": "1.3"}}, 5):
        assert event(driver, subtype="message_changed", user=None, message=message).calls == ()
    assert entries(driver) == [120]


def test_what_changed_about_somebody_we_know_is_learned(driver: Driver) -> None:
    dm(driver, "aws")
    dm(driver, "plan")
    user = {"id": "U0SANDANA", "name": "ana", "real_name": "Ana Novak", "tz": "Asia/Tokyo", "is_admin": False}
    assert driver.delivery.event({"type": "user_change", "user": user}).status == 200
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        ana = members.find_member(conn, workspace=TEAM_ID, member="U0SANDANA", default_zone=deps.settings.timezone)
    assert ana
    assert (ana.name, ana.zone.key) == ("Ana Novak", "Asia/Tokyo")


def test_what_changed_about_the_twin_of_somebody_we_know_is_not_theirs(driver: Driver) -> None:
    """Slack, asked whom it knows by the id here, says that they are as they were."""
    dm(driver, "plan")
    deps = driver.roadmate.deps
    for team in ({"team_id": "T0VENDOR"}, {"team_id": "T0VENDOR", "is_stranger": True}):
        user = {"id": "U0SANDANA", "name": "ana", "real_name": "Anastasia", "is_admin": False, "deleted": True, **team}
        assert driver.delivery.event({"type": "user_change", "user": user}).status == 200
        with deps.database.read() as conn:
            ana = members.find_member(conn, workspace=TEAM_ID, member="U0SANDANA", default_zone=deps.settings.timezone)
        assert ana
        assert (ana.name, ana.is_admin, ana.is_active) == ("Ana", True, True)


def test_somebody_who_never_spoke_to_us_is_not_written_down(driver: Driver) -> None:
    user = {"id": "U0SANDBEN", "name": "ben", "tz": "Asia/Tokyo"}
    assert driver.delivery.event({"type": "user_change", "user": user}).status == 200
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        assert (
            members.find_member(conn, workspace=TEAM_ID, member="U0SANDBEN", default_zone=deps.settings.timezone)
            is None
        )


def test_a_strange_change_is_passed_over(driver: Driver) -> None:
    for user in (None, "U0SANDANA", {}, {"id": 5}):
        assert driver.delivery.event({"type": "user_change", "user": user}).status == 200


def test_what_people_say_is_not_in_the_log(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    driver.slack.faults.add("chat.postMessage", faults.rate_limited())
    with caplog.at_level(logging.DEBUG, logger="bot"):
        driver.delivery.direct_message("ana", "2h networking: zanzibar")
    assert "zanzibar" not in caplog.text


@pytest.mark.parametrize(
    "text",
    ["{bot}: log 41m vpc", "{bot}, log 41m vpc", "{bot} : log 41m vpc", "hey {bot} log 41m vpc", "{bot} *log* 41m vpc"],
)
def test_what_stands_around_our_name_does_not_matter(driver: Driver, text: str) -> None:
    outcome = driver.delivery.mention("ana", "#learning", text.format(bot=f"<@{BOT.id}>"))
    assert "Logged 41 min on Networking: VPC Architecture (AWS) (Sat 21 Nov)" in outcome.text
