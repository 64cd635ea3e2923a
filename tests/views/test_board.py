from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.domain.periods import Period
from bot.domain.ranking import Board, Row, rank
from bot.sandbox.validation import check_message
from bot.views import board as views
from bot.views.tickets import Chosen, read

TODAY = date(2026, 11, 21)


def asked(*, reader: str = "u0", hidden: bool = False, period: Period = Period.WEEK) -> views.Asked:
    return views.Asked(period, None, reader, hidden, TODAY)


def board(*minutes: int, own: int = 0) -> Board:
    return Board(rank(Row(f"u{place}", f"Name {place}", each) for place, each in enumerate(minutes)), own)


@pytest.mark.parametrize(
    ("period", "today", "words"),
    [
        (Period.WEEK, TODAY, "Week 16-22 Nov"),
        (Period.MONTH, TODAY, "November 2026"),
        (Period.MONTH, date(2027, 1, 1), "January 2027"),
        (Period.WEEK, date(2027, 1, 1), "Week 28 Dec 2026-3 Jan"),
        (Period.ALL, TODAY, "All time"),
    ],
)
def test_every_board_prints_its_period(period: Period, today: date, words: str) -> None:
    assert views.spell(period, today) == words
    made = views.board(board(60), views.Asked(period, None, "u0", hidden=False, today=today), "")
    assert f"Leaderboard · {words}" in made.text


def test_ties_share_a_rank_and_ones_own_row_is_marked() -> None:
    message = views.board(board(60, 120, 120, own=60), asked(), "")
    assert message.text.splitlines()[1:4] == ["1. Name 1, 2 h", "1. Name 2, 2 h", "3. Name 0, 1 h (you)"]
    check_message(message.payload(), posted=True)


def test_the_top_and_ones_neighbours_are_shown_and_no_bottom() -> None:
    many = board(*range(100, 0, -1), own=91)
    lines = views.board(many, asked(reader="u9"), "").text.splitlines()
    assert lines[1:11] == [
        *(f"{place + 1}. Name {place}, {_hours(100 - place)}" for place in range(5)),
        "…",
        *(
            f"{place + 1}. Name {place}, {_hours(100 - place)}{' (you)' if place == 9 else ''}"
            for place in range(7, 11)
        ),
    ]
    assert "Name 99" not in views.board(many, asked(reader="nobody"), "").text


def test_a_hidden_reader_learns_their_own_hours_and_no_rank() -> None:
    message = views.board(board(120, own=180), asked(reader="shy", hidden=True), "")
    assert "You are hidden; 3 h this week." in message.text
    assert "(you)" not in message.text


def test_an_empty_board_is_one_kind_line() -> None:
    message = views.board(board(), asked(), "team-")
    assert "Nobody is on the board this week yet. /team-log 2h networking would be the first." in message.text


def test_who_logged_nothing_is_told_so() -> None:
    assert "You have logged nothing this week yet." in views.board(board(60), asked(reader="u7"), "").text


def test_the_buttons_lead_to_the_other_periods_of_the_same_area(catalog: Catalog) -> None:
    area = catalog.area("networking")
    message = views.board(board(60), views.Asked(Period.MONTH, area, "u0", hidden=False, today=TODAY), "")
    elements = next(block["elements"] for block in message.blocks if block["type"] == "actions")
    chosen = [read(Chosen, each["value"]) for each in elements if each["value"] != "-"]
    assert [(each.period, each.area) for each in chosen] == [
        *(("week", "networking"), ("all", "networking"), ("month", "")),
    ]
    assert "Leaderboard: Networking · November 2026" in message.text


def test_a_name_can_notify_nobody() -> None:
    nasty = Board(rank([Row("u1", "<!channel> *x* @here", 60)]), 0)
    assert "<!" not in str(views.board(nasty, asked(), "").payload())


def test_only_admins_get_the_button_and_its_effect_is_named() -> None:
    plain, admin = views.off(is_admin=False, prefix=""), views.off(is_admin=True, prefix="")
    assert all(block["type"] != "actions" for block in plain.blocks)
    (button,) = next(block["elements"] for block in admin.blocks if block["type"] == "actions")
    assert "see the names and hours" in button["confirm"]["text"]["text"]
    check_message(admin.payload())


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest else [])])
