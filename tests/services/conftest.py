"""A workspace with two members, for the services."""

from __future__ import annotations

import pytest

from bot.clock import TurnableClock
from bot.db.sessions import Sessions
from bot.services import members, workspaces


@pytest.fixture
def people(sessions: Sessions, clock: TurnableClock) -> Sessions:
    """The sessions of a database in which Ana (Lisbon, admin) and Mei (Singapore) are known, in workspace T1."""
    with sessions.begin() as session:
        workspaces.welcome(session, workspace="T1", now=clock.now())
        for member, name, zone in (("U1", "Ana", "Europe/Lisbon"), ("U2", "Mei", "Asia/Singapore")):
            members.meet(
                session,
                workspace="T1",
                member=member,
                name=name,
                timezone=zone,
                is_admin=member == "U1",
                is_active=True,
                profile_at=clock.now(),
                now=clock.now(),
            )
    return sessions
