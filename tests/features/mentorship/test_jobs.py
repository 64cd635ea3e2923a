"""The hourly checks of pairs: inactive ones are reminded once, those of which one left are ended once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.core import time_off
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction
from bot.core.people import members
from bot.db.engine import DatabaseUnavailable
from bot.db.tables import assignment_progress, audit_log
from bot.features.mentorship import jobs
from bot.features.mentorship.service import pairs
from bot.features.plan import service as plan_service
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests.fixtures.team import Team

BEGAN = datetime(2026, 11, 2, 23, tzinfo=UTC)  # a Monday evening
DAY = timedelta(days=1)


def pair(team: Team, mentor: str, mentee: str, *agreed: str) -> None:
    with team.deps.database.begin() as conn:
        two = {"mentor": mentor, "mentee": mentee}
        assert pairs.create_pair(
            conn, workspace=TEAM_ID, **two, area="", asked_by="UANA", agreed=agreed or (mentor, mentee), now=BEGAN
        )


def fail_on_assignments(*event_arguments: Any) -> None:
    if f"FROM {assignment_progress.name}" in event_arguments[2]:
        raise DatabaseUnavailable("gone")


def run_checks(team: Team, moment: datetime) -> int:
    return jobs.run_pair_checks(team.deps, team.turn_to(moment))


def test_an_inactive_pair_is_reminded_once_by_day_and_not_while_one_is_away(team: Team) -> None:
    team.join("UANA", name="Ana")
    team.join("UANA", "UTC", "Ana")
    team.join("UBEN", "UTC", "Ben")
    team.join("UMEI", "Asia/Singapore", "Mei")
    pair(team, "UBEN", "UMEI")
    pair(team, "UMEI", "UBEN", "UMEI")  # proposed only
    with team.deps.database.begin() as conn:
        days_off = {"first": date(2026, 11, 25), "last": date(2026, 12, 3)}
        time_off.add_time_off(conn, workspace=TEAM_ID, member="UMEI", **days_off, now=BEGAN)
    assert [run_checks(team, BEGAN + number * DAY) for number in (27, 28, 30)] == [0, 0, 0]
    event.listen(team.deps.database.engine, "before_cursor_execute", fail_on_assignments)
    with pytest.raises(DatabaseUnavailable):
        run_checks(team, BEGAN + 31 * DAY)
    event.remove(team.deps.database.engine, "before_cursor_execute", fail_on_assignments)
    assert len(team.outbox_rows()) == 2, "a check that fails keeps no pair from its messages"
    assert [run_checks(team, BEGAN + number * DAY) for number in (32, 90)] == [0, 0]
    to_ben, to_mei = team.outbox_rows()
    assert (to_ben.recipient, to_ben.due_at) == ("UBEN", datetime(2026, 12, 4, 8, tzinfo=UTC))
    assert (to_mei.recipient, to_mei.due_at) == ("UMEI", datetime(2026, 12, 4, 0, tzinfo=UTC))
    assert to_ben.message["text"].startswith("You and Mei haven't met for four weeks")
    assert "one topic they're working on" in to_ben.message["text"]
    assert "one topic you're working on" in to_mei.message["text"]
    presses = [each["text"]["text"] for each in to_ben.message["blocks"][1]["elements"]]
    assert presses == ["Their card", "Log 30 min"]
    assert "The button logs mentoring on Fri 4 Dec." in to_mei.message["text"]
    assert '"people":"UBEN"' in str(to_mei.message["blocks"])


def test_a_pair_ends_when_slack_says_that_one_left_and_the_others_are_told(team: Team) -> None:
    for user, name in (("UANA", "Ana"), ("UBEN", "Ben"), ("UMEI", "Mei"), ("UCHI", "Chidi")):
        team.join(user, name=name)
    pair(team, "UBEN", "UMEI")
    pair(team, "UBEN", "UCHI", "UCHI")
    with team.deps.database.begin() as conn:
        submission = {"assignment": "networking.cdn", "action": AssignmentAction.HAND_IN, "now": BEGAN}
        assignments.apply_action(conn, workspace=TEAM_ID, member="UMEI", actor="UMEI", **submission)
        members.update_member(conn, workspace=TEAM_ID, member="UANA", is_lead=True)
        members.update_member(conn, workspace=TEAM_ID, member="UBEN", is_active=False)
    assert run_checks(team, BEGAN + 20 * DAY) == 0, "a message that did not arrive is not Slack's word for it"
    team.join("UBEN", name="Ben")
    with team.deps.database.begin() as conn:
        known = {"name": "Ben", "timezone": None, "is_admin": False, "is_active": False}
        members.save_profile(conn, workspace=TEAM_ID, member="UBEN", **known, profile_at=BEGAN, now=BEGAN)
    assert [run_checks(team, BEGAN + number * DAY) for number in (20, 21)] == [2, 0]
    sent = {(each.recipient, each.message["text"].splitlines()[0].split(":")[0]) for each in team.outbox_rows()}
    assert sent == {
        ("UMEI", "Mentoring with Ben has ended"),
        ("UCHI", "The request for Ben as your mentor has ended"),
        ("UANA", "The request for Ben as the mentor of Chidi has ended"),
        ("UANA", "⏳ Mei handed in Content delivery network (Networking)"),
    }
    with team.deps.database.read() as conn:
        rows = conn.execute(select(audit_log.c.actor, audit_log.c.act, audit_log.c.subject).order_by(audit_log.c.id))
        assert [tuple(row) for row in rows] == [("UBEN", "pair.lapse", "UMEI"), ("UBEN", "pair.lapse", "UCHI")]
    with team.deps.database.begin() as conn:
        known |= {"name": "Ana"}
        members.save_profile(conn, workspace=TEAM_ID, member="UANA", **known, profile_at=BEGAN, now=BEGAN + 21 * DAY)
        members.update_member(conn, workspace=TEAM_ID, member="UCHI", is_admin=True)
    assert run_checks(team, BEGAN + 22 * DAY) == 0
    assert [each.recipient for each in team.outbox_rows() if "handed in" in each.message["text"]] == ["UCHI"]
    with team.deps.database.read() as conn:
        assert plan_service.find_unnotified_owners(conn, settings=team.deps.settings, now=BEGAN + 22 * DAY) == (), (
            "it is dealt with once"
        )
