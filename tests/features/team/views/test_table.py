"""The page of the team: complete as text, within Slack's limits, and with ways on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.people.member import Member
from bot.features.team.rules import team
from bot.features.team.rules.status import Facts, Kind, Reason, State, Why
from bot.features.team.rules.team import Line, Standing
from bot.features.team.views import table as table_views
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.payloads import Roster

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
ON_TRACK = State(Kind.ON_TRACK, (Reason(Why.HOURS, minutes=600, goal=480),))
STUCK = State(Kind.STUCK, tuple(Reason(Why.STUCK, days=100, where="<!here> & " * 9) for _ in range(1)))


def standing(name: str, number: int = 1, *, state: State = ON_TRACK, last: date | None = TODAY) -> Standing:
    member = Member(
        workspace="T1",
        id=f"U{number}",
        name=name,
        zone=ZoneInfo("UTC"),
        is_admin=False,
        is_mentor=False,
        is_active=True,
        hidden=False,
        nudged=True,
        snoozed_until=None,
        goal=120,
        has_own_goal=False,
        created_at=NOW,
    )
    return Standing(member, TODAY, Facts(date(2026, 1, 5), last, 600, {}), state, waiting=3)


def overview(
    everyone: list[Standing], catalog: Catalog, asked: Roster | None = None, *, is_team: bool = True, **line: Any
) -> Message:
    asked = asked or Roster()
    part = team.part(everyone, area="", state=asked.state, page=asked.page, size=table_views.PAGE)
    known = {"week": 150, "week_goal": 120, "month": 600, "month_goal": 480, "share": 0.129, **line}
    area = catalog.find_area(asked.area)
    page = table_views.Page(asked, area, TODAY, is_team)
    message = table_views.overview([Line(each, **known) for each in part.shown], part, page=page, catalog=catalog)
    check_message(message.payload(), posted=True)
    return message


def elements(message: Message) -> list[Any]:
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def test_each_member_is_a_row_of_figures(catalog: Catalog) -> None:
    quiet = State(Kind.QUIET, (Reason(Why.SILENT, days=16), Reason(Why.HOURS)))
    message = overview([standing("Ana"), standing("Ben", 2, state=quiet, last=None)], catalog)
    assert "The team: 2 members · Week 16-22 Nov" in message.text
    assert "Ana · 2 h 30 min of 2 h · 10 h of 8 h · 12% · Sat 21 Nov · 3 · on track" in message.text
    assert "· none yet · 3 · quiet: no entry for 16 days" in message.text
    table = next(block for block in message.blocks if block["type"] == "data_table")
    assert [cell.get("value") for cell in table["rows"][2][1:]] == [150, 600, 129, 0, 3, 3]
    in_area = overview([standing("Ana")], catalog, Roster(area="certifications"), week_goal=0, month_goal=0, share=None)
    assert "The team in Certifications: 1 of 1 member" in in_area.text
    assert "Ana · 2 h 30 min · 10 h · varies ·" in in_area.text


@pytest.mark.parametrize("count", [1, 25, 26, 101])
def test_pages_show_everybody_once_and_each_text_is_complete(count: int, catalog: Catalog) -> None:
    everyone = [standing("W" * 190 + f"{number:03d}", number, state=STUCK) for number in range(count)]
    seen: list[str] = []
    asked: Roster | None = Roster(state="stuck")
    while asked:
        message = overview(everyone, catalog, asked, week=1439, week_goal=6000, month=60_000, month_goal=60_000)
        tables = [block for block in message.blocks if block["type"] == "data_table"]
        assert message.text.count(" for 100 days") == len(tables[0]["rows"]) - 1
        assert message.text.endswith("opens one card.")
        assert "<!" not in str(message.payload())
        menus = [each for each in elements(message) if each["type"] == "static_select"]
        seen += [option["value"] for option in menus[2]["options"]]
        after = [each["value"] for each in elements(message) if each.get("text", {}).get("text") == "Next"]
        asked = Roster.model_validate_json(after[0]) if after else None
    assert seen == [f"U{number}" for number in range(count)]


def test_the_menus_keep_the_other_filter_and_show_what_is_chosen(catalog: Catalog) -> None:
    message = overview([standing("Ana")], catalog, Roster(area="networking", state="on track"), is_team=False)
    assert "Your mentees in Networking, on track: 1 of 1 mentee" in message.text
    area, state, card = elements(message)[:3]
    assert [Roster.model_validate_json(each["value"]).state for each in area["options"]] == ["on track"] * 11
    assert {Roster.model_validate_json(each["value"]).area for each in state["options"]} == {"networking"}
    assert (area["initial_option"]["text"]["text"], state["initial_option"]["text"]["text"]) == (
        "Networking",
        "on track (1)",
    )
    assert [each["action_id"] for each in (area, state, card)] == ["team.open#1", "team.open#2", "card.open#3"]
    assert "initial_option" not in card


def test_nobody_is_no_table_and_no_card(catalog: Catalog) -> None:
    message = overview([standing("Ana")], catalog, Roster(state="quiet"))
    assert "The team, quiet: 0 of 1 member" in message.text
    assert not [block for block in message.blocks if block["type"] == "data_table"]
    assert not [each for each in elements(message) if each["action_id"].startswith("card.")]


def test_words_that_mean_nothing_are_harmless_and_lead_on(catalog: Catalog) -> None:
    message = table_views.which_area("<!channel> *x*", catalog.areas[:2], "stuck", "")
    check_message(message.payload())
    assert "<!channel>" not in str(message.payload())
    assert elements(message)[0]["value"] == Roster(area="networking", state="stuck").value()
