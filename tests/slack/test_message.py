"""A message in both its shapes, and templates that give the same as composing does."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import (
    ButtonSpec,
    ConfirmSpec,
    SortableCell,
    actions,
    bar_chart,
    context,
    data_table,
    divider,
    header,
    section,
)
from bot.slack.message import MAX_MESSAGE_BLOCKS, Message, MessageTemplate, compose_message
from bot.slack.visible_text import is_visible

NASTY = st.text(
    st.one_of(
        st.sampled_from('"\\/\n\r\t<>&*_`\ue000\ue001\u2028\x00\x7f{}$👍é'), st.characters(exclude_categories=["Cs"])
    ),
    min_size=1,
    max_size=60,
)


def sample(head: str, text: str, value: str, effect: str) -> Message:
    press = ButtonSpec("Undo", "log.undo", value, confirm=ConfirmSpec("Sure?", effect, "Yes"))
    return compose_message(section(head), context("by *us*"), actions(press), text=text)


@given(NASTY, NASTY, NASTY, NASTY)
def test_a_filled_template_is_what_composing_gives(head: str, text: str, value: str, effect: str) -> None:
    assume(all(map(is_visible, (head, text, effect))))  # a label that composing would give a stand-in
    filled = MessageTemplate(sample, "head", "text", "value", "effect").render(
        head=head, text=text, value=value, effect=effect
    )
    assert filled.to_message() == sample(head, text, value, effect)
    assert json.loads(filled.response_json()) == sample(head, text, value, effect).command_response()


def test_a_name_typed_by_a_person_is_not_filled_in() -> None:
    template = MessageTemplate(sample, "head", "text", "value", "effect")
    filled = template.render(head="\ue000value\ue001", text="t", value="secret", effect="e")
    assert "secret" not in json.dumps(filled.to_message().blocks[0])


def test_a_template_wants_all_its_values() -> None:
    with pytest.raises(KeyError):
        MessageTemplate(sample, "head", "text", "value", "effect").render(head="h", text="t", value="v")


def test_the_text_says_what_the_blocks_say() -> None:
    message = compose_message(
        header("Hours"),
        [section("*Two* of `three`"), divider()],
        None,
        context("small _print_"),
        actions(ButtonSpec("Press", "x")),
        data_table("t", ["who", "hours"], [["<Ana> & Ben", SortableCell(120, "2 h")], ["Mei", 2.5]]),
        bar_chart("Week", "h", [("Mon", 1.5)]),
    )
    assert message.text == (
        "Hours\nTwo of three\nsmall print\nwho · hours\n&lt;Ana&gt; &amp; Ben · 2 h\nMei · 2.5\nWeek: Mon 1.5"
    )
    check_message(message.post_arguments(), posted=True)


def test_own_text_is_kept_and_clipped() -> None:
    assert compose_message(section("x"), text="said").text == "said"
    assert len(compose_message(section("x"), text="a" * 5000).text) == 4000


def test_more_blocks_than_slack_takes_are_a_mistake_of_ours() -> None:
    assert len(compose_message([divider()] * MAX_MESSAGE_BLOCKS, text="x").blocks) == MAX_MESSAGE_BLOCKS
    with pytest.raises(ValueError, match="51 blocks"):
        compose_message([divider()] * (MAX_MESSAGE_BLOCKS + 1), text="x")


def test_the_body_of_an_answer_is_for_one_person_unless_it_is_public() -> None:
    assert json.loads(compose_message(section("x")).response_json())["response_type"] == "ephemeral"
    public = compose_message(section("x"), is_public=True)
    assert json.loads(public.response_json())["response_type"] == "in_channel"
    assert "response_type" not in public.post_arguments()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300), st.integers(1, 40))
def test_the_fallback_says_all_of_it_in_plain_sections(words: str, times: int) -> None:
    text = ((words.strip() or "x") * times)[:4000]
    message = Message(text, (*compose_message(section("x"), actions(ButtonSpec("Go", "go"))).blocks,))
    plain = message.plain_fallback()
    sections = [block["text"]["text"] for block in plain.blocks if block["type"] == "section"]
    assert "".join(sections) == text
    assert plain.blocks[-1]["type"] == "actions"
    assert all(0 < len(each) <= 3000 for each in sections)
