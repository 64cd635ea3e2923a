"""The hourly job cancels sessions whose host left, once; a host hears of an announcement that did not arrive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core import audit_log
from bot.core.people import members
from bot.delivery.rate_limit import RateLimit
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


def plan_session(team: Team, begins: datetime) -> Session:
    """Save a session of Ben's that Mei and Chidi have joined."""
    for user, name in (("UBEN", "Ben"), ("UMEI", "Mei"), ("UCHI", "Chidi")):
        team.join(user, name=name)
    draft = Session(0, TEAM_ID, "UBEN", "GitOps", begins, 60, "C0LEARNING")
    with team.deps.database.begin() as conn:
        session = sessions.add_session(conn, session=draft, request_id=f"{begins}", now=NOW)
        assert session
        ben = members.find_member(conn, workspace=TEAM_ID, member="UBEN", default_zone=team.deps.settings.timezone)
        assert ben
        notifications.queue_announcement(conn, session=session, host=ben, message=MESSAGE, now=NOW)
        for attendee_id in ("UMEI", "UCHI"):
            sessions.add_attendee(conn, session=session, member=attendee_id, now=NOW)
            attendee = members.find_member(conn, workspace=TEAM_ID, member=attendee_id, default_zone=ben.zone)
            assert attendee
            texts = {"reminder": MESSAGE, "question": MESSAGE}
            notifications.queue_attendee_messages(conn, session=session, host=ben, attendee=attendee, **texts, now=NOW)
    return session


def leave(team: Team, user: str, name: str) -> None:
    profile = {"name": name, "timezone": "UTC", "is_admin": False, "is_active": False}
    with team.deps.database.begin() as conn:
        members.save_profile(conn, workspace=TEAM_ID, member=user, **profile, profile_at=NOW, now=NOW)


def test_a_session_whose_host_left_is_cancelled_once_and_its_attendees_are_told(team: Team) -> None:
    plan_session(team, NOW + 48 * HOUR)
    over = plan_session(team, NOW - 2 * HOUR)
    team.tick(NOW)
    assert jobs.cancel_hostless_sessions(team.deps, NOW) == 0
    leave(team, "UBEN", "Ben")
    leave(team, "UCHI", "Chidi")
    deliver_due(team.deps, NOW, rate_limit=RateLimit(team.clock.monotonic, interval=0))
    assert jobs.cancel_hostless_sessions(team.deps, NOW) == 0
    team.tick(NOW + 50 * HOUR)
    cancellations = [(to, text) for to, text in team.posts() if to.startswith("U") and "GitOps, which" in text]
    assert [to for to, _ in cancellations] == ["UMEI"]
    assert "Ben has left this workspace, so this won't take place: " in cancellations[0][1]
    questions = [to for to, text in team.posts() if to in ("UMEI", "UCHI") and text == MESSAGE["text"]]
    assert questions.count("UMEI") == 1, "only of the session that was over"
    shown = [each["text"] for each in team.slack.workspace.messages["C0LEARNING"].values()]
    assert [text.split("\n")[0] for text in shown] == ["Cancelled: GitOps"]
    with team.deps.database.read() as conn:
        [act] = audit_log.list_latest_acts(conn, workspace=TEAM_ID)
        assert (act.act, act.actor) == ("session.lapse", "UBEN")
        assert sessions.find_session(conn, workspace=TEAM_ID, session_id=over.id) == over


def test_a_host_hears_of_an_announcement_that_did_not_arrive(team: Team) -> None:
    plan_session(team, NOW + 48 * HOUR)
    team.slack.faults.add("chat.postMessage", faults.error("not_in_channel"))
    team.tick(NOW)
    [(to, text)] = team.posts()
    assert to == "UBEN"
    assert text.startswith("GitOps, <!date^")
    assert "isn't announced in <#C0LEARNING>: I'm not in that channel." in text
