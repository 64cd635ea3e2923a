"""Sessions by themselves: one whose host has left is cancelled once, and a host hears what was not announced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.audit import log
from bot.core.people import members
from bot.features.sessions import jobs
from bot.features.sessions.rules.session import Gathering
from bot.features.sessions.service import messages, sessions
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker.run_once import deliver
from tests import faults
from tests.fixtures.team import Team

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
MESSAGE = {"text": "Session: GitOps", "blocks": []}


def held(team: Team, begins: datetime) -> Gathering:
    """A session of Ben's that Mei and Chidi have joined."""
    for user, name in (("UBEN", "Ben"), ("UMEI", "Mei"), ("UCHI", "Chidi")):
        team.join(user, name=name)
    of = Gathering(0, TEAM_ID, "UBEN", "GitOps", begins, 60, "C0LEARNING")
    with team.deps.sessions.begin() as session:
        made = sessions.announce(session, of=of, request=f"{begins}", now=NOW)
        assert made
        ben = members.find(session, workspace=TEAM_ID, member="UBEN", default=team.deps.settings.timezone)
        assert ben
        messages.announce(session, of=made, host=ben, message=MESSAGE, now=NOW)
        for guest in ("UMEI", "UCHI"):
            sessions.join(session, gathering=made, member=guest, now=NOW)
            reader = members.find(session, workspace=TEAM_ID, member=guest, default=ben.zone)
            assert reader
            both = {"reminder": MESSAGE, "question": MESSAGE}
            messages.attend(session, of=made, host=ben, reader=reader, **both, now=NOW)
    return made


def leave(team: Team, user: str, name: str) -> None:
    known = {"name": name, "timezone": "UTC", "is_admin": False, "is_active": False}
    with team.deps.sessions.begin() as session:
        members.meet(session, workspace=TEAM_ID, member=user, **known, profile_at=NOW, now=NOW)


def test_a_session_whose_host_has_left_is_cancelled_once_and_who_joined_is_told(team: Team) -> None:
    held(team, NOW + 48 * HOUR)
    over = held(team, NOW - 2 * HOUR)
    team.tick(NOW)
    assert jobs.look(team.deps, NOW) == 0
    leave(team, "UBEN", "Ben")
    leave(team, "UCHI", "Chidi")
    deliver(team.deps, NOW)
    assert jobs.look(team.deps, NOW) == 0
    team.tick(NOW + 50 * HOUR)
    told = [(to, text) for to, text in team.posts() if to.startswith("U") and "GitOps, which" in text]
    assert [to for to, _ in told] == ["UMEI"]
    assert "does not take place: Ben is no member here any more." in told[0][1]
    asked = [to for to, text in team.posts() if to in ("UMEI", "UCHI") and text == MESSAGE["text"]]
    assert asked.count("UMEI") == 1, "only of the session that was over"
    shown = [each["text"] for each in team.slack.workspace.messages["C0LEARNING"].values()]
    assert [text.split("\n")[0] for text in shown] == ["Cancelled: GitOps"]
    with team.deps.sessions.read() as session:
        [act] = log.latest(session, workspace=TEAM_ID)
        assert (act.act, act.actor) == ("session.lapse", "UBEN")
        assert sessions.find(session, workspace=TEAM_ID, gathering=over.id) == over


def test_a_host_hears_of_an_announcement_that_did_not_arrive(team: Team) -> None:
    held(team, NOW + 48 * HOUR)
    team.slack.faults.add("chat.postMessage", faults.error("not_in_channel"))
    team.tick(NOW)
    [(to, text)] = team.posts()
    assert to == "UBEN"
    assert text.startswith("GitOps, <!date^")
    assert "is not announced in <#C0LEARNING>: I am not in that channel." in text
