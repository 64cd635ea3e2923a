"""What nobody sees is taken out; emoji and joined letters stay what they are; no label is left blank."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.validation.rules import check_message, check_view
from bot.slack.blocks import (
    ButtonSpec,
    ConfirmSpec,
    MenuSpec,
    SortableCell,
    actions,
    bar_chart,
    context,
    data_table,
    header,
    section,
)
from bot.slack.message import compose_message
from bot.slack.modals import SelectOption, build_modal, checkboxes_input, select_input, text_input
from bot.slack.mrkdwn import (
    NO_NAME,
    escape,
    first_visible_name,
    person_name,
    plain_person_name,
    short_person_name,
    strip_markup,
)
from bot.slack.visible_text import is_visible, strip_invisible

HIDDEN = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2062\ufeff\U000e0041\U000e007f"
BLANKS = ["", " ", "\u200b", "\u3164", "\u2800", "\u0301", "<>", "<<<>", "\u200e \u200f", "@", "\ufeff\u2060", "\ue000"]
WEIRD = st.text(
    st.one_of(
        st.sampled_from(HIDDEN + "<>@ \t\n\u3164\u2800\u0301\u05d0\u0645👍🏽\u200dé*_~`"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=300,
)


@pytest.mark.parametrize("hidden", HIDDEN, ids=[f"{ord(each):04X}" for each in HIDDEN])
@pytest.mark.parametrize("clean", [escape, strip_markup, strip_invisible])
def test_no_hidden_sign_is_passed_on(hidden: str, clean: object) -> None:
    assert clean(f"A{hidden}na") == "Ana"  # type: ignore[operator]


@pytest.mark.parametrize(
    "shown",
    [
        "👩\u200d💻",
        "❤️\u200d🔥",
        "👨🏽\u200d🚀",
        "🏳️\u200d🌈",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "✈️",
    ],
    ids=["a coder", "a heart", "an astronaut", "a rainbow", "Scotland", "Persian", "Hindi", "a plane"],
)
def test_what_a_joiner_makes_stays_whole(shown: str) -> None:
    assert strip_invisible(f"x {shown} y") == f"x {shown} y"
    assert is_visible(shown)


@given(WEIRD)
def test_what_is_hidden_by_itself_never_makes_a_text_visible(text: str) -> None:
    hidden = "".join(each for each in text if unicodedata.category(each) == "Cf" and each not in "\u0600\u06dd")
    assert not is_visible(hidden)
    assert strip_invisible(strip_invisible(text)) == strip_invisible(text) or "\u200d" in text or "\u200c" in text
    assert is_visible(text) == is_visible(strip_invisible(text))


@pytest.mark.parametrize("name", BLANKS)
def test_a_name_that_shows_nothing_has_a_stand_in(name: str) -> None:
    assert plain_person_name(name, 40) == NO_NAME
    if name not in ("<>", "<<<>"):
        assert person_name(name) == short_person_name(name) == NO_NAME
    assert first_visible_name([name, None, "Ana Silva"], "U1") == "Ana Silva"
    assert first_visible_name([name, "", None, 7], "U1") == "U1"


@given(WEIRD, WEIRD)
def test_a_name_is_always_seen(first: str, second: str) -> None:
    chosen = first_visible_name([first, second], "U1")
    for shown in (chosen, person_name(first), plain_person_name(first, 30), strip_markup(chosen)):
        assert is_visible(shown)


@pytest.mark.parametrize("label", [each for each in BLANKS if each != "@"])
def test_a_blank_label_does_not_take_the_message_with_it(label: str) -> None:
    bare = strip_markup(label)
    confirm = ConfirmSpec(bare, bare, bare, bare)
    message = compose_message(
        header(bare),
        section(bare),
        context(bare),
        data_table(bare, [bare, "Hours"], [[bare, SortableCell(1, bare)]]),
        bar_chart(bare, bare, [(bare, 1.0)]),
        actions(ButtonSpec(bare, "a.b", confirm=confirm), MenuSpec(bare, "a.c", [(bare, "1")])),
    )
    check_message(message.post_arguments(), posted=True)
    assert "(blank)" in message.text
    options = [SelectOption(bare, "1")]
    fields = [
        select_input("s", bare, options),
        checkboxes_input("c", bare, options, values=["1"]),
        text_input("t", bare),
    ]
    check_view(build_modal(bare, *fields, submit_label="Save").view())
