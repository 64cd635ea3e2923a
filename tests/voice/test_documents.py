"""The documents speak as Roadmate does; code, quotes and paths in them are spared."""

from __future__ import annotations

import pytest

from tests.voice.documents import DOCUMENTS, ROOT, document_breaches


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_says_what_the_voice_bans(name: str) -> None:
    found = [f"“{around}” -> {better}" for around, better in document_breaches((ROOT / name).read_text("utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "document",
    [
        "We book hours.\n",
        "# Title\n\nA line that ends in who is\nnot here.\n",
        "| a | it is\n| b | whom\n",
        "- an item\n- that is over\n",
        "# A comment that goes\n# upon the next\nNAME=1\n",
    ],
)
def test_what_is_banned_is_found_in_paragraphs_rows_lists_and_comments(document: str) -> None:
    assert list(document_breaches(document))


def test_a_word_group_is_found_over_the_end_of_a_line() -> None:
    [(around, _)] = document_breaches("Their message is\nnot sent.\n")
    assert "is not sent" in around


@pytest.mark.parametrize(
    "document",
    [
        "```\nwe book\n```\nok\n",
        "Text:\n\n    > /log\n    whom\n\nMore.\n",
        'Press `book it` or “book it”, in "whom\'s book", see [here](book/whom.md) and bot/core/ledger.\n',
        "Say `book\nit` now.\n",
    ],
)
def test_code_quotes_and_addresses_are_spared(document: str) -> None:
    assert not list(document_breaches(document))
