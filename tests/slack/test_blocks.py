"""Blocks of ours never pass Slack's limits, whatever stands in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import (
    MAX_BUTTON_VALUE,
    ButtonSpec,
    ConfirmSpec,
    MenuSpec,
    OverflowSpec,
    SortableCell,
    action_rows,
    actions,
    bar_chart,
    context,
    data_table,
    header,
    section,
)
from bot.slack.message import compose_message

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
LONG = st.builds(lambda words, times: words * times, WORDS, st.sampled_from([1, 5, 200]))


@settings(deadline=None)
@given(LONG, LONG, LONG)
def test_any_words_fit(title: str, body: str, label: str) -> None:
    confirm = ConfirmSpec(title, body, label, label)
    press = ButtonSpec(label, "x.y", "v", style="danger", confirm=confirm)
    message = compose_message(header(title), section(body, press), context(body), actions(press, None, press))
    check_message(message.post_arguments(), posted=False)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, st.integers(0, 9999)), min_size=1, max_size=130))
def test_any_table_and_chart_fit(rows: list[tuple[str, int]]) -> None:
    cells: list[list[str | float | SortableCell]] = [
        [name, SortableCell(value, f"{value} min")] for name, value in rows
    ]
    check_message(compose_message(data_table("caption " * 40, ["who", "minutes"], cells)).post_arguments())


def test_a_chart_has_six_bars_at_most() -> None:
    block = bar_chart("t" * 80, "u" * 30, [(f"label number {n} is long", n) for n in range(9)])
    check_message(compose_message(block).post_arguments())
    assert len(block._resolve()["chart"]["series"][0]["data"]) == 6


def test_a_button_says_what_it_does_and_to_what() -> None:
    row = actions(ButtonSpec("Open", "x.y", accessibility_label="Open RDS Proxy"), ButtonSpec("Open", "x.y"))
    assert row is not None
    first, second = row._resolve()["elements"]
    assert first["accessibility_label"] == "Open RDS Proxy"
    assert "accessibility_label" not in second


def test_the_buttons_of_a_message_have_ids_of_their_own() -> None:
    row = actions(ButtonSpec("A", "log.book"), None, ButtonSpec("B", "log.book"))
    assert row is not None
    ids = [element["action_id"] for element in row._resolve()["elements"]]
    assert ids == ["log.book#1", "log.book#2"]


def test_a_menu_stands_among_buttons_and_shows_what_is_chosen() -> None:
    row = actions(ButtonSpec("A", "log.book"), MenuSpec("Area", "team.open", [("One", "1"), ("Two", "2")], "2"))
    assert row is not None
    check_message(compose_message(row, text="x").post_arguments())
    menu = row._resolve()["elements"][1]
    assert (menu["action_id"], menu["initial_option"]["value"], menu["placeholder"]["text"]) == (
        "team.open#2",
        "2",
        "Area",
    )
    with pytest.raises(ValueError, match="longer than a menu"):
        actions(MenuSpec("Area", "team.open", [("One", "1" * 151)]))


def test_no_buttons_are_no_block() -> None:
    assert actions(None, None) is None
    assert action_rows([]) == []


def test_many_buttons_stand_in_rows() -> None:
    rows = action_rows([ButtonSpec(str(n), "x") for n in range(12)])
    assert [len(row._resolve()["elements"]) for row in rows] == [5, 5, 2]
    check_message(compose_message(rows, text="x").post_arguments())


def test_a_value_that_no_button_can_carry_is_our_mistake() -> None:
    assert actions(ButtonSpec("x", "x", "v" * MAX_BUTTON_VALUE)) is not None
    with pytest.raises(ValueError, match="longer than a button"):
        actions(ButtonSpec("x", "x", "v" * (MAX_BUTTON_VALUE + 1)))


def test_text_links_nothing_by_itself() -> None:
    assert section("x")._resolve()["text"]["verbatim"] is True


@settings(deadline=None)
@given(
    LONG,
    st.lists(
        st.tuples(LONG, st.text("abc", min_size=1, max_size=150)),
        min_size=2,
        max_size=5,
        unique_by=lambda each: each[1],
    ),
)
def test_a_menu_behind_three_dots_and_what_is_spoken_fit(words: str, options: list[tuple[str, str]]) -> None:
    dots = OverflowSpec("x.y", options, confirm=ConfirmSpec(words, words, words))
    row = actions(ButtonSpec("Undo", "x.z", accessibility_label=words), dots)
    check_message(compose_message(section(words, dots), row).post_arguments(), posted=False)


@pytest.mark.parametrize("options", [[("a", "x" * 151), ("b", "y")], [(f"{each}", "x") for each in range(6)]])
def test_a_menu_behind_three_dots_takes_no_more_than_slack_does(options: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"x\.y"):
        actions(OverflowSpec("x.y", options))
