"""What people typed, read as they see it: every notation of Slack's written out, and nothing of their words lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.typed_text import PERSON, read_said, read_typed, split_first_word

TYPED = {
    "2h networking": "2h networking",
    "  2h  networking ": "2h  networking",
    "log\u00a02h\tnetworking\u3000vpc\u2028bgp": "log 2h networking vpc bgp",
    "2h networking\r\n1h aws": "2h networking\n1h aws",
    "2h\u200b net\u2060working\ufeff": "2h networking",
    "r&amp;d &lt;3 &amp;lt;": "r&d <3 &lt;",
    "<https://x.example/y|x.example/y>": "https://x.example/y",
    "<https://www.x.example/|x.example>": "https://www.x.example/",
    "<https://x.example?a=1&amp;b=_2_>": "https://x.example?a=1&b=_2_",
    "<https://x.example/rfc|RFC 9110>": "RFC 9110 https://x.example/rfc",
    "<mailto:ben@x.example|ben@x.example>": "ben@x.example",
    "<mailto:ben@x.example|Ben>": "Ben ben@x.example",
    "<#C1|learning>": "#learning",
    "<#C1> <#C1|>": "#channel #channel",
    "<!here> <!channel|@channel>": "@here @channel",
    "<!subteam^S1|@ops> <!subteam^S1>": "@ops @group",
    "<!date^1795262400^{date}|Nov 21>": "Nov 21",
    "with <@U1|ben> and <@W2>": "with <@U1|ben> and <@W2>",
    "<no markup>": "<no markup>",
    "log *90m* networking": "log 90m networking",
    "*log 2h networking*": "log 2h networking",
    "*_~`2h`~_* networking: *bgp*, _ospf_.": "2h networking: bgp, ospf.",
    "**2h** networking": "2h networking",
    "*<https://x.example/a_b>*": "https://x.example/a_b",
    "```\n2h networking\n1h aws\n```": "2h networking\n1h aws",
    "snake_case a*b*c 2~3 __init__": "snake_case a*b*c 2~3 __init__",
    "~2h networking or * maybe *": "~2h networking or * maybe *",
    "https://x.example/_a_/*b*": "https://x.example/_a_/*b*",
    "*two\nlines*": "*two\nlines*",
    "• 2h networking\n◦ 1h aws": "2h networking\n1h aws",
    "- 2h networking\n* 1h aws": "2h networking\n1h aws",
    "1. 2h networking\n2) 1h aws": "2h networking\n1h aws",
    "&gt; • 2h networking": "2h networking",
    "> 2h networking": "2h networking",
    "-2h networking": "-2h networking",
    "+2h networking": "+2h networking",
    "1.5h networking": "1.5h networking",
    "5. Nov 2h docker": "5. Nov 2h docker",
    "5. 11. 2h docker": "5. 11. 2h docker",
    "2h networking :tada: note:a:b": "2h networking :tada: note:a:b",
    "<|>": "<|>",
    "": "",
}


@pytest.mark.parametrize("text", TYPED)
def test_a_text_is_read_as_its_author_sees_it(text: str) -> None:
    assert read_typed(text) == TYPED[text]


@pytest.mark.parametrize(
    "text", ["`log 2h x`", "```log 2h x```", "> log 2h x", "&gt; log 2h x", ">>> log 2h x", " • *`log 2h x`*"]
)
def test_code_and_quotes_are_not_said_by_their_author(text: str) -> None:
    assert read_said(text) == ""


@pytest.mark.parametrize("text", ["log 2h x", "• log 2h x", "*log 2h x*", "- _log 2h x_"])
def test_a_bullet_and_emphasis_change_nothing_of_what_is_said(text: str) -> None:
    assert read_said(text) == "log 2h x"


@pytest.mark.parametrize("gap", [" ", "\n", "\t", "\u00a0", "\u3000", "  \n "])
def test_the_first_word_ends_at_any_white_space(gap: str) -> None:
    assert split_first_word(f"{gap}log{gap}2h  networking{gap}") == ("log", "2h  networking")
    assert split_first_word(f"log{gap}") == ("log", "")
    assert split_first_word(gap) == ("", "")


MARKUP = ("<", ">", "|", "*", "_", "~", "`", "```", "&lt;", "&amp;", "• ", "- ", "1. ", "> ", "@U1", "#C1", "!here")
PIECES = st.lists(
    st.one_of(st.sampled_from((*MARKUP, "https://x.example/y", "2h", "net", " ", "\n", "\u00a0", "é")), st.text()),
    max_size=20,
).map("".join)
PLAIN = st.text(st.sampled_from("abcXYZ019é日🚀 ,:;!?()/+#%'\"=@.\n"), max_size=60).filter(
    lambda text: ". " not in text
)


@given(PIECES)
def test_any_text_is_read_to_words_without_other_white_space(text: str) -> None:
    read = read_typed(text)
    assert read == read.strip()
    assert all(not char.isspace() or char in " \n" for char in read)
    assert {char for char in text if char.isalnum()} >= {char for char in read if char.isalnum()} - set("channelgroup")


@given(PLAIN)
def test_plain_words_pass_unchanged(text: str) -> None:
    assert read_typed(text).split() == [word for word in text.split() if word]


@given(PIECES)
def test_what_was_read_is_read_as_the_same_again_where_no_markup_is_left(text: str) -> None:
    read = read_typed(text)
    if not any(sign in read for sign in "<>&*_~`•-)."):
        assert read_typed(read) == read


@given(st.lists(st.sampled_from(("networking", "<@U1|ben>", "vpc", "<@W22>")), max_size=8))
def test_people_stay_as_they_were_delivered(words: list[str]) -> None:
    read = read_typed(" ".join(words))
    assert [found[0] for found in PERSON.finditer(read)] == [each for each in words if each.startswith("<")]


@pytest.mark.parametrize(
    "piece", ["*a ", "<a", "<", "_a", "`", "> ", "- ", "https://", "&lt;", "1. ", "•", "~~a~~ ", " "]
)
def test_reading_takes_time_in_proportion_to_the_length(piece: str) -> None:
    started = time.process_time()
    read_typed(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 2
