"""Markup as a person reads it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.rendering.mrkdwn import MessageReader, mrkdwn_to_text, unescape

MOMENT = 1_795_510_800  # Tue 24 Nov 2026 09:00 UTC
READER = MessageReader({"U1": "Ben Carter", "C1": "learning"}.__getitem__, ZoneInfo("Asia/Kolkata"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("*bold* _it_ `code`", "*bold* _it_ `code`"),
        ("a &lt; b &amp;amp; c &gt; d", "a < b &amp; c > d"),
        ("<@U1> and <@U1|ben>", "@Ben Carter and @Ben Carter"),
        ("<#C1|other> <#C1>", "#other #learning"),
        ("<!here> <!channel>", "@here @channel"),
        ("<!subteam^S1|@mentors>", "@mentors"),
        ("<https://x.y/?a=1&amp;b=2>", "https://x.y/?a=1&b=2"),
        ("<https://x.y|the page>", "the page (https://x.y)"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        (f"<!date^{MOMENT}^{{date_short}} at {{time}}|later>", "Nov 24, 2026 at 14:30"),
        (f"<!date^{MOMENT}^{{date_long_pretty}}|later>", "Tuesday, November 24, 2026"),
        (
            f"<!date^{MOMENT}^{{date_num}} {{time_secs}} {{date}}^https://x.y|l>",
            "2026-11-24 14:30:00 November 24, 2026",
        ),
        (f"<!date^{MOMENT}^{{odd}}|later>", "{odd}"),
        ("<!date^soon^{date}|later>", "later"),
    ],
)
def test_reading(text: str, read: str) -> None:
    assert mrkdwn_to_text(text, READER) == read


@given(st.text())
def test_text_that_was_escaped_comes_back_whole(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert unescape(escaped) == text
    assert mrkdwn_to_text(escaped, READER) == text
