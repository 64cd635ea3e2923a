"""Markup becomes HTML, and nothing that was typed becomes a tag."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.rendering.mrkdwn import MessageReader
from bot.sandbox.web_page.html_mrkdwn import mrkdwn_html, plain_html
from tests.sandbox.web_page.html_tags import ALLOWED, read_tags

READER = MessageReader(lambda reference: {"U1": "Ben Carter"}.get(reference, reference))
AWAY = ' target="_blank" rel="noopener noreferrer"'
DRAWING = {"d", "width", "height"}


@pytest.mark.parametrize(
    ("text", "shown"),
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
        ("*a _b* c_", "<strong>a _b</strong> c_"),  # never one tag half inside another
        ("see https://x.y/a?b=1&amp;c.", f'see <a href="https://x.y/a?b=1&amp;c"{AWAY}>https://x.y/a?b=1&amp;c</a>.'),
        ("(https://x.y/z_1_)", f'(<a href="https://x.y/z_1"{AWAY}>https://x.y/z_1</a>_)'),
        ("`https://x.y` `<https://x.y>`", "<code>https://x.y</code> <code>https://x.y</code>"),
        ("`:tada:` :our_own:", "<code>:tada:</code> :our_own:"),
        ("a\n```\nb\n\nc\n```\nd", "a<pre>b\n\nc</pre>d"),
        ("a\n&gt;&gt;&gt; b\nc\n&gt; d", "a<blockquote>b<br>c<br>&gt; d</blockquote>"),
        ("<#C1|learning> <#C1>", '<span class="mention">#learning</span> <span class="mention">#C1</span>'),
        ("<!subteam^S1|@leads>", '<span class="mention">@leads</span>'),
        ("<mailto:a@b.c|Ana>", f'<a href="mailto:a@b.c"{AWAY}>Ana</a>'),
        (
            "<!date^0^{date_num}^https://x.y/^z|then>",
            f'<a href="https://x.y/^z"{AWAY}>1970-01-01</a>',
        ),
    ],
)
def test_markup_is_read_as_slack_reads_it(text: str, shown: str) -> None:
    assert str(mrkdwn_html(text, READER)) == shown


def test_plain_text_keeps_its_lines_and_nothing_else() -> None:
    assert str(plain_html("*a*\n<b> &amp;")) == "*a*<br>&lt;b&gt; &amp;"


@given(
    st.text(
        alphabet=st.sampled_from("ab*_~`<>|&;@#!\"'/:= \n🎉▰▱\ue000\ue001\ue0020")
        | st.characters(exclude_categories=["Cs"])
    )
)
def test_any_text_gives_only_our_own_tags(text: str) -> None:
    tags = read_tags(str(mrkdwn_html(text, READER)))
    assert set(tags.found) <= ALLOWED
    assert tags.names <= {"href", "target", "rel", "class", "aria-hidden", "aria-label", "role", "viewbox", *DRAWING}
    assert all(target.startswith(("http://", "https://", "mailto:")) for target in tags.targets)
    assert not tags.open


MARKS = st.lists(
    st.sampled_from(["*", "_", "~", "a", " ", "*a*", "_b_", "~c~", "`d`", "<https://x.y|e>", "\n> ", "```f```"])
)


@given(MARKS)
def test_marks_in_any_order_are_closed_in_order(marks: list[str]) -> None:
    tags = read_tags(str(mrkdwn_html("".join(marks), READER)))
    assert not tags.open


@given(st.text(alphabet="ab<>&\"'*_~ ", max_size=30).map(str.strip))
def test_plain_text_reads_as_it_was_typed(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html.unescape(str(plain_html(escaped))) == text
