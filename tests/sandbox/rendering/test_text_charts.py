"""Tables and charts as text."""

from __future__ import annotations

from bot.sandbox.rendering import block_models
from bot.sandbox.rendering.block_text import chart_lines, table_lines
from bot.sandbox.rendering.mrkdwn import MessageReader, rich_text_lines

READER = MessageReader({"U1": "Ben", "C1": "learning"}.__getitem__)


def text(words: str) -> dict[str, object]:
    return {"type": "raw_text", "text": words}


def test_columns_are_aligned_and_numbers_stand_right() -> None:
    rows = [
        [text("Area"), text("Hours")],
        [text("Networking"), {"type": "raw_number", "value": 2.5, "text": "2.5"}],
        [text("REST &amp; API"), {"type": "raw_number", "value": 12}],
    ]
    assert table_lines({"caption": "This week", "rows": rows}, READER) == [
        "This week",
        "Area        Hours",
        "----------  -----",
        "Networking    2.5",
        "REST & API     12",
    ]


def test_on_the_page_what_is_only_sorted_by_a_number_stands_left() -> None:
    last, none = ({"type": "raw_number", "value": n, "text": words} for n, words in ((9, "Sat 21 Nov"), (0, "-")))
    hours = {"type": "raw_number", "value": 60, "text": "1 h of 2 h"}
    rows = [[text("Last"), text("Hours")], [last, none], [last, hours], [last]]
    page = block_models.model_table({"rows": rows}, READER)
    assert [page.is_right(column) for column in (0, 1)] == [False, True]


def test_short_rows_are_filled_up() -> None:
    assert table_lines({"rows": [[text("a"), text("b")], [text("c")]]}, READER) == ["a  b", "-  -", "c"]


def test_a_pie_shows_shares() -> None:
    segments = [{"label": "Docs", "value": 3}, {"label": "Labs", "value": 1}]
    drawn = chart_lines({"title": "Hours", "chart": {"type": "pie", "segments": segments}})
    assert drawn == ["Hours", "  Docs  ███████████████ 3", "  Labs  █████ 1"]


def test_bars_by_series() -> None:
    series = [{"name": "You", "data": [{"label": "Mon", "value": 2}, {"label": "Tue", "value": 0}]}]
    drawn = chart_lines({"title": "Hours", "chart": {"type": "bar", "series": series, "axis_config": {}}})
    assert drawn == ["Hours", "You:", f"  Mon  {'█' * 20} 2", "  Tue  0"]


def test_a_chart_of_nothing_has_no_bars() -> None:
    series = [{"name": "You", "data": [{"label": "Mon", "value": 0}]}]
    assert chart_lines({"title": "H", "chart": {"type": "line", "series": series}})[-1] == "  Mon  0"


def test_rich_text() -> None:
    def section(*elements: dict[str, object], kind: str = "section") -> dict[str, object]:
        return {"type": f"rich_text_{kind}", "elements": list(elements)}

    words = {"type": "text", "text": "one\ntwo"}
    elements = [
        section(
            {"type": "user", "user_id": "U1"}, {"type": "text", "text": " in "}, {"type": "channel", "channel_id": "C1"}
        ),
        section({"type": "link", "url": "https://x.y", "text": "page"}, {"type": "emoji", "name": "tada"}),
        section({"type": "link", "url": "https://x.y"}, {"type": "broadcast", "range": "here"}),
        section({"type": "date", "timestamp": 0, "format": "{date_num}"}),
        section(section({"type": "text", "text": "first"}), kind="list"),
        {**section(section({"type": "text", "text": "first"}), kind="list"), "style": "ordered", "indent": 1},
        section(words, kind="quote"),
        section(words, kind="preformatted"),
    ]
    assert rich_text_lines({"elements": elements}, READER) == [
        "@Ben in #learning",
        "page (https://x.y)🎉",
        "https://x.y@here",
        "1970-01-01",
        "• first",
        "  1. first",
        "> one",
        "> two",
        "    one",
        "    two",
    ]
