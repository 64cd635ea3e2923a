"""Names of emoji become characters where one is meant, and nowhere else."""

from __future__ import annotations

import unicodedata

import pytest

from bot.sandbox.rendering.emoji import (
    EMOJI,
    find_emoji,
    replace_names,
    replace_names_outside_code,
    write_reaction,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":tada: done :white_check_mark:", "🎉 done ✅"),
        ("(:+1:)", "(👍)"),
        (":fire::fire:", "🔥🔥"),
        (":wave::skin-tone-3:", "👋🏼"),
        (":fire::skin-tone-3:", "🔥"),  # it has none
        (":our_own_parrot: stays", ":our_own_parrot: stays"),
        ("10:100:20 and a:fire:b", "10:100:20 and a:fire:b"),
        ("::", "::"),
    ],
)
def test_names_become_characters(text: str, shown: str) -> None:
    assert replace_names(text) == shown


def test_code_stays_as_it_was_typed() -> None:
    assert replace_names_outside_code("`:tada:` :tada: ```\n:tada:\n```") == "`:tada:` 🎉 ```\n:tada:\n```"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("thumbsup", "👍"), (":tada:", "🎉"), ("wave::skin-tone-6", "👋🏿"), ("our_own", ":our_own:")],
)
def test_a_reaction_is_its_character(name: str, shown: str) -> None:
    assert write_reaction(name) == shown


def test_every_name_stands_for_one_character() -> None:
    assert len(EMOJI) > 200
    for name, character in EMOJI.items():
        assert name == name.lower()
        assert len([each for each in character if unicodedata.category(each) not in ("Mn", "Me")]) == 1, name
    assert find_emoji("nothing") is None
