"""Words behind a topic that mark it: they stand in the texts of topics as well, and must not find these."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.features.roadmap.handlers import own_words
from tests.slack_driver import Driver, button_labels


@pytest.mark.parametrize("verb", sorted(own_words.OWN_WORDS))
def test_a_word_behind_any_id_is_no_part_of_a_name(catalog: Catalog, verb: str) -> None:
    parts = [part.id for topic in catalog.topics for part in topic.topic.subtopics]
    for each in (*(topic.id for topic in catalog.topics), *parts):
        assert own_words.find_item(catalog, [each])
        assert not own_words.is_name(catalog, [each, verb])


def test_a_name_that_ends_in_such_a_word_stays_a_name(catalog: Catalog) -> None:
    named = [topic for topic in catalog.topics if topic.name.casefold().split()[-1] in own_words.OWN_WORDS]
    for topic in named:
        assert own_words.is_name(catalog, topic.name.casefold().split())
    assert own_words.is_name(catalog, ["rds", "proxy"])
    assert not own_words.is_name(catalog, ["rds", "proxy", "known"])


@pytest.mark.parametrize(
    "line", ["/roadmap pods known", "/roadmap mark pods as known", "/roadmap pods done", "/roadmate know pods"]
)
def test_what_many_topics_speak_of_is_marked_by_the_name_that_it_is(driver: Driver, line: str) -> None:
    assert driver.say("ben", line).text.startswith("✅ Marked Pod-as-Unit Pattern as known.")


@pytest.mark.parametrize("line", ["pods known", "mark pods as known", "know pods", "i know pods"])
def test_the_same_is_said_in_a_direct_message(driver: Driver, line: str) -> None:
    assert driver.delivery.direct_message("ben", line).text.startswith("✅ Marked Pod-as-Unit Pattern as known.")


def test_other_words_behind_such_a_name_are_about_the_same_topic(driver: Driver) -> None:
    assert driver.say("ben", "/roadmap pods not for me").text.startswith("OK, Pod-as-Unit Pattern")
    assert driver.say("ben", "/roadmap pods why").text.startswith("Pod-as-Unit Pattern (Kubernetes)")
    assert "is open again" in driver.say("ben", "/roadmap pods not any more").text


def test_what_the_buttons_of_a_step_say_can_be_typed(driver: Driver) -> None:
    first = driver.say("ben", "/roadmap next").text.splitlines()[0]
    for typed in ("not for me", "I know this"):
        shown = driver.delivery.direct_message("ben", typed)
        assert shown.text.startswith(first)
        assert {"I know this", "Something else", "Not for me"} <= set(button_labels(shown))
    assert not driver.delivery.direct_message("ben", "something else").text.startswith(first)


def test_what_is_taken_back_is_named_as_it_was(driver: Driver) -> None:
    driver.say("ben", "/roadmap rds proxy learning")
    said = driver.say("ben", "/roadmap rds proxy unmark").text
    assert said == "↩️ RDS Proxy (AWS) isn't marked as being learned any more."
    driver.say("ben", "/roadmap rds proxy known")
    assert "isn't marked as known any more" in driver.say("ben", "/roadmap rds proxy unmark").text


def test_a_doubtful_name_is_asked_about_and_a_whole_roadmap_too(driver: Driver) -> None:
    asked = driver.say("ben", "/roadmap iam known")
    assert asked.text.startswith("Which topic is “iam”?")
    assert "I know IAM Policies (AWS)" in button_labels(asked)
    assert driver.say("ben", "/roadmap aws known").text.startswith("AWS has 49 topics. All of them, or some?")


@pytest.mark.parametrize("line", ["/roadmap deep learning", "/roadmap kubernetes skip", "/roadmap terraform parts"])
def test_such_a_word_behind_no_topic_is_looked_up(driver: Driver, line: str) -> None:
    text = driver.say("ben", line).text
    assert line.split()[-1] in text.splitlines()[0]
    assert "Undo" not in text
