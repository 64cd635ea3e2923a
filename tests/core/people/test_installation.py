"""Which installation a team, an organisation or a bot has, and whose ids of ROADMATE_ADMINS count there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot.core.people import installation, workspaces
from bot.core.people.installation import Installation
from bot.db.engine import Database
from bot.db.tables import installations
from bot.settings import read_settings

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def install(conn: Connection, workspace: str, **values: Any) -> None:
    workspaces.ensure_workspace(conn, workspace=workspace, now=NOON, bot_user=f"UBOT{workspace}")
    conn.execute(insert(installations).values(workspace=workspace, installed_at=NOON, **values))


@pytest.fixture
def installed(database: Database) -> Database:
    """T1 for all of E1, T2 of the same organisation for itself, T3 without one, T4 of E4 for itself."""
    with database.begin() as conn:
        install(conn, "T1", enterprise="E1", is_org=True)
        install(conn, "T2", enterprise="E1")
        install(conn, "T3")
        install(conn, "T4", enterprise="E4")
        workspaces.ensure_workspace(conn, workspace="T5", now=NOON, bot_user="UBOTT5")  # which has uninstalled
    return database


@pytest.mark.parametrize(
    ("team", "enterprise", "found"),
    [
        ("T1", "E1", "T1"),
        ("T2", "E1", "T2"),  # its own before the organisation's
        ("T2", "", "T2"),
        ("T9", "E1", "T1"),
        ("T9", "E4", None),  # installed for one workspace of it only
        ("T9", "E9", None),
        ("T9", "", None),
        ("T3", "E1", "T3"),
        ("T5", "", None),
    ],
)
def test_a_team_is_served_by_its_own_installation_else_by_its_organisations(
    installed: Database, team: str, enterprise: str, found: str | None
) -> None:
    with installed.read() as conn:
        installation_found = installation.find_installation(conn, team=team, enterprise=enterprise)
    assert (installation_found.workspace if installation_found else None) == found


def test_an_installation_is_found_by_its_bot(installed: Database) -> None:
    with installed.read() as conn:
        assert installation.find_installation_of_bot(conn, bot_user="UBOTT1") == Installation(
            "T1", "E1", True, "UBOTT1"
        )
        assert installation.find_installation_of_bot(conn, bot_user="UBOTT3") == Installation("T3", bot_user="UBOTT3")
        assert installation.find_installation_of_bot(conn, bot_user="UBOTT5") is None


def test_what_is_installed_is_listed_and_counted(installed: Database) -> None:
    with installed.read() as conn:
        assert installation.list_installed(conn) == ("T1", "T2", "T3", "T4")
        assert len(installation.list_installed(conn)) == 4


@pytest.mark.parametrize(
    ("admins", "secrets", "expected"),
    [
        ("U0ANA", {"T1": None}, {"T1": {"U0ANA"}}),
        ("U0ANA", {"T1": b"sealed"}, {"T1": {"U0ANA"}}),  # the only one there is
        ("U0ANA", {"T1": b"sealed", "T2": b"sealed"}, {"T1": set(), "T2": set()}),
        ("U0ANA", {"T1": None, "T2": b"sealed"}, {"T1": {"U0ANA"}, "T2": set()}),  # the one of SLACK_BOT_TOKEN
        ("T0TEAM2:U0ANA,U0BEN", {"T1": None, "T0TEAM2": b"sealed"}, {"T1": {"U0BEN"}, "T0TEAM2": {"U0ANA"}}),
        ("", {"T1": None}, {"T1": set()}),
    ],
)
def test_an_operator_counts_where_they_are_named_for(
    database: Database, admins: str, secrets: dict[str, bytes | None], expected: dict[str, set[str]]
) -> None:
    settings = read_settings({"ROADMATE_ADMINS": admins})
    with database.begin() as conn:
        for workspace, secret in secrets.items():
            install(conn, workspace, secret=secret)
        found = {each: set(installation.operator_ids(conn, workspace=each, settings=settings)) for each in secrets}
    assert found == expected
