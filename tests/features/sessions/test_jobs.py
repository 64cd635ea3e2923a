"""Sessions by themselves: one whose host has left is cancelled once, and a host hears what was not announced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core import audit_log
from bot.core.people import members
from bot.features.sessions import jobs
from bot.features.sessions.rules.session import Session
from bot.features.sessions.service import notifications, sessions
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker.run_once import deliver_due
from tests import faults
from tests.fixtures.team import Team

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
MESSAGE = {"text": "Session: GitOps", "blocks": []}


def held(team: Team, begins: datetime) -> Session:
    """A session of Ben's that Mei and Chidi have joined."""
    for user, name in (("UBEN", "Ben"), ("UMEI", "Mei"), ("UCHI", "Chidi")):
        team.join(user, name=name)
    of = Session(0, TEAM_ID, "UBEN", "GitOps", begins, 60, "C0LEARNING")
    with team.deps.database.begin() as conn:
        made = sessions.add_session(conn, session=of, request_id=f"{begins}", now=NOW)
        assert made
        ben = members.find_member(conn, workspace=TEAM_ID, member="UBEN", default_zone=team.deps.settings.timezone)
        assert ben
        notifications.queue_announcement(conn, session=made, host=ben, message=MESSAGE, now=NOW)
        for guest in ("UMEI", "UCHI"):
            sessions.add_attendee(conn, session=made, member=guest, now=NOW)
            reader = members.find_member(conn, workspace=TEAM_ID, member=guest, default_zone=ben.zone)
            assert reader
            both = {"reminder": MESSAGE, "question": MESSAGE}
            notifications.queue_attendee_messages(conn, session=made, host=ben, attendee=reader, **both, now=NOW)
    return made


def leave(team: Team, user: str, name: str) -> None:
    known = {"name": name, "timezone": "UTC", "is_admin": False, "is_active": False}
    with team.deps.database.begin() as conn:
        members.save_profile(conn, workspace=TEAM_ID, member=user, **known, profile_at=NOW, now=NOW)


def test_a_session_whose_host_has_left_is_cancelled_once_and_who_joined_is_told(team: Team) -> None:
    held(team, NOW + 48 * HOUR)
    over = held(team, NOW - 2 * HOUR)
    team.tick(NOW)
    assert jobs.cancel_hostless_sessions(team.deps, NOW) == 0
    leave(team, "UBEN", "Ben")
    leave(team, "UCHI", "Chidi")
    deliver_due(team.deps, NOW)
    assert jobs.cancel_hostless_sessions(team.deps, NOW) == 0
    team.tick(NOW + 50 * HOUR)
    told = [(to, text) for to, text in team.posts() if to.startswith("U") and "GitOps, which" in text]
    assert [to for to, _ in told] == ["UMEI"]
    assert "does not take place: Ben is no member here any more." in told[0][1]
    asked = [to for to, text in team.posts() if to in ("UMEI", "UCHI") and text == MESSAGE["text"]]
    assert asked.count("UMEI") == 1, "only of the session that was over"
    shown = [each["text"] for each in team.slack.workspace.messages["C0LEARNING"].values()]
    assert [text.split("\n")[0] for text in shown] == ["Cancelled: GitOps"]
    with team.deps.database.read() as conn:
        [act] = audit_log.list_latest_acts(conn, workspace=TEAM_ID)
        assert (act.act, act.actor) == ("session.lapse", "UBEN")
        assert sessions.find_session(conn, workspace=TEAM_ID, session_id=over.id) == over


def test_a_host_hears_of_an_announcement_that_did_not_arrive(team: Team) -> None:
    held(team, NOW + 48 * HOUR)
    team.slack.faults.add("chat.postMessage", faults.error("not_in_channel"))
    team.tick(NOW)
    [(to, text)] = team.posts()
    assert to == "UBEN"
    assert text.startswith("GitOps, <!date^")
    assert "is not announced in <#C0LEARNING>: I am not in that channel." in text
