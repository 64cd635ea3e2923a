"""The words that ask for a page of the team, and the page of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.features.team.rules import team_table
from bot.features.team.rules.status import MemberStatus, StatusFacts, StatusKind
from bot.features.team.rules.team_table import HANDED_IN, MemberStanding, TeamQuery
from tests.features.team.samples import ANA

FACTS = StatusFacts(date(2026, 1, 5), None, 0, {})


def standing(name: str, kind: StatusKind = StatusKind.ON_TRACK, **there: int) -> MemberStanding:
    return MemberStanding(replace(ANA, id=name, name=name), FACTS.first_seen, FACTS, MemberStatus(kind, ()), **there)


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("", TeamQuery("", "")),
        ("networking", TeamQuery("networking", "")),
        ("Quiet", TeamQuery("", "quiet")),
        ("networking on track", TeamQuery("networking", "on track")),
        ("STUCK  cloud   computing", TeamQuery("cloud computing", "stuck")),
        ("soft handed in skills", TeamQuery("soft skills", "handed in")),
        ("signoffs", TeamQuery("", HANDED_IN)),
        ("unassigned", TeamQuery("", "nothing assigned")),
        ("newest behindhand", TeamQuery("newest behindhand", "")),  # no word of ours in there
    ],
)
def test_a_state_stands_anywhere_among_the_words(words: str, query: TeamQuery) -> None:
    assert team_table.parse_team_query(words) == query
    assert query.status_filter in ("", *team_table.STATUS_FILTERS)


@pytest.mark.parametrize(
    ("words", "misspelt", "subcommand", "role"),
    [
        ("networking stcuk", (TeamQuery("networking", "stuck"), "stcuk"), "", ""),
        ("quite", (TeamQuery("", "quiet"), "quite"), "", ""),
        ("networking", None, "", ""),
        ("export networking", None, "export", ""),
        ("Coverge", None, "coverage", ""),
        ("unmentor", None, "", "mentor"),
        ("lead off", None, "", "lead"),
        ("mentor", None, "", ""),
    ],
)
def test_a_misspelt_word_is_taken_for_a_status_a_subcommand_or_the_end_of_a_role(
    words: str, misspelt: tuple[TeamQuery, str] | None, subcommand: str, role: str
) -> None:
    assert team_table.parse_misspelt_query(words) == misspelt
    assert team_table.find_subcommand(words) == subcommand
    assert team_table.parse_role_ending(words) == role


def test_leads_and_admins_see_everybody_and_mentors_their_mentees() -> None:
    assert team_table.visible_member_ids(replace(ANA, is_admin=True)) is None
    assert team_table.visible_member_ids(replace(ANA, is_lead=True)) is None
    assert team_table.visible_member_ids(ANA) == {"U2"}


def test_area_and_state_hold_together_and_both_are_counted() -> None:
    everyone = (
        standing("A", StatusKind.QUIET, area_minutes=60),
        standing("B", StatusKind.QUIET),
        standing("C", handed_in_count=2),
        standing("D", StatusKind.STUCK, is_stuck_in_area=True),  # before their first hour
        standing("E", StatusKind.STUCK, area_minutes=60),  # with something else
    )

    def names(area: str, state: str) -> list[str]:
        page = team_table.select_team_page(everyone, area=area, status_filter=state, page=0, size=9)
        return [each.member.id for each in page.standings]

    assert names("", "") == ["A", "B", "C", "D", "E"]
    assert names("aws", "") == ["A", "C", "D", "E"]
    assert names("", "quiet") == ["A", "B"]
    assert names("aws", "quiet") == ["A"]
    assert names("aws", HANDED_IN) == ["C"]
    assert names("", "stuck") == ["D", "E"]
    assert names("aws", "stuck") == ["D"]
    page = team_table.select_team_page(everyone, area="aws", status_filter="quiet", page=0, size=9)
    assert (page.found_count, page.total_count) == (1, 5)
    assert page.filter_counts == {"quiet": 1, "on track": 1, "stuck": 1, HANDED_IN: 1}


@pytest.mark.parametrize(("asked", "index", "names"), [(0, 0, "ABC"), (1, 1, "DE"), (9, 1, "DE")])
def test_a_page_beyond_the_last_is_the_last(asked: int, index: int, names: str) -> None:
    page = team_table.select_team_page(
        [standing(name) for name in "ABCDE"], area="", status_filter="", page=asked, size=3
    )
    assert (page.page_index, page.page_count, "".join(each.member.id for each in page.standings)) == (index, 2, names)


def test_nobody_is_one_empty_page() -> None:
    assert team_table.select_team_page([], area="", status_filter="quiet", page=3, size=3) == team_table.TeamPage(
        (), 0, 1, 0, 0, {}
    )
