from __future__ import annotations

from bot.catalog.catalog import Catalog
from bot.features.one_on_one.rules.questions import CardQuestion, PraiseReason, QuestionTopic
from bot.features.one_on_one.views.card_facts import praise_text, question_text


def test_every_question_and_every_praise_has_a_wording_of_its_own(catalog: Catalog) -> None:
    questions = [question_text(CardQuestion(topic, "networking.cdn"), catalog) for topic in QuestionTopic]
    praises = [praise_text((each, "networking.cdn"), catalog) for each in PraiseReason]
    assert len({*questions, *praises}) == len(QuestionTopic) + len(PraiseReason)
    assert all(each.endswith("?") for each in questions)
    assert "Content delivery network" in praises[0]
    assert praise_text(None, catalog) == ""


def test_words_of_people_stay_theirs_and_short(catalog: Catalog) -> None:
    assert "“the <b> lock”" in question_text(CardQuestion(QuestionTopic.STUCK, "the <b>\nlock"), catalog)
    assert len(question_text(CardQuestion(QuestionTopic.STUCK, "lock " * 200), catalog)) < 300
