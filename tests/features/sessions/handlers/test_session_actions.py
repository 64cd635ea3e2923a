"""Announced sessions through the whole app: joined, left, moved, cancelled, reminded of and booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.people import members
from bot.dispatch.request import Request
from bot.features.sessions.handlers import held_sessions, plan_session, session_actions
from bot.sandbox.slack_api.fixtures import ANA, BEN, GUEST, LEARNING, LEFT, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ShownKind
from bot.slack.payloads import PayloadError
from tests.features.sessions.handlers.session_steps import (
    LINE,
    SQLITE,
    announced,
    audited_acts,
    booked,
    button_value,
    channel_texts,
    deliver,
    first_talks,
    newest,
    notifications,
    press,
    question,
    shown_words,
    succeeded,
)
from tests.slack_driver import Driver, element_labels


def test_from_the_line_to_the_booked_hour_and_the_digest(driver: Driver) -> None:
    preview = succeeded(driver.say("ana", LINE))
    assert preview.text.startswith("Announce this in <#C0LEARNING>? So far only you can see it")
    assert channel_texts(driver) == []
    request = Request(TEAM_ID, ANA.id, button_value(preview.last, "Announce"), "C0LEARNING", "other", "button")
    press(driver, "ana", preview, "Announce")
    assert "already announced this" in plan_session.press_announce(driver.roadmate.deps, request).to_message().text
    deliver(driver)
    [text] = channel_texts(driver)
    assert text.startswith("Session: GitOps intro\nwith Ana, <!date^1795705200^")
    shown = newest(driver, "C0LEARNING")
    for _ in range(2):
        join = press(driver, "mei", shown, "Join")
    assert "You're already in: GitOps intro. Thu 26 Nov 23:00 in your time (Asia/Singapore)" in join.text
    assert "you're the host" in press(driver, "ana", shown, "Join").text
    assert "1 person joins: Mei" in channel_texts(driver)[0]
    deliver(driver, datetime(2026, 11, 26, 14, 49, tzinfo=UTC))
    assert not [text for text in notifications(driver, MEI) if "starts at" in text]
    deliver(driver, datetime(2026, 11, 26, 14, 50, tzinfo=UTC))
    deliver(driver, datetime(2026, 11, 26, 14, 59, tzinfo=UTC))
    for person, lead in ((MEI, "Ana is the host"), (ANA, "You're the host")):
        assert (
            len([text for text in notifications(driver, person) if "GitOps intro starts at" in text and lead in text])
            == 1
        )
    deliver(driver, datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    assert not [text for text in notifications(driver, MEI) if text.startswith("Log ")], "it is midnight there"
    deliver(driver, datetime(2026, 11, 27, 0, 0, tzinfo=UTC))
    questions = {person: question(driver, person) for person in (MEI, ANA)}
    for person, shown in questions.items():
        answer = press(driver, person.id, shown, "Log 1 h").text
        assert "Logged" in answer
        assert ("🎉 Your first talk: GitOps intro. Thank you for sharing!" in answer) is (person is ANA)
    assert first_talks(driver) == [ANA.id]
    assert booked(driver) == [
        (ANA.id, 60, "soft-skills", "talk", "GitOps intro", "2026-11-26"),
        (MEI.id, 60, "soft-skills", "", "GitOps intro", "2026-11-26"),
    ]
    announced(driver, "mei", '/roadmate session "Locks" tue 15:00')
    digest = driver.say("ana", "/roadmate digest preview").text
    assert "👏 Ana gave a first talk: GitOps intro" in digest
    assert "Sessions, 30 Nov-6 Dec\nLocks, " in digest


def test_those_who_leave_hear_nothing_more_and_can_come_back(driver: Driver) -> None:
    shown = announced(driver)
    joined = press(driver, "mei", shown, "Join")
    assert element_labels(joined) == ["All sessions", "Leave"]
    rows = press(driver, "mei", joined, "All sessions")
    assert "you among them" in rows.text
    driver.press("mei", rows, "Leave", confirmed=False)
    assert "joins: Mei" in channel_texts(driver)[0]
    assert "You left GitOps intro" in press(driver, "mei", rows, "Leave").text
    assert "Nobody has joined yet" in channel_texts(driver)[0]
    press(driver, "ben", shown, "Join")
    deliver(driver, datetime(2026, 11, 26, 14, 55, tzinfo=UTC))
    assert not [text for text in notifications(driver, MEI) if "starts at" in text]
    deliver(driver, datetime(2026, 11, 26, 15, 40, tzinfo=UTC))
    assert "It has started" in press(driver, "mei", shown, "Join").text  # late is better than not
    deliver(driver, datetime(2026, 11, 27, 0, 0, tzinfo=UTC))
    assert "nothing logged" in press(driver, "mei", question(driver, MEI), "I wasn't there").text
    assert "has ended, so nothing changed" in press(driver, "chidi", shown, "Join").text
    assert booked(driver) == []


def test_attendees_stay_in_a_session_that_moves_and_are_told(driver: Driver) -> None:
    shown = announced(driver)
    press(driver, "mei", shown, "Join")
    rows = succeeded(driver.say("ana", "/roadmate sessions"))
    press(driver, "ana", press(driver, "ana", rows, "Open"), "Move")
    assert driver.delivery.submit("ana", {"day": "2026-11-20"}).last.kind is ShownKind.FIELD_ERRORS
    moved = succeeded(driver.delivery.submit("ana", {"day": "2026-11-27", "at": "21:30", "minutes": "30"}))
    assert "Moved: GitOps intro is Fri 27 Nov 21:30, 30 min. I told 1 person who joined; they stay in." in shown_words(
        moved
    )
    assert "<!date^1795815000^" in channel_texts(driver)[0]
    assert "1 person joins: Mei" in channel_texts(driver)[0]
    deliver(driver, datetime(2026, 11, 22, 0, 30, tzinfo=UTC))
    assert [text for text in notifications(driver, MEI) if "Ana moved GitOps intro to <!date^1795815000^" in text]
    deliver(driver, datetime(2026, 11, 26, 16, 30, tzinfo=UTC))
    assert not [text for text in notifications(driver, MEI) if "starts at" in text or text.startswith("Log ")]
    deliver(driver, datetime(2026, 11, 27, 21, 20, tzinfo=UTC))  # 05:20 for Mei, who chose it
    deliver(driver, datetime(2026, 11, 28, 0, 0, tzinfo=UTC))
    deliver(driver, datetime(2026, 11, 28, 8, 0, tzinfo=UTC))  # and the morning after for Ana
    for person, day in ((ANA, "2026-11-27"), (MEI, "2026-11-28")):
        assert [text for text in notifications(driver, person) if "GitOps intro starts at" in text]
        assert f'"day":"{day}"' in button_value(question(driver, person, "Log 30 min"), "Log 30 min")


def test_a_cancelled_session_is_cancelled_for_everybody(driver: Driver) -> None:
    shown = announced(driver, "ben")
    press(driver, "mei", shown, "Join")
    press(driver, "chidi", shown, "Join")
    rows = press(driver, "ana", succeeded(driver.say("ana", "/roadmate sessions")), "Open").last
    stopped = driver.press("ana", rows, "Cancel", confirmed=False)
    assert "“GitOps intro” won't take place. I'll tell everyone who joined (2)." in stopped.text
    assert "Cancelled: GitOps intro. I told 3 people." in press(driver, "ana", rows, "Cancel").text
    assert channel_texts(driver)[0].startswith("Cancelled: GitOps intro\nwith Ben, planned for")
    assert audited_acts(driver) == [("session.cancel", ANA.id, BEN.id)]
    assert "cancelled a session of Ben" in driver.say("ana", "/roadmate audit").text
    stale = Request(TEAM_ID, MEI.id, "1", "C0LEARNING", "r", "button")
    assert "was cancelled" in session_actions.join_session(driver.roadmate.deps, stale).to_message().text
    deliver(driver, datetime(2026, 11, 26, 20, 30, tzinfo=UTC))
    for person in (BEN, MEI):
        assert [text for text in notifications(driver, person) if text.startswith("Ana cancelled GitOps intro")]
        assert not [text for text in notifications(driver, person) if "starts at" in text or text.startswith("Log ")]


def test_sessions_of_others_are_refused_and_the_refusal_is_audited(driver: Driver) -> None:
    asked = driver.delivery.command("ben", "/roadmate", LINE[10:] + " in <#C0GENERAL>", channel="#general")
    press(driver, "ben", succeeded(asked), "Change")
    driver.slack.workspace.channels["C0GENERAL"] = replace(LEARNING, id="C0GENERAL", name="general")
    made = succeeded(driver.delivery.submit("ben", {}))
    press(driver, "ben", made, "Announce")
    deliver(driver)
    deps = driver.roadmate.deps
    for person in ("ana", "mei", "gus", "lena"):
        driver.say(person, "/plan")

    def answer(handler: Any, person: Any, text: str = "1", channel: str = "D0") -> str:
        return str(
            handler(deps, Request(TEAM_ID, person.id, text, channel, "r", "button", trigger_id="t")).to_message().text
        )

    assert "I can't find that session, or it isn't open to you" in answer(session_actions.join_session, MEI)
    assert "I can't find that session, or it isn't open to you" in answer(session_actions.leave_session, MEI, "2")
    assert "You're in" in answer(session_actions.join_session, GUEST, channel="C0GENERAL")
    assert "is for its host and admins" in answer(session_actions.press_cancel_session, MEI)
    assert "is for its host." in answer(session_actions.open_move_form, ANA)
    assert "is for members" in answer(plan_session.press_announce, GUEST, "{}")
    assert "is for members" in answer(plan_session.open_plan_form, LEFT, "-")
    for handler in (
        session_actions.join_session,
        session_actions.leave_session,
        session_actions.press_cancel_session,
        session_actions.open_move_form,
    ):
        with pytest.raises(PayloadError):
            answer(handler, MEI, "1 OR 1")
    early = answer(held_sessions.mark_not_held, BEN)
    assert "hasn't ended yet" in early
    assert "is for its host" in answer(held_sessions.mark_not_held, ANA)
    assert [each[0] for each in audited_acts(driver)] == ["refused.session"] * 7
    assert "GitOps" not in driver.say("mei", "/roadmate sessions").text
    assert "GitOps intro" in driver.say("gus", "/roadmate sessions").text
    assert "GitOps intro" in driver.say("ana", "/roadmate sessions").text


@SQLITE
def test_nobody_can_join_where_the_host_has_left(driver: Driver) -> None:
    shown = announced(driver, "ben")
    with driver.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=BEN.id, is_active=False)
    assert "won't take place: Ben has left this workspace" in press(driver, "mei", shown, "Join").text
    assert "none planned" in driver.say("mei", "/roadmate sessions").text
    for line in ("cancel", "cancel GitOps", "move GitOps to fri"):
        assert "Open a session you host to move or cancel it" in driver.say("mei", f"/roadmate session {line}").text
    preview = driver.say("mei", "/roadmate session GitOps 21:00 CET").text
    assert "You gave no day, so I took today. I ignored “CET”: times are in your time zone." in preview


def test_a_list_has_one_control_for_each_session_which_says_what_to_what(driver: Driver) -> None:
    announced(driver, "ben")
    for person, labels in (
        ("mei", ["Join GitOps intro"]),
        ("ben", ["Open GitOps intro"]),
        ("ana", ["Open GitOps intro"]),
    ):
        rows = succeeded(driver.say(person, "/roadmate sessions")).last
        assert [each["accessory"]["accessibility_label"] for each in rows.blocks if "accessory" in each] == labels
        assert len(rows.text.splitlines()) == 2
    opened = press(driver, "ana", driver.say("ana", "/roadmate sessions"), "Open")
    assert element_labels(opened) == ["Join", "Cancel", "All sessions"]
    assert "in <#C0LEARNING>, nobody has joined yet" in opened.text
    press(driver, "ben", press(driver, "ben", driver.say("ben", "/roadmate sessions"), "Open"), "Cancel")
    gone = press(driver, "ana", opened, "All sessions")
    assert "none planned" in gone.text
