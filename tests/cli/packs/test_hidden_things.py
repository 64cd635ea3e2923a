"""`roadmate pack remove --hide` adds to the operator's file, and leaves all else of it as it was."""

from __future__ import annotations

import pytest

from bot.catalog.loading.content_files import ContentError
from bot.cli.packs.hidden_things import hide_in_text
from bot.cli.packs.sources.git_address import SourceError

COMMENT = "# ours\norder: [kubernetes]  # first\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "hide:\n  - ovens\n"),
        (COMMENT.rstrip("\n"), COMMENT + "hide:\n  - ovens\n"),
        ("hide: [aws]  # too much\n" + COMMENT, "hide: [aws, ovens]  # too much\n" + COMMENT),
        ("hide: []\n", "hide: [ovens]\n"),
        ("hide:\n  # why\n  - aws  # x\n\n" + COMMENT, "hide:\n  # why\n  - aws  # x\n  - ovens\n\n" + COMMENT),
        ("hide:\n- aws\norder: [kubernetes]\n", "hide:\n- aws\n- ovens\norder: [kubernetes]\n"),
        ("hide: [aws, ovens]\n", "hide: [aws, ovens]\n"),
    ],
)
def test_a_name_is_added_to_what_is_hidden(before: str, after: str) -> None:
    assert hide_in_text(before, ["ovens", "ovens"]) == after


def test_what_can_not_be_added_to_is_left_to_its_writer() -> None:
    with pytest.raises(SourceError, match=r"yourself: hide: \[aws, ovens\]"):
        hide_in_text("{hide: [aws]}\n", ["ovens"])
    with pytest.raises(ContentError, match=r"overlay\.yaml:1: "):
        hide_in_text("hiding: []\n", ["ovens"])
