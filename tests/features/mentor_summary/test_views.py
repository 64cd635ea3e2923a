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

MONDAY = date(2026, 11, 23)
HOURS = StatusReason(StatusReasonKind.HOURS, minutes=20, goal=240)
QUIET = MemberStatus(StatusKind.QUIET, (StatusReason(StatusReasonKind.SILENT, days=16), HOURS))
BEHIND = MemberStatus(StatusKind.BEHIND, (HOURS,))


def week(
    catalog: Catalog, *words: MemberConcern, more: int = 0, same: int = 0, praise: tuple[MemberPraise, ...] = ()
) -> Message:
    made = views.render_mentor_summary(
        MentorSummary(words, more, same, praise), catalog=catalog, today=MONDAY, prefix="x-"
    )
    check_message(made.post_arguments(), posted=True)
    return made


def test_it_says_who_and_why(catalog: Catalog) -> None:
    words = (MemberConcern("U1", "Chidi", QUIET), MemberConcern("U2", "Mei *", BEHIND, is_repeated=True))
    lines = week(catalog, *words, more=3, same=1).text.split("\n")
    assert lines[:4] == [
        "Your team, Mon 23 Nov",
        "Who may need a word from you:",
        "Chidi: no entry for 16 days, 20 min of 4 h in four weeks",
        "Mei ∗: still only 20 min of 4 h in four weeks",
    ]
    assert lines[4] == "And 3 more: /x-team shows everybody. 1 person of last week's is no worse."
    assert lines[5].endswith("/x-roadmate mentoring off ends it.")


def test_what_it_named_is_read_back_from_it(catalog: Catalog) -> None:
    made = week(
        catalog,
        MemberConcern("U1", "Chidi", QUIET),
        MemberConcern("U2", "Mei", BEHIND),
        praise=(MemberPraise("U3", "Ana", 4),),
    )
    assert views.parse_named_members(made.post_arguments()) == {"U1", "U2"}
    old = {
        "accessory": {"action_id": f"{views.OPEN_PLAN_ACTION}#0", "value": '{"member":"U7"}'}
    }  # of an earlier version
    assert views.parse_named_members({"blocks": [old]}) == {"U7"}
    broken: dict[str, Any] = {"blocks": [{"accessory": {"action_id": f"{views.OPEN_PLAN_ACTION}#0", "value": "?"}}, {}]}
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
    assert lines[1] == "Nobody needs a word this week. Well mentored."
    assert lines[2] == "Worth praise"
    assert lines[3].startswith("Mei: goal met 8 weeks in a row; finished ")
    assert lines[3].endswith(" and 1 more")
    assert lines[4] == "Ana: finished gone.since"
    assert lines[8] == "and 2 others"


def test_where_all_is_as_last_week_it_does_not_say_that_all_is_well(catalog: Catalog) -> None:
    text = week(catalog, same=2, praise=(MemberPraise("U1", "Ana", 4),)).text
    assert "Nobody new needs a word this week." in text
    assert "2 people of last week's are no worse." in text


def test_seven_long_names_fit(catalog: Catalog) -> None:
    words = [
        MemberConcern(f"U{number}" * 20, "<!channel> " * 18, QUIET, is_repeated=True) for number in range(MAX_NAMED)
    ]
    assert "<!channel>" not in week(catalog, *words).text


def test_the_switch_says_when_the_next_one_comes() -> None:
    coming = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    known: dict[str, Any] = {"next_at": coming, "today": MONDAY}
    assert "Changed. The mentor's summary is on for you: who needs a word and why, next on Mon 30 Nov 09:30." in (
        views.render_mentoring_switch(is_on=True, is_changed=True, **known).text
    )
    assert views.render_mentoring_switch(is_on=False, is_changed=False, **known).text.startswith(
        "The mentor's summary is off for you."
    )
    assert "“&lt;!here&gt;” is neither on nor off." in views.render_unknown_switch("<!here>").text
