"""Pairs and candidates for mentors in the database, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.core import time_off
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booking
from bot.core.people import members
from bot.core.people import pairs as people_pairs
from bot.core.people.pairs import REPROPOSAL_PAUSE
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Database
from bot.features.mentorship.service import inactive_pairs, pairs

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TWO = {"workspace": "T1", "mentor": "U1", "mentee": "U2", "area": "networking", "asked_by": "U2"}


def test_two_people_are_asked_once_agree_once_and_end_once(people: Database) -> None:
    with people.begin() as conn:
        asked = pairs.create_pair(conn, **TWO, agreed=["U2"], now=NOW)
        assert asked
        assert pairs.create_pair(conn, **TWO, agreed=["U2"], now=NOW) is None
        assert pairs.find_open_pair(conn, workspace="T1", mentor="U1", mentee="U2") == asked
        assert pairs.find_pair(conn, workspace="T2", pair_id=asked.id, changed_by="U1") is None, (
            "another workspace has none of it"
        )
        assert people_pairs.list_mentors(conn, workspace="T1", mentee="U2") == ()
        active = pairs.accept_pair(conn, pair=asked, member="U1", now=NOW)
        assert active
        assert active.is_active
        assert pairs.accept_pair(conn, pair=asked, member="U1", now=NOW) is None
        for gone in ({"is_active": False}, {"is_active": True, "is_guest": True}):
            members.update_member(conn, workspace="T1", member="U1", **gone)
            assert people_pairs.list_mentors(conn, workspace="T1", mentee="U2") == ()
            assert people_pairs.list_pairs(conn, workspace="T1", member="U2") == ()
        members.update_member(conn, workspace="T1", member="U1", is_guest=False)
        assert people_pairs.list_pairs(conn, workspace="T1", member="U2") == (active,)
        assert people_pairs.list_mentors(conn, workspace="T1", mentee="U2") == ("U1",)
        assert inactive_pairs.list_departures(conn) == ()
        assert [pairs.end_pair(conn, pair=active, ended_by="U1", now=NOW) for _ in range(2)] == [True, False]
        assert pairs.accept_pair(conn, pair=asked, member="U1", now=NOW) is None
        assert people_pairs.list_pairs(conn, workspace="T1", member="U1") == ()
        again = pairs.create_pair(conn, **TWO, agreed=[], now=NOW)
        assert again
        assert pairs.end_pairs_of_mentor(conn, workspace="T1", mentor="U2", ended_by="U2", now=NOW) == ()
        assert pairs.end_pairs_of_mentor(conn, workspace="T1", mentor="U1", ended_by="UX", now=NOW) == (again,)


@pytest.mark.parametrize(
    ("agreed", "ended_by", "is_declined"),
    [
        ([], "U1", True),
        ([], "U2", True),
        (["U1"], "U2", True),
        (["U2"], "U1", True),
        (["U1"], "U1", False),  # took their own yes back
        (["U2"], "U2", False),
        ([], "U3", False),  # the admin withdrew it
    ],
)
def test_a_proposal_is_declined_by_the_no_of_either_who_had_not_agreed(
    people: Database, agreed: list[str], ended_by: str, is_declined: bool
) -> None:
    sides = {"workspace": "T1", "mentee": "U2", "since": NOW - timedelta(days=1)}
    with people.begin() as conn:
        members.save_profile(
            conn,
            workspace="T1",
            member="U3",
            name="Ben",
            timezone=None,
            is_admin=True,
            is_active=True,
            profile_at=NOW,
            now=NOW,
        )
        proposed = pairs.create_pair(conn, **TWO | {"asked_by": "U3"}, agreed=agreed, now=NOW)
        assert proposed
        assert pairs.end_pair(conn, pair=proposed, ended_by=ended_by, now=NOW)
        declined = pairs.find_declined_pair(conn, mentor="U1", **sides)
        assert (declined is not None and declined.id == proposed.id) == is_declined
        assert pairs.list_declined_mentors(conn, **sides) == ({"U1"} if is_declined else set())
        assert pairs.find_declined_pair(conn, mentor="U1", **sides | {"since": NOW}) is None


def test_candidates_agreed_are_present_and_are_neither_paired_nor_declined_lately(people: Database) -> None:
    utc = ZoneInfo("UTC")
    with people.begin() as conn:
        choices = [{}, {"hidden": True}, {"askable": False}, {"is_guest": True}, {}, {}, {}]
        for number, chosen in enumerate(choices, start=3):
            known = {"name": f"N{number}", "timezone": None, "is_admin": False, "is_active": True}
            members.save_profile(conn, workspace="T1", member=f"U{number}", **known, profile_at=NOW, now=NOW)
            members.update_member(conn, workspace="T1", member=f"U{number}", **{"askable": True, **chosen})
        booking = Booking(90, "networking", None, None, NOW.date(), "", "command", "r")
        ledger_booking.book_entry(conn, workspace="T1", member="U3", booking=booking, now=NOW, is_confirmed=True)
        pairs.create_pair(conn, **TWO | {"mentor": "U7"}, agreed=["U2"], now=NOW)
        for mentee in ("U1", "U4"):
            pairs.create_pair(conn, **TWO | {"mentor": "U3", "mentee": mentee}, agreed=["U3", mentee], now=NOW)
        asker = members.find_member(conn, workspace="T1", member="U2", default_zone=utc)
        assert asker
        proposed = pairs.create_pair(conn, **TWO | {"mentor": "U8"}, agreed=["U2"], now=NOW)
        assert proposed
        pairs.end_pair(conn, pair=proposed, ended_by="U8", now=NOW)
        for member in ("U9", WHOLE_TEAM):
            time_off.add_time_off(conn, workspace="T1", member=member, first=NOW.date(), last=NOW.date(), now=NOW)
        list_candidates = partial(pairs.list_candidates, conn, asker=asker, area="networking")
        found, later = list_candidates(now=NOW), list_candidates(now=NOW + REPROPOSAL_PAUSE)
    assert [(each.id, each.minutes, each.mentees) for each in found] == [("U3", 90, 2)]
    assert [each.id for each in later] == ["U3", "U8", "U9"]
