"""The prefix of the commands is put on where texts leave, and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.mrkdwn import escape, strip_markup
from bot.slack.slash import SLASH, put_prefix, put_prefix_in_text

TYPED = st.text(st.characters(codec="utf-8"))


def test_each_command_gets_the_prefix_wherever_it_stands() -> None:
    assert put_prefix_in_text(f"`{SLASH}log` or `{SLASH}plan`", "team-") == "`/team-log` or `/team-plan`"
    message = {"text": f"{SLASH}log", "blocks": [{"text": {"text": f"{SLASH}log"}}, 3, None, True]}
    assert put_prefix(message, "") == {"text": "/log", "blocks": [{"text": {"text": "/log"}}, 3, None, True]}


@given(TYPED)
def test_what_people_type_gets_none(typed: str) -> None:
    for shown in (escape(typed), strip_markup(typed)):
        assert put_prefix_in_text(shown, "team-") == shown


@given(TYPED)
def test_a_slash_that_people_type_stays(typed: str) -> None:
    shown = escape(f"{typed}/log")
    assert put_prefix_in_text(shown, "team-") == shown
