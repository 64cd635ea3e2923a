"""The leaderboard as its reader sees it: lines, buttons, and what only they are told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.core.ledger.rollups import LeaderboardPeriod
from bot.features.leaderboard import views
from bot.features.leaderboard.payloads import LeaderboardPayload
from bot.features.leaderboard.rules import Leaderboard, LeaderboardOrder, MemberMinutes, rank_members
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.payloads import decode_payload
from tests.slack_driver import label_of, message_text

TODAY = date(2026, 11, 21)


def page_context(
    *, reader: str = "u0", hidden: bool = False, period: LeaderboardPeriod = LeaderboardPeriod.WEEK
) -> views.LeaderboardPageContext:
    return views.LeaderboardPageContext(period, None, reader, hidden, TODAY)


def board(*minutes: int, own: int = 0) -> Leaderboard:
    return Leaderboard(
        rank_members(MemberMinutes(f"u{number}", f"Name {number}", each) for number, each in enumerate(minutes)), own
    )


@pytest.mark.parametrize(
    ("period", "today", "words"),
    [
        (LeaderboardPeriod.WEEK, TODAY, "Week 16-22 Nov"),
        (LeaderboardPeriod.MONTH, TODAY, "November 2026"),
        (LeaderboardPeriod.MONTH, date(2027, 1, 1), "January 2027"),
        (LeaderboardPeriod.WEEK, date(2027, 1, 1), "Week 28 Dec 2026-3 Jan"),
        (LeaderboardPeriod.SEASON, TODAY, "Season Oct-Dec 2026"),
        (LeaderboardPeriod.SEASON, date(2027, 1, 1), "Season Jan-Mar 2027"),
        (LeaderboardPeriod.ALL, TODAY, "All time"),
    ],
)
def test_the_title_names_the_period(period: LeaderboardPeriod, today: date, words: str) -> None:
    assert views.period_text(period, today) == words
    message = views.render_leaderboard(
        board(60), views.LeaderboardPageContext(period, None, "u0", is_hidden=False, today=today)
    )
    assert f"Leaderboard · {words}" in message.text


def test_ties_share_a_rank_and_the_readers_row_is_marked() -> None:
    message = views.render_leaderboard(board(60, 120, 120, own=60), page_context())
    assert message.text.splitlines()[1:4] == ["1. Name 1, 2 h", "1. Name 2, 2 h", "3. Name 0, 1 h (you)"]
    check_message(message.post_arguments(), posted=True)


def test_the_top_and_the_readers_neighbours_are_shown_and_not_the_bottom() -> None:
    many = board(*range(100, 0, -1), own=91)
    lines = views.render_leaderboard(many, page_context(reader="u9")).text.splitlines()
    assert lines[1:11] == [
        *(f"{place + 1}. Name {place}, {_hours(100 - place)}" for place in range(5)),
        "…",
        *(
            f"{place + 1}. Name {place}, {_hours(100 - place)}{' (you)' if place == 9 else ''}"
            for place in range(7, 11)
        ),
    ]
    assert "Name 99" not in views.render_leaderboard(many, page_context(reader="nobody")).text


def test_what_is_shared_are_the_first_five() -> None:
    text = views.render_shared_leaderboard(board(*range(100, 0, -1)), page_context()).text
    assert text.splitlines()[1:6] == [f"{place + 1}. Name {place}, {_hours(100 - place)}" for place in range(5)]
    assert "Name 5" not in text


def test_a_hidden_reader_sees_their_own_hours_and_no_rank() -> None:
    message = views.render_leaderboard(board(120, own=180), page_context(reader="shy", hidden=True))
    assert "You're hidden; you have 3 h this week." in message.text
    assert "(you)" not in message.text


def test_an_empty_board_says_how_to_be_the_first() -> None:
    message = views.render_leaderboard(board(), page_context())
    text = message_text(message, "team-")
    assert "Nobody is on the board this week yet. Be the first: /team-log 2h networking." in text


def test_a_reader_without_hours_is_told_so() -> None:
    assert (
        "You haven't logged anything this week yet."
        in views.render_leaderboard(board(60), page_context(reader="u7")).text
    )


def test_the_buttons_lead_to_the_other_periods_of_the_same_area(catalog: Catalog) -> None:
    area = catalog.area("networking")
    at = views.LeaderboardPageContext(LeaderboardPeriod.MONTH, area, "u0", is_hidden=False, today=TODAY)
    message = views.render_leaderboard(board(60), at)
    chosen = {
        label: decode_payload(LeaderboardPayload, value)
        for label, value in (button_values(message) | other_views(message)).items()
        if value != "-"
    }
    current = LeaderboardPayload(period="month", area="networking", by="hours")
    assert chosen == {
        "Week": current.model_copy(update={"period": "week"}),
        "Season": current.model_copy(update={"period": "season"}),
        "All time": current.model_copy(update={"period": "all"}),
        "By goal": current.model_copy(update={"by": "goal"}),
        "Around me": current.model_copy(update={"near": True}),
        "All areas": current.model_copy(update={"area": ""}),
    }
    assert list(button_values(message)) == ["Week", "Season", "All time", "Hide me"]
    assert list(other_views(message)) == ["By goal", "Around me", "All areas"]
    assert "Leaderboard: Networking · November 2026" in message.text
    check_message(message.post_arguments(), posted=True)


def test_all_time_has_no_goal_button_and_a_reader_off_the_board_no_neighbours_button() -> None:
    labels = button_values(views.render_leaderboard(board(60), page_context(reader="u7", period=LeaderboardPeriod.ALL)))
    assert list(labels) == ["Week", "Month", "Season", "Hide me"]


def goal_page_context(*, near: bool = False, reader: str = "u1", hidden: bool = False) -> views.LeaderboardPageContext:
    return views.LeaderboardPageContext(
        LeaderboardPeriod.SEASON, None, reader, hidden, TODAY, order=LeaderboardOrder.GOAL, is_around_reader=near
    )


def goal_leaderboard(*people: tuple[int, int], own: int = 0, goal: int = 0, is_away: bool = False) -> Leaderboard:
    rows = [
        MemberMinutes(f"u{place}", f"Name {place}", minutes, share) for place, (minutes, share) in enumerate(people)
    ]
    return Leaderboard(rank_members(rows), own, goal, is_away)


def test_by_goal_the_lines_show_shares_alone_and_the_readers_hours_stand_below() -> None:
    message = views.render_leaderboard(
        goal_leaderboard((300, 125), (60, 50), (1, 0), own=60, goal=120), goal_page_context()
    )
    assert message.text.splitlines() == [
        *("Leaderboard · Season Oct-Dec 2026 · by share of each person's goal", "1. Name 0, 125%"),
        *("2. Name 1, 50% (you)", "3. Name 2, under 1%", "You: 1 h of 2 h this season."),
    ]


def test_around_me_are_the_neighbours_and_the_way_to_the_next_rank() -> None:
    near = views.LeaderboardPageContext(
        LeaderboardPeriod.WEEK, None, "u9", is_hidden=False, today=TODAY, is_around_reader=True
    )
    message = views.render_leaderboard(board(*range(100, 0, -1), own=91), near)
    assert message.text.splitlines() == [
        "Leaderboard · Week 16-22 Nov · around you",
        *(f"{n + 1}. Name {n}, {_hours(100 - n)}{' (you)' if n == 9 else ''}" for n in range(7, 12)),
        "1 min more brings you to rank 9.",
    ]
    assert "Whole board" in other_views(message)
    goal = views.render_leaderboard(
        goal_leaderboard((300, 125), (60, 50), own=60, goal=120), goal_page_context(near=True)
    )
    assert goal.text.splitlines()[-1] == "You: 1 h of 2 h this season. 1 h 30 min more brings you to rank 1."
    first = views.render_leaderboard(
        goal_leaderboard((300, 125), (60, 50), own=300, goal=240), goal_page_context(near=True, reader="u0")
    )
    assert "Nobody is ahead of you." in first.text


@pytest.mark.parametrize(
    ("leaderboard", "hidden", "expected"),
    [
        (goal_leaderboard((300, 125), is_away=True), False, "You're away this season, so nothing is due."),
        (goal_leaderboard((300, 125), own=60, is_away=True), False, "so nothing is due; you have 1 h anyway."),
        (goal_leaderboard((300, 125), is_away=True), True, "You're hidden, and away this season. "),
        (goal_leaderboard((300, 125), own=60, goal=120), True, "You're hidden; you have 1 h of 2 h this season. "),
        (goal_leaderboard((300, 125), goal=120), False, "You haven't logged anything this season yet."),
    ],
)
def test_the_last_line_is_about_the_reader_alone(leaderboard: Leaderboard, expected: str, *, hidden: bool) -> None:
    message = views.render_leaderboard(leaderboard, goal_page_context(near=True, reader="me", hidden=hidden))
    assert expected in message.text.splitlines()[-1]
    assert "Name 0" not in message.text
    assert "rank" not in message.text


def test_a_name_pings_nobody() -> None:
    nasty = Leaderboard(rank_members([MemberMinutes("u1", "<!channel> *x* @here", 60)]), 0)
    assert "<!" not in str(views.render_leaderboard(nasty, page_context()).post_arguments())


def test_only_admins_get_the_button_that_turns_it_on_with_its_effect() -> None:
    plain, admin = (
        views.render_leaderboard_off(is_admin=False),
        views.render_leaderboard_off(is_admin=True),
    )
    assert all(block["type"] != "actions" for block in plain.blocks)
    (button,) = next(block["elements"] for block in admin.blocks if block["type"] == "actions")
    assert "see the names and hours" in button["confirm"]["text"]["text"]
    check_message(admin.post_arguments())


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest else [])])


def button_values(message: Message) -> dict[str, str]:
    return {label_of(each): each["value"] for each in controls(message) if each["type"] == "button"}


def other_views(message: Message) -> dict[str, str]:
    """Return label and value of what is behind the three dots."""
    return {
        option["text"]["text"]: option["value"]
        for each in controls(message)
        if each["type"] == "overflow"
        for option in each["options"]
    }


def controls(message: Message) -> list[dict[str, Any]]:
    [row] = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    assert len(row) <= 5
    return list(row)
