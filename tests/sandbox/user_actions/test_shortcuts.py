"""Shortcuts go by their names, as the manifest declares them."""

from __future__ import annotations

import pytest

from bot.sandbox.user_actions.shortcuts import Shortcut, find, from_manifest

LOG, THIS = Shortcut("Log hours", "log.hours"), Shortcut("Log this", "log.this", on_message=True)


def test_the_manifest_declares_them() -> None:
    declared = [
        {"name": "Log hours", "type": "global", "callback_id": "log.hours", "description": "d"},
        {"name": "Log this", "type": "message", "callback_id": "log.this", "description": "d"},
    ]
    assert from_manifest({"features": {"shortcuts": declared}}) == (LOG, THIS)
    assert from_manifest({"features": {}}) == ()


def test_a_name_or_its_unambiguous_beginning_will_do() -> None:
    assert find((LOG, THIS), " log THIS") == THIS
    assert find((LOG, THIS), "log h") == LOG
    assert find((LOG, Shortcut("Log hours again", "x")), "log hours") == LOG


@pytest.mark.parametrize("words", ["", "log", "plan"])
def test_other_words_list_the_names(words: str) -> None:
    with pytest.raises(LookupError, match="Log hours; Log this"):
        find((LOG, THIS), words)
