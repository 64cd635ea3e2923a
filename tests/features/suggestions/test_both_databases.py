"""Suggest, take over, read, undo: on both databases, and by two keepers in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.core.audit_log import list_latest_acts
from bot.db.tables import content_changes, content_suggestions
from bot.dispatch.request import FormSubmission, Request
from bot.features.suggestions.handlers.choosing import submit_suggestion
from bot.features.suggestions.handlers.settling import take_over
from bot.features.suggestions.payloads import TargetPayload
from bot.features.suggestions.rules.proposals import SuggestionKind, Target, find_part, part_version
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, TEAM_ID
from bot.slack.message import Message
from tests.features.help_requests.test_handlers import button_value, messages_to
from tests.features.quiz.test_handlers import all_rows
from tests.features.suggestions.test_handlers import NEW_TEXT, TOPIC, keep, page_of, suggest, window_text
from tests.slack_driver import Driver, button_labels, shown_by


def test_a_suggestion_is_taken_over_in_force_at_once_and_undone(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    before = page_of(driver, "chidi")
    assert "Thanks! Ana looks at it" in window_text(suggest(driver, why="It's shorter."))
    assert page_of(driver, "chidi") == before
    [letter] = messages_to(driver, ANA.id, "Mei suggests a change to Knots (Marina)")
    assert "Why: It's shorter." in letter.text
    assert button_labels(letter) == ["Take over", "Send back"]
    taken = driver.press("ana", letter, "Take over")
    assert "reads like this for everyone here. I'll let Mei know." in shown_by(taken).text
    assert NEW_TEXT in page_of(driver, "chidi")
    [told] = messages_to(driver, MEI.id, "Ana took over your suggestion")
    assert "in force for everyone here" in told.text
    undone = driver.press("ana", taken, "Undo")
    assert "Undone" in shown_by(undone).text
    assert button_labels(undone) == ["Take over", "Send back"]
    assert page_of(driver, "chidi") == before
    assert messages_to(driver, MEI.id, "is being looked at again")
    assert [row.value is None for row in all_rows(driver, content_changes)] == [False, True]
    driver.press("ana", undone, "Take over")
    assert NEW_TEXT in page_of(driver, "chidi")
    with driver.roadmate.deps.database.read() as conn:
        acts = [each.act for each in list_latest_acts(conn, workspace=TEAM_ID, prefixes=["content."])]
    assert acts == ["content.take", "content.undo", "content.take"]


def test_two_keepers_at_once_take_it_over_once(driver: Driver) -> None:
    for who in ("ana", "ben"):
        driver.say(who, "/roadmate help")
    keep(driver, "ben")
    suggest(driver)
    [letter] = messages_to(driver, BEN.id, "Mei suggests a change")
    value = button_value(letter, "Take over")
    presses = [Request(TEAM_ID, each, value, "C0LEARNING", each, "button") for each in (ANA.id, BEN.id)]
    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(lambda each: take_over(driver.roadmate.deps, each).to_message().text, presses))
    assert sorted("reads like this for everyone" in each for each in said) == [False, True]
    assert len(all_rows(driver, content_changes)) == 1


def test_a_form_that_is_sent_twice_at_once_is_one_suggestion(driver: Driver) -> None:
    for who in ("ana", "mei"):
        driver.say(who, "/roadmate help")
    words = find_part(driver.roadmate.deps.catalog.of(TEAM_ID), Target(TOPIC, SuggestionKind.WORDS))
    metadata = TargetPayload(topic=TOPIC, kind="words", seen=part_version(words)).encode()
    request = Request(TEAM_ID, MEI.id, "", "", "form:1", "form")
    form = FormSubmission(request, {"text": NEW_TEXT, "terms": ""}, metadata)
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda _: submit_suggestion(driver.roadmate.deps, form), range(2)))
    assert all(isinstance(each, Message) for each in answers)
    assert len(all_rows(driver, content_suggestions)) == 1
    assert len(messages_to(driver, ANA.id, "Mei suggests a change")) == 1
