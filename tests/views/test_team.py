from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.absence import Absence
from bot.domain.member import Member
from bot.domain.team import Line
from bot.sandbox.validation import check_message
from bot.views import team as views

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOW.date()


def line(name: str, *, minutes: int = 150, last: date | None = TODAY) -> Line:
    member = Member(
        workspace="T1",
        id="U1",
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
    return Line(member, week=minutes, four_weeks=minutes * 4, share=0.129, ticked=3, last=last)


def overview(count: int, page: int = 0, name: str = "Member {:03d}") -> views.Message:
    lines = [line(name.format(number)) for number in range(count)]
    return views.overview(lines, page=page, week="2026-W47", assignments=32, today=TODAY, prefix="")


def test_each_member_is_a_row_of_figures() -> None:
    lines = [line("Ana"), line("Ben", minutes=0, last=None)]
    message = views.overview(lines, page=0, week="2026-W47", assignments=32, today=TODAY, prefix="")
    check_message(message.payload(), posted=True)
    assert "The team: 2 members · Week 16-22 Nov" in message.text
    assert "Ana · 2 h 30 min · 10 h · 12% · 3 of 32 · Sat 21 Nov" in message.text
    assert "Ben · 0 h · 0 h · 12% · 3 of 32 · none yet" in message.text
    table = next(block for block in message.blocks if block["type"] == "data_table")
    assert [cell.get("value") for cell in table["rows"][1][1:]] == [150, 600, 129, 3, TODAY.toordinal()]


@pytest.mark.parametrize("count", [1, 30, 31, 100, 101, 500])
def test_pages_show_everybody_once_and_each_text_is_complete(count: int) -> None:
    seen: list[str] = []
    page = 0
    while True:
        message = overview(count, page)
        check_message(message.payload(), posted=True)
        rows = [
            row[0]["text"] for block in message.blocks if block["type"] == "data_table" for row in block["rows"][1:]
        ]
        assert all(name in message.text for name in rows)
        seen += rows
        labels = [
            each["text"]["text"] for block in message.blocks if block["type"] == "actions" for each in block["elements"]
        ]
        if "Next" not in labels:
            break
        page += 1
    assert seen == [f"Member {number:03d}" for number in range(count)]


def test_who_is_away_is_shown_as_away_instead_of_with_nothing() -> None:
    away = Absence(TODAY, date(2026, 11, 27), "private")
    lines = [replace(line("Ana", minutes=0), away=away), replace(line("Ben"), away=Absence(TODAY, None))]
    message = views.overview(lines, page=0, week="2026-W47", assignments=32, today=TODAY, prefix="")
    check_message(message.payload(), posted=True)
    assert "Ana · away until Fri 27 Nov · 0 h" in message.text
    assert "Ben · 2 h 30 min, away · 10 h" in message.text
    assert "private" not in str(message.payload())


def test_the_longest_names_still_leave_the_text_complete() -> None:
    message = overview(30, name="W" * 190 + "{:03d}")
    check_message(message.payload(), posted=True)
    assert message.text.count("3 of 32") == 30
    assert message.text.endswith("shows one plan.")


def test_a_page_that_is_no_longer_there_is_the_last_one() -> None:
    assert "page 2 of 2" in overview(40, page=9).text


def test_a_name_can_notify_nobody() -> None:
    message = overview(1, name="<!channel>{}")
    assert "<!" not in str(message.payload())


def test_ending_is_confirmed_with_its_effect() -> None:
    message = views.ask_to_end("U1", "Ben <b>")
    check_message(message.payload())
    (button,) = next(block["elements"] for block in message.blocks if block["type"] == "actions")
    assert (
        button["confirm"]["text"]["text"]
        == "Ben &lt;b&gt; will no longer see the team's hours, plans and last entries."
    )
