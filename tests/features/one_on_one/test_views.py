from __future__ import annotations

from bot.catalog.catalog import Catalog
from bot.features.one_on_one.rules.questions import Praise, Question, Topic
from bot.features.one_on_one.views.wording import praise, question


def test_every_question_and_every_praise_has_a_wording_of_its_own(catalog: Catalog) -> None:
    asked = [question(Question(topic, "networking.cdn"), catalog) for topic in Topic]
    said = [praise((each, "networking.cdn"), catalog) for each in Praise]
    assert len({*asked, *said}) == len(Topic) + len(Praise)
    assert all(each.endswith("?") for each in asked)
    assert "Content delivery network" in said[0]
    assert praise(None, catalog) == ""


def test_words_of_people_stay_theirs_and_short(catalog: Catalog) -> None:
    assert "“the <b> lock”" in question(Question(Topic.STUCK, "the <b>\nlock"), catalog)
    assert len(question(Question(Topic.STUCK, "lock " * 200), catalog)) < 300
