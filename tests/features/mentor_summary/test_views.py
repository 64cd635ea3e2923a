"""The mentors' message in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bot.catalog.catalog import Catalog
from bot.features.mentor_summary import views
from bot.features.mentor_summary.rules import MAX_NAMED, MemberConcern, MemberPraise, MentorSummary
from bot.features.team.rules.status import MemberStatus, StatusKind, StatusReason, StatusReasonKind
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from tests.slack_driver import message_text

MONDAY = date(2026, 11, 23)
HOURS = StatusReason(StatusReasonKind.HOURS, minutes=20, goal=240)
QUIET = MemberStatus(StatusKind.QUIET, (StatusReason(StatusReasonKind.SILENT, days=16), HOURS))
BEHIND = MemberStatus(StatusKind.BEHIND, (HOURS,))


def week(
    catalog: Catalog, *concerns: MemberConcern, more: int = 0, same: int = 0, praise: tuple[MemberPraise, ...] = ()
) -> Message:
    message = views.render_mentor_summary(MentorSummary(concerns, more, same, praise), catalog=catalog, today=MONDAY)
    check_message(message.post_arguments(), posted=True)
    return message


def test_each_concern_says_who_and_why(catalog: Catalog) -> None:
    concerns = (MemberConcern("U1", "Chidi", QUIET), MemberConcern("U2", "Mei *", BEHIND, is_repeated=True))
    lines = message_text(week(catalog, *concerns, more=3, same=1), "x-").split("\n")
    assert lines[:4] == [
        "Your team, Mon 23 Nov",
        "Who may need a word from you:",
        "Chidi: no entry for 16 days, 20 min of 4 h in four weeks",
        "Mei ∗: still only 20 min of 4 h in four weeks",
    ]
    assert lines[4] == "And 3 more: /x-team shows everyone. No change for 1 person from last week."
    assert lines[5] == "Only you get this. /x-roadmate mentoring off stops it."


def test_the_named_members_are_read_back_from_a_message(catalog: Catalog) -> None:
    message = week(
        catalog,
        MemberConcern("U1", "Chidi", QUIET),
        MemberConcern("U2", "Mei", BEHIND),
        praise=(MemberPraise("U3", "Ana", 4),),
    )
    assert views.parse_named_members(message.post_arguments()) == {"U1", "U2"}
    old_action = f"{views.OPEN_PLAN_ACTION}#0"  # of an earlier version
    old = {"accessory": {"action_id": old_action, "value": '{"member":"U7"}'}}
    assert views.parse_named_members({"blocks": [old]}) == {"U7"}
    broken: dict[str, Any] = {"blocks": [{"accessory": {"action_id": old_action, "value": "?"}}, {}]}
    assert views.parse_named_members(broken) == views.parse_named_members({}) == frozenset()


def test_praise_names_what_was_done(catalog: Catalog) -> None:
    first, second, third = catalog.areas[0].assignments[:3]
    many = tuple(MemberPraise(f"U{number}", f"P{number}", 4) for number in range(5))
    praise = (
        MemberPraise("U9", "Mei", 8, (first.id, second.id, third.id)),
        MemberPraise("U8", "Ana", 0, ("gone.since",)),
        *many,
    )
    lines = week(catalog, praise=praise).text.split("\n")
    assert lines[1] == "Nobody needs a word this week."
    assert lines[2] == "👏 Worth praise"
    assert lines[3].startswith("Mei: goal met 8 weeks in a row; finished ")
    assert lines[3].endswith(" and 1 more")
    assert lines[4] == "Ana: finished gone.since"
    assert lines[8] == "and 2 others"


def test_an_unchanged_team_is_not_called_well(catalog: Catalog) -> None:
    text = week(catalog, same=2, praise=(MemberPraise("U1", "Ana", 4),)).text
    assert "Nobody new needs a word this week." in text
    assert "No change for 2 people from last week." in text


def test_seven_long_names_fit(catalog: Catalog) -> None:
    concerns = [
        MemberConcern(f"U{number}" * 20, "<!channel> " * 18, QUIET, is_repeated=True) for number in range(MAX_NAMED)
    ]
    assert "<!channel>" not in week(catalog, *concerns).text


def test_the_switch_says_when_the_next_one_comes() -> None:
    known: dict[str, Any] = {"next_at": datetime(2026, 11, 30, 9, 30, tzinfo=UTC), "today": MONDAY}
    assert "The mentor's summary is now on for you: who needs a word and why. Next: Mon 30 Nov 09:30." in (
        views.render_mentoring_switch(is_on=True, is_changed=True, **known).text
    )
    assert views.render_mentoring_switch(is_on=False, is_changed=False, **known).text.startswith(
        "The mentor's summary is off for you."
    )
    assert "I don't know “&lt;!here&gt;” here." in views.render_unknown_switch("<!here>").text
