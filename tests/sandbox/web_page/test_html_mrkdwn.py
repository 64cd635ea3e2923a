"""Markup becomes HTML, and nothing that was typed becomes a tag."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.rendering.mrkdwn import MessageReader
from bot.sandbox.web_page.html_mrkdwn import mrkdwn_html, plain_html

READER = MessageReader(lambda reference: {"U1": "Ben Carter"}.get(reference, reference))
AWAY = ' target="_blank" rel="noopener noreferrer"'
ALLOWED = {"a", "strong", "em", "s", "code", "pre", "br", "blockquote", "span"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain &lt;b&gt; &amp; co", "plain &lt;b&gt; &amp; co"),
        ("raw <b & co", "raw &lt;b &amp; co"),
        ("*bold* _em_ ~gone~", "<strong>bold</strong> <em>em</em> <s>gone</s>"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("`*code* &lt;i&gt;`", "<code>*code* &lt;i&gt;</code>"),
        ("```\n*pre*\n```", "<pre>*pre*</pre>"),
        ("one\ntwo", "one<br>two"),
        ("said\n> quoted\n> more\nend", "said<blockquote>quoted<br>more</blockquote>end"),
        ("&gt; quoted", "<blockquote>quoted</blockquote>"),
        ("<@U1> and <!here>", '<span class="mention">@Ben Carter</span> and <span class="mention">@here</span>'),
        ("<javascript:alert(1)|x>", "x (javascript:alert(1))"),
        ("<!date^0^{date_num}|then>", "1970-01-01"),
        (
            "*<https://example.org?a=1&amp;b=2|*it*>*",
            f'<strong><a href="https://example.org?a=1&amp;b=2"{AWAY}>*it*</a></strong>',
        ),
        (
            '<https://example.org/"onclick="x|y>',
            '<a href="https://example.org/&#34;onclick=&#34;x" target="_blank" rel="noopener noreferrer">y</a>',
        ),
        ("\ue0000\ue001", "0"),
    ],
)
def test_markup_is_read_as_slack_reads_it(text: str, html: str) -> None:
    assert str(mrkdwn_html(text, READER)) == html


def test_plain_text_keeps_its_lines_and_nothing_else() -> None:
    assert str(plain_html("*a*\n<b> &amp;")) == "*a*<br>&lt;b&gt; &amp;"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.names |= {name for name, _ in attrs}
        self.targets += [value or "" for name, value in attrs if name == "href"]


@given(
    st.text(alphabet=st.sampled_from("ab*_~`<>|&;@#!\"'/:= \n\ue000\ue0010") | st.characters(exclude_categories=["Cs"]))
)
def test_any_text_gives_only_our_own_tags(text: str) -> None:
    tags = Tags()
    tags.feed(str(mrkdwn_html(text, READER)))
    assert set(tags.found) <= ALLOWED
    assert tags.names <= {"href", "target", "rel", "class"}
    assert all(target.startswith(("http://", "https://", "mailto:")) for target in tags.targets)
