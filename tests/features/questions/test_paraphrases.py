"""The same thing asked in many ways leads to the same command, and what is asked of content to none."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.ranking.stemming import stem
from bot.features.questions.rules.intents import find_intent
from tests.catalog.ranking.test_everyday_questions import QUESTIONS
from tests.features.questions.paraphrases import CONTENT, KEPT_ASIDE, PARAPHRASES

# Of the sentences that the forms weren't written by, how many have to be understood.
LEAST_SHARE = 0.8


def _first_line(catalog: Catalog, text: str) -> str | None:
    names = frozenset(map(stem, catalog.search_index.correctable_words))
    asked = find_intent(text, catalog.content_index.postings, names)
    return asked.lines[0] if asked else None


def _pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(text, line) for line, texts in table.items() for text in texts]


@pytest.mark.parametrize(("text", "line"), _pairs(PARAPHRASES))
def test_a_paraphrase_leads_to_its_command(catalog: Catalog, text: str, line: str) -> None:
    assert _first_line(catalog, text) == line


def test_most_sentences_that_no_form_was_written_by_are_understood(catalog: Catalog) -> None:
    asked = _pairs(KEPT_ASIDE)
    missed = [(text, line, found) for text, line in asked if (found := _first_line(catalog, text)) != line]
    assert len(missed) <= (1 - LEAST_SHARE) * len(asked), missed


@pytest.mark.parametrize("text", [*(question for question, _ in QUESTIONS), *CONTENT])
def test_a_question_about_content_is_no_intent(catalog: Catalog, text: str) -> None:
    assert _first_line(catalog, text) is None
