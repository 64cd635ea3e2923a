"""No text of content notifies anybody, hides a link or turns the text around, whoever wrote it."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.catalog.content_model import Alias, LongText, ShortText
from bot.catalog.lessons import AskText, DoneText, OptionText, ReasonText, ResourceTitle, TaskText

TEXTS = [
    TypeAdapter(each)
    for each in (ShortText, LongText, Alias, ResourceTitle, TaskText, DoneText, AskText, OptionText, ReasonText)
]


@pytest.mark.parametrize(
    "text",
    [
        "<!channel>",
        "<!here|all>",
        "see <@u123>",
        "<#c1|x>",
        "<https://x.example|docs>",
        "<mailto:a@x>",
        "<x|y>",
        "a\u202eb",
    ],
)
def test_markup_is_refused_in_every_text(text: str) -> None:
    for adapter in TEXTS:
        with pytest.raises(ValidationError, match=r"Slack would read|turns the text"):
            adapter.validate_python(text)


@pytest.mark.parametrize(
    "text", ["a < b & c > d", "kubectl get <pod>", "<unknown>", "mail a@x.example", "@channel", "a|b"]
)
def test_what_only_looks_like_markup_is_fine(text: str) -> None:
    assert all(adapter.validate_python(text) == text for adapter in TEXTS)
