"""Rich text becomes HTML with its styles, and nothing that was typed becomes a tag."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.rendering.mrkdwn import MessageReader
from bot.sandbox.web_page.html_rich_text import rich_text_html
from tests.sandbox.web_page.html_tags import ALLOWED, read_tags

READER = MessageReader(lambda reference: {"U1": "Ben Carter", "C1": "learning"}.get(reference, reference))


def section(*elements: dict[str, Any], kind: str = "section") -> dict[str, Any]:
    return {"type": f"rich_text_{kind}", "elements": list(elements)}


def words(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style}


def html_of(*parts: dict[str, Any]) -> str:
    return str(rich_text_html({"type": "rich_text", "elements": list(parts)}, READER))


@pytest.mark.parametrize(
    ("element", "html"),
    [
        (words("a < b"), "a &lt; b"),
        (words("both", bold=True, italic=True), "<strong><em>both</em></strong>"),
        (words("x=1", code=True, strike=True), "<s><code>x=1</code></s>"),
        (words("one\ntwo"), "one<br>two"),
        ({"type": "user", "user_id": "U1"}, '<span class="mention">@Ben Carter</span>'),
        ({"type": "channel", "channel_id": "C1"}, '<span class="mention">#learning</span>'),
        ({"type": "broadcast", "range": "here"}, '<span class="mention">@here</span>'),
        ({"type": "date", "timestamp": 0, "format": "{date_num}"}, "1970-01-01"),
        ({"type": "emoji", "name": "our_own"}, ":our_own:"),
        ({"type": "color", "value": "#fff"}, "#fff"),
        ({"type": "link", "url": "javascript:alert(1)", "text": "x"}, "x (javascript:alert(1))"),
        (
            {"type": "link", "url": "https://x.y/?a=1&b", "text": "page", "style": {"bold": True}},
            '<strong><a href="https://x.y/?a=1&amp;b" target="_blank" rel="noopener noreferrer">page</a></strong>',
        ),
    ],
)
def test_each_element(element: dict[str, Any], html: str) -> None:
    assert html_of(section(element)) == f'<div class="rich">{html}</div>'


def test_lists_go_on_with_their_numbers_and_levels() -> None:
    bullets = section(section(words("a")), section(words("b")), kind="list") | {"style": "bullet", "indent": 1}
    numbers = section(section(words("c")), kind="list") | {"style": "ordered", "offset": 2}
    assert html_of(bullets, numbers) == (
        '<ul class="rich level-1"><li>a</li><li>b</li></ul><ol class="rich level-0" start="3"><li>c</li></ol>'
    )


def test_quotations_and_code_keep_their_lines() -> None:
    assert html_of(section(words("a\nb"), kind="quote")) == "<blockquote>a<br>b</blockquote>"
    assert html_of(section(words("a\n  b"), kind="preformatted")) == "<pre>a\n  b</pre>"


@given(st.text(), st.text(), st.fixed_dictionaries({name: st.booleans() for name in ("bold", "italic", "code")}))
def test_any_text_gives_only_our_own_tags(text: str, url: str, style: dict[str, bool]) -> None:
    link = {"type": "link", "url": url, "text": text}
    tags = read_tags(html_of(section(words(text, **style), link, {"type": "emoji", "name": text})))
    assert set(tags.found) <= ALLOWED
    assert all(target.startswith(("http://", "https://", "mailto:")) for target in tags.targets)
    assert not tags.open
