"""Who may see a member: each in the first of their roles, and never guests, leavers or the member."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot.core.people import members, pairs, visibility, workspaces
from bot.core.people.visibility import CardViewers
from bot.db.engine import Database
from bot.db.tables import mentor_notes
from bot.db.tables import pairs as pair_rows
from bot.settings import read_settings
from tests.fixtures.installed import install_workspace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SETTINGS = read_settings({"ROADMATE_ADMINS": "U0OPS"})
TEAM: Mapping[str, Mapping[str, Any]] = {
    "U0NEW": {},
    "U0MEN": {"is_mentor": True},
    "U0LEAD": {"is_mentor": True, "is_lead": True},
    "U0ADM": {"is_admin": True},
    "U0OPS": {},
    "U0BOTH": {"is_mentor": True, "is_lead": True, "is_admin": True},
    "U0GUEST": {"is_mentor": True, "is_lead": True, "is_admin": True, "is_guest": True},
    "U0LEFT": {"is_mentor": True, "is_lead": True, "is_admin": True, "is_active": False},
    "U0OTHER": {"is_mentor": True},  # mentors somebody else
    "U0ASKED": {"is_mentor": True},  # has not said yes
    "U0PAST": {"is_mentor": True},  # whose pair has ended
    "U0NOMORE": {},  # mentors no more, and the pair is not ended yet
}


@pytest.fixture
def team(database: Database) -> Database:
    with database.begin() as conn:
        for workspace in ("T1", "T2"):
            install_workspace(conn, workspace=workspace, now=NOON)
        for member, values in TEAM.items():
            add_member(conn, "T1", member, values)
        for mentor in ("U0MEN", "U0BOTH", "U0GUEST", "U0LEFT", "U0NOMORE"):
            add_pair(conn, "T1", mentor)
        add_pair(conn, "T1", "U0OTHER", mentee="U0LEAD")
        add_pair(conn, "T1", "U0ASKED", mentor_at=None)
        add_pair(conn, "T1", "U0PAST", ended_at=NOON)
        for member in ("U0NEW", "U0MEN", "U0FAR"):
            add_member(conn, "T2", member, {"is_mentor": True, "is_lead": True})
        add_pair(conn, "T2", "U0FAR")
    return database


def add_member(conn: Connection, workspace: str, member: str, values: Mapping[str, Any]) -> None:
    profile = {"name": member[2:].title(), "timezone": None, "is_admin": False, "is_active": True}
    members.save_profile(conn, workspace=workspace, member=member, **profile, profile_at=NOON, now=NOON)
    if values:
        members.update_member(conn, workspace=workspace, member=member, **values)


def add_pair(conn: Connection, workspace: str, mentor: str, mentee: str = "U0NEW", **values: Any) -> None:
    row = {"workspace": workspace, "mentor": mentor, "mentee": mentee, "area": "", "asked_by": mentor}
    agreed = {"mentor_at": NOON, "mentee_at": NOON, "created_at": NOON}
    conn.execute(insert(pair_rows).values(**row, **agreed | values))


def ids(people: tuple[members.Member, ...] | list[members.Member]) -> set[str]:
    return {each.id for each in people}


def test_mentors_leads_and_admins_see_a_member(team: Database) -> None:
    with team.read() as conn:
        viewers = visibility.list_viewers_by_role(conn, workspace="T1", member="U0NEW", settings=SETTINGS)
        own = visibility.list_viewers_by_role(conn, workspace="T1", member="U0BOTH", settings=SETTINGS)
    assert ids(viewers.mentors) == {"U0MEN", "U0BOTH"}
    assert ids(viewers.leads) == {"U0LEAD", "U0BOTH"}
    assert ids(viewers.admins) == {"U0ADM", "U0OPS", "U0BOTH"}
    assert ids(own.mentors) == set()
    assert ids(own.leads) == {"U0LEAD"}
    assert ids(own.admins) == {"U0ADM", "U0OPS"}


def test_each_viewer_is_named_once_in_the_first_role(team: Database) -> None:
    with team.begin() as conn:
        members.update_member(conn, workspace="T1", member="U0LEAD", is_admin=True)
        named = visibility.list_viewers(conn, workspace="T1", member="U0NEW", settings=SETTINGS)
    assert [ids(group) for group in named] == [{"U0MEN", "U0BOTH"}, {"U0LEAD"}, {"U0ADM", "U0OPS"}]


def test_a_card_is_shown_by_the_viewer_who_is_asked_for_else_by_the_first(team: Database) -> None:
    with team.read() as conn:
        viewers = visibility.list_viewers_by_role(conn, workspace="T1", member="U0NEW", settings=SETTINGS)
    for chosen, found in {"U0LEAD": "U0LEAD", "U0OPS": "U0OPS", "U0FAR": viewers.mentors[0].id}.items():
        viewer = viewers.choose(chosen)
        assert viewer is not None
        assert viewer.id == found
    assert CardViewers((), (), ()).choose("U0LEAD") is None


@pytest.mark.parametrize(
    ("workspace_values", "is_named"),
    [
        ({"learning_channel": "C1", "digest_on": True, "digest_parts": "chart,streaks"}, True),
        ({"learning_channel": "C1", "digest_on": True, "digest_parts": "chart,board"}, False),
        ({"learning_channel": None, "digest_on": True, "digest_parts": "chart,streaks"}, False),
        ({"learning_channel": "C1", "digest_on": False, "digest_parts": "chart,streaks"}, False),
    ],
)
def test_a_digest_names_people_where_it_is_on_in_a_channel_and_has_such_a_part(
    team: Database, workspace_values: Mapping[str, Any], *, is_named: bool
) -> None:
    with team.begin() as conn:
        workspaces.update_workspace(conn, workspace="T1", **workspace_values)
        member = members.read_requester(conn, workspace="T1", member="U0NEW", settings=SETTINGS)
        assert visibility.read_visibility(conn, member=member, settings=SETTINGS).digest_names_people is is_named


def test_what_a_member_reads_about_themselves(team: Database) -> None:
    with team.begin() as conn:
        members.update_member(conn, workspace="T1", member="U0NEW", hidden=True, askable=True)
        member = members.read_requester(conn, workspace="T1", member="U0NEW", settings=SETTINGS)
        found = visibility.read_visibility(conn, member=member, settings=SETTINGS)
        assert (set(found.mentors), set(found.lead_mentors)) == ({"Men", "Both"}, {"Lead"})
        assert set(found.admins) == {"Adm", "Ops"}
        assert (found.is_hidden, found.is_askable, found.is_admin) == (True, True, False)
        assert (found.has_lead_among_mentors, found.has_admin_above) == (True, True)
        for role in ({"is_lead": False}, {"is_admin": False}):
            members.update_member(conn, workspace="T1", member="U0BOTH", **role)
        found = visibility.read_visibility(conn, member=member, settings=SETTINGS)
        assert (found.has_lead_among_mentors, found.has_admin_above) == (False, False)
        members.update_member(conn, workspace="T1", member="U0OPS", is_lead=True)
        assert visibility.read_visibility(conn, member=member, settings=SETTINGS).has_admin_above


def test_only_private_notes_on_the_member_are_counted(team: Database) -> None:
    with team.begin() as conn:
        for workspace, member, is_shared in (
            ("T1", "U0NEW", False),
            ("T1", "U0NEW", False),
            ("T1", "U0NEW", True),
            ("T1", "U0MEN", False),
            ("T2", "U0NEW", False),
        ):
            note = {"workspace": workspace, "member": member, "author": "U0MEN", "words": "n", "shared": is_shared}
            conn.execute(insert(mentor_notes).values(**note, at=NOON))
        assert visibility.count_private_notes(conn, workspace="T1", member="U0NEW") == 2


def test_a_hand_in_goes_to_the_mentors_else_the_leads_else_the_admins(team: Database) -> None:
    def reviewers(member: str) -> set[str]:
        return ids(pairs.list_reviewers(conn, workspace="T1", member=member, settings=SETTINGS))

    with team.begin() as conn:
        assert reviewers("U0NEW") == {"U0MEN", "U0BOTH", "U0NOMORE"}
        assert reviewers("U0ADM") == {"U0LEAD", "U0BOTH"}
        for lead in ("U0LEAD", "U0BOTH"):
            members.update_member(conn, workspace="T1", member=lead, is_lead=False)
        assert reviewers("U0ADM") == {"U0BOTH", "U0OPS"}
        assert reviewers("U0LEAD") == {"U0OTHER"}
