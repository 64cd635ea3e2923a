"""What a person types arrives as Slack hands it on."""

from __future__ import annotations

import pytest

from bot.sandbox.slack_api.fixtures import ANA, SlackChannel
from bot.sandbox.slack_api.input_text import decode_typed, encode_typed
from bot.sandbox.slack_api.workspace import SlackWorkspace
from tests.slack_world import add_channel


@pytest.mark.parametrize(
    ("text", "handed"),
    [
        ("2h networking", "2h networking"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("@Ben", "<@U0SANDBEN|ben>"),
        ("@ben, hi", "<@U0SANDBEN|ben>, hi"),
        ("<@U0SANDBEN>", "<@U0SANDBEN|ben>"),
        ("<@U0SANDBEN|whoever>", "<@U0SANDBEN|ben>"),
        ("<@U404>", "<@U404>"),
        ("@nobody", "@nobody"),
        ("#learning", "<#C0LEARNING|learning>"),
        ("<#C0LEARNING>", "<#C0LEARNING|learning>"),
        ("#secret", "<#C0SECRET|>"),
        ("#1 of c#", "#1 of c#"),
        ("@here", "<!here>"),
        ("ben@example.com", "ben@example.com"),
        ("see https://x.y/?a=1&b=2 ok", "see <https://x.y/?a=1&amp;b=2> ok"),
        ("<script>", "&lt;script&gt;"),
        ("", ""),
    ],
)
def test_in_a_command(workspace: SlackWorkspace, text: str, handed: str) -> None:
    add_channel(workspace, SlackChannel("C0SECRET", "secret", frozenset({ANA.id}), is_private=True))
    assert encode_typed(workspace, text, with_names=True) == handed


def test_in_an_event_people_come_without_their_names(workspace: SlackWorkspace) -> None:
    assert encode_typed(workspace, "@Ben <@U0SANDANA|x>", with_names=False) == "<@U0SANDBEN> <@U0SANDANA>"


@pytest.mark.parametrize("text", ["2 < 3 & 4 > 1", "see https://example.org/?b=1&c now", "<@U0SANDBEN> and #learning"])
def test_what_was_handed_on_can_be_typed_again(workspace: SlackWorkspace, text: str) -> None:
    handed = encode_typed(workspace, text, with_names=False)
    assert encode_typed(workspace, decode_typed(handed), with_names=False) == handed
