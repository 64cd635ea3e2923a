"""Shortcuts go by their names, as the manifest declares them."""

from __future__ import annotations

import pytest

from bot.sandbox.user_actions.interactions import Shortcut, find_shortcut, shortcuts_of_manifest

LOG, THIS = Shortcut("Log hours", "log.hours"), Shortcut("Log this", "log.this", on_message=True)


def test_the_manifest_declares_them() -> None:
    declared = [
        {"name": "Log hours", "type": "global", "callback_id": "log.hours", "description": "d"},
        {"name": "Log this", "type": "message", "callback_id": "log.this", "description": "d"},
    ]
    assert shortcuts_of_manifest({"features": {"shortcuts": declared}}) == (LOG, THIS)
    assert shortcuts_of_manifest({"features": {}}) == ()


def test_a_name_or_its_unambiguous_beginning_will_do() -> None:
    assert find_shortcut((LOG, THIS), " log THIS") == THIS
    assert find_shortcut((LOG, THIS), "log h") == LOG
    assert find_shortcut((LOG, Shortcut("Log hours again", "x")), "log hours") == LOG


@pytest.mark.parametrize("words", ["", "log", "plan"])
def test_other_words_list_the_names(words: str) -> None:
    with pytest.raises(LookupError, match="Log hours; Log this"):
        find_shortcut((LOG, THIS), words)
