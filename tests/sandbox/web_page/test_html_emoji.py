"""Emoji are drawn by the page itself; the character stays in the text."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.sandbox.rendering.emoji import EMOJI
from bot.sandbox.web_page.html_emoji import drawn_emoji, emoji_html, glyphs_html, reaction_html

SPRITE = Path(__file__).parents[3] / "bot" / "sandbox" / "web_page" / "static" / "emoji.svg"
TAGS = re.compile(r"<[^>]+>")


def test_every_drawing_has_a_name_that_slack_knows() -> None:
    symbols = ElementTree.parse(SPRITE).getroot().findall("{http://www.w3.org/2000/svg}symbol")
    names = [symbol.attrib["id"] for symbol in symbols]
    assert len(set(names)) == len(names) > 40
    assert set(names) <= EMOJI.keys()


def test_a_drawing_keeps_the_character_for_whoever_reads_aloud_or_copies() -> None:
    html = emoji_html("done :tada: & <b>")
    assert 'href="/static/emoji.svg#tada"' in html
    assert TAGS.sub("", html) == "done 🎉 &amp; &lt;b&gt;"


@pytest.mark.parametrize(
    ("text", "symbol"), [("⚠️ careful", "warning"), ("⚠ careful", "warning"), ("👋🏽", "wave"), (":thumbsup:", "+1")]
)
def test_variants_of_a_character_are_one_drawing(text: str, symbol: str) -> None:
    assert f"emoji.svg#{symbol}" in emoji_html(text)


def test_skin_has_the_tone_that_was_chosen() -> None:
    assert 'class="emoji skin-3"' in glyphs_html("👋🏽")


def test_what_the_sprite_lacks_is_written() -> None:
    assert str(emoji_html(":snake: :our_own:")) == "🐍 :our_own:"
    assert str(reaction_html("our_own")) == ":our_own:"


def test_a_bar_of_marks_is_drawn_with_as_many_cells_and_read_as_a_figure() -> None:
    html = glyphs_html("▰▰▱▱▱ 40%")
    assert 'aria-label="2 of 5"' in html
    assert html.count("h8v8") == 5
    assert TAGS.sub("", html) == "▰▰▱▱▱ 40%"


def test_what_this_project_says_is_drawn() -> None:
    """Every emoji in our own texts, so that a machine without a font for them shows them too."""
    root = Path(__file__).parents[3]
    texts = "".join(
        file.read_text("utf-8")
        for folder, end in (("bot", "*.py"), ("content", "*.yaml"))
        for file in sorted((root / folder).rglob(end))
        if file.name != "emoji.py"
    )
    said = {character.removesuffix("\ufe0f") for character in EMOJI.values()} & set(texts)
    assert len(said) > 10
    assert said <= drawn_emoji().keys()
