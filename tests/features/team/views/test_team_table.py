"""The page of the team: complete as text, within Slack's limits, and with ways on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.features.team.payloads import TeamPagePayload
from bot.features.team.rules import team_table
from bot.features.team.rules.status import MemberStatus, StatusFacts, StatusKind, StatusReason, StatusReasonKind
from bot.features.team.rules.team_table import MemberStanding, TeamLine
from bot.features.team.views import team_table as team_table_views
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from tests.features.team.samples import ANA

TODAY = date(2026, 11, 21)
ON_TRACK = MemberStatus(StatusKind.ON_TRACK, (StatusReason(StatusReasonKind.HOURS, minutes=600, goal=480),))
STUCK = MemberStatus(StatusKind.STUCK, (StatusReason(StatusReasonKind.STUCK, days=100, about="<!here> & " * 9),))


def standing(
    name: str, number: int = 1, *, state: MemberStatus = ON_TRACK, last: date | None = TODAY
) -> MemberStanding:
    member = replace(ANA, id=f"U{number}", name=name)
    return MemberStanding(member, TODAY, StatusFacts(date(2026, 1, 5), last, 600, {}), state, handed_in_count=3)


def team_page(
    everyone: list[MemberStanding],
    catalog: Catalog,
    payload: TeamPagePayload | None = None,
    *,
    is_team: bool = True,
    **line: Any,
) -> Message:
    payload = payload or TeamPagePayload()
    page = team_table.select_team_page(
        everyone, area="", status_filter=payload.state, page=payload.page, size=team_table_views.ROWS_PER_PAGE
    )
    known = {
        "week_minutes": 150,
        "week_goal": 120,
        "four_weeks_minutes": 600,
        "four_weeks_goal": 480,
        "plan_share": 0.129,
        **line,
    }
    area = catalog.find_area(payload.area)
    page_context = team_table_views.TeamPageContext(payload, area, TODAY, is_team)
    message = team_table_views.render_team_page(
        [TeamLine(each, **known) for each in page.standings], page, page_context=page_context, catalog=catalog
    )
    check_message(message.post_arguments(), posted=True)
    return message


def controls(message: Message) -> list[Any]:
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def test_each_member_is_a_row_of_figures(catalog: Catalog) -> None:
    quiet = MemberStatus(
        StatusKind.QUIET, (StatusReason(StatusReasonKind.SILENT, days=16), StatusReason(StatusReasonKind.HOURS))
    )
    message = team_page([standing("Ana"), standing("Ben", 2, state=quiet, last=None)], catalog)
    assert "The team: 2 members · Week 16-22 Nov" in message.text
    assert "Ana · on track · 3 · 2 h 30 min of 2 h · 10 h of 8 h · Sat 21 Nov · 12%" in message.text
    assert "· quiet: no entry for 16 days · 3 ·" in message.text
    table = next(block for block in message.blocks if block["type"] == "data_table")
    assert [cell.get("value") for cell in table["rows"][2][1:]] == [3, 3, 150, 600, 0, 129]
    in_area = team_page(
        [standing("Ana")],
        catalog,
        TeamPagePayload(area="certifications"),
        week_goal=0,
        four_weeks_goal=0,
        plan_share=None,
    )
    assert "The team in Certifications: 1 of 1 member" in in_area.text
    assert "· 2 h 30 min · 10 h · Sat 21 Nov · varies" in in_area.text


@pytest.mark.parametrize("count", [1, 25, 26, 101])
def test_pages_show_everybody_once_and_each_text_is_complete(count: int, catalog: Catalog) -> None:
    everyone = [standing("W" * 190 + f"{number:03d}", number, state=STUCK) for number in range(count)]
    seen: list[str] = []
    payload: TeamPagePayload | None = TeamPagePayload(state="stuck")
    while payload:
        message = team_page(
            everyone,
            catalog,
            payload,
            week_minutes=1439,
            week_goal=6000,
            four_weeks_minutes=60_000,
            four_weeks_goal=60_000,
        )
        tables = [block for block in message.blocks if block["type"] == "data_table"]
        assert message.text.count(" for 100 days") == len(tables[0]["rows"]) - 1
        assert message.text.endswith("team help.")
        assert "<!" not in str(message.post_arguments())
        menus = [each for each in controls(message) if each["type"] == "static_select"]
        seen += [option["value"] for option in menus[2]["options"]]
        after = [each["value"] for each in controls(message) if each.get("text", {}).get("text") == "Next"]
        payload = TeamPagePayload.model_validate_json(after[0]) if after else None
    assert seen == [f"U{number}" for number in range(count)]


def test_the_menus_keep_the_other_filter_and_show_what_is_chosen(catalog: Catalog) -> None:
    message = team_page([standing("Ana")], catalog, TeamPagePayload(area="networking", state="on track"), is_team=False)
    assert "Your mentees in Networking, on track: 1 of 1 mentee" in message.text
    area, state, card = controls(message)[:3]
    assert [TeamPagePayload.model_validate_json(each["value"]).state for each in area["options"]] == ["on track"] * 11
    assert {TeamPagePayload.model_validate_json(each["value"]).area for each in state["options"]} == {"networking"}
    assert (area["initial_option"]["text"]["text"], state["initial_option"]["text"]["text"]) == (
        "Networking",
        "on track (1)",
    )
    assert [each["action_id"] for each in (area, state, card)] == ["team.open#1", "team.open#2", "card.open#3"]
    assert "initial_option" not in card


def test_nobody_is_no_table_and_no_card(catalog: Catalog) -> None:
    message = team_page([standing("Ana")], catalog, TeamPagePayload(state="quiet"))
    assert "The team, quiet: 0 of 1 member" in message.text
    assert not [block for block in message.blocks if block["type"] == "data_table"]
    assert not [each for each in controls(message) if each["action_id"].startswith("card.")]


def test_words_that_mean_nothing_are_harmless_and_lead_on(catalog: Catalog) -> None:
    message = team_table_views.render_area_choice("<!channel> *x*", catalog.areas[:2], "stuck")
    check_message(message.post_arguments())
    assert "<!channel>" not in str(message.post_arguments())
    assert controls(message)[0]["value"] == TeamPagePayload(area="networking", state="stuck").encode()
