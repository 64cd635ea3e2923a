"""What is asked for by words, and the page that it makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.people.member import Member
from bot.features.team.rules import team
from bot.features.team.rules.status import Facts, Kind, State
from bot.features.team.rules.team import HANDED_IN, Asked, Standing

ANA = Member(
    workspace="T1",
    id="U1",
    name="Ana",
    zone=ZoneInfo("UTC"),
    is_admin=False,
    is_mentor=True,
    is_active=True,
    hidden=False,
    nudged=True,
    snoozed_until=None,
    goal=120,
    has_own_goal=False,
    created_at=datetime(2026, 1, 5, tzinfo=UTC),
    mentees=frozenset({"U2"}),
)
FACTS = Facts(date(2026, 1, 5), None, 0, {})


def standing(name: str, kind: Kind = Kind.ON_TRACK, **there: int) -> Standing:
    return Standing(replace(ANA, id=name, name=name), FACTS.first, FACTS, State(kind, ()), **there)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("", Asked("", "")),
        ("networking", Asked("networking", "")),
        ("Quiet", Asked("", "quiet")),
        ("networking on track", Asked("networking", "on track")),
        ("STUCK  cloud   computing", Asked("cloud computing", "stuck")),
        ("soft handed in skills", Asked("soft skills", "handed in")),
        ("signoffs", Asked("", HANDED_IN)),
        ("unassigned", Asked("", "nothing assigned")),
        ("newest behindhand", Asked("newest behindhand", "")),  # no word of ours in there
    ],
)
def test_a_state_stands_anywhere_among_the_words(words: str, asked: Asked) -> None:
    assert team.asked(words) == asked
    assert asked.state in ("", *team.FILTERS)


@pytest.mark.parametrize(
    ("words", "asked", "way", "role"),
    [
        ("networking stcuk", (Asked("networking", "stuck"), "stcuk"), "", ""),
        ("quite", (Asked("", "quiet"), "quite"), "", ""),
        ("networking", None, "", ""),
        ("export networking", None, "export", ""),
        ("Coverge", None, "coverage", ""),
        ("unmentor", None, "", "mentor"),
        ("lead off", None, "", "lead"),
        ("mentor", None, "", ""),
    ],
)
def test_a_slip_is_taken_for_a_state_and_known_from_what_stands_alone(
    words: str, asked: tuple[Asked, str] | None, way: str, role: str
) -> None:
    assert (team.nearly(words), team.alone(words), team.ended(words)) == (asked, way, role)


def test_leads_and_admins_see_everybody_and_mentors_their_mentees() -> None:
    assert team.seen_by(replace(ANA, is_admin=True)) is None
    assert team.seen_by(replace(ANA, is_lead=True)) is None
    assert team.seen_by(ANA) == {"U2"}


def test_area_and_state_hold_together_and_both_are_counted() -> None:
    everyone = (
        standing("A", Kind.QUIET, in_area=60),
        standing("B", Kind.QUIET),
        standing("C", waiting=2),
        standing("D", Kind.STUCK, stuck_there=True),  # before their first hour
        standing("E", Kind.STUCK, in_area=60),  # with something else
    )

    def names(area: str, state: str) -> list[str]:
        return [each.member.id for each in team.part(everyone, area=area, state=state, page=0, size=9).shown]

    assert names("", "") == ["A", "B", "C", "D", "E"]
    assert names("aws", "") == ["A", "C", "D", "E"]
    assert names("", "quiet") == ["A", "B"]
    assert names("aws", "quiet") == ["A"]
    assert names("aws", HANDED_IN) == ["C"]
    assert names("", "stuck") == ["D", "E"]
    assert names("aws", "stuck") == ["D"]
    part = team.part(everyone, area="aws", state="quiet", page=0, size=9)
    assert (part.found, part.total) == (1, 5)
    assert part.states == {"quiet": 1, "on track": 1, "stuck": 1, HANDED_IN: 1}


@pytest.mark.parametrize(("page", "number", "names"), [(0, 0, "ABC"), (1, 1, "DE"), (9, 1, "DE")])
def test_a_page_beyond_the_last_is_the_last(page: int, number: int, names: str) -> None:
    part = team.part([standing(name) for name in "ABCDE"], area="", state="", page=page, size=3)
    assert (part.number, part.pages, "".join(each.member.id for each in part.shown)) == (number, 2, names)


def test_nobody_is_one_empty_page() -> None:
    assert team.part([], area="", state="quiet", page=3, size=3) == team.Part((), 0, 1, 0, 0, {})
